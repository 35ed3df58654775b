"""Assets of the theme and of the app extension, and the shop's pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from sandbox.storefront.shopfront import Shopfront


def file_routes(front: Shopfront) -> list[BaseRoute]:
    def picture(request: Request) -> Response:
        resource_id = request.path_params["resource_id"]
        with front.store.act():
            svg = _svg(front, resource_id)
        if svg is None:
            return PlainTextResponse("no such picture", 404)
        return Response(svg, media_type="image/svg+xml", headers={"Cache-Control": "max-age=600"})

    return [
        Mount("/assets", StaticFiles(directory=front.theme.folder / "assets")),
        Mount(front.theme.extension.assets, StaticFiles(directory=front.theme.extension.folder / "assets")),
        Route("/pictures/{resource_id:int}.svg", picture),
    ]


def _svg(front: Shopfront, resource_id: int) -> str | None:
    variant = front.shop.variants.get(resource_id)
    if variant is not None:
        return variant.picture
    product = front.shop.products.get(resource_id)
    return product.picture if product else None
