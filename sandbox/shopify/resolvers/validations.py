"""Cart and checkout validations: which functions of the app run in this shop. `sandbox.shopify.functions` runs them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sandbox.shopify.acts import metafields
from sandbox.shopify.connections import connection, sort
from sandbox.shopify.errors import NotImplementedInSandbox, refused, user_error
from sandbox.shopify.functions.extension import is_declared
from sandbox.shopify.model import Validation
from sandbox.shopify.registry import Resolvers

if TYPE_CHECKING:
    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

resolvers = Resolvers()
MOST_ACTIVE = 25
"""The schema's own text of MAX_VALIDATIONS_ACTIVATED."""

resolvers.attributes(
    "Validation",
    {
        "id": "gid",
        "title": "title",
        "enabled": "enabled",
        "blockOnFailure": "block_on_failure",
        "shopifyFunction": lambda validation: {
            "id": validation.function_handle,
            "handle": validation.function_handle,
            "title": validation.title,
            "apiType": "cart_checkout_validation",
        },
    },
)


@resolvers.query("validations")
def validations(request: Request, args: Args) -> dict[str, Any]:
    return connection(sort(request.shop.validations.values(), args, keys={}), args)


@resolvers.query("validation")
def validation(request: Request, args: Args) -> Validation | None:
    return request.find(Validation, args["id"])


@resolvers.mutation("validationCreate")
def validation_create(request: Request, args: Args) -> dict[str, Any]:
    given = args["validation"]
    error = _problem(request, given, is_on=False) or _function_problem(given.get("functionHandle"))
    if error:
        return refused(error, validation=None)
    created = Validation(
        id=request.store.new_id(),
        function_handle=given["functionHandle"],
        title=given.get("title") or given["functionHandle"],
    )
    request.shop.validations[created.id] = created
    return _apply(request, created, given)


@resolvers.mutation("validationUpdate")
def validation_update(request: Request, args: Args) -> dict[str, Any]:
    found, given = request.find(Validation, args["id"]), args["validation"]
    if found is None:
        return refused(_error(["id"], "Extension not found.", "NOT_FOUND"), validation=None)
    error = _problem(request, given, is_on=found.enabled)
    if error:
        return refused(error, validation=None)
    found.title = given.get("title") or found.title
    return _apply(request, found, given)


@resolvers.mutation("validationDelete")
def validation_delete(request: Request, args: Args) -> dict[str, Any]:
    found = request.find(Validation, args["id"])
    if found is None:
        return refused(_error(["id"], "Extension not found.", "NOT_FOUND"), deletedId=None)
    for each in metafields.of_owner(request.shop, owner=found):
        metafields.remove(request.store, shop=request.shop, owner=found, namespace=each.namespace, key=each.key)
    del request.shop.validations[found.id]
    return {"deletedId": found.gid, "userErrors": []}


def _apply(request: Request, validation: Validation, given: dict[str, Any]) -> dict[str, Any]:
    """What is not given falls back to the schema's default, which is no; metafields not named stay."""
    validation.enabled = bool(given.get("enable"))
    validation.block_on_failure = bool(given.get("blockOnFailure"))
    for entry in given.get("metafields") or ():
        metafields.put(
            request.store,
            shop=request.shop,
            owner=validation,
            namespace=request.namespace(entry.get("namespace")),
            key=entry["key"],
            type_name=entry["type"],
            value=entry["value"],
        )
    return {"validation": validation, "userErrors": []}


def _problem(request: Request, given: dict[str, Any], *, is_on: bool) -> dict[str, Any] | None:
    active = sum(each.enabled for each in request.shop.validations.values())
    if given.get("enable") and not is_on and active >= MOST_ACTIVE:
        message = f"Cannot have more than {MOST_ACTIVE} active validation functions."
        return _error([], message, "MAX_VALIDATIONS_ACTIVATED")
    for index, entry in enumerate(given.get("metafields") or ()):
        if "id" in entry or not all(entry.get(name) for name in ("key", "type", "value")):
            raise NotImplementedInSandbox("metafields of a validation without key, type and value")
        try:
            json.loads(entry["value"])
        except ValueError:
            return _error(["validation", "metafields", str(index), "value"], "Value is invalid JSON.", "INVALID_VALUE")
    return None


def _function_problem(handle: str | None) -> dict[str, Any] | None:
    if not handle:
        message = "Either function_id or function_handle must be provided."
        return _error(["validation", "functionHandle"], message, "MISSING_FUNCTION_IDENTIFIER")
    if not is_declared(handle):
        return _error(["validation", "functionHandle"], f"Function {handle} not found.", "FUNCTION_NOT_FOUND")
    return None


def _error(field: list[str], message: str, code: str) -> dict[str, Any]:
    return user_error(field, message, code=code)
