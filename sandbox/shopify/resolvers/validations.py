"""Cart and checkout validations: which functions of the app run in this shop. `sandbox.shopify.functions` runs them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify.connections import connection
from sandbox.shopify.errors import NotImplementedInSandbox, refused, user_error
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
    given = _given(args)
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
    found, given = request.find(Validation, args["id"]), _given(args)
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


def _given(args: Args) -> dict[str, Any]:
    given: dict[str, Any] = args["validation"]
    if given.get("metafields"):
        raise NotImplementedInSandbox("metafields of a validation in one call with it; metafieldsSet writes them")
    return given
