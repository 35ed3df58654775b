"""Which units are held, and how they are grouped."""

from datetime import date, timedelta

from app.domain.holds import Due, HoldGroup, HoldReason, due_days, hold_groups, hold_quantity, was_released
from app.domain.ids import ON_HAND, LineId, SupplyId
from app.domain.model import LinePlan, Part
from tests.unit.domain.worlds import certain

FIRST = date(2026, 12, 10)
LATER = date(2026, 12, 23)


def later(quantity, day, supply=7):
    return Part(quantity, SupplyId(supply), day, certain(day))


def test_only_what_cannot_ship_now_is_held():
    plan = LinePlan(LineId(1), (Part(4, ON_HAND, None), later(6, FIRST)), 2)

    assert hold_quantity(plan) == 8
    assert hold_groups([plan]) == (HoldGroup(1, FIRST, ((LineId(1), 6),)), HoldGroup(2, None, ((LineId(1), 2),)))


def test_lines_that_wait_for_one_day_are_released_together():
    plans = [LinePlan(LineId(number), (later(number, FIRST, supply=number),), 0) for number in (2, 1)]

    (group,) = hold_groups(plans)

    assert group.units == ((LineId(1), 1), (LineId(2), 2))
    assert (group.handle, group.reason) == ("backorder:1", HoldReason.INVENTORY_OUT_OF_STOCK)


def test_units_without_a_date_are_held_for_that_reason():
    (group,) = hold_groups([LinePlan(LineId(1), (), 3)])

    assert (group.until, group.reason) == (None, HoldReason.UNKNOWN_DELIVERY_DATE)


def test_more_than_ten_days_share_the_last_group_and_its_last_day():
    days = [FIRST + timedelta(days=offset) for offset in range(12)]
    plan = LinePlan(LineId(1), tuple(later(1, day) for day in days), 1)

    groups = hold_groups([plan])

    assert len(groups) == 10
    assert groups[8] == HoldGroup(9, days[11], ((LineId(1), 4),))
    assert groups[9] == HoldGroup(10, None, ((LineId(1), 1),))
    assert sum(quantity for group in groups for _, quantity in group.units) == 13


def test_a_hold_is_due_on_the_latest_day_of_its_own_units():
    waiting = [Due(LineId(1), 3, FIRST), Due(LineId(1), 2, LATER), Due(LineId(2), 1, FIRST)]

    assert due_days(waiting, [{LineId(1): 2}, {LineId(1): 3, LineId(2): 1}]) == (FIRST, LATER)


def test_what_nobody_could_hold_is_what_comes_first():
    waiting = [Due(LineId(1), 3, FIRST), Due(LineId(1), 2, LATER)]

    assert due_days(waiting, [{LineId(1): 1}, {LineId(1): 1}]) == (LATER, LATER)


def test_units_without_a_day_make_a_hold_due_only_with_others():
    waiting = [Due(LineId(1), 3, FIRST), Due(LineId(1), 2, None)]

    assert due_days(waiting, [{LineId(1): 4}, {LineId(1): 1}]) == (FIRST, None)


def test_a_hold_on_more_than_waits_is_due_with_what_does():
    assert due_days([Due(LineId(1), 1, FIRST)], [{LineId(1): 2}, {LineId(2): 1}]) == (FIRST, None)


def test_units_that_are_free_though_the_order_still_asks_for_them_were_let_go_by_somebody():
    before = {"held": {"1": 6}, "rest": {"1": 4}}

    assert was_released(before, {"held": {"1": 0}, "rest": {"1": 10}})
    assert not was_released(before, {"held": {"1": 4}, "rest": {"1": 4}})
    assert not was_released(before, before)
