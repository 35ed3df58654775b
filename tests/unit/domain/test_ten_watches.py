"""Ten watches are ordered and four are on hand: four leave now, and six are the backorder."""

from app.domain.allocation import allocate
from app.domain.ids import ON_HAND, LineId, SupplyId
from app.domain.model import AllocationRule, Part, Peg
from tests.unit.domain.test_main_job import BY, plan, shipment
from tests.unit.domain.worlds import certain, item, line


def test_of_ten_watches_with_four_on_hand_four_ship_now_and_six_are_backordered():
    (watches,) = plan(item(stock=4, lines=[line(1, 10)])).lines

    assert watches.parts == (Part(4, ON_HAND, None),)
    assert (watches.ships_now, watches.backordered, watches.uncovered) == (4, 6, 6)


def test_the_six_get_the_date_of_the_supply_that_brings_them():
    (watches,) = plan(item(stock=4, supplies=[shipment()], lines=[line(1, 10)])).lines

    assert watches.parts == (Part(4, ON_HAND, None), Part(6, SupplyId(7), BY, certain(BY)))
    assert (watches.ships_now, watches.backordered, watches.uncovered) == (4, 6, 0)


def test_when_the_four_have_left_the_same_six_are_the_backorder():
    (watches,) = plan(item(stock=0, supplies=[shipment()], lines=[line(1, 10, shipped=4)])).lines

    assert (watches.ships_now, watches.backordered) == (0, 6)


def test_every_rule_gives_the_only_order_the_four():
    for rule in AllocationRule:
        assert allocate([], [line(1, 10)], stock=4, rule=rule) == (Peg(LineId(1), ON_HAND, 4),)
