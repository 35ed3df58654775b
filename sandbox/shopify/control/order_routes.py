"""Buyers, the warehouse and the merchant around orders."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Body, HTTPException
from pydantic import BaseModel, Field

from sandbox.shopify.control import dump, lookup
from sandbox.shopify.control.world import InWorld
from sandbox.shopify.functions.validations import Refused
from sandbox.shopify.model import Address, Customer, PurchasingCompany, Shop
from sandbox.shopify.orders import actors
from sandbox.shopify.orders.checkout import Details, SoldOut, Want, place_order
from sandbox.shopify.routes.reach import InShop
from sandbox.shopify.store import Store

router = APIRouter(prefix="/sandbox/{shop}")


class Bought(BaseModel):
    """A checkout: units by SKU, and the buyer."""

    items: dict[str, int]
    email: str = "buyer@example.com"
    first_name: str = "Ada"
    last_name: str = "Lind"
    properties: dict[str, str] = Field(default_factory=dict)
    """Of every line."""
    country: str | None = None
    """To where it ships: a CountryCode; None: to the customer's address, if there is one."""
    source_name: str = "web"
    test: bool = False
    company: str = ""
    """B2B: whom the buyer orders for, on terms. Its location is the head office."""


@router.get("/orders")
def list_orders(world: InWorld, shop: InShop, *, open_only: bool = False, limit: int = 50) -> list[dict[str, Any]]:
    """Newest first."""
    with world.store.act():
        rows = [row for row in shop.orders.values() if not open_only or not (row.closed_at or row.cancelled_at)]
        return [dump.order(shop, row) for row in reversed(rows[-limit:])]


@router.get("/orders/{name}/state")
def order_state(world: InWorld, shop: InShop, name: str) -> dict[str, Any]:
    with world.store.act():
        return dump.order(shop, lookup.order(shop, name))


@router.post("/orders", status_code=201)
def buy(world: InWorld, shop: InShop, bought: Bought) -> dict[str, Any]:
    """As the storefront's checkout: 409 when it is sold out or a validation function refuses it."""
    with world.store.act():
        wants = [
            Want(variant=lookup.variant(shop, sku), quantity=units, properties=bought.properties)
            for sku, units in bought.items.items()
        ]
        details = _details(bought)
        try:
            placed = place_order(
                world.store, shop=shop, wants=wants, customer=_customer(world.store, shop, bought), details=details
            )
        except (SoldOut, Refused) as error:
            raise HTTPException(409, str(error)) from error
        return dump.order(shop, placed)


@router.post("/orders/{name}/cancel")
def cancel(world: InWorld, shop: InShop, name: str) -> dict[str, Any]:
    with world.store.act():
        found = lookup.order(shop, name)
        try:
            actors.cancel_order(world.store, shop=shop, order=found)
        except ValueError as error:
            raise HTTPException(409, str(error)) from error
        return dump.order(shop, found)


@router.post("/orders/{name}/edit")
def edit(world: InWorld, shop: InShop, name: str, quantities: Annotated[dict[str, int], Body(embed=True)]) -> Any:
    """New quantities by SKU; a SKU that is not on the order yet is added."""
    with world.store.act():
        found = lookup.order(shop, name)
        lines = {line.sku: line for line in found.lines}
        changed = {lines[sku]: units for sku, units in quantities.items() if sku in lines}
        added = {lookup.variant(shop, sku): units for sku, units in quantities.items() if sku not in lines}
        actors.edit_order(world.store, shop=shop, order=found, quantities=changed, add=added)
        return dump.order(shop, found)


@router.post("/orders/{name}/ship")
def ship(world: InWorld, shop: InShop, name: str) -> dict[str, Any]:
    """The warehouse ships what is open and on the shelf."""
    with world.store.act():
        found = lookup.order(shop, name)
        actors.ship_everything_open(world.store, shop=shop, orders=[found])
        return dump.order(shop, found)


@router.post("/orders/{name}/hold")
def hold(
    world: InWorld, shop: InShop, name: str, client_id: Annotated[str | None, Body(embed=True)] = None
) -> dict[str, Any]:
    """Somebody else's hold on everything that is open: the merchant's, or that of another app by its client id."""
    with world.store.act():
        found = lookup.order(shop, name)
        for owner in [owner for owner in found.fulfillment_orders if owner.status == "OPEN"]:
            actors.hold_by_somebody_else(world.store, shop=shop, on=owner, app=client_id)
        return dump.order(shop, found)


@router.post("/orders/{name}/release_holds")
def release_holds(world: InWorld, shop: InShop, name: str) -> dict[str, Any]:
    """The admin's button: every hold goes, the app's too."""
    with world.store.act():
        found = lookup.order(shop, name)
        for owner in [owner for owner in found.fulfillment_orders if owner.holds]:
            actors.release_as_merchant(world.store, shop=shop, of=owner)
        return dump.order(shop, found)


@router.post("/ship")
def ship_all(world: InWorld, shop: InShop) -> dict[str, int]:
    """A day in the warehouse: every open fulfilment order, as far as the shelf reaches."""
    with world.store.act():
        return {"shipped": len(actors.ship_everything_open(world.store, shop=shop))}


def _details(bought: Bought) -> Details:
    address = Address(country_code=bought.country) if bought.country else None
    plain = Details(source_name=bought.source_name, test=bought.test, shipping_address=address, country=bought.country)
    if not bought.company:
        return plain
    buyer = PurchasingCompany(company=bought.company, location="Head office")
    return replace(plain, company=buyer, payment="PENDING")


def _customer(store: Store, shop: Shop, bought: Bought) -> Customer:
    for known in shop.customers.values():
        if known.email == bought.email:
            return known
    now = store.now()
    made = Customer(
        id=store.new_id(),
        created_at=now,
        updated_at=now,
        first_name=bought.first_name,
        last_name=bought.last_name,
        email=bought.email,
    )
    shop.customers[made.id] = made
    return made
