"""Policies tried on one item's past."""

from dataclasses import replace
from datetime import date, timedelta

from app.domain.ids import LineId, SupplyId
from app.domain.lateness import SupplierHistory
from app.domain.model import Terms
from app.domain.scoring import Rate
from app.domain.simulator import PastOrder, PastSupply, Policy, simulate
from tests.unit.domain.worlds import WEEKDAYS

START = date(2026, 9, 1)
PLAIN = Policy()


def order(number, after, quantity=1):
    return PastOrder(LineId(number), START + timedelta(days=after), quantity, revenue=1000 * quantity)


def shipment(stated, arrived, quantity=40, received=None, number=1):
    came = None if arrived is None else START + timedelta(days=arrived)
    came_units = quantity if received is None else received
    return PastSupply(SupplyId(number), "A", START, START + timedelta(days=stated), quantity, came, came_units)


def run(orders, supplies, policy=PLAIN, stock=4, buffer_days=5):
    return simulate(
        orders,
        supplies,
        stock=stock,
        policy=policy,
        calendar=WEEKDAYS,
        history=lambda _supplier, _today: SupplierHistory(buffer_days),
    )


def test_a_promise_with_the_right_buffer_is_kept_and_one_without_is_broken():
    orders, supplies = [order(1, 0, quantity=10)], [shipment(stated=20, arrived=25)]

    careful, careless = run(orders, supplies), run(orders, supplies, buffer_days=0)

    assert (careful.promises.first, careful.notices) == (Rate(1, 1), 0)
    assert (careless.promises.first, careless.notices >= 1) == (Rate(0, 1), True)
    assert (careful.units_backordered, careful.revenue_backordered) == (6, 6000)
    assert (careful.units_lost, careful.oversold_units) == (0, 0)


def test_what_the_cap_refuses_is_lost():
    orders = [order(1, 0, quantity=10), order(2, 1, quantity=30), order(3, 2, quantity=5)]
    supplies = [shipment(stated=20, arrived=25)]

    everything = run(orders, supplies)
    half = run(orders, supplies, policy=Policy(cap_percent=50))

    assert (everything.units_lost, everything.revenue_lost) == (5, 5000)
    assert half.units_lost == 30


def test_a_short_delivery_leaves_somebody_without():
    orders = [order(number, 0, quantity=11) for number in range(1, 5)]

    report = run(orders, [shipment(stated=20, arrived=25, received=38)])

    assert (report.promises.first, report.promises.still_open) == (Rate(3, 3), 1)
    assert (report.oversold_units, report.notices) == (2, 1)
    after = run([*orders, order(9, 60)], [shipment(stated=20, arrived=25, received=38)])
    assert after.promises.first == Rate(3, 4)
    assert (after.oversold_units, after.units_lost) == (2, 1)


def test_whoever_has_waited_too_long_gets_the_money_back():
    orders, never = [order(1, 0, quantity=10), order(2, 50)], [shipment(stated=20, arrived=None)]

    report = run(orders, never, policy=Policy(stop_loss_days=30))

    assert (report.units_refunded, report.revenue_refunded) == (6, 6000)
    assert report.promises.first == Rate(0, 1)


def test_longer_dates_are_kept_more_often():
    orders = [order(number, number, quantity=2) for number in range(1, 10)]
    supplies = [shipment(stated=20, arrived=29)]
    late = [run(orders, supplies, buffer_days=days).promises.first.hits for days in (0, 5, 9, 14)]

    assert late == sorted(late)
    assert (late[0], late[-1]) == (0, 7)


def test_slower_handling_delays_what_is_promised_and_what_is_done_alike():
    slow = replace(PLAIN, terms=Terms(handling_days=5))

    report = run([order(1, 0, quantity=10)], [shipment(stated=20, arrived=25)], policy=slow)

    assert report.promises.first == Rate(1, 1)
