"""Moving units between fulfilment orders: the two steps that every hold, release, split, merge and move is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

from sandbox.shopify.fulfillment.refusal import Refused
from sandbox.shopify.model import FulfillmentOrder, FulfillmentOrderLine, Location, Shop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from sandbox.shopify.store import Store

Units: TypeAlias = Mapping[int, int]
"""Fulfilment order line number to units."""


def remaining(fulfillment_order: FulfillmentOrder) -> int:
    return sum(line.remaining for line in fulfillment_order.lines)


def everything(fulfillment_order: FulfillmentOrder) -> dict[int, int]:
    return {line.id: line.remaining for line in fulfillment_order.lines if line.remaining}


def all_but(fulfillment_order: FulfillmentOrder, units: Units) -> dict[int, int]:
    rest = {number: left - units.get(number, 0) for number, left in everything(fulfillment_order).items()}
    return {number: left for number, left in rest.items() if left}


def asked(fulfillment_order: FulfillmentOrder, given: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """The units that a list of `{id, quantity}` names. Raises Refused for a line of another order or too many units.

    Recorded of split and merge: both refusals have neither field nor code.
    """
    lines = {line.gid: line for line in fulfillment_order.lines}
    units: dict[int, int] = {}
    for entry in given:
        line = lines.get(entry["id"])
        if line is None:
            raise Refused(None, "Fulfillment order line item does not exist.")
        if entry["quantity"] > line.remaining:
            raise Refused(None, "Invalid fulfillment order line item quantity requested.")
        units[line.id] = entry["quantity"]
    return units


def part_off(
    store: Store, *, shop: Shop, source: FulfillmentOrder, units: Units, location: Location | None = None
) -> FulfillmentOrder:
    """Take `units` out of `source` into a new OPEN fulfilment order, at `source`'s location unless told.

    Recorded: the new one has new line ids; a line left with nothing disappears from `source`.
    """
    now = store.now()
    made = FulfillmentOrder(
        id=store.new_id(),
        order=source.order,
        location=location or source.location,
        created_at=now,
        updated_at=now,
        fulfill_at=source.fulfill_at,
        fulfill_by=source.fulfill_by,
    )
    for line in [line for line in source.lines if units.get(line.id)]:
        taken = units[line.id]
        line.total -= taken
        line.remaining -= taken
        made.lines.append(FulfillmentOrderLine(id=store.new_id(), line=line.line, total=taken, remaining=taken))
    source.lines = [line for line in source.lines if line.total]
    source.updated_at = now
    source.order.fulfillment_orders.append(made)
    shop.fulfillment_orders[made.id] = made
    return made


def absorb(store: Store, *, target: FulfillmentOrder, source: FulfillmentOrder, units: Units | None = None) -> None:
    """Take `units` of `source`, all by default, into `target`.

    Recorded: an emptied source is CLOSED and keeps its lines, at 0.
    """
    now = store.now()
    for line in source.lines:
        taken = line.remaining if units is None else units.get(line.id, 0)
        if taken:
            line.total -= taken
            line.remaining -= taken
            _give(store, target, line, taken)
    if not remaining(source):
        source.status = "CLOSED"
    source.updated_at = target.updated_at = now


def _give(store: Store, target: FulfillmentOrder, line: FulfillmentOrderLine, quantity: int) -> None:
    same = next((own for own in target.lines if own.line is line.line), None)
    if same is None:
        made = FulfillmentOrderLine(id=store.new_id(), line=line.line, total=quantity, remaining=quantity)
        target.lines.append(made)
        return
    same.total += quantity
    same.remaining += quantity
