"""Who asks: session tokens of Shopify's admin, the bounce page that fetches one, and the way back into the admin.

A token comes as `Authorization: Bearer` with every fetch, or as `id_token` in the address of a document. The shop is
the token's, never an address's. A bearer token is not sent by a browser on its own, so forms need no other protection;
for the same reason a token in an address is taken for reading only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.errors import AppError, Forbidden
from app.shopify.errors import SessionRejected
from app.shopify.shop_domain import sanitise_shop

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.domain.ids import ShopId
    from app.shopify.session_token import SessionToken
    from app.web.embedding import Embedding
    from app.web.pages import Pages

BOUNCE_PATH: Final = "/session-token-bounce"
RETRY: Final = {"X-Shopify-Retry-Invalid-Session-Request": "1", "HX-Reswap": "none", "Cache-Control": "no-store"}
"""App Bridge fetches a new token and repeats the request once; htmx leaves the page alone."""
_BOUNCED: Final = "bounced"
_SAFE_METHODS: Final = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class Visitor:
    """A merchant whose token held."""

    shop: ShopId
    domain: str
    user: str
    """The staff member's number."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets merchants in. All callables raise SessionRejected."""

    embedding: Embedding
    verify: Callable[[str], SessionToken]
    """Checks a session token: signature, times, audience, issuer."""
    admit: Callable[[SessionToken, str], ShopId]
    """Gives the shop's id; on a first visit, trades the token for one of the Admin API before."""
    renew: Callable[[SessionToken, str], ShopId]
    """Trades the token for one of the Admin API, which may do what the merchant has allowed by now."""

    def visitor(self, request: Request) -> Visitor:
        token = _token(request)
        if not token:
            raise SessionRejected("There is no session token.")
        session = self.verify(token)
        request.state.shop_domain = session.shop
        return Visitor(self.admit(session, token), session.shop, session.user_id)

    def take_permission(self, request: Request) -> None:
        """The merchant has just allowed more: what was given so far does not know of it."""
        token = _token(request)
        if not token:
            raise SessionRejected("There is no session token.")
        self.renew(self.verify(token), token)

    def turn_back(self, request: Request) -> Response:
        """The answer to a refused request: a fetch is asked to try again, a document goes and gets a token."""
        if "authorization" in request.headers or "hx-request" in request.headers:
            return Response(status_code=401, headers=RETRY)
        if request.headers.get("sec-fetch-dest") == "document":
            return self._into_admin(request)
        if _BOUNCED in request.query_params:
            raise Forbidden("Shopify's sign-in did not hold. Open Backorder again from your Shopify admin.")
        here = urlencode([*_without_token(request), (_BOUNCED, "1")])
        reload = f"{self.embedding.app_url}{request.url.path}?{here}"
        query = urlencode([*_without_token(request), ("shopify-reload", reload)])
        return RedirectResponse(f"{BOUNCE_PATH}?{query}", status_code=302, headers={"Cache-Control": "no-store"})

    def _into_admin(self, request: Request) -> Response:
        shop = sanitise_shop(request.query_params.get("shop", ""))
        if shop is None:
            raise Forbidden("Open Backorder from the Apps list of your Shopify admin.")
        return RedirectResponse(self.embedding.admin_url(shop, request.url.path), status_code=302)


def bounce_router(pages: Pages) -> APIRouter:
    """The page that holds nothing but App Bridge, which comes back to `shopify-reload` with a fresh token."""
    router = APIRouter(include_in_schema=False)
    ours = urlsplit(pages.embedding.app_url)

    @router.get(BOUNCE_PATH)
    def bounce(request: Request) -> HTMLResponse:
        target = urlsplit(request.query_params.get("shopify-reload", ""))
        if (target.scheme, target.netloc) != (ours.scheme, ours.netloc):
            raise AppError("This link does not lead back into Backorder.")
        shop = sanitise_shop(request.query_params.get("shop", ""))
        return pages.render(request, "bounce.html", shop=shop)

    return router


def _token(request: Request) -> str | None:
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return credentials.strip()
    return request.query_params.get("id_token") if request.method in _SAFE_METHODS else None


def _without_token(request: Request) -> list[tuple[str, str]]:
    ours = {"id_token", "shopify-reload", _BOUNCED}
    return [(name, value) for name, value in request.query_params.multi_items() if name not in ours]
