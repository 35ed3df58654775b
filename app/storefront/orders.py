"""The customer's own page, behind the shop's domain: what was ordered, what waits, and until when.

Reached through Shopify's app proxy, which signs every request; the link names the order and is signed by us.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.clock import machine_now
from app.db import customer_page, shops
from app.db.session import Database
from app.errors import Forbidden, NotFound
from app.notify.links import order_of
from app.shopify.shop_domain import sanitise_shop
from app.shopify.signatures import proxy_is_signed
from app.web import phrases

_TEMPLATES: Final = Path(__file__).parents[2] / "templates"
LIQUID: Final = "application/liquid"
"""Shopify renders such an answer inside the shop's own theme."""


def storefront_router(database: Database, *, secrets: Sequence[str], link_key: bytes) -> APIRouter:
    router = APIRouter(prefix="/proxy", include_in_schema=False)
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["text"] = inert

    @router.get("/orders/{token}")
    def order(request: Request, token: str) -> Response:
        domain = _signed_shop(request, secrets)
        with database.read() as conn:
            shop = shops.by_domain(conn, domain)
            order_id = order_of(token, shop.id, key=link_key) if shop else None
            page = customer_page.load(conn, shop.id, order_id) if shop and order_id else None
        if page is None:
            raise NotFound("This link does not lead to an order.")
        locale = phrases.locale_of(page.locale or "en")
        body = environment.get_template("storefront/order.html").render(
            page=page, day=lambda value: phrases.day(value, locale=locale)
        )
        return Response(body, media_type=LIQUID, headers={"Cache-Control": "no-store"})

    return router


def inert(text: str) -> str:
    """A shop's words, safe inside Liquid: a title with braces must not run in the merchant's theme."""
    return text.replace("{", "\u2774").replace("}", "\u2775")


def _signed_shop(request: Request, secrets: Sequence[str]) -> str:
    query = request.url.query
    if not proxy_is_signed(query, secrets=secrets, now=machine_now().timestamp()):
        raise Forbidden("This page opens only from the shop.")
    shop = sanitise_shop(request.query_params.get("shop", ""))
    if shop is None:
        raise Forbidden("This page opens only from the shop.")
    return shop
