"""What every route needs: the store of its app, the shop in its path."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, HTTPException, Request

from sandbox.shopify.model import Shop
from sandbox.shopify.store import Store


def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


def _shop(shop: str, request: Request) -> Shop:
    """404 as Shopify answers for a shop that does not exist; a bare handle is accepted."""
    store = _store(request)
    found = store.find(shop) or store.find(f"{shop}.myshopify.com")
    if found is None:
        raise HTTPException(404, "Not Found")
    return found


InStore = Annotated[Store, Depends(_store)]
InShop = Annotated[Shop, Depends(_shop)]
