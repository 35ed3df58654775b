"""The app's life in a shop: installed, opened, asked for more scopes, uninstalled, told to redact."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import httpx

from sandbox.seed import apps
from sandbox.shopify import session_tokens
from sandbox.shopify.bodies.shops import redact_body, scopes_body, shop_body
from sandbox.shopify.model import MetafieldDefinition

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sandbox.shopify.app_toml import AppToml
    from sandbox.shopify.model import Installation, Shop
    from sandbox.shopify.store import Store


def install(store: Store, *, shop: Shop, toml: AppToml | None = None) -> Installation:
    """Grant the scopes and put up the metafield definitions that shopify.app.toml declares."""
    installation = apps.install(store, shop=shop)
    known = {(d.owner_type, d.namespace, d.key) for d in shop.metafield_definitions.values()}
    for declared in toml.metafields if toml else ():
        if (declared.owner_type, store.app.namespace, declared.key) in known:
            continue
        definition = MetafieldDefinition(
            id=store.new_id(),
            name=declared.name,
            owner_type=declared.owner_type,
            namespace=store.app.namespace,
            key=declared.key,
            type=declared.type,
            admin_access=declared.admin_access,
            storefront_access=declared.storefront_access,
        )
        shop.metafield_definitions[definition.id] = definition
    return installation


def uninstall(store: Store, *, shop: Shop) -> None:
    """Tokens and subscriptions die at once, app-owned definitions go, values stay; then `app/uninstalled`."""
    shop.installation = None
    own = store.app.namespace
    for definition in list(shop.metafield_definitions.values()):
        if definition.namespace == own or definition.namespace.startswith(f"{own}--"):
            del shop.metafield_definitions[definition.id]
    store.emit(shop, "app/uninstalled", shop_body(shop))


def redact(store: Store, *, shop: Shop) -> None:
    """What Shopify sends 48 hours after an uninstall."""
    store.emit(shop, "shop/redact", redact_body(shop))


def change_domain(store: Store, *, shop: Shop, domain: str) -> None:
    """The merchant takes another `*.myshopify.com` domain; the one before still leads to the shop."""
    del store.shops[shop.domain]
    shop.former_domains.add(shop.domain)
    shop.domain = domain
    store.shops[domain] = shop
    store.emit(shop, "shop/update", shop_body(shop))


def set_scopes(store: Store, *, shop: Shop, installation: Installation, scopes: Iterable[str]) -> None:
    """The merchant agreed to other scopes: new tokens have them, old ones keep what they had."""
    previous = set(installation.scopes)
    installation.scopes = set(scopes)
    body = scopes_body(
        shop,
        installation=installation,
        previous=previous,
        updated_at=store.now().strftime("%Y-%m-%dT%H:%M:%S.000Z"),
    )
    store.emit(shop, "app/scopes_update", body)


def grant(store: Store, *, shop: Shop, installation: Installation, scopes: Iterable[str]) -> None:
    """The merchant said yes to scopes asked for at runtime. Raises ValueError for one that was never declared."""
    wanted = set(scopes)
    undeclared = wanted - {*store.app.scopes, *store.app.optional_scopes}
    if undeclared:
        raise ValueError(f"not in the app's configuration: {', '.join(sorted(undeclared))}")
    set_scopes(store, shop=shop, installation=installation, scopes=installation.scopes | wanted)


def open_app(store: Store, *, shop: Shop, transport: httpx.BaseTransport | None = None, path: str = "/") -> int:
    """Load the app's document as the admin's frame does, with a fresh id token; the HTTP status it answered."""
    query = {
        "embedded": "1",
        "host": base64.urlsafe_b64encode(f"admin.shopify.com/store/{shop.handle}".encode()).decode().rstrip("="),
        "id_token": session_tokens.mint(shop, app=store.app, now=store.machine()),
        "shop": shop.domain,
        "locale": "en",
    }
    with httpx.Client(transport=transport, timeout=30, trust_env=False) as browser:
        return browser.get(f"{store.app.url.rstrip('/')}{path}?{urlencode(query)}").status_code
