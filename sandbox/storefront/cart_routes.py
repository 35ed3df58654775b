"""The cart's Ajax API, its form posts and its page."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import Route

from sandbox.storefront.cart import CartError
from sandbox.storefront.drops.cart import cart_json, line_json
from sandbox.storefront.shopfront import keep_cart

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from sandbox.shopify.model import Variant
    from sandbox.storefront.cart import Cart, CartLine
    from sandbox.storefront.shopfront import Shopfront

_PROPERTY = re.compile(r"properties\[(.+)\]")
_UPDATE = re.compile(r"updates\[(.+)\]")
_ATTRIBUTE = re.compile(r"attributes\[(.+)\]")


@dataclass(kw_only=True)
class Wanted:
    """One item of an `add`, as form or JSON said it."""

    variant_id: int
    quantity: int = 1
    properties: dict[str, str] = field(default_factory=dict)


def cart_routes(front: Shopfront) -> list[Route]:
    async def add_js(request: Request) -> Response:
        wanted, many = await _wanted(request)
        return await run_in_threadpool(_add_js, front, request, wanted, many=many)

    async def add(request: Request) -> Response:
        wanted, _ = await _wanted(request)
        return await run_in_threadpool(_add, front, request, wanted)

    async def change_js(request: Request) -> Response:
        return await run_in_threadpool(_change_js, front, request, await _body(request))

    async def update(request: Request) -> Response:
        return await run_in_threadpool(_update, front, request, await _body(request))

    async def update_js(request: Request) -> Response:
        return await run_in_threadpool(_update_js, front, request, await _body(request))

    def show(request: Request) -> Response:
        if "section_id" in request.query_params:
            return front.section(request, "cart")
        with front.store.act():
            error = front.refusals(request, front.cart(request))
            return front.page(request, "cart", title="Cart", error=error)

    def show_js(request: Request) -> Response:
        with front.store.act():
            return _answer(front, front.cart(request))

    return [
        Route("/cart", show, methods=["GET"]),
        Route("/cart", update, methods=["POST"]),
        Route("/cart.js", show_js),
        Route("/cart/add", add, methods=["POST"]),
        Route("/cart/add.js", add_js, methods=["POST"]),
        Route("/cart/change.js", change_js, methods=["POST"]),
        Route("/cart/update.js", update_js, methods=["POST"]),
    ]


def _add_js(front: Shopfront, request: Request, wanted: list[Wanted], *, many: bool) -> Response:
    with front.store.act():
        cart = front.cart(request)
        try:
            with _validated(front, request, cart):
                lines = [_put(front, cart, item) for item in wanted]
        except CartError as error:
            return _refusal(error)
        items = [line_json(line) for line in lines]
    return keep_cart(JSONResponse({"items": items} if many else items[0]), cart)


def _add(front: Shopfront, request: Request, wanted: list[Wanted]) -> Response:
    with front.store.act():
        cart = front.cart(request)
        try:
            with _validated(front, request, cart):
                for item in wanted:
                    _put(front, cart, item)
        except CartError as error:
            return front.page(request, "cart", title="Cart", status=422, error=str(error))
    return keep_cart(RedirectResponse(f"{front.root(request)}/cart", 303), cart)


def _change_js(front: Shopfront, request: Request, body: Mapping[str, Any]) -> Response:
    with front.store.act():
        cart = front.cart(request)
        try:
            with _validated(front, request, cart):
                key = cart.lines[int(body["line"]) - 1].key if "line" in body else str(body.get("id"))
                cart.change(key, quantity=int(body["quantity"]), properties=body.get("properties"))
        except CartError as error:
            return _refusal(error)
        except (IndexError, KeyError, ValueError):
            return _refusal(CartError("no valid id or line parameter"))
        return _answer(front, cart)


def _update_js(front: Shopfront, request: Request, body: Mapping[str, Any]) -> Response:
    with front.store.act():
        cart = front.cart(request)
        try:
            _take_over(front, request, cart, body)
        except CartError as error:
            return _refusal(error)
        return _answer(front, cart)


def _update(front: Shopfront, request: Request, form: Mapping[str, Any]) -> Response:
    with front.store.act():
        cart = front.cart(request)
        try:
            _take_over(front, request, cart, form)
        except CartError as error:
            return front.page(request, "cart", title="Cart", status=422, error=str(error))
        may_pay = cart.lines and front.refusals(request, cart) is None
    target = "checkout" if "checkout" in form and may_pay else "cart"
    return keep_cart(RedirectResponse(f"{front.root(request)}/{target}", 303), cart)


def _take_over(front: Shopfront, request: Request, cart: Cart, body: Mapping[str, Any]) -> None:
    """Quantities by line key, note and attributes, of an update as form or JSON said it. Raises CartError."""
    with _validated(front, request, cart):
        for key, units in _named(body, _UPDATE, "updates").items():
            cart.change(key, quantity=_units(units))
    if "note" in body:
        cart.note = str(body["note"] or "")
    cart.answer(_named(body, _ATTRIBUTE, "attributes"))


def _named(body: Mapping[str, Any], pattern: re.Pattern[str], whole: str) -> dict[str, Any]:
    """The members of `whole`: an object in JSON, one field each in a form."""
    inside: dict[str, Any] = body.get(whole) or {}
    return inside | {match[1]: value for name, value in body.items() if (match := pattern.fullmatch(name))}


@contextmanager
def _validated(front: Shopfront, request: Request, cart: Cart) -> Iterator[None]:
    """Leave the cart as it was where it grew into something that a validation function refuses.

    A cart that shrinks may, however far it still is from what can be sold. Raises CartError.
    """
    lines, units = [replace(line) for line in cart.lines], cart.units
    yield
    if cart.units - units and (said := front.refusals(request, cart)):
        cart.lines = lines
        raise CartError(said)


def _put(front: Shopfront, cart: Cart, item: Wanted) -> CartLine:
    variant: Variant | None = front.shop.variants.get(item.variant_id)
    if variant is None:
        message = "Cannot find variant"
        raise CartError(message)
    return cart.add(variant, quantity=item.quantity, properties=item.properties)


async def _body(request: Request) -> dict[str, Any]:
    if "json" in request.headers.get("content-type", ""):
        body: dict[str, Any] = await request.json()
        return body
    return dict((await request.form()).items())


async def _wanted(request: Request) -> tuple[list[Wanted], bool]:
    """The items, and whether they came as a list."""
    body = await _body(request)
    items = body.get("items")
    if items is not None:
        return [_item(item) for item in items], True
    found = {match[1]: str(value) for name, value in body.items() if (match := _PROPERTY.fullmatch(name))}
    return [_item(body | {"properties": found or body.get("properties")})], False


def _item(body: Mapping[str, Any]) -> Wanted:
    properties = {name: str(value) for name, value in (body.get("properties") or {}).items()}
    return Wanted(
        variant_id=_units(body.get("id")), quantity=max(1, _units(body.get("quantity", 1))), properties=properties
    )


def _units(value: object) -> int:
    """What a visitor may type: anything. Nonsense is 0."""
    text = str(value).strip()
    return int(text) if text.isdecimal() else 0


def _answer(front: Shopfront, cart: Cart) -> Response:
    return keep_cart(JSONResponse(cart_json(cart, currency=front.shop.currency)), cart)


def _refusal(error: CartError) -> Response:
    body = {"status": error.status, "message": "Cart Error", "description": str(error)}
    return JSONResponse(body, error.status)
