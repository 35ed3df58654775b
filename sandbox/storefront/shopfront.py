"""One shop's storefront: its theme, its carts, and how a page is made of both."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse

from sandbox.shopify.functions.validations import CART, refusals
from sandbox.storefront.cart import Carts
from sandbox.storefront.countries import COUNTRIES
from sandbox.storefront.drops.cart import cart_drop
from sandbox.storefront.drops.catalog import Collections
from sandbox.storefront.drops.localization import localization_drop
from sandbox.storefront.drops.shop import locale_root, page_globals
from sandbox.storefront.rendering.theme import Theme

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from sandbox.shopify.model import Shop
    from sandbox.shopify.store import Store
    from sandbox.storefront.cart import Cart

THEME = Path(__file__).parent / "theme"
EXTENSION = Path(__file__).parents[2] / "extensions" / "backorder-theme"
CART_COOKIE = "cart"
COUNTRY_COOKIE = "localization"
"""Named as at Shopify."""


class Shopfront:
    """The shop is looked up anew at each request: a reset of the sandbox replaces it."""

    def __init__(self, store: Store, *, domain: str) -> None:
        self.store = store
        self.domain = domain
        self.carts = Carts()
        self.theme = Theme(THEME, extension=EXTENSION, now=store.now, zone=lambda: self.shop.timezone)

    @property
    def shop(self) -> Shop:
        return self.store.called(self.domain)

    def cart(self, request: Request) -> Cart:
        """The visitor's cart, less what the shop no longer sells."""
        cart = self.carts.open(request.cookies.get(CART_COOKIE))
        cart.lines = [line for line in cart.lines if self.shop.variants.get(line.variant.id) is line.variant]
        return cart

    def refusals(self, request: Request, cart: Cart) -> str | None:
        """What the shop's validation functions say against the cart, for the shopper to read. Call it inside an act."""
        said = refusals(
            self.store,
            shop=self.shop,
            wants=cart.wants,
            locale=self.locale(request),
            country=self.country(request),
            step=CART,
        )
        return " ".join(said) or None

    def objects(self, request: Request, *, page_type: str, cart: Cart) -> dict[str, object]:
        """The globals of a page. Call it, and render with it, inside an act."""
        locale = self.locale(request)
        root, query = self.root(request), request.url.query
        return page_globals(
            self.shop,
            locale=locale,
            path=_path(request),
            page_type=page_type,
            design_mode="design_mode" in request.query_params,
        ) | {
            "cart": cart_drop(self.shop, cart=cart, root=root),
            "collections": Collections(self.shop, root=root),
            "localization": localization_drop(country=self.country(request), locale=locale),
            "return_to": f"{root}{_path(request)}{f'?{query}' if query else ''}",
        }

    def page(self, request: Request, template: str, *, title: str, status: int = 200, **objects: object) -> Response:
        """The document of a template, with `objects` beside the globals."""
        with self.store.act():
            cart = self.cart(request)
            everything = self.objects(request, page_type=template, cart=cart) | {"page_title": title} | objects
            document = self.theme.page(template, everything)
        return keep_cart(HTMLResponse(document, status), cart)

    def section(self, request: Request, template: str, **objects: object) -> Response:
        """The Section Rendering API: the HTML of the section that `?section_id=` asks for; 404 for no such section."""
        name = self.theme.section_name(template, section_id=request.query_params["section_id"])
        if name is None:
            return HTMLResponse("", 404)
        with self.store.act():
            everything = self.objects(request, page_type=template, cart=self.cart(request)) | objects
            return HTMLResponse(self.theme.section(template, name, everything))

    def locale(self, request: Request) -> str:
        """As the address says, else the shop's first language."""
        primary = next(found.locale for found in self.shop.locales if found.primary)
        return str(request.scope.get("storefront.locale", primary))

    def country(self, request: Request) -> str:
        """The country the visitor chose, else the shop's own."""
        chosen = request.cookies.get(COUNTRY_COOKIE)
        return chosen if chosen in COUNTRIES else self.shop.country_code

    def root(self, request: Request) -> str:
        return locale_root(self.shop, locale=self.locale(request))


def _path(request: Request) -> str:
    """Of the page that is shown: what cannot be added is said in the cart, and `/cart/add` cannot be got."""
    return "/cart" if request.url.path == "/cart/add" else request.url.path


def keep_cart(response: Response, cart: Cart) -> Response:
    """Let the visitor carry the cart's token."""
    response.set_cookie(CART_COOKIE, cart.token, max_age=14 * 24 * 3600, httponly=True, samesite="lax")
    return response
