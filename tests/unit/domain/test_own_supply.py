from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.ids import ItemId, LocationId
from app.domain.own_supply import (
    MOST_UNITS,
    NewDelivery,
    Refused,
    Units,
    closed_short,
    fold,
    is_over,
    received,
    with_quantity,
)


def delivery(reference: str = "PO-7", **quantities: int) -> NewDelivery:
    return NewDelivery(reference, LocationId(1), {ItemId(int(key[1:])): n for key, n in quantities.items()}, None)


def test_thirty_eight_good_and_two_broken_of_forty_leave_nothing():
    after = received(Units(40), accepted=38, rejected=2)
    assert (after, after.open) == (Units(40, 38, 2), 0)
    assert is_over([after])


def test_a_second_receipt_adds_to_the_first():
    first = received(Units(40), accepted=10, rejected=1)
    assert received(first, accepted=4, rejected=0) == Units(40, 14, 1)


@pytest.mark.parametrize(("accepted", "rejected"), [(41, 0), (40, 1), (-1, 2), (2, -1)])
def test_more_than_is_open_or_less_than_nothing_is_refused(accepted, rejected):
    with pytest.raises(Refused):
        received(Units(40), accepted=accepted, rejected=rejected)


def test_a_receipt_that_closes_gives_up_what_was_not_counted():
    assert closed_short(received(Units(40), accepted=38, rejected=0)) == Units(40, 38, 0, closed=2)


def test_a_new_quantity_keeps_what_was_counted_and_takes_back_what_was_given_up():
    short = closed_short(Units(40, 30, 2))
    assert with_quantity(short, 50) == Units(50, 30, 2)
    with pytest.raises(Refused, match="32 of these were counted already"):
        with_quantity(short, 31)


@pytest.mark.parametrize("quantity", [0, -3, MOST_UNITS + 1])
def test_a_line_of_no_units_or_of_too_many_is_refused(quantity):
    with pytest.raises(Refused, match="from 1 to 1,000,000"):
        delivery(i1=quantity)


@pytest.mark.parametrize("reference", ["", "   ", "x" * 61])
def test_a_delivery_needs_a_reference_of_decent_length(reference):
    with pytest.raises(Refused, match="1 to 60 characters"):
        delivery(reference, i1=4)


def test_a_delivery_of_nothing_is_refused():
    with pytest.raises(Refused, match="at least one product"):
        delivery("PO-7")


def test_references_that_differ_in_capitals_and_spaces_are_one():
    assert fold("  PO  7 ") == fold("po 7")
    assert fold("PO7") != fold("PO 7")


@given(quantity=st.integers(1, 500), data=st.data())
def test_units_are_open_counted_or_given_up_and_never_two_of_these(quantity, data):
    line = Units(quantity)
    for _ in range(3):
        accepted = data.draw(st.integers(0, line.open))
        line = received(line, accepted=accepted, rejected=data.draw(st.integers(0, line.open - accepted)))
        if data.draw(st.booleans()):
            line = closed_short(line)
        assert line.open + line.counted + line.closed == quantity
        assert line.open >= 0


def test_a_delivery_of_one_unit_and_of_the_most_is_taken():
    taken = delivery(i7=1, i8=MOST_UNITS)
    assert dict(taken.quantities) == {7: 1, 8: MOST_UNITS}
