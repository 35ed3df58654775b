"""Pictures of products and variants, as the seed drew them."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Response

from sandbox.shopify.routes.reach import InStore

router = APIRouter()


@router.get("/pictures/{number}.svg")
def picture(number: int, store: InStore) -> Response:
    for shop in store.shops.values():
        owner = shop.products.get(number) or shop.variants.get(number)
        if owner and owner.picture:
            return Response(owner.picture, media_type="image/svg+xml", headers={"Cache-Control": "max-age=3600"})
    raise HTTPException(404)
