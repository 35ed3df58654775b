"""The shop, and the app in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sandbox.shopify.errors import ApiError
from sandbox.shopify.registry import Resolvers

if TYPE_CHECKING:
    from sandbox.shopify.model import Installation, Shop, ShopLocale
    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

resolvers = Resolvers()

resolvers.attributes(
    "Shop",
    {
        "id": "gid",
        "name": "name",
        "email": "email",
        "contactEmail": "email",
        "createdAt": "created_at",
        "currencyCode": "currency",
        "ianaTimezone": "timezone",
        "myshopifyDomain": "domain",
        "url": "primary_url",
        "primaryDomain": lambda shop: {
            "id": f"gid://shopify/Domain/{shop.id}",
            "host": urlsplit(shop.primary_url).netloc,
            "url": shop.primary_url,
            "sslEnabled": True,
        },
        "plan": lambda shop: {
            "publicDisplayName": shop.plan_name,
            "displayName": shop.plan_name,
            "shopifyPlus": shop.plus,
            "partnerDevelopment": False,
        },
    },
)
resolvers.attributes(
    "AppInstallation",
    {
        "id": "gid",
        "app": "app",
        "accessScopes": lambda installation: [{"handle": scope} for scope in sorted(installation.scopes)],
        "launchUrl": "app.url",
        "activeSubscriptions": lambda _: [],
    },
)
resolvers.attributes(
    "App", {"id": "gid", "handle": "handle", "title": "title", "apiKey": "client_id", "embedded": lambda _: True}
)
resolvers.attributes("ShopLocale", {"locale": "locale", "name": "name", "primary": "primary", "published": "published"})


@resolvers.query("shop")
def shop(request: Request, _args: Args) -> Shop:
    return request.shop


@resolvers.query("currentAppInstallation")
def current_app_installation(request: Request, _args: Args) -> Installation:
    if request.shop.installation is None:
        raise ApiError("There is no installed app to speak of.", code="BAD_REQUEST")
    return request.shop.installation


@resolvers.query("shopLocales")
def shop_locales(request: Request, args: Args) -> list[ShopLocale]:
    wanted = args.get("published")
    return [locale for locale in request.shop.locales if wanted is None or locale.published == wanted]


@resolvers.query("app")
def app(request: Request, args: Args) -> Any:
    wanted = args.get("id")
    return request.store.app if wanted in (None, request.store.app.gid) else None


@resolvers.mutation("appRevokeAccessScopes")
def app_revoke_access_scopes(request: Request, args: Args) -> dict[str, Any]:
    installation = request.shop.installation
    revoked = sorted(installation.scopes.intersection(args["scopes"])) if installation else []
    if installation:
        installation.scopes.difference_update(revoked)
    return {"revoked": [{"handle": scope} for scope in revoked], "userErrors": []}
