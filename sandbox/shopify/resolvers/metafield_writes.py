"""`metafieldsSet` and `metafieldsDelete`: at most 25, all or nothing, compare-and-set by digest."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from sandbox.shopify.access import DOCUMENTATION
from sandbox.shopify.acts import metafields
from sandbox.shopify.errors import ApiError, invalid_id, refused, user_error
from sandbox.shopify.registry import Resolvers
from sandbox.shopify.resolvers.metafields import OWNER_TYPES, definition_of
from sandbox.shopify.resolvers.nodes import by_gid

if TYPE_CHECKING:
    from sandbox.shopify.model import Resource
    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

resolvers = Resolvers()

LIMIT = 25
SCOPES = {
    "Product": "write_products",
    "ProductVariant": "write_products",
    "Collection": "write_products",
    "Order": "write_orders",
    "Customer": "write_customers",
    "Location": "write_locations",
    "InventoryTransfer": "write_inventory_transfers",
    "Validation": "write_validations",
}
"""Writing an owner's metafield takes the scope that changes the owner; the shop and the installation take none."""
_DIGEST = re.compile(r"[0-9a-f]{64}")
_FORBIDDEN = "Access to this namespace and key on Metafields for this resource type is not allowed."


@resolvers.mutation("metafieldsSet")
def metafields_set(request: Request, args: Args) -> dict[str, Any]:
    given = args["metafields"]
    if len(given) > LIMIT:
        message = f"Exceeded the maximum metafields input limit of {LIMIT}."
        return _refused([_error(["metafields"], message, "LESS_THAN_OR_EQUAL_TO")])
    owners = [_owner(request, entry["ownerId"]) for entry in given]
    errors = [
        error
        for index, (entry, owner) in enumerate(zip(given, owners, strict=True))
        for error in _errors(request, entry, owner, ["metafields", str(index)])
    ]
    if errors:
        return _refused(errors)
    written = [_write(request, entry, owner) for entry, owner in zip(given, owners, strict=True)]
    return {"metafields": written, "userErrors": []}


@resolvers.mutation("metafieldsDelete")
def metafields_delete(request: Request, args: Args) -> dict[str, Any]:
    targets = [
        (_owner(request, entry["ownerId"]), request.namespace(entry["namespace"]), entry["key"])
        for entry in args["metafields"]
    ]
    if any(_is_foreign(request, namespace) for _, namespace, _ in targets):
        return refused(user_error(["metafields"], _FORBIDDEN), deletedMetafields=None)
    deleted = []
    for owner, namespace, key in targets:
        gone = metafields.remove(request.store, shop=request.shop, owner=owner, namespace=namespace, key=key)
        deleted.append({"ownerId": owner.gid, "namespace": namespace, "key": key} if gone else None)
    return {"deletedMetafields": deleted, "userErrors": []}


def _owner(request: Request, gid: str) -> Resource:
    owner = by_gid(request, gid)
    if owner is None or owner.kind not in OWNER_TYPES:
        raise invalid_id(gid)
    scope = SCOPES.get(owner.kind)
    if scope and not request.actor.may((scope,)):
        text = f"`{scope}` access scope."
        raise ApiError(
            f"Access denied for metafields. Required access: {text}",
            code="ACCESS_DENIED",
            documentation=DOCUMENTATION,
            requiredAccess=text,
        )
    return owner


def _errors(request: Request, entry: dict[str, Any], owner: Resource, path: list[str]) -> list[dict[str, Any]]:
    namespace = request.namespace(entry.get("namespace"))
    if _is_foreign(request, namespace):
        return [_error(path, _FORBIDDEN, "APP_NOT_AUTHORIZED")]
    type_name = _type(request, entry, owner)
    if type_name is None:
        return [_error([*path, "type"], "Type can't be blank", "BLANK")]
    return [*_value_errors(entry["value"], type_name, path), *_digest_errors(request, entry, owner, namespace, path)]


def _is_foreign(request: Request, namespace: str) -> bool:
    """Another app's, or the app's own in a merchant's hands."""
    own = request.store.app.namespace
    if not namespace.startswith("app--"):
        return False
    return request.actor.is_merchant or not (namespace == own or namespace.startswith(f"{own}--"))


def _type(request: Request, entry: dict[str, Any], owner: Resource) -> str | None:
    namespace = request.namespace(entry.get("namespace"))
    existing = request.shop.metafields.get((owner.gid, namespace, entry["key"]))
    definition = definition_of(request, OWNER_TYPES[owner.kind], namespace, entry["key"])
    return entry.get("type") or (definition.type if definition else None) or (existing.type if existing else None)


def _value_errors(value: str, type_name: str, path: list[str]) -> list[dict[str, Any]]:
    if not value:
        return [_error([*path, "value"], "Value can't be blank.", "BLANK")]
    try:
        if type_name == "json" or type_name.startswith("list."):
            json.loads(value)
        elif type_name == "number_integer":
            int(value)
    except ValueError:
        return [_error([*path, "value"], f"Value is not a valid {type_name}.", "INVALID_VALUE")]
    return []


def _digest_errors(
    request: Request, entry: dict[str, Any], owner: Resource, namespace: str, path: list[str]
) -> list[dict[str, Any]]:
    """An absent digest does not compare; null says that there must be none yet."""
    if "compareDigest" not in entry:
        return []
    expected = entry["compareDigest"]
    if expected is not None and not _DIGEST.fullmatch(expected):
        return [_error(path, "Invalid `compareDigest` value.", "INVALID_COMPARE_DIGEST")]
    existing = request.shop.metafields.get((owner.gid, namespace, entry["key"]))
    if (existing.compare_digest if existing else None) == expected:
        return []
    message = "The resource has been updated since it was loaded. Try again with an updated `compareDigest` value."
    return [_error(path, message, "STALE_OBJECT")]


def _write(request: Request, entry: dict[str, Any], owner: Resource) -> Resource:
    return metafields.put(
        request.store,
        shop=request.shop,
        owner=owner,
        namespace=request.namespace(entry.get("namespace")),
        key=entry["key"],
        type_name=str(_type(request, entry, owner)),
        value=entry["value"],
    )


def _error(path: list[str], message: str, code: str) -> dict[str, Any]:
    return user_error(path, message, code=code, elementIndex=None)


def _refused(errors: list[dict[str, Any]]) -> dict[str, Any]:
    return refused(*errors, metafields=None)
