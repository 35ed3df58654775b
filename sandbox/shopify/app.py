"""The local Shopify as one ASGI app: Admin API, token endpoint, admin frame, pictures, and the control API and page."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from fastapi import APIRouter, FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import JSONResponse

from app.errors import Unavailable
from sandbox.admin_frame.routes import AdminFrame

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from sandbox.shopify.control.world import World

ROUTERS = (
    "sandbox.shopify.control.page",
    "sandbox.shopify.control.world_routes",
    "sandbox.shopify.control.app_routes",
    "sandbox.shopify.control.merchant_routes",
    "sandbox.shopify.control.order_routes",
    "sandbox.shopify.bulk.routes",
    "sandbox.shopify.routes.admin_api",
    "sandbox.shopify.routes.oauth",
    "sandbox.shopify.routes.pictures",
    "sandbox.admin_frame.routes",
)
"""Modules with a `router`, mounted in this order."""


def create_shopify(world: World) -> FastAPI:
    """`app.state.store` and `app.state.world` are what the routes act on."""
    shopify = FastAPI(title="Local Shopify", openapi_url=None, routes=_routes())
    shopify.state.store = world.store
    shopify.state.world = world
    app = world.store.app
    shopify.state.admin_frame = AdminFrame(app_url=app.url, app_name=app.title)
    # The admin frame and the app live on different ports, and the frame asks for id tokens from script.
    shopify.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["*"], allow_headers=["*"])
    shopify.add_exception_handler(Unavailable, _unavailable)
    return shopify


async def _unavailable(_request: Request, error: Exception) -> Response:
    return JSONResponse({"detail": str(error)}, 503)


@cache
def _routes() -> list[BaseRoute]:
    """Every app of a process has the same ones: FastAPI takes half a second to make them, and they keep nothing."""
    together = APIRouter()
    for name in ROUTERS:
        together.include_router(import_module(name).router)
    return together.routes
