"""Home, collection and product pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from sandbox.storefront.drops.catalog import collection_drop, everything, product_drop

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from sandbox.shopify.model import Product
    from sandbox.storefront.shopfront import Shopfront


def page_routes(front: Shopfront) -> list[Route]:
    def home(request: Request) -> Response:
        return front.page(request, "index", title="Home")

    def collection(request: Request) -> Response:
        handle = request.path_params["handle"]
        with front.store.act():
            collections = [*front.shop.collections.values(), everything(front.shop)]
            found = next((each for each in collections if each.handle == handle), None)
            if found is None:
                return missing(front, request)
            drop = collection_drop(front.shop, collection=found, root=front.root(request))
            return front.page(request, "collection", title=found.title, collection=drop)

    def product(request: Request) -> Response:
        with front.store.act():
            found = _product(front, request)
            if found is None:
                return missing(front, request)
            drop = product_drop(front.shop, product=found, root=front.root(request), chosen=_chosen(request))
        if "section_id" in request.query_params:
            return front.section(request, "product", product=drop)
        return front.page(request, "product", title=found.title, product=drop)

    def backorders(request: Request) -> Response:
        title = front.theme.say("page.backorders", locale=front.locale(request))
        return front.page(request, "page", title=title)

    return [
        Route("/", home),
        Route("/pages/backorders", backorders),
        Route("/collections/{handle}", collection),
        Route("/products/{handle}", product),
    ]


def missing(front: Shopfront, request: Request) -> Response:
    return front.page(request, "404", title="Not found", status=404)


def _product(front: Shopfront, request: Request) -> Product | None:
    handle = request.path_params["handle"]
    products = front.shop.products.values()
    return next((each for each in products if each.handle == handle and each.status == "ACTIVE"), None)


def _chosen(request: Request) -> int | None:
    asked = request.query_params.get("variant", "")
    return int(asked) if asked.isdecimal() else None
