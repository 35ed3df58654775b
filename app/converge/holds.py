"""From wanted holds to the calls that make them so. Pure: it looks at the order as it is and says what to do next.

Rules of Shopify's that shape this (fulfilmentOrderHold, recorded): a partial hold leaves the held units in the same
fulfilment order and moves the rest to a new one; a held order cannot be held in part again; releasing merges the units
back into an open sibling. So units are regrouped only by release and hold again, and only where that is unavoidable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Held:
    """A fulfilment order on a hold of ours: its units by order line."""

    fulfillment_order: int
    hold: int
    handle: str
    units: Mapping[int, int]
    others: bool
    """Somebody else holds it too: releasing ours ships nothing."""


@dataclass(frozen=True, slots=True)
class Open:
    """A fulfilment order that may be held: for each order line its fulfilment line and the units left."""

    fulfillment_order: int
    lines: Mapping[int, tuple[int, int]]
    whole_only: bool = False
    """Somebody else holds it, or a part of it has left: Shopify splits it no more."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A hold that should be there."""

    handle: str
    reason: str
    until: str | None
    units: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Release:
    fulfillment_order: int
    hold: int
    handle: str


@dataclass(frozen=True, slots=True)
class Place:
    """`lines`: (fulfilment line, units); none: the whole fulfilment order."""

    fulfillment_order: int
    wanted: Wanted
    lines: tuple[tuple[int, int], ...]
    units: Mapping[int, int]


def wanted_of(value: Sequence[Mapping[str, Any]]) -> tuple[Wanted, ...]:
    """The `holds` of desired state, read back."""
    return tuple(
        Wanted(
            handle=each["handle"],
            reason=each["reason"],
            until=each["until"],
            units={int(line): quantity for line, quantity in each["units"].items()},
        )
        for each in value
    )


def held_enough(held: Sequence[Held], wanted: Sequence[Wanted]) -> bool:
    """Whether exactly the wanted units are held, however grouped: regrouping alone is not worth an exposure."""
    return _total(each.units for each in held) == _total(each.units for each in wanted)


def releases(held: Sequence[Held], wanted: Sequence[Wanted]) -> tuple[Release, ...]:
    """Holds that must go because they hold units that should ship, keeping as many as fit.

    The latest groups are kept first: what is due soonest is what changes.
    """
    room = _total(each.units for each in wanted)
    gone: list[Release] = []
    for each in sorted(held, key=lambda hold: (_order_of(hold.handle, wanted), hold.hold), reverse=True):
        if all(quantity <= room.get(line, 0) for line, quantity in each.units.items()):
            for line, quantity in each.units.items():
                room[line] -= quantity
        else:
            gone.append(Release(each.fulfillment_order, each.hold, each.handle))
    return tuple(gone)


def next_place(
    held: Sequence[Held], open_: Sequence[Open], wanted: Sequence[Wanted], taken: frozenset[str] = frozenset()
) -> Place | None:
    """The next hold to place, or None when nothing more can or need be held. Ask again after each: orders split.

    `taken` are handles in use on the order, ours from other fulfilment orders included.
    """
    missing = _missing(held, wanted)
    named = taken | {group.handle for group in wanted}
    for group in wanted:
        needs = _still_needed(group, held, missing)
        for order in open_:
            lines = _fit(needs, order)
            if lines:
                units = {line: quantity for line, _, quantity in lines}
                handle = group.handle if group.handle not in taken else _free_handle(named)
                hold = Wanted(handle, group.reason, group.until, group.units)
                part = () if _is_whole(order, units) else tuple((each, count) for _, each, count in lines)
                return Place(order.fulfillment_order, hold, part, units)
    return None


def _is_whole(order: Open, units: Mapping[int, int]) -> bool:
    return all(units.get(line, 0) == left for line, (_, left) in order.lines.items())


def _still_needed(group: Wanted, held: Sequence[Held], missing: Mapping[int, int]) -> dict[int, int]:
    """Units of the group that no hold of its name has yet, as far as the order still lacks held units."""
    own = _total(each.units for each in held if each.handle == group.handle)
    return {line: min(count - own.get(line, 0), missing.get(line, 0)) for line, count in group.units.items()}


def _fit(needs: Mapping[int, int], order: Open) -> list[tuple[int, int, int]]:
    found: list[tuple[int, int, int]] = []
    for line, quantity in sorted(needs.items()):
        if line in order.lines:
            each, left = order.lines[line]
            count = min(quantity, left)
            if count > 0:
                found.append((line, each, count))
    if order.whole_only and not _is_whole(order, {line: count for line, _, count in found}):
        return []
    return found


def _missing(held: Sequence[Held], wanted: Sequence[Wanted]) -> dict[int, int]:
    have = _total(each.units for each in held)
    return {
        line: quantity - have.get(line, 0)
        for line, quantity in _total(each.units for each in wanted).items()
        if quantity > have.get(line, 0)
    }


def _total(units: Any) -> dict[int, int]:
    sums: dict[int, int] = {}
    for each in units:
        for line, quantity in each.items():
            if quantity:
                sums[line] = sums.get(line, 0) + quantity
    return sums


def _order_of(handle: str, wanted: Sequence[Wanted]) -> int:
    return next((place for place, each in enumerate(wanted) if each.handle == handle), -1)


def _free_handle(named: frozenset[str]) -> str:
    """A name that no hold has and no group wants."""
    number = 1
    while f"backorder:{number}" in named:
        number += 1
    return f"backorder:{number}"
