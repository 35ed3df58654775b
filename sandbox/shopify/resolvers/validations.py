"""Cart and checkout validations: kept and listed, never run; the sandbox executes no WebAssembly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify.connections import connection
from sandbox.shopify.errors import refused, user_error
from sandbox.shopify.model import Validation
from sandbox.shopify.registry import Resolvers

if TYPE_CHECKING:
    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

resolvers = Resolvers()

resolvers.attributes(
    "Validation",
    {
        "id": "gid",
        "title": "title",
        "enabled": "enabled",
        "blockOnFailure": "block_on_failure",
        "shopifyFunction": lambda validation: {
            "id": validation.function_handle,
            "title": validation.title,
            "apiType": "cart_checkout_validation",
        },
    },
)


@resolvers.query("validations")
def validations(request: Request, args: Args) -> dict[str, Any]:
    return connection(request.shop.validations.values(), args)


@resolvers.query("validation")
def validation(request: Request, args: Args) -> Validation | None:
    return request.find(Validation, args["id"])


@resolvers.mutation("validationCreate")
def validation_create(request: Request, args: Args) -> dict[str, Any]:
    given = args["validation"]
    if not given.get("functionHandle"):
        message = "Either function_id or function_handle must be provided."
        error = user_error(["validation", "functionHandle"], message, code="MISSING_FUNCTION_IDENTIFIER")
        return refused(error, validation=None)
    created = Validation(
        id=request.store.new_id(),
        function_handle=given["functionHandle"],
        title=given.get("title") or given["functionHandle"],
        enabled=bool(given.get("enable")),
        block_on_failure=bool(given.get("blockOnFailure")),
    )
    request.shop.validations[created.id] = created
    return {"validation": created, "userErrors": []}


@resolvers.mutation("validationUpdate")
def validation_update(request: Request, args: Args) -> dict[str, Any]:
    found, given = request.find(Validation, args["id"]), args["validation"]
    if found is None:
        return refused(user_error(["id"], "Extension not found.", code="NOT_FOUND"), validation=None)
    found.title = given.get("title") or found.title
    found.enabled = bool(given.get("enable"))
    found.block_on_failure = bool(given.get("blockOnFailure"))
    return {"validation": found, "userErrors": []}


@resolvers.mutation("validationDelete")
def validation_delete(request: Request, args: Args) -> dict[str, Any]:
    found = request.find(Validation, args["id"])
    if found is None:
        return refused(user_error(["id"], "Extension not found.", code="NOT_FOUND"), deletedId=None)
    del request.shop.validations[found.id]
    return {"deletedId": found.gid, "userErrors": []}
