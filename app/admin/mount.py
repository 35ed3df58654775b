"""Puts the merchant's pages into an application."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from fastapi import FastAPI, Request, Response
from fastapi.middleware.gzip import GZipMiddleware

from app.admin import (
    backorders,
    compared,
    dashboard,
    discontinued,
    incoming,
    incoming_own,
    leaving,
    locations,
    privacy,
    purchases,
    regions,
    settings,
    supply_imports,
)
from app.admin.auth import bounce_router
from app.errors import AppError
from app.shopify.errors import SessionRejected
from app.web.assets import Assets
from app.web.failures import Failures
from app.web.pages import Pages

if TYPE_CHECKING:
    from app.admin.desk import Admin
    from app.web.embedding import Embedding

_STATIC: Final = Path(__file__).parent / "static"
_ELSEWHERE: Final = ("/proxy", "/webhooks", "/health")
"""The other faces of the same application."""
_TEMPLATES: Final = Path(__file__).parents[2] / "templates"


def admin_assets() -> Assets:
    return Assets(_STATIC)


def admin_pages(embedding: Embedding, assets: Assets) -> Pages:
    return Pages(_TEMPLATES, assets=assets, embedding=embedding)


def mount_admin(app: FastAPI, admin: Admin, assets: Assets) -> None:
    """Adds every page, the bounce page, static files, and a page for whatever goes wrong."""
    app.state.admin = admin
    app.add_middleware(GZipMiddleware, minimum_size=500)
    pages = (dashboard, backorders, discontinued, incoming_own, incoming, purchases, supply_imports)
    for page in (*pages, settings, regions, locations, leaving, compared, privacy):
        app.include_router(page.router)
    for router in (bounce_router(admin.pages), assets.router()):
        app.include_router(router)

    failures = Failures(admin.pages, elsewhere=_ELSEWHERE)
    failures.install(app)

    async def turn_back(request: Request, error: Exception) -> Response:  # noqa: ARG001  FastAPI's signature
        try:
            return admin.gate.turn_back(request)
        except AppError as refusal:
            return await failures.refused(request, refusal)

    app.add_exception_handler(SessionRejected, turn_back)
