"""Metafield definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify.connections import connection
from sandbox.shopify.errors import refused, user_error
from sandbox.shopify.model import MetafieldDefinition
from sandbox.shopify.registry import Resolvers
from sandbox.shopify.resolvers.metafields import definition_of

if TYPE_CHECKING:
    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

resolvers = Resolvers()

resolvers.attributes(
    "MetafieldDefinition",
    {
        "id": "gid",
        "name": "name",
        "namespace": "namespace",
        "key": "key",
        "ownerType": "owner_type",
        "description": "description",
        "type": lambda definition: {"name": definition.type, "category": definition.type.upper()},
        "access": lambda definition: {
            "admin": definition.admin_access,
            "storefront": definition.storefront_access,
            "customerAccount": definition.customer_account_access,
        },
    },
)


@resolvers.query("metafieldDefinitions")
def metafield_definitions(request: Request, args: Args) -> dict[str, Any]:
    found = [d for d in request.shop.metafield_definitions.values() if d.owner_type == args["ownerType"]]
    if args.get("namespace") is not None:
        found = [d for d in found if d.namespace == request.namespace(args["namespace"])]
    if args.get("key") is not None:
        found = [d for d in found if d.key == args["key"]]
    return connection(found, args)


@resolvers.mutation("metafieldDefinitionCreate")
def metafield_definition_create(request: Request, args: Args) -> dict[str, Any]:
    given = args["definition"]
    namespace = request.namespace(given.get("namespace"))
    if definition_of(request, given["ownerType"], namespace, given["key"]):
        message = f"Key is in use for {given['ownerType'].capitalize()} metafields on the '{namespace}' namespace."
        return refused(user_error(["definition", "key"], message, code="TAKEN"), createdDefinition=None)
    access = given.get("access") or {}
    definition = MetafieldDefinition(
        id=request.store.new_id(),
        name=given["name"],
        owner_type=given["ownerType"],
        namespace=namespace,
        key=given["key"],
        type=given["type"],
        description=given.get("description"),
        admin_access=access.get("admin"),
        storefront_access=access.get("storefront", "NONE"),
        customer_account_access=access.get("customerAccount", "NONE"),
    )
    request.shop.metafield_definitions[definition.id] = definition
    return {"createdDefinition": definition, "userErrors": []}


@resolvers.mutation("metafieldDefinitionDelete")
def metafield_definition_delete(request: Request, args: Args) -> dict[str, Any]:
    definition = request.find(MetafieldDefinition, args["id"]) if args.get("id") else None
    if definition is None:
        error = user_error(["id"], "Definition not found.", code="NOT_FOUND")
        return refused(error, deletedDefinitionId=None, deletedDefinition=None)
    del request.shop.metafield_definitions[definition.id]
    if args.get("deleteAllAssociatedMetafields"):
        _drop_values(request, definition)
    return {"deletedDefinitionId": definition.gid, "deletedDefinition": None, "userErrors": []}


def _drop_values(request: Request, definition: MetafieldDefinition) -> None:
    for place in list(request.shop.metafields):
        if place[1:] == (definition.namespace, definition.key):
            del request.shop.metafields[place]
