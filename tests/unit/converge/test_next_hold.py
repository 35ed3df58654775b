"""Which hold is placed next: each group under its own name, and nothing held twice."""

from __future__ import annotations

from app.converge.holds import Held, Open, Place, Wanted, next_place

LINE, PART = 7, 70
SOON = Wanted("backorder:1", "INVENTORY_OUT_OF_STOCK", "2026-12-10", {LINE: 4})
LATER = Wanted("backorder:2", "INVENTORY_OUT_OF_STOCK", "2027-01-04", {LINE: 2})


def held(handle: str, units: int) -> Held:
    return Held(fulfillment_order=1, hold=11, handle=handle, units={LINE: units}, others=False)


def open_(units: int, *, whole_only: bool = False) -> Open:
    return Open(2, {LINE: (PART, units)}, whole_only)


def test_the_second_group_is_held_under_its_own_name_and_date() -> None:
    placed = next_place([held("backorder:1", 4)], [open_(6)], [SOON, LATER], frozenset({"backorder:1"}))

    assert placed == Place(2, LATER, ((PART, 2),), {LINE: 2})


def test_more_units_of_a_group_get_a_name_that_no_group_has() -> None:
    placed = next_place([held("backorder:1", 3)], [open_(6)], [SOON, LATER], frozenset({"backorder:1"}))

    assert placed is not None
    assert (placed.wanted.handle, placed.wanted.until, placed.units) == ("backorder:3", "2026-12-10", {LINE: 1})


def test_a_fulfilment_order_that_is_wanted_whole_is_held_whole() -> None:
    assert next_place([], [open_(4)], [SOON]) == Place(2, SOON, (), {LINE: 4})


def test_what_cannot_be_split_is_held_whole_or_not_at_all() -> None:
    assert next_place([], [open_(4, whole_only=True)], [SOON]) == Place(2, SOON, (), {LINE: 4})
    assert next_place([], [open_(5, whole_only=True)], [SOON]) is None


def test_nothing_is_placed_where_enough_is_held_under_any_name() -> None:
    assert next_place([held("backorder:9", 6)], [open_(4)], [SOON, LATER], frozenset({"backorder:9"})) is None
