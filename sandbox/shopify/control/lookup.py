"""Finding things by what a person would call them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from fastapi import HTTPException

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sandbox.shopify.model import Customer, Location, Order, Resource, Shipment, Shop, Transfer, Variant

R = TypeVar("R", bound="Resource")


def variant(shop: Shop, name: str) -> Variant:
    """By SKU, number or gid."""
    return _one(shop.variants.values(), name, also="sku")


def location(shop: Shop, name: str | None) -> Location:
    """By name, number or gid; None is the first in routing."""
    if name is None:
        return min(shop.locations.values(), key=lambda place: place.priority)
    return _one(shop.locations.values(), name, also="name")


def transfer(shop: Shop, name: str) -> Transfer:
    """By name (`#T0001`, the mark is optional), number or gid."""
    return _one(shop.transfers.values(), name, also="name")


def shipment(shop: Shop, name: str) -> Shipment:
    """By name (`#T0001-1`, the mark is optional), number or gid."""
    return _one(shop.shipments.values(), name, also="name")


def order(shop: Shop, name: str) -> Order:
    """By name (`#1001`, the mark is optional), number or gid."""
    return _one(shop.orders.values(), name, also="name")


def customer(shop: Shop, name: str) -> Customer:
    """By e-mail, number or gid."""
    return _one(shop.customers.values(), name, also="email")


def _one(rows: Iterable[R], name: str, *, also: str) -> R:
    for row in rows:
        if name in (str(row.id), row.gid) or str(getattr(row, also)).removeprefix("#") == name.removeprefix("#"):
            return row
    raise HTTPException(404, f"nothing here is called {name}")
