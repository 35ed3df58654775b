"""The merchant's hands on catalog, stock and what is on its way."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, HTTPException
from pydantic import BaseModel

from sandbox.shopify import stock
from sandbox.shopify.acts import catalog, shipments, transfers
from sandbox.shopify.control import dump, lookup
from sandbox.shopify.control.world import InWorld
from sandbox.shopify.model import Policy, Shipment, Tracking
from sandbox.shopify.routes.reach import InShop

router = APIRouter(prefix="/sandbox/{shop}")


class Ordered(BaseModel):
    """Goods on their way: units by SKU."""

    items: dict[str, int]
    arrives_at: datetime | None = None
    supplier: str | None = None
    destination: str | None = None
    origin: str | None = None
    """One of the shop's locations; a supplier is none."""
    in_transit: bool = True


class Received(BaseModel):
    """Units of one SKU at the dock; without any, everything outstanding is accepted."""

    sku: str
    quantity: int
    verdict: Literal["ACCEPTED", "REJECTED"] = "ACCEPTED"


@router.get("/variants/{name:path}/state")
def variant_state(world: InWorld, shop: InShop, name: str) -> dict[str, Any]:
    with world.store.act():
        return dump.variant(shop, lookup.variant(shop, name))


@router.post("/variants/{name:path}/policy")
def set_policy(world: InWorld, shop: InShop, name: str, policy: Annotated[Policy, Body(embed=True)]) -> dict[str, Any]:
    with world.store.act():
        found = lookup.variant(shop, name)
        catalog.set_policy(world.store, shop=shop, variant=found, policy=policy)
        return dump.variant(shop, found)


@router.post("/variants/{name:path}/stock")
def adjust_stock(
    world: InWorld,
    shop: InShop,
    name: str,
    delta: Annotated[int, Body()],
    location: Annotated[str | None, Body()] = None,
) -> dict[str, Any]:
    """Add to `available` at a location, by default the first in routing."""
    with world.store.act():
        found, place = lookup.variant(shop, name), lookup.location(shop, location)
        level = stock.level_at(world.store, shop=shop, item=found.inventory_item, location=place)
        stock.change(world.store, shop=shop, level=level, deltas={"available": delta})
        return dump.variant(shop, found)


@router.delete("/variants/{name:path}")
def delete_variant(world: InWorld, shop: InShop, name: str) -> dict[str, str]:
    with world.store.act():
        found = lookup.variant(shop, name)
        catalog.delete_variant(world.store, shop=shop, variant=found)
    return {"deleted": found.gid}


@router.post("/shipments")
def order_goods(world: InWorld, shop: InShop, ordered: Ordered) -> dict[str, Any]:
    """A transfer that is ready and its one shipment."""
    with world.store.act():
        items = {lookup.variant(shop, sku).inventory_item: units for sku, units in ordered.items.items()}
        transfer = transfers.create(
            world.store,
            shop=shop,
            items=items,
            destination=lookup.location(shop, ordered.destination),
            origin=lookup.location(shop, ordered.origin) if ordered.origin else None,
            ready=True,
            tags=[f"supplier:{ordered.supplier}"] if ordered.supplier else [],
        )
        tracking = Tracking(arrives_at=_aware(ordered.arrives_at)) if ordered.arrives_at else None
        made = shipments.create(
            world.store,
            shop=shop,
            transfer=transfer,
            items=items,
            tracking=tracking,
            in_transit=ordered.in_transit,
        )
        return dump.shipment(made)


@router.get("/shipments")
def list_shipments(world: InWorld, shop: InShop) -> list[dict[str, Any]]:
    with world.store.act():
        return [dump.shipment(row) for row in shop.shipments.values()]


@router.get("/shipments/{name}")
def shipment_state(world: InWorld, shop: InShop, name: str) -> dict[str, Any]:
    with world.store.act():
        return dump.shipment(lookup.shipment(shop, name))


@router.post("/shipments/{name}/arrival")
def move_arrival(
    world: InWorld, shop: InShop, name: str, arrives_at: Annotated[datetime, Body(embed=True)]
) -> dict[str, Any]:
    """The carrier says another date."""
    with world.store.act():
        found = lookup.shipment(shop, name)
        known = found.tracking or Tracking()
        moved = Tracking(company=known.company, number=known.number, url=known.url, arrives_at=_aware(arrives_at))
        shipments.set_tracking(world.store, shop=shop, shipment=found, tracking=moved)
        return dump.shipment(found)


@router.post("/shipments/{name}/receive")
def receive(
    world: InWorld, shop: InShop, name: str, received: Annotated[list[Received] | None, Body(embed=True)] = None
) -> dict[str, Any]:
    with world.store.act():
        found = lookup.shipment(shop, name)
        if found.status not in ("IN_TRANSIT", "PARTIALLY_RECEIVED"):
            raise HTTPException(409, f"{found.name} is {found.status}")
        if received:
            receipts = [_receipt(found, row) for row in received]
            shipments.receive(world.store, shop=shop, shipment=found, receipts=receipts)
        else:
            shipments.receive_all(world.store, shop=shop, shipment=found)
        return dump.shipment(found)


@router.post("/shipments/{name}/send")
def send(world: InWorld, shop: InShop, name: str) -> dict[str, Any]:
    """A draft leaves."""
    with world.store.act():
        found = lookup.shipment(shop, name)
        if found.status != "DRAFT":
            raise HTTPException(409, f"{found.name} is {found.status}")
        shipments.mark_in_transit(world.store, shop=shop, shipment=found)
        return dump.shipment(found)


@router.delete("/shipments/{name}")
def delete_shipment(world: InWorld, shop: InShop, name: str) -> dict[str, str]:
    with world.store.act():
        found = lookup.shipment(shop, name)
        shipments.delete(world.store, shop=shop, shipment=found)
    return {"deleted": found.gid}


@router.post("/transfers/{name}/cancel")
def cancel_transfer(world: InWorld, shop: InShop, name: str) -> dict[str, str]:
    with world.store.act():
        found = lookup.transfer(shop, name)
        transfers.cancel(world.store, shop=shop, transfer=found)
    return {"canceled": found.gid}


@router.post("/locations/{name}/active")
def switch_location(
    world: InWorld, shop: InShop, name: str, *, active: Annotated[bool, Body(embed=True)]
) -> dict[str, Any]:
    with world.store.act():
        place = lookup.location(shop, name)
        catalog.set_location_active(world.store, shop=shop, location=place, active=active)
    return {"location": place.name, "active": active}


def _receipt(found: Shipment, row: Received) -> shipments.Receipt:
    for line in found.lines:
        if line.item.sku == row.sku:
            return shipments.Receipt(line=line, quantity=row.quantity, verdict=row.verdict)
    raise HTTPException(404, f"{found.name} has no {row.sku}")


def _aware(instant: datetime) -> datetime:
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
