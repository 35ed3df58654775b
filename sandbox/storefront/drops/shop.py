"""The globals of every page: shop, request, routes, localization."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel import Locale

from sandbox.storefront.drops.drop import Drop

if TYPE_CHECKING:
    from sandbox.shopify.model import Shop


def page_globals(shop: Shop, *, locale: str, path: str, page_type: str, design_mode: bool = False) -> dict[str, object]:
    """`locale` is the page's language; `path` its address without the language's prefix.

    `design_mode`: the page stands in the theme editor.
    """
    root = locale_root(shop, locale=locale)
    return {
        "shop": Drop("shop", {"name": shop.name, "currency": shop.currency, "domain": shop.domain}),
        "request": Drop(
            "request",
            {
                "locale": locale_drop(shop, locale=locale),
                "path": path,
                "page_type": page_type,
                "design_mode": design_mode,
            },
        ),
        "routes": Drop(
            "routes",
            {
                "root_url": root or "/",
                "cart_url": f"{root}/cart",
                "cart_add_url": f"{root}/cart/add",
                "cart_update_url": f"{root}/cart/update",
            },
        ),
        "languages": [
            Drop(
                "shop_locale",
                {
                    "iso_code": found.locale,
                    "endonym_name": endonym(found.locale),
                    "selected": found.locale == locale,
                    "url": locale_root(shop, locale=found.locale) + path,
                },
            )
            for found in shop.locales
            if found.published
        ],
        "root": root,
    }


def locale_drop(shop: Shop, *, locale: str) -> Drop:
    found = next(found for found in shop.locales if found.locale == locale)
    return Drop("shop_locale", {"iso_code": locale, "primary": found.primary, "endonym_name": endonym(locale)})


def endonym(locale: str) -> str:
    """`Deutsch`: what a language calls itself."""
    return str(Locale.parse(locale, sep="-").get_display_name()).capitalize()


def locale_root(shop: Shop, *, locale: str) -> str:
    """`/de`; empty for the shop's primary language."""
    primary = any(found.primary for found in shop.locales if found.locale == locale)
    return "" if primary else f"/{locale}"
