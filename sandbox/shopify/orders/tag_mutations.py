"""`tagsAdd`, `tagsRemove`, `orderUpdate`: the merchant's and our marks on an order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify.access import DOCUMENTATION
from sandbox.shopify.errors import ApiError, NotImplementedInSandbox, invalid_id, refused, user_error
from sandbox.shopify.gids import parse_gid
from sandbox.shopify.model import Address, Customer, Order
from sandbox.shopify.orders.changes import say
from sandbox.shopify.orders.visibility import find_order
from sandbox.shopify.registry import Resolvers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

resolvers = Resolvers()

LONGEST_TAG = 40
_SCOPES = {"Order": "write_orders", "Customer": "write_customers"}


@resolvers.mutation("tagsAdd")
def tags_add(request: Request, args: Args) -> dict[str, Any]:
    owner, given = _owner(request, args["id"]), _split(args["tags"])
    if any(len(tag) > LONGEST_TAG for tag in given):
        return refused(user_error(["tags"], f"Tags is too long (maximum is {LONGEST_TAG} characters)"), node=None)
    known = {tag.lower() for tag in owner.tags}
    return _write(request, owner, [*owner.tags, *(tag for tag in given if tag.lower() not in known)])


@resolvers.mutation("tagsRemove")
def tags_remove(request: Request, args: Args) -> dict[str, Any]:
    owner, given = _owner(request, args["id"]), {tag.lower() for tag in _split(args["tags"])}
    return _write(request, owner, [tag for tag in owner.tags if tag.lower() not in given])


@resolvers.mutation("orderUpdate")
def order_update(request: Request, args: Args) -> dict[str, Any]:
    """Tags and custom attributes replace the whole list, as at Shopify."""
    given = dict(args["input"])
    order = find_order(request, given.pop("id"))
    if order is None:
        return refused(user_error(["id"], "Order does not exist"), order=None)
    for name, value in given.items():
        if name not in _WRITERS:
            raise NotImplementedInSandbox(f"OrderInput.{name}")
        _WRITERS[name](order, value)
    say(request.store, shop=request.shop, order=order)
    return {"order": order, "userErrors": []}


def _set_tags(order: Order, value: list[str]) -> None:
    order.tags = sorted(_split(value))


def _set_attributes(order: Order, value: list[dict[str, str]]) -> None:
    order.attributes = {entry["key"]: entry["value"] for entry in value}


def _set_address(order: Order, value: dict[str, Any]) -> None:
    name = " ".join(part for part in (value.get("firstName"), value.get("lastName")) if part)
    order.shipping_address = Address(
        name=name or None,
        company=value.get("company"),
        address1=value.get("address1"),
        address2=value.get("address2"),
        city=value.get("city"),
        province_code=value.get("provinceCode"),
        country_code=value.get("countryCode") or "US",
        zip=value.get("zip"),
        phone=value.get("phone"),
    )


_WRITERS: dict[str, Callable[[Order, Any], None]] = {
    "tags": _set_tags,
    "customAttributes": _set_attributes,
    "shippingAddress": _set_address,
    "note": lambda order, value: setattr(order, "note", value),
    "email": lambda order, value: setattr(order, "email", value),
    "phone": lambda order, value: setattr(order, "phone", value),
}


def _split(given: Iterable[str]) -> list[str]:
    return [tag.strip() for entry in given for tag in entry.split(",") if tag.strip()]


def _owner(request: Request, gid: str) -> Order | Customer:
    parsed = parse_gid(gid)
    if parsed and parsed.kind not in _SCOPES:
        raise NotImplementedInSandbox(f"tags of {parsed.kind}")
    owner = find_order(request, gid) or request.find(Customer, gid)
    if owner is None:
        raise invalid_id(gid)
    scope = _SCOPES[owner.kind]
    if not request.actor.may((scope,)):
        text = f"`{scope}` access scope."
        raise ApiError(
            f"Access denied for tags. Required access: {text}",
            code="ACCESS_DENIED",
            documentation=DOCUMENTATION,
            requiredAccess=text,
        )
    return owner


def _write(request: Request, owner: Order | Customer, tags: list[str]) -> dict[str, Any]:
    changed = sorted(tags) != sorted(owner.tags)
    owner.tags = sorted(tags)
    if changed and isinstance(owner, Order):
        say(request.store, shop=request.shop, order=owner)
    return {"node": owner, "userErrors": []}
