"""Checkout and the order status page. No money moves: the payment is Shopify's bogus gateway."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse
from starlette.routing import Route

from sandbox.shopify.functions.validations import Refused
from sandbox.shopify.orders.checkout import Details, SoldOut, place_order
from sandbox.storefront.buyer import customer, field_drops, problems
from sandbox.storefront.drops.order import order_drop
from sandbox.storefront.pages import missing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from sandbox.shopify.model import Order
    from sandbox.storefront.cart import Cart
    from sandbox.storefront.shopfront import Shopfront

SHIPPING = 600
"""Minor units, flat."""


def checkout_routes(front: Shopfront) -> list[Route]:
    def show(request: Request) -> Response:
        with front.store.act():
            empty = not front.cart(request).lines
        if empty:
            return RedirectResponse(f"{front.root(request)}/cart", 303)
        return _form(front, request, form={"country": front.country(request)}, wrong={}, error=None)

    async def pay(request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        return await run_in_threadpool(_pay, front, request, form)

    def status(request: Request) -> Response:
        with front.store.act():
            order = _by_token(front, request.path_params["token"])
            drop = order_drop(order) if order else None
        if order is None:
            return missing(front, request)
        return front.page(request, "order", title=f"Order {order.name}", order=drop)

    return [
        Route("/checkout", show, methods=["GET"]),
        Route("/checkout", pay, methods=["POST"]),
        Route("/orders/{token}", status),
    ]


def _pay(front: Shopfront, request: Request, form: Mapping[str, str]) -> Response:
    wrong = problems(form)
    if wrong:
        return _form(front, request, form=form, wrong=wrong, error=None)
    with front.store.act():
        cart = front.cart(request)
        if not cart.lines:
            return RedirectResponse(f"{front.root(request)}/cart", 303)
        try:
            order = _order(front, request, cart=cart, form=form)
        except (SoldOut, Refused) as error:
            return _form(front, request, form=form, wrong={}, error=str(error))
        front.carts.close(cart)
    return RedirectResponse(f"{front.root(request)}/orders/{order.status_token}", 303)


def _order(front: Shopfront, request: Request, *, cart: Cart, form: Mapping[str, str]) -> Order:
    locale = front.locale(request)
    return place_order(
        front.store,
        shop=front.shop,
        wants=cart.wants,
        customer=customer(front.store, shop=front.shop, form=form, locale=locale),
        details=Details(
            note=cart.note or None,
            attributes=cart.attributes,
            shipping_price=SHIPPING,
            locale=locale,
            country=front.country(request),
        ),
    )


def _form(
    front: Shopfront, request: Request, *, form: Mapping[str, str], wrong: Mapping[str, str], error: str | None
) -> Response:
    locale = front.locale(request)
    with front.store.act():
        total = front.cart(request).total
    return front.page(
        request,
        "checkout",
        title="Checkout",
        status=422 if wrong or error else 200,
        error=error,
        fields=field_drops(form, wrong=wrong, translate=lambda key: front.theme.say(key, locale=locale), locale=locale),
        shipping_price=SHIPPING,
        total_price=total + SHIPPING,
    )


def _by_token(front: Shopfront, token: str) -> Order | None:
    return next((each for each in front.shop.orders.values() if each.status_token and each.status_token == token), None)
