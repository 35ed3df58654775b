"""A visitor chooses their country, by the form that Shopify's `{% form 'localization' %}` makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse
from starlette.routing import Route

from sandbox.storefront.countries import COUNTRIES
from sandbox.storefront.shopfront import COUNTRY_COOKIE

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from sandbox.storefront.shopfront import Shopfront

_YEAR = 365 * 24 * 3600


def localization_routes(front: Shopfront) -> list[Route]:
    async def choose(request: Request) -> Response:
        form = await request.form()
        answer = RedirectResponse(_own_path(str(form.get("return_to", "")), front.root(request)), 303)
        country = str(form.get("country_code", ""))
        if country in COUNTRIES:
            answer.set_cookie(COUNTRY_COOKIE, country, max_age=_YEAR, samesite="lax")
        return answer

    return [Route("/localization", choose, methods=["POST"])]


def _own_path(asked: str, root: str) -> str:
    """Back to where the visitor was, in this shop and nowhere else."""
    leaves = not asked.startswith("/") or asked.startswith(("//", "/\\"))
    return f"{root}/" if leaves else asked
