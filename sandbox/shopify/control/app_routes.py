"""Routes for the app's life in a shop, its id tokens, and calls in the merchant's name."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, HTTPException

from sandbox.shopify import session_tokens, tokens
from sandbox.shopify.bodies.shops import customer_redact_body, data_request_body
from sandbox.shopify.control import app_life, lookup
from sandbox.shopify.control.world import InWorld
from sandbox.shopify.executor import execute
from sandbox.shopify.model import Installation, Shop
from sandbox.shopify.request import Request
from sandbox.shopify.routes.reach import InShop

router = APIRouter(prefix="/sandbox/{shop}")


@router.get("/id_token")
def id_token(
    world: InWorld, shop: InShop, exp: int = session_tokens.LIFETIME, aud: str | None = None, secret: str | None = None
) -> dict[str, str]:
    """A session token as the admin mints it. `exp` is its life in seconds, negative for an expired one."""
    store = world.store
    token = session_tokens.mint(shop, app=store.app, now=store.machine(), lifetime=exp, audience=aud, secret=secret)
    return {"id_token": token}


@router.post("/graphql")
def graphql(world: InWorld, shop: InShop, call: Annotated[dict[str, Any], Body()]) -> dict[str, Any]:
    """The Admin API in the merchant's hands: all scopes, no bucket."""
    request = Request(store=world.store, shop=shop)
    return execute(
        request,
        query=str(call.get("query") or ""),
        variables=call.get("variables"),
        operation_name=call.get("operationName"),
    )


@router.get("/spent")
def spent(world: InWorld, shop: InShop) -> dict[str, int]:
    """What the app's calls have cost so far."""
    bucket = world.store.buckets.get(shop.domain)
    return {"calls": bucket.calls, "points": bucket.spent} if bucket else {"calls": 0, "points": 0}


@router.post("/install")
def install(world: InWorld, shop: InShop, *, open_app: bool = True) -> dict[str, Any]:
    """Grant the scopes; with `open_app` the merchant then opens the app, by which it gets its first token."""
    with world.store.act():
        installation = app_life.install(world.store, shop=shop, toml=world.toml)
        scopes = sorted(installation.scopes)
    status = app_life.open_app(world.store, shop=shop, transport=world.app_transport) if open_app else None
    return {"shop": shop.domain, "scopes": scopes, "app_answered": status}


@router.post("/open")
def open_app(world: InWorld, shop: InShop, path: str = "/") -> dict[str, Any]:
    status = app_life.open_app(world.store, shop=shop, transport=world.app_transport, path=path)
    return {"app_answered": status}


@router.post("/uninstall")
def uninstall(world: InWorld, shop: InShop) -> dict[str, str]:
    with world.store.act():
        app_life.uninstall(world.store, shop=shop)
    return {"uninstalled": shop.domain}


@router.post("/redact")
def redact(world: InWorld, shop: InShop) -> dict[str, str]:
    with world.store.act():
        app_life.redact(world.store, shop=shop)
    return {"redacted": shop.domain}


@router.post("/customers/{email}/data_request")
def data_request(world: InWorld, shop: InShop, email: str) -> dict[str, int]:
    """A customer asks what is kept of them."""
    with world.store.act():
        number, person = world.store.new_id(), lookup.customer(shop, email)
        body = data_request_body(shop, customer=person, number=number)
        world.store.emit(shop, "customers/data_request", body)
    return {"data_request": number}


@router.post("/customers/{email}/redact")
def redact_customer(world: InWorld, shop: InShop, email: str) -> dict[str, str]:
    """What Shopify sends ten days after a customer asked to be forgotten."""
    with world.store.act():
        body = customer_redact_body(shop, customer=lookup.customer(shop, email))
        world.store.emit(shop, "customers/redact", body)
    return {"redacted": email}


@router.post("/scopes")
def scopes(world: InWorld, shop: InShop, scopes: Annotated[list[str], Body(embed=True)]) -> dict[str, Any]:
    with world.store.act():
        installation = _installed(shop)
        app_life.set_scopes(world.store, shop=shop, installation=installation, scopes=scopes)
    return {"scopes": sorted(installation.scopes)}


@router.get("/scopes")
def show_scopes(world: InWorld, shop: InShop) -> dict[str, list[str]]:
    """As App Bridge tells it."""
    with world.store.act():
        granted = sorted(_installed(shop).scopes)
    app = world.store.app
    return {"granted": granted, "required": sorted(app.scopes), "optional": sorted(app.optional_scopes)}


@router.post("/scopes/grant")
def grant_scopes(world: InWorld, shop: InShop, scopes: Annotated[list[str], Body(embed=True)]) -> dict[str, Any]:
    """The merchant's yes in the dialog that App Bridge's `scopes.request` opens."""
    with world.store.act():
        installation = _installed(shop)
        try:
            app_life.grant(world.store, shop=shop, installation=installation, scopes=scopes)
        except ValueError as error:
            raise HTTPException(422, str(error)) from error
    return {"granted": sorted(installation.scopes)}


@router.post("/expire_tokens")
def expire_tokens(world: InWorld, shop: InShop) -> dict[str, int]:
    """All access tokens run out now; refresh tokens stay good."""
    with world.store.act():
        installation = _installed(shop)
        tokens.expire_all(installation, now=world.store.machine())
    return {"expired": len(installation.access_tokens)}


@router.post("/customer_data")
def customer_data(world: InWorld, shop: InShop, *, approved: Annotated[bool, Body(embed=True)]) -> dict[str, bool]:
    """Whether names, addresses, phones and e-mails may be read: Shopify's level 2 approval."""
    with world.store.act():
        _installed(shop).level_two_approved = approved
    return {"approved": approved}


@router.post("/webhooks/{topic:path}")
def webhook(world: InWorld, shop: InShop, topic: str, body: Annotated[dict[str, Any], Body()]) -> dict[str, str]:
    """Send any body under any topic: compliance requests, odd payloads."""
    with world.store.act():
        world.store.emit(shop, topic, body)
    return {"sent": topic}


def _installed(shop: Shop) -> Installation:
    if shop.installation is None:
        raise HTTPException(409, f"the app is not installed in {shop.domain}")
    return shop.installation
