"""What a supplier's record says about its next date."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.lateness import ENOUGH, OUTLOOK, SupplierHistory, arrival, learn, outlook
from app.domain.model import Quantiles
from app.domain.outcomes import Outcome, as_known_on
from app.domain.shrinkage import PULL, weights
from app.domain.survival import kaplan_meier
from app.domain.yields import Delivery, receipts_like, typical
from tests.unit.domain.worlds import certain

TODAY = date(2026, 11, 21)
STATED = date(2026, 12, 3)


def outcome(late, *, supplier="A", ago=100, **more):
    """A date stated `ago` days ago for 30 days later, kept with `late` days' delay; None: never came."""
    since = TODAY - timedelta(days=ago)
    stated = since + timedelta(days=30)
    came = None if late is None else stated + timedelta(days=late)
    return Outcome(supplier, since, stated, came, **more)


def test_kaplan_meier_gives_the_textbook_numbers():
    """Six waits, two of them still open: 1 - (5/6)(4/5)... computed by hand."""
    still_open = {3, 5}
    curve = kaplan_meier((day, day in still_open, 1.0) for day in range(1, 7))

    assert curve.days == (1, 2, 4, 6)
    assert curve.waiting == pytest.approx((5 / 6, 4 / 6, 4 / 9, 0.0))
    assert curve.still_waiting(0) == 1.0
    assert curve.still_waiting(5) == pytest.approx(4 / 9)


def test_a_quantile_of_what_is_overdue_is_that_of_those_not_here_either():
    curve = kaplan_meier([(day, False, 1.0) for day in range(10)])

    assert curve.quantile(0.5) == 4
    assert curve.quantile(0.5, after=5) == 7
    assert curve.quantile(0.8, after=5) == 9


def test_beyond_all_that_was_seen_a_wait_grows_in_proportion():
    curve = kaplan_meier([(day, False, 1.0) for day in range(10)])

    assert curve.quantile(0.5, after=9) == 13
    assert curve.quantile(0.5, after=20) == 29
    assert curve.quantile(0.8, after=20) == 45
    assert kaplan_meier([(3, True, 1.0)]).quantile(0.5) == 5


@given(
    st.lists(st.tuples(st.integers(-5, 30), st.booleans(), st.floats(0.1, 3)), min_size=1, max_size=20),
    st.integers(-10, 40),
    st.floats(0.01, 0.99),
    st.floats(0.01, 0.99),
)
def test_quantiles_rise_with_the_share_and_lie_beyond_what_has_passed(waits, after, first, second):
    """I14 for the estimator."""
    low, high = sorted((first, second))
    curve = kaplan_meier(waits)

    assert after < curve.quantile(low, after=after) <= curve.quantile(high, after=after)


def test_what_was_not_known_then_is_not_used():
    late = outcome(80, ago=100)
    recorded_late = outcome(0, ago=100, known_on=TODAY + timedelta(days=1))
    begun_later = outcome(0, ago=-1)

    waits = as_known_on([late, recorded_late, begun_later], TODAY)

    assert [(wait.days, wait.open) for wait in waits] == [(70, True), (70, True)]
    assert as_known_on([late], late.arrived_on)[0] == (late, 80, False)


def test_a_supplier_without_a_record_is_judged_by_the_shop_and_its_own_takes_over():
    shop = [outcome(0, supplier="B") for _ in range(30)]
    own = [outcome(9, supplier="A") for _ in range(36)]

    alone = weights(shop, supplier="A", parent="", today=TODAY, pull=PULL)
    both = weights([*shop, *own], supplier="A", parent="", today=TODAY)

    assert sum(alone) == pytest.approx(PULL)
    assert sum(both[30:]) > 2 * sum(both[:30])


def test_half_a_record_s_weight_is_a_year_old():
    old, new = weights([outcome(0, ago=465), outcome(0, ago=100)], supplier="A", parent="", today=TODAY, pull=0.0)

    assert new == pytest.approx(2 * old)


def test_a_supplier_five_days_late_is_believed_five_days_late():
    history = learn([outcome(5, ago=100 + number) for number in range(ENOUGH)], supplier="A", today=TODAY)

    assert arrival(STATED, today=TODAY, history=history) == certain(date(2026, 12, 8))
    assert outlook(STATED, today=TODAY, history=history) == (date(2026, 12, 8),) * OUTLOOK


def test_until_twenty_arrivals_are_on_record_the_merchant_s_own_buffer_counts():
    record = [outcome(30, ago=100 + number) for number in range(ENOUGH - 1)]
    history = learn([*record, outcome(None)], supplier="A", today=TODAY, buffer_days=5)

    assert history.is_cold
    assert arrival(STATED, today=TODAY, history=history) == certain(date(2026, 12, 8))
    assert outlook(STATED, today=TODAY, history=history) == ()


@pytest.mark.parametrize(
    ("today", "day"),
    [(8, 8), (9, 13), (13, 13), (14, 23)],
    ids=["on the last day of the buffer", "past it", "still", "past twice it"],
)
def test_a_cold_overdue_supply_moves_by_doubling_and_not_every_day(today, day):
    history = SupplierHistory(buffer_days=5)

    assert arrival(STATED, today=date(2026, 12, today), history=history) == certain(date(2026, 12, day))


def test_a_punctual_supplier_without_buffer_is_believed_until_the_day_has_passed():
    assert arrival(STATED, today=STATED, history=SupplierHistory()) == certain(STATED)
    assert arrival(STATED, today=date(2026, 12, 4), history=SupplierHistory()) == certain(date(2026, 12, 4))


def test_the_late_ones_still_open_count_as_later():
    came = [outcome(2, ago=100 + number) for number in range(30)]
    missing = [outcome(None, ago=100 + number) for number in range(20)]

    naive = learn(came, supplier="A", today=TODAY)
    honest = learn([*came, *missing], supplier="A", today=TODAY)

    assert arrival(STATED, today=TODAY, history=naive).p80 == date(2026, 12, 5)
    assert arrival(STATED, today=TODAY, history=honest).p50 == date(2026, 12, 5)
    assert arrival(STATED, today=TODAY, history=honest).p80 > date(2027, 2, 1)


def test_without_a_stated_date_the_lead_times_of_past_orders_speak():
    record = [
        Outcome("A", TODAY - timedelta(days=200 + n), None, TODAY - timedelta(days=170 + n)) for n in range(ENOUGH)
    ]
    history = learn(record, supplier="A", today=TODAY)

    assert arrival(None, today=TODAY, history=history, ordered_on=TODAY) == certain(TODAY + timedelta(days=30))
    assert arrival(None, today=TODAY, history=history) is None
    assert history.is_cold


def test_an_overdue_supply_is_never_expected_in_the_past():
    history = learn([outcome(n % 10, ago=100 + n) for n in range(40)], supplier="A", today=TODAY)
    law = arrival(TODAY - timedelta(days=8), today=TODAY, history=history)

    assert law == Quantiles(TODAY, date(2026, 11, 22), date(2026, 11, 22))


def test_receipts_follow_the_record_of_short_deliveries():
    full = [Delivery("A", TODAY - timedelta(days=n), 10, 10) for n in range(15)]
    short = [Delivery("A", TODAY - timedelta(days=n), 10, 6) for n in range(5)]

    past = typical([*full, *short], supplier="A", today=TODAY)

    assert receipts_like(past, 41) == (24,) * 5 + (41,) * 15
    assert typical(full, supplier="A", today=TODAY) == ()
    over = [Delivery("A", TODAY, 10, 12) for _ in range(20)]
    assert set(receipts_like(typical(over, supplier="A", today=TODAY), 40)) == {40}
