"""Metafields on everything that may have them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sandbox.shopify.acts.metafields import of_owner
from sandbox.shopify.connections import connection
from sandbox.shopify.registry import Resolvers

if TYPE_CHECKING:
    from sandbox.shopify.model import Metafield, MetafieldDefinition, Resource
    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

resolvers = Resolvers()

OWNER_TYPES = {
    "Product": "PRODUCT",
    "ProductVariant": "PRODUCTVARIANT",
    "Collection": "COLLECTION",
    "Customer": "CUSTOMER",
    "Order": "ORDER",
    "Location": "LOCATION",
    "Shop": "SHOP",
    "AppInstallation": "API_PERMISSION",
    "InventoryTransfer": "TRANSFER",
    "Validation": "VALIDATION",
}
"""GraphQL type to MetafieldOwnerType: everything that may own a metafield here."""
_PLAIN = ("single_line_text_field", "multi_line_text_field", "date", "date_time", "url", "color", "id")

resolvers.attributes(
    "Metafield",
    {
        "id": "gid",
        "legacyResourceId": "id",
        "namespace": "namespace",
        "key": "key",
        "type": "type",
        "value": "value",
        "compareDigest": "compare_digest",
        "createdAt": "created_at",
        "updatedAt": "updated_at",
        "owner": "owner",
        "ownerType": lambda metafield: OWNER_TYPES[metafield.owner.kind],
        "sizeInBytes": lambda metafield: len(metafield.value.encode()),
        "jsonValue": lambda metafield: (
            metafield.value if metafield.type.startswith(_PLAIN) else json.loads(metafield.value)
        ),
    },
)


@resolvers.field("Metafield.definition")
def metafield_definition(metafield: Metafield, request: Request, _args: Args) -> MetafieldDefinition | None:
    return definition_of(request, OWNER_TYPES[metafield.owner.kind], metafield.namespace, metafield.key)


def definition_of(request: Request, owner_type: str, namespace: str, key: str) -> MetafieldDefinition | None:
    """`namespace` resolved."""
    for definition in request.shop.metafield_definitions.values():
        if (definition.owner_type, definition.namespace, definition.key) == (owner_type, namespace, key):
            return definition
    return None


def _metafield(owner: Resource, request: Request, args: Args) -> Metafield | None:
    """`namespace: "$app"` and an omitted namespace are the app's own; `key` may also be `namespace.key`."""
    namespace, key = args.get("namespace"), args["key"]
    if namespace is None and "." in key:
        namespace, _, key = key.partition(".")
    return request.shop.metafields.get((owner.gid, request.namespace(namespace), key))


def _metafields(owner: Resource, request: Request, args: Args) -> dict[str, Any]:
    found = of_owner(request.shop, owner=owner)
    if args.get("namespace") is not None:
        found = [metafield for metafield in found if metafield.namespace == request.namespace(args["namespace"])]
    if args.get("keys"):
        found = [m for m in found if m.key in args["keys"] or f"{m.namespace}.{m.key}" in args["keys"]]
    return connection(found, args)


for _type in OWNER_TYPES:
    resolvers.field(f"{_type}.metafield")(_metafield)
    resolvers.field(f"{_type}.metafields")(_metafields)
