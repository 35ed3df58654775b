"""Somebody undoes by hand what we did: sets a policy back, takes our tag off, releases what we hold, moves units."""

from __future__ import annotations

import sqlalchemy as sa

from app.db.shopstate import HOLDS, PLACE, POLICY, TAG
from app.db.tables.shopstate import FootprintState, footprint
from app.replan.order import ORDER_TAG
from sandbox.shopify.fulfillment.units import remaining
from sandbox.shopify.model import Order
from tests.stateful import merchant, warehouse
from tests.stateful.deadlines import is_ours
from tests.stateful.scene import ENDED, Scene, pick

_FIELDS = sa.or_(footprint.c.field.in_([POLICY, TAG, HOLDS]), footprint.c.field.like(f"{PLACE}:%"))
_OURS = sa.and_(footprint.c.state == FootprintState.CONFIRMED, _FIELDS)


def undo(scene: Scene, which: int) -> None:
    """One thing of which we know that it is there: hands meet such a one seldom by chance."""
    with scene.world.parts.database.read() as conn:
        rows = conn.execute(sa.select(footprint.c.resource, footprint.c.field).where(_OURS))
        found = pick(sorted((row.field, int(row.resource.partition(":")[2])) for row in rows), which)
    if found is None:
        return
    field, number = found
    if field == POLICY:
        _set_back(scene, number)
    else:
        _undo_on_order(scene, number, field)


def _set_back(scene: Scene, number: int) -> None:
    variant = scene.shop.variants.get(number)
    if variant is not None:
        merchant.change_policy(scene, variant, "DENY" if variant.policy == "CONTINUE" else "CONTINUE")


def _undo_on_order(scene: Scene, number: int, field: str) -> None:
    order = scene.shop.orders[number]
    held = [each for each in order.fulfillment_orders if each.status not in ENDED and is_ours(each)]
    if field == TAG and ORDER_TAG in order.tags:
        merchant.take_tag_off(scene, order)
    elif field == HOLDS and held:
        warehouse.release(scene, held[0])
    elif field.startswith(PLACE):
        _move_back(scene, order)


def _move_back(scene: Scene, order: Order) -> None:
    """To a place that has none of it, as like as not."""
    part = next((each for each in order.fulfillment_orders if each.status == "OPEN" and remaining(each)), None)
    elsewhere = [each for each in scene.places() if part is not None and each is not part.location]
    if part is not None and elsewhere:
        warehouse.send_elsewhere(scene, part, elsewhere[0])
