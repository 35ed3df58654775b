"""The step table: what it shows, what it rounds, and what it leaves out."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.availability import Offer, availability, capacity, coarse, quote
from app.domain.model import UNLIMITED, Mode, SaleState, Step, Terms

TODAY = date(2026, 11, 21)
SOON, LATER = date(2026, 12, 10), date(2027, 1, 20)


def sale(*offers, terms=Terms(), owed=0, **more):  # noqa: B008  terms are frozen
    found = [Offer(quantity, by) for quantity, by in offers]
    return availability(found, terms=terms, today=TODAY, owed=owed, **more)


@pytest.mark.parametrize(
    ("units", "exact_to", "shown"),
    [(20, 20, 20), (44, 20, 44), (137, 20, 130), (1999, 20, 1900), (137, 160, 137), (164, 155, 160), (156, 155, 155)],
)
def test_large_remainders_are_rounded_down_to_two_digits(units, exact_to, shown):
    assert coarse(units, exact_to=exact_to) == shown


@given(st.integers(0, 10**6), st.integers(20, 500))
def test_rounding_never_shows_a_unit_that_is_not_there_and_never_shrinks_as_units_grow(units, exact_to):
    assert coarse(units, exact_to=exact_to) <= units
    assert coarse(units, exact_to=exact_to) <= coarse(units + 1, exact_to=exact_to)


def test_one_step_a_date_and_the_rest_in_the_fifth_at_its_last_date():
    days = [SOON + timedelta(days=number) for number in range(7)]

    found = sale((2, None), *((1, day) for day in days), (3, days[-1]))

    assert found.steps == (Step(2, None), Step(3, days[0]), Step(4, days[1]), Step(5, days[2]), Step(12, days[6]))


def test_a_step_that_rounds_to_the_one_before_is_not_shown():
    found = sale((301, None), (4, SOON))

    assert (found.steps, found.left, found.state) == ((Step(300, None),), 300, SaleState.IN_STOCK)


def test_safety_units_and_what_is_owed_without_cover_come_off_the_end():
    found = sale((4, None), (10, SOON), (5, LATER), terms=Terms(safety_units=2), uncovered=4, owed=4)

    assert found.steps == (Step(4, None), Step(13, SOON))
    assert capacity(coming=15, owed=4, safety=2) == 9


def test_the_table_answers_how_ten_of_them_ship():
    table = sale((4, None), (40, SOON)).steps

    assert [quote(table, units) for units in (4, 10, 45)] == [Step(4, None), Step(44, SOON), None]
    assert quote((Step(UNLIMITED, SOON),), 10**9) == Step(UNLIMITED, SOON)


def test_supply_beyond_the_longest_wait_is_not_sold_from():
    found = sale((4, None), (10, SOON), (5, LATER), terms=Terms(longest_wait_days=30))

    assert found.steps == (Step(4, None), Step(14, SOON))


def test_the_limit_counts_what_is_owed_already():
    assert sale((40, SOON), terms=Terms(limit=25), owed=10).left == 15
    assert sale((40, SOON), terms=Terms(limit=5), owed=10).state is SaleState.SOLD_OUT


def test_a_shop_with_plenty_on_hand_says_in_stock():
    assert sale((21, None), (40, SOON)).state is SaleState.IN_STOCK
    assert sale((20, None), (40, SOON)).state is SaleState.BACKORDER
    assert sale((90, None), (40, SOON), largest_recent_order=45).state is SaleState.BACKORDER
    assert sale((3, None)).state is SaleState.IN_STOCK


def test_a_preorder_says_so_until_its_release():
    coming = Terms(mode=Mode.PREORDER, release_on=SOON)
    released = Terms(mode=Mode.PREORDER, release_on=TODAY)

    assert sale((40, SOON), terms=coming).state is SaleState.PREORDER
    assert sale((40, SOON), terms=released).state is SaleState.BACKORDER


def test_made_to_order_is_without_end_or_up_to_its_limit():
    handmade = Terms(mode=Mode.MADE_TO_ORDER, lead_time_days=6)
    few = Terms(mode=Mode.MADE_TO_ORDER, lead_time_days=6, limit=5)

    assert sale((2, None), terms=handmade, endless_by=SOON).steps == (Step(2, None), Step(UNLIMITED, SOON))
    assert sale((2, None), terms=few, owed=1, endless_by=SOON).steps == (Step(2, None), Step(6, SOON))
    assert sale(terms=few, owed=5, endless_by=SOON).state is SaleState.SOLD_OUT
