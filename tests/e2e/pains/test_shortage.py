"""P4, P13: ten are ordered, four are there, and the shop says that ten are missing, or cannot send the four."""

from __future__ import annotations

from datetime import timedelta

from tests.e2e import acts
from tests.e2e.acts import KETTLE

SOON = timedelta(seconds=10)


def test_the_shortage_is_what_was_ordered_less_what_was_there(shop):
    """P4."""
    acts.order(shop, {KETTLE: 10})
    shop.pass_time(SOON)

    assert acts.told(shop, "Backorder Placed") == [("sarah@example.com", 6)]
    assert shop.rows("SELECT first_unit, quantity FROM promise") == [(5, 6)]


def test_the_shortage_is_stored_once_and_stays_when_stock_comes_and_goes(shop):
    """P4."""
    acts.order(shop, {KETTLE: 10})
    shop.pass_time(SOON)

    acts.put_on_shelf(shop, KETTLE, 1)
    acts.put_on_shelf(shop, KETTLE, -1)
    shop.pass_time(SOON)

    assert shop.rows("SELECT sum(quantity) FROM promise WHERE revision = 0") == [(6,)]
    assert len(shop.events("Backorder Placed")) == 1


def test_a_line_is_cut_by_quantity_and_only_the_rest_is_held(shop):
    """P13."""
    order = acts.order(shop, {KETTLE: 10})

    assert sorted(acts.parts(order)) == [("ON_HOLD", 6), ("OPEN", 4)]
    assert [each.current_quantity for each in order.lines] == [10]


def test_the_four_can_leave_today_and_the_six_when_they_come(shop):
    """P13."""
    order = acts.order(shop, {KETTLE: 10})
    acts.ship_open(shop, order)
    acts.put_on_shelf(shop, KETTLE, 6)
    acts.ship_open(shop, order)

    assert [sum(part.quantity for part in each.lines) for each in order.fulfillments] == [4, 6]
    assert acts.parts(order) == []
