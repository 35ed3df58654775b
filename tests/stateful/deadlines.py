"""By when held units are to leave, counted unit by unit from the ledger and the plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.db import zones
from app.db.tables.plans import plan_part
from app.db.tables.promises import promise
from app.domain.ids import ON_HAND, LocationId
from sandbox.shopify.model import FulfillmentOrder
from sandbox.shopify.orders.quantities import LIVE
from tests.stateful.scene import Scene


def what_is_held_is_due_when_its_own_units_are(scene: Scene) -> None:
    """On a day that the customer has for units of its own lines, and on none that is too early for as many as it has.

    Lines of which nobody knows when some units come may be due on any day.
    """
    days, places = _days(scene), _zones(scene)
    for order in scene.orders():
        for owner in order.fulfillment_orders:
            own = {part.line.id: part.remaining for part in owner.lines if part.remaining}
            known = [day for line in own for day in days[line]]
            if owner.status not in LIVE or not is_ours(owner) or None in known:
                continue
            zone = ZoneInfo(places.of(LocationId(owner.location.id)))
            due = owner.fulfill_by and owner.fulfill_by.astimezone(zone).date()
            assert due in known, f"{order.name}: due on {due}, its units are promised for {sorted(set(known))}"
            for line, units in own.items():
                soonest = sorted(days[line])[min(units, len(days[line])) - 1]
                assert due >= soonest, f"{order.name}: due on {due}, {units} units cannot leave before {soonest}"


def _zones(scene: Scene) -> zones.Zones:
    with scene.world.parts.database.read() as conn:
        return replace(zones.read(conn, scene.world.shop), shop=scene.shop.timezone)


def is_ours(owner: FulfillmentOrder) -> bool:
    return any(each.handle.startswith("backorder:") for each in owner.holds)


def _days(scene: Scene) -> defaultdict[int, list[Any]]:
    """By line, of each unit that waits, the day that was told last, or else the plan's."""
    told: dict[tuple[int, int], date | None] = {}
    ledger = sa.select(promise.c.line_id, promise.c.first_unit, promise.c.quantity, promise.c.shown_on)
    for line, first, units, day in _rows(scene, ledger.order_by(promise.c.line_id, promise.c.seq)):
        told |= {(line, unit): day for unit in range(first, first + units)}
    waits = sa.or_(plan_part.c.supply_id.is_(None), plan_part.c.supply_id != ON_HAND)
    planned = sa.select(plan_part.c.line_id, plan_part.c.first_unit, plan_part.c.quantity, plan_part.c.ship_by)
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for line, first, units, day in _rows(scene, planned.where(waits)):
        found[line] += [told.get((line, unit), day) for unit in range(first, first + units)]
    return found


def _rows(scene: Scene, query: Any) -> Iterable[Any]:
    with scene.world.parts.database.read() as conn:
        return conn.execute(query).all()
