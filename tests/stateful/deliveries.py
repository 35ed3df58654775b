"""Deliveries that the merchant enters in our app, and what must be true of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.admin.views import Received
from app.db import actions
from app.db.supplies import DELIVERY_TAG
from app.db.tables.shopstate import action
from app.db.tables.supplies import SupplySource, inbound, supply
from app.domain.ids import ItemId, LocationId, SupplyId
from app.domain.own_supply import NewDelivery, fold
from app.errors import AppError
from sandbox.shopify import stock
from tests.stateful.scene import USER, Entered, Scene, pick
from tests.stateful.suppliers import NAMES


def add(scene: Scene, which: int, place: int, *, units: int, days: int | None, supplier: int) -> None:
    variant, at = pick(scene.singles(), which), pick(scene.places(), place)
    if variant is None or at is None:
        return
    day = None if days is None else scene.now.date() + timedelta(days=days)
    new = NewDelivery(
        reference=f"PO-{len(scene.meant.deliveries) + 1}",
        destination=LocationId(at.id),
        quantities={ItemId(variant.inventory_item.id): units},
        expected_on=day,
        supplier=NAMES[supplier % len(NAMES)],
    )
    try:
        made, _ = scene.world.supplies.add(scene.world.shop.id, new, user=USER)
    except AppError:
        return
    scene.meant.deliveries[fold(new.reference)] = Entered(int(made), variant.inventory_item, at, units)


def change(scene: Scene, which: int, *, units: int) -> None:
    def say(known: Entered) -> None:
        shop, number = scene.world.shop.id, SupplyId(known.supply)
        scene.world.supplies.change_quantity(shop, number, to=units, seen=known.units, user=USER)
        known.units = units

    _to_one(scene, which, say)


def cancel(scene: Scene, which: int) -> None:
    def say(known: Entered) -> None:
        scene.world.supplies.cancel(scene.world.shop.id, SupplyId(known.supply), user=USER)
        known.called_off = True

    _to_one(scene, which, say)


def receive(scene: Scene, which: int, *, accepted: int, rejected: int, by_hand: bool, closes: bool) -> None:
    """Counted at the dock; `by_hand`: the good ones were added to Shopify's stock there and then."""

    def say(known: Entered) -> None:
        left = known.units - sum(_counted(scene, known))
        good = min(accepted, left)
        lines = [Received(SupplyId(known.supply), good, min(rejected, left - good))]
        scene.world.supplies.receive(scene.world.shop.id, lines, is_in_stock=by_hand, closes=closes, user=USER)
        if by_hand and known.item.id in scene.shop.inventory_items:
            store = scene.world.sandbox.store
            level = stock.level_at(store, shop=scene.shop, item=known.item, location=known.place)
            stock.change(store, shop=scene.shop, level=level, deltas={"available": good})

    _to_one(scene, which, say)


def choose_transfers(scene: Scene, *, writes: bool) -> None:
    """Whether Shopify is told of them, from the next one on."""
    scene.settings.choose_transfers(scene.world.shop.id, writes=writes, user=USER)


def _to_one(scene: Scene, which: int, say: Callable[[Entered], None]) -> None:
    """What the page refuses leaves everything as it was."""
    known = pick(list(scene.meant.deliveries.values()), which)
    if known is None:
        return
    try:
        say(known)
    except AppError:
        return


def check(scene: Scene) -> None:
    _are_as_they_were_entered(scene)
    _are_stock_once(scene)
    _are_one_transfer(scene)


def _are_as_they_were_entered(scene: Scene) -> None:
    """Those that are kept here: so many announced, counted and still to come. The others are Shopify's to keep."""
    for row in _rows(scene):
        known = scene.meant.deliveries[row["reference"]]
        if row["source"] != SupplySource.OWN:
            continue
        good, bad, closed = _booked(scene, row["inbound_id"])
        left = 0 if known.called_off or closed else known.units - good - bad
        there = (row["quantity"], row["accepted"], row["rejected"], row["quantity"] - _gone(row))
        assert there == (known.units, good, bad, left), f"{row['name']}: {there} is kept, {(known.units, good, bad)}"


def _are_stock_once(scene: Scene) -> None:
    for row in _rows(scene):
        done = [each for each in _acts(scene, row["inbound_id"], actions.RECEIVE_OWN) if each["payload"]["adjusts"]]
        units = {state: sum(_sum(each, "accepted") for each in done if each["state"] == state) for state in _STATES}
        added = scene.weather.added[f"gid://backorder/Delivery/{row['inbound_id']}"]
        known = units[actions.DONE] <= added <= units[actions.DONE] + units[actions.REFUSED]
        assert known, f"{row['name']}: {added} units were added to the stock, {units} were received"


def _are_one_transfer(scene: Scene) -> None:
    """At most: whether there is one depends on what the merchant had chosen, and what became of it in Shopify."""
    for row in _rows(scene):
        tag = f"{DELIVERY_TAG}{row['inbound_id']}"
        made = [each.name for each in scene.shop.transfers.values() if tag in each.tags]
        assert len(made) <= 1, f"{row['name']} became {made}"


_STATES = (actions.DONE, actions.REFUSED, actions.WAITING)


def _gone(row: Any) -> int:
    return int(row["accepted"] + row["rejected"] + row["closed"])


def _counted(scene: Scene, known: Entered) -> tuple[int, int]:
    with scene.world.parts.database.read() as conn:
        mine = sa.select(supply.c.accepted, supply.c.rejected).where(supply.c.supply_id == known.supply)
        row = conn.execute(mine).first()
    return (row.accepted, row.rejected) if row else (0, 0)


def _booked(scene: Scene, number: int) -> tuple[int, int, bool]:
    """Units that were counted, good and bad, and whether nothing more was expected then."""
    done = [each for each in _acts(scene, number, actions.RECEIVE_OWN) if each["state"] == actions.DONE]
    closed = any(each["payload"]["closes"] for each in done)
    return sum(_sum(each, "accepted") for each in done), sum(_sum(each, "rejected") for each in done), closed


def _sum(each: Any, verdict: str) -> int:
    return sum(line[verdict] for line in each["payload"]["lines"])


def _acts(scene: Scene, number: int, kind: str) -> list[Any]:
    mine = sa.select(action).where(action.c.subject == f"inbound:{number}", action.c.kind == kind)
    with scene.world.parts.database.read() as conn:
        return list(conn.execute(mine).mappings())


def _rows(scene: Scene) -> list[Any]:
    mine = sa.select(inbound, supply.c.quantity, supply.c.accepted, supply.c.rejected, supply.c.closed)
    with scene.world.parts.database.read() as conn:
        found = mine.join(supply, supply.c.inbound_id == inbound.c.inbound_id).where(inbound.c.reference.is_not(None))
        return list(conn.execute(found).mappings())
