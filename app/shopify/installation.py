"""The shop and our installation in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.shopify.facts import ShopFact, ShopIdentity
from app.shopify.gid import from_gid
from app.shopify.operations import SHOP_AND_INSTALLATION, SHOP_IDENTITY

if TYPE_CHECKING:
    from app.shopify.client import ShopAdmin


def fetch_identity(admin: ShopAdmin) -> ShopIdentity:
    """Which shop it is that answers to the domain we call."""
    shop = admin.execute(SHOP_IDENTITY).data.shop
    return ShopIdentity(from_gid(shop.id, int), shop.myshopify_domain)


def fetch_shop(admin: ShopAdmin) -> ShopFact:
    data = admin.execute(SHOP_AND_INSTALLATION).data
    shop, installation = data.shop, data.current_app_installation
    return ShopFact(
        id=from_gid(shop.id, int),
        domain=shop.myshopify_domain,
        name=shop.name,
        email=shop.email,
        zone=shop.iana_timezone,
        currency=shop.currency_code,
        plan=shop.plan.public_display_name,
        plus=shop.plan.shopify_plus,
        development=shop.plan.partner_development,
        storefront_url=shop.primary_domain.url,
        app_id=from_gid(installation.app.id, int),
        app_handle=installation.app.handle,
        scopes=frozenset(scope.handle for scope in installation.access_scopes),
    )
