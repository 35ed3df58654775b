"""Rules that are one idea each: stop-loss, safety units, checksums, bundles, parcels, supplier switch."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.domain.bundles import Component, bundle_availability
from app.domain.ids import ON_HAND, ItemId, LineId, SupplyId
from app.domain.model import UNLIMITED, Availability, LinePlan, Part, Quantiles, SaleState, Shipping, Step
from app.domain.parcels import Parcel, chosen, one_parcel
from app.domain.reconcile import Agreement, agreement, legal_deadline, may_tell, phantom_units
from app.domain.safety import Traffic, overshoot_bound, safety_units
from app.domain.stop_loss import Standing, standing
from app.domain.switching import Advice, Waiting, advise
from tests.unit.domain.worlds import TODAY, certain, day

NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)
DEC10, DEC24 = date(2026, 12, 10), date(2026, 12, 24)


@pytest.mark.parametrize(
    ("law", "found"),
    [
        (Quantiles(day(1), day(2), day(10)), Standing.ON_TRACK),
        (Quantiles(day(1), day(2), day(11)), Standing.AT_RISK),
        (Quantiles(day(11), day(12), day(13)), Standing.WILL_MISS),
        (None, Standing.WILL_MISS),
    ],
)
def test_a_stop_loss_date_is_measured_against_the_law(law, found):
    assert standing(law, stop_on=day(10), today=TODAY) is found
    assert standing(law, stop_on=day(-1), today=TODAY) is Standing.PASSED


def test_safety_units_grow_with_the_lag_and_the_bound_is_what_they_leave():
    busy = Traffic(orders_per_hour=360, units_per_order=1.0, lag_seconds=10)

    assert (busy.expected_units, safety_units(busy)) == (1.0, 3)
    assert overshoot_bound(busy, safety=0) == 5
    assert overshoot_bound(busy, safety=3) == 2
    assert safety_units(Traffic(0, 1, 10)) == 0


def test_while_the_counters_differ_nothing_new_is_said():
    """I19."""
    just_now, long_ago = NOW - timedelta(minutes=14), NOW - timedelta(minutes=15)

    assert agreement(0, since=long_ago, now=NOW) is Agreement.AGREES
    assert agreement(3, since=None, now=NOW) is Agreement.UNSETTLED
    assert agreement(-3, since=just_now, now=NOW) is Agreement.UNSETTLED
    assert agreement(3, since=long_ago, now=NOW) is Agreement.KNOWN_DIFFERENCE
    assert [may_tell(found) for found in Agreement] == [True, False, True]
    assert (phantom_units(3), phantom_units(-3)) == (3, 0)


def test_a_legal_notice_waits_a_day_at_most_and_never_until_it_is_due():
    assert legal_deadline(known_at=NOW, due_at=NOW + timedelta(days=9)) == NOW + timedelta(hours=24)
    assert legal_deadline(known_at=NOW, due_at=NOW + timedelta(hours=20)) == NOW + timedelta(hours=8)
    assert legal_deadline(known_at=NOW, due_at=NOW + timedelta(hours=2)) == NOW


def sale(state, *steps):
    return Availability(state, steps, steps[-1].up_to if steps else 0)


def test_a_bundle_has_as_many_as_its_scarcest_component_makes():
    lamp = sale(SaleState.BACKORDER, Step(4, None), Step(44, DEC10))
    bulbs = sale(SaleState.BACKORDER, Step(9, None), Step(29, DEC24))

    found = bundle_availability([Component(ItemId(1), 1, lamp), Component(ItemId(2), 3, bulbs)])

    assert found == sale(SaleState.BACKORDER, Step(3, None), Step(9, DEC24))


def test_a_bundle_with_a_component_that_is_gone_is_sold_out():
    lamp = sale(SaleState.IN_STOCK, Step(4, None))

    found = bundle_availability([Component(ItemId(1), 1, lamp), Component(ItemId(2), 1, sale(SaleState.SOLD_OUT))])

    assert found == sale(SaleState.SOLD_OUT)


def test_a_bundle_of_endless_components_is_endless():
    endless = sale(SaleState.BACKORDER, Step(2, None), Step(UNLIMITED, DEC10))

    found = bundle_availability([Component(ItemId(1), 1, endless), Component(ItemId(2), 2, endless)])

    assert found.steps == (Step(1, None), Step(UNLIMITED, DEC10))
    assert found.left is UNLIMITED


def later(quantity, by):
    return Part(quantity, SupplyId(7), by, certain(by))


def test_a_cart_asks_for_one_parcel_or_for_units_as_they_come_and_for_nothing_else():
    assert chosen({"gift": "yes", "parcels": "one"}) is Shipping.WHOLE_ORDER
    assert chosen({"parcels": "as-they-come"}) is Shipping.AS_THEY_COME
    assert [chosen({"parcels": text}) for text in ("", "One", "two")] == [None, None, None]
    assert chosen({}) is None


def test_one_parcel_waits_for_its_last_line():
    plans = [
        LinePlan(LineId(1), (Part(2, ON_HAND, None),), 0),
        LinePlan(LineId(2), (Part(1, ON_HAND, None), later(1, DEC10)), 0),
        LinePlan(LineId(3), (later(1, DEC24),), 0),
    ]

    assert one_parcel(plans) == Parcel(DEC24, complete=True, waiting_for=(LineId(3),), kept_back=3)


def test_a_parcel_with_an_uncovered_unit_has_no_date_and_one_that_is_all_there_needs_none():
    ready = LinePlan(LineId(1), (Part(2, ON_HAND, None),), 0)
    lost = LinePlan(LineId(2), (), 1)

    assert one_parcel([ready, lost]) == Parcel(None, complete=False, waiting_for=(LineId(2),), kept_back=2)
    assert one_parcel([ready]) == Parcel(None, complete=True, waiting_for=(), kept_back=0)


def test_the_backup_supplier_is_worth_its_premium_only_where_it_saves_more():
    waiting = [Waiting(units=6, stop_on=day(20), loss=9000), Waiting(units=4, stop_on=day(40), loss=5000)]
    overdue = [day(10), day(30), day(50), day(70)]
    backup = [day(8), day(12), day(12), day(12)]

    dear = advise(waiting, present=overdue, backup=backup, premium_per_unit=2000, cost_per_unit_day=0)
    fair = advise(waiting, present=overdue, backup=backup, premium_per_unit=900, cost_per_unit_day=0)
    patient = advise(waiting, present=overdue, backup=backup, premium_per_unit=2000, cost_per_unit_day=50)

    assert dear == Advice(switch=False, cost=20000, saved_orders=9250, saved_waiting=0)
    assert fair.switch
    assert patient == Advice(switch=True, cost=20000, saved_orders=9250, saved_waiting=14500)
    assert not advise([], present=overdue, backup=backup, premium_per_unit=0, cost_per_unit_day=9).switch
