"""The joint law: when the k-th unit is there, whichever supply brings it."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.law import Law
from app.domain.model import Quantiles
from tests.unit.domain.worlds import certain, day, spread_supplies, supply


def test_one_supply_has_its_own_quantiles():
    law = Quantiles(day(3), day(8), day(12))

    assert Law([supply(1, 5, law=law)], stock=2).at(7) == law
    assert Law([supply(1, 5, law=law)], stock=2).at(8) is None


def test_units_beyond_the_first_supply_wait_for_whichever_comes_second():
    """Two supplies that are each early or late: the second unit needs both, and both are there on day 10 for sure."""
    either = Quantiles(day(2), day(10), day(10))
    law = Law([supply(1, 1, law=either), supply(2, 1, law=either)], stock=0)

    assert law.at(1) == Quantiles(day(2), day(10), day(10))
    assert law.at(2).p50 == day(10)


def test_units_that_short_deliveries_would_lack_have_no_honest_date():
    often_short = replace(supply(1, 10, arrives=5), receipts=(6, 6, 6, 10, 10, 10, 10, 10, 10, 10))
    sometimes = replace(supply(1, 10, arrives=5), receipts=(6, 10, 10, 10, 10, 10, 10, 10, 10, 10))

    assert Law([often_short], stock=0).at(6) == certain(day(5))
    assert Law([often_short], stock=0).at(7) is None
    assert Law([often_short], stock=0, quantile=50).at(7) == certain(day(5))
    assert Law([sometimes], stock=0).at(7) == certain(day(5))


def test_the_whole_law_counts_where_it_is_known():
    days = tuple(day(number) for number in range(1, 101))
    law = Law([replace(supply(1, 5, law=Quantiles(days[49], days[79], days[89])), outlook=days)], stock=0)

    assert law.at(1) == Quantiles(day(50), day(80), day(90))


def test_the_same_facts_give_the_same_dates_whatever_stands_beside_them():
    first = supply(1, 3, law=Quantiles(day(2), day(4), day(9)))
    second = supply(2, 3, law=Quantiles(day(3), day(5), day(6)))

    assert Law([first, second], stock=0).at(5) == Law([second, first], stock=0).at(5)


@given(spread_supplies, st.integers(0, 5), st.integers(1, 20), st.integers(1, 20))
def test_a_later_place_is_no_earlier(supplies, stock, first, second):
    law = Law(supplies, stock=stock)
    near, far = (law.at(stock + place) for place in sorted((first, second)))

    if far is not None:
        assert near.p50 <= far.p50
        assert near.p80 <= far.p80
        assert near.p90 <= far.p90


@given(spread_supplies, st.integers(1, 20), st.data())
def test_a_supply_that_moves_earlier_makes_no_place_later(supplies, place, data):
    """I5 at every quantile, with spread laws: the draws are common."""
    before = Law(supplies, stock=0).at(place)
    moved = [earlier(each) if data.draw(st.booleans()) else each for each in supplies]

    after = Law(moved, stock=0).at(place)

    if before is not None:
        assert after.p50 <= before.p50
        assert after.p80 <= before.p80
        assert after.p90 <= before.p90


@given(spread_supplies, st.integers(1, 20), st.integers(1, 5))
def test_another_supply_makes_no_place_later(supplies, place, quantity):
    before = Law(supplies, stock=0).at(place)
    after = Law([*supplies, supply(99, quantity, law=Quantiles(day(1), day(30), day(60)))], stock=0).at(place)

    if before is not None:
        assert after.p80 <= before.p80


def earlier(each):
    law = each.arrives
    return replace(each, arrives=Quantiles(*(found - timedelta(days=1) for found in (law.p50, law.p80, law.p90))))
