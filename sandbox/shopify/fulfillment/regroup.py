"""Splitting, merging and moving fulfilment orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.shopify.fulfillment import commitments
from sandbox.shopify.fulfillment.bodies import merged_body, moved_body, split_body
from sandbox.shopify.fulfillment.refusal import Refused
from sandbox.shopify.fulfillment.units import Units, absorb, all_but, everything, part_off, remaining
from sandbox.shopify.model import FulfillmentOrder, Location, Shop

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sandbox.shopify.store import Store


def check_split(source: FulfillmentOrder, *, units: Units) -> None:
    """Raise Refused unless `units` can leave `source` and something stays."""
    if source.status != "OPEN" or remaining(source) <= sum(units.values()):
        raise Refused(None, "Invalid fulfillment order line item quantity requested.")


def split(store: Store, *, shop: Shop, source: FulfillmentOrder, units: Units) -> FulfillmentOrder:
    """Part `units` off into the returned new fulfilment order; `source` keeps the rest and its id (recorded)."""
    with store.act():
        check_split(source, units=units)
        named = _by_gid(source, units)
        made = part_off(store, shop=shop, source=source, units=units)
        store.emit(shop, "fulfillment_orders/split", split_body(source, made=made, units=named))
        return made


def check_merge(parts: Sequence[FulfillmentOrder]) -> None:
    """Raise Refused unless all are open parts of one order at one location."""
    first = parts[0]
    for part in parts:
        if part.status != "OPEN" or part.order is not first.order or part.location is not first.location:
            raise Refused(None, f"Fulfillment order: {part.id} is currently not in a mergeable state.")


def merge(
    store: Store, *, shop: Shop, parts: Sequence[FulfillmentOrder], units: Mapping[int, Units] | None = None
) -> FulfillmentOrder:
    """The first of `parts` takes in the others, or the `units` (by fulfilment order number) asked of them."""
    with store.act():
        check_merge(parts)
        body = merged_body(parts[0], sources=parts)
        for source in parts[1:]:
            absorb(store, target=parts[0], source=source, units=(units or {}).get(source.id))
        store.emit(shop, "fulfillment_orders/merged", body)
        return parts[0]


def move(
    store: Store, *, shop: Shop, source: FulfillmentOrder, to: Location, units: Units | None = None
) -> FulfillmentOrder:
    """Give `units` (all by default) to the location `to`; its stock is committed instead. Return what moved.

    Recorded: moved whole, the fulfilment order keeps its id; moved in part, the moved part is new.
    """
    with store.act():
        _check_move(source, to)
        asked, origin = dict(units or everything(source)), source.location
        if source.holds and all_but(source, asked):
            raise Refused(["id"], "A fulfillment order on hold can only be moved whole.")
        named = _by_gid(source, asked)
        _recommit(store, shop=shop, source=source, to=to, units=asked)
        if all_but(source, asked):
            moved = part_off(store, shop=shop, source=source, units=asked, location=to)
        else:
            moved, source.location, source.updated_at = source, to, store.now()
        body = moved_body(source, moved=moved, source=origin, units=named)
        store.emit(shop, "fulfillment_orders/moved", body)
        return moved


def _check_move(source: FulfillmentOrder, to: Location) -> None:
    if source.status == "IN_PROGRESS":
        raise Refused(
            ["id"],
            "Cannot move fulfillment order that has had progress reported. Mark as unfulfilled first.",
            code="CANNOT_MOVE_FULFILLMENT_ORDER_WITH_REPORTED_PROGRESS",
        )
    if source.status not in ("OPEN", "ON_HOLD", "SCHEDULED"):
        raise Refused(["id"], "Fulfillment order cannot be moved.")
    if not to.active or to is source.location:
        raise Refused(["newLocationId"], "Fulfillment order cannot be moved to this location.")


def _recommit(store: Store, *, shop: Shop, source: FulfillmentOrder, to: Location, units: Units) -> None:
    for part in source.lines:
        quantity, line = units.get(part.id, 0), part.line
        if quantity:
            commitments.let_go(store, shop=shop, line=line, location=source.location, quantity=quantity, restock=True)
            commitments.commit(store, shop=shop, line=line, location=to, quantity=quantity)


def _by_gid(source: FulfillmentOrder, units: Units) -> dict[str, int]:
    return {line.gid: units[line.id] for line in source.lines if units.get(line.id)}
