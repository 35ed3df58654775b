from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.own_supply import Refused, Units
from app.domain.purchasing import Lot, PurchaseState, doubts, fitting, require_draft, state_of

NUMBERS = st.integers(1, 5_000)


def test_a_quantity_that_keeps_to_the_terms_is_not_doubted():
    assert doubts(Lot(48, pack=12, least=24)) == ()
    assert doubts(Lot(1)) == ()


def test_a_quantity_is_doubted_for_each_term_it_breaks_and_told_what_would_fit():
    assert doubts(Lot(20, pack=12, least=24)) == (
        "20 is below the supplier's minimum of 24; 24 would fit",
        "20 is not in whole packs of 12; 24 would fit",
    )
    assert doubts(Lot(1_000, pack=1, least=1_200)) == (
        "1,000 is below the supplier's minimum of 1,200; 1,200 would fit",
    )


def test_a_minimum_that_is_no_whole_number_of_packs_is_rounded_up():
    assert fitting(Lot(5, pack=12, least=30)) == 36


@given(NUMBERS, NUMBERS, NUMBERS)
def test_what_fits_is_never_less_than_wanted_and_never_doubted(quantity, pack, least):
    fits = fitting(Lot(quantity, pack, least))
    assert fits >= quantity
    assert doubts(Lot(fits, pack, least)) == ()
    assert fits - pack < max(quantity, least)


@pytest.mark.parametrize("lot", [(0, 1, 1), (1, 0, 1), (1, 1, 0), (-4, 1, 1)])
def test_no_units_no_pack_and_no_minimum_below_one(lot):
    with pytest.raises(Refused):
        Lot(*lot)


@pytest.mark.parametrize(
    ("lines", "is_closed", "state"),
    [
        ([Units(10), Units(5)], False, PurchaseState.ORDERED),
        ([Units(10, 1), Units(5)], False, PurchaseState.PART_RECEIVED),
        ([Units(10, 9, 1), Units(5)], False, PurchaseState.PART_RECEIVED),
        ([Units(10, 9, 1), Units(5, 5)], False, PurchaseState.RECEIVED),
        ([Units(10, 9, closed=1), Units(5, closed=5)], True, PurchaseState.RECEIVED),
        ([Units(10, 9), Units(5)], True, PurchaseState.RECEIVED),
        ([Units(10, closed=10)], True, PurchaseState.CANCELLED),
        ([], True, PurchaseState.CANCELLED),
    ],
)
def test_receipts_say_how_far_an_order_has_come(lines, is_closed, state):
    assert state_of(PurchaseState.ORDERED, lines, is_closed=is_closed) is state


@pytest.mark.parametrize("kept", [PurchaseState.DRAFT, PurchaseState.CANCELLED])
def test_what_was_never_ordered_has_no_receipts(kept):
    assert state_of(kept, [Units(10, 10)], is_closed=True) is kept


def test_only_a_draft_is_changed():
    require_draft(PurchaseState.DRAFT)
    with pytest.raises(Refused, match="not a draft any more"):
        require_draft(PurchaseState.ORDERED)
