"""What an order is to be told: one message per order and kind, open to newer decisions until it is first tried."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from app.db import messages, orders
from app.domain.ids import OrderId
from app.domain.model import Cause
from app.replan.facts import Desk
from app.replan.promise import Change
from app.replan.ready import Ready

Item = dict[str, Any]


class Kind(StrEnum):
    PLACED = "placed"
    ETA_CHANGED = "eta_changed"
    SHIPPING_SOON = "shipping_soon"
    CANCELLED = "cancelled"


def tell_changes(conn: sa.Connection, desk: Desk, order: OrderId, changes: Sequence[Change]) -> None:
    """Let an order's customer know what was promised, or how it has moved.

    While the first message of an order has not gone out it simply speaks of the newest date.
    """
    shop = desk.shop.id
    first = messages.open_of_order(conn, shop, order, Kind.PLACED)
    if first is not None or not messages.was_told(conn, shop, order, Kind.PLACED):
        items = _merge(first.items if first else (), changes, is_first=True)
        _open_or_merge(conn, desk, order, Kind.PLACED, first, items, cause=Cause.NEW)
        return
    moved = [change for change in changes if change.told.promise.cause in {Cause.SLIP, Cause.PULL_IN, Cause.NEW}]
    if moved:
        waiting = messages.open_of_order(conn, shop, order, Kind.ETA_CHANGED)
        items = _merge(waiting.items if waiting else (), moved, is_first=False)
        _open_or_merge(conn, desk, order, Kind.ETA_CHANGED, waiting, items, cause=moved[-1].told.promise.cause)


def tell_ready(conn: sa.Connection, desk: Desk, order: OrderId, ready: Iterable[Ready]) -> None:
    """Say that units which were waited for ship soon."""
    waiting = messages.open_of_order(conn, desk.shop.id, order, Kind.SHIPPING_SOON)
    known = [dict(item) for item in waiting.items] if waiting else []
    seen = {(item["line"], item["first_unit"]) for item in known}
    new = [
        _item(each.line, each.first_unit, each.quantity, previous=each.shown_on, shown=None)
        for each in ready
        if (each.line, each.first_unit) not in seen
    ]
    if new:
        _open_or_merge(conn, desk, order, Kind.SHIPPING_SOON, waiting, [*known, *new], cause="receipt")


def leave_out_what_is_gone(conn: sa.Connection, desk: Desk, order: OrderId) -> None:
    """What has left or was taken back meanwhile needs no word: an order with nothing else waiting is not told."""
    units = orders.waiting_units(conn, desk.shop.id, order)
    for waiting in messages.all_open_of_order(conn, desk.shop.id, order):
        if waiting.kind == Kind.CANCELLED:
            continue
        known = [dict(item) for item in waiting.items]
        still = [cut for item in known if (cut := _cut(item, units.get(item["line"], range(0)))) is not None]
        if still != known:
            messages.merge(conn, desk.shop.id, waiting.id, still)


def _cut(item: Item, units: range) -> Item | None:
    first = max(item["first_unit"], units.start)
    after = min(item["first_unit"] + item["quantity"], units.stop)
    return {**item, "first_unit": first, "quantity": after - first} if after > first else None


def _open_or_merge(
    conn: sa.Connection,
    desk: Desk,
    order: OrderId,
    kind: Kind,
    waiting: messages.Message | None,
    items: Sequence[Item],
    *,
    cause: str,
) -> None:
    if waiting is not None:
        messages.merge(conn, desk.shop.id, waiting.id, items)
    elif items:
        messages.open_new(conn, desk.shop.id, order, kind, cause=cause, items=items, at=desk.now)


def _merge(known: Iterable[Any], changes: Iterable[Change], *, is_first: bool) -> list[Item]:
    """By units: the oldest "before" and the newest "now". What came back to where it was has nothing to say."""
    units: dict[tuple[int, int], tuple[str | None, str | None]] = {}
    for item in known:
        for unit in range(item["first_unit"], item["first_unit"] + item["quantity"]):
            units[item["line"], unit] = (item["previous_on"], item["shown_on"])
    for change in changes:
        promise = change.told.promise
        before = _iso(change.previous.shown_on) if change.previous else None
        for unit in range(promise.part, promise.part + promise.quantity):
            told_before = units[promise.line, unit][0] if (promise.line, unit) in units else before
            units[promise.line, unit] = (told_before, _iso(promise.shown_on))
    said = {key: dates for key, dates in units.items() if is_first or dates[0] != dates[1]}
    return _ranges({key: (None, dates[1]) for key, dates in said.items()} if is_first else said)


def _ranges(units: dict[tuple[int, int], tuple[str | None, str | None]]) -> list[Item]:
    items: list[Item] = []
    for (line, unit), (previous, shown) in sorted(units.items()):
        last = items[-1] if items else None
        if (
            last is not None
            and last["line"] == line
            and last["first_unit"] + last["quantity"] == unit
            and (last["previous_on"], last["shown_on"]) == (previous, shown)
        ):
            last["quantity"] += 1
        else:
            items.append({"line": line, "first_unit": unit, "quantity": 1, "previous_on": previous, "shown_on": shown})
    return items


def _item(line: int, first_unit: int, quantity: int, *, previous: date | None, shown: date | None) -> Item:
    return {
        "line": line,
        "first_unit": first_unit,
        "quantity": quantity,
        "previous_on": _iso(previous),
        "shown_on": _iso(shown),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
