"""The numbers of the main job: 4 on hand, 40 coming, stated 3 December, from a supplier five days late."""

from datetime import date

from app.domain.explain import reasons
from app.domain.holds import hold_quantity
from app.domain.ids import ON_HAND, LineId, SupplyId
from app.domain.lateness import SupplierHistory, arrival
from app.domain.model import Mode, Part, SaleState, Step, Supply, Terms
from app.domain.plan import plan_item
from tests.unit.domain.worlds import TODAY, WEEKDAYS, certain, item, line, supply

STATED = date(2026, 12, 3)
BY = date(2026, 12, 10)
FIVE_DAYS_LATE = SupplierHistory(buffer_days=5)


def shipment(quantity=40, number=7):
    return Supply(SupplyId(number), quantity, STATED, arrival(STATED, today=TODAY, history=FIVE_DAYS_LATE))


def plan(facts, terms=Terms()):  # noqa: B008  terms are frozen
    return plan_item(facts, terms, today=TODAY, calendar=WEEKDAYS)


def test_a_supplier_five_days_late_arrives_five_days_after_its_word():
    assert shipment().arrives == certain(date(2026, 12, 8))


def test_a_fresh_variant_offers_its_stock_now_and_the_shipment_by_its_date():
    sale = plan(item(stock=4, supplies=[shipment()])).availability

    assert sale.steps == (Step(4, None), Step(44, BY))
    assert sale.left == 44
    assert sale.state is SaleState.BACKORDER


def test_an_order_of_ten_gets_four_now_and_six_from_the_shipment():
    facts = item(stock=4, supplies=[shipment()], lines=[line(1, 10)], largest_recent_order=10)
    planned = plan(facts)

    (only,) = planned.lines
    assert only.parts == (Part(4, ON_HAND, None), Part(6, SupplyId(7), BY, certain(BY)))
    assert (only.ships_now, only.backordered, only.uncovered) == (4, 6, 0)
    assert hold_quantity(only) == 6
    assert reasons(facts, Terms(), planned) == {
        only.line: "4 of 10 now, 6 by 2026-12-10: first come, first served, 4 units on hand for 1 order, place 1 of 1"
    }
    assert planned.availability.steps == (Step(34, BY),)
    assert planned.availability.left == 34
    assert planned.availability.state is SaleState.BACKORDER


def test_after_forty_four_are_ordered_it_is_sold_out():
    sale = plan(item(stock=4, supplies=[shipment()], lines=[line(1, 10), line(2, 34)])).availability

    assert (sale.state, sale.steps, sale.left) == (SaleState.SOLD_OUT, (), 0)


def test_a_slip_moves_every_line_behind_the_stock_and_no_other():
    late = Supply(SupplyId(7), 40, date(2026, 12, 17), certain(date(2026, 12, 22)))
    first, second = plan(item(stock=4, supplies=[late], lines=[line(1, 4), line(2, 6)])).lines

    assert first.parts == (Part(4, ON_HAND, None),)
    assert [part.ship_by for part in second.parts] == [date(2026, 12, 24)]


def test_when_two_of_forty_do_not_come_the_last_two_in_the_queue_lose_theirs():
    waiting = [line(1, 10, shipped=4), *(line(number, 1) for number in range(2, 36))]

    planned = plan(item(stock=38, lines=waiting))

    uncovered = [each.line for each in planned.lines if each.uncovered]
    assert uncovered == [LineId(34), LineId(35)]
    assert sum(each.ships_now for each in planned.lines) == 38
    assert planned.availability.state is SaleState.SOLD_OUT


def test_another_supply_covers_those_who_lost():
    waiting = [line(number, 20) for number in (1, 2)]

    planned = plan(item(stock=38, supplies=[supply(8, 12, arrives=30)], lines=waiting))

    assert [part.quantity for part in planned.lines[1].parts] == [18, 2]
    assert planned.lines[1].parts[1].ship_by == date(2026, 12, 23)
    assert planned.availability.left == 10


def test_a_variant_that_is_switched_off_sells_its_stock_and_no_more():
    sale = plan(item(stock=4, supplies=[shipment()]), Terms(mode=Mode.OFF)).availability

    assert (sale.state, sale.steps, sale.left) == (SaleState.IN_STOCK, (Step(4, None),), 4)


def test_seven_customers_and_nine_units_of_article_b4():
    sevens = [line(number, 3) for number in range(1, 8)]
    fifo = plan(item(stock=9, lines=sevens))
    fair = plan(item(stock=9, lines=sevens), Terms(rule="fair_share"))

    assert [each.ships_now for each in fifo.lines] == [3, 3, 3, 0, 0, 0, 0]
    assert [each.ships_now for each in fair.lines] == [2, 2, 1, 1, 1, 1, 1]
    assert sum(each.backordered for each in fair.lines) == 12
