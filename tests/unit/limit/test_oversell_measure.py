"""What the oversell benchmark makes of a rush that was counted by hand."""

from __future__ import annotations

from benchmarks.oversell.rush import Checkout, Rush

SEEN_LATE = Rush(
    [
        Checkout(0.0, units=3, left=40, sold=True),
        Checkout(1.0, units=30, left=40, sold=True),
        Checkout(2.0, units=10, left=37, sold=True),
        Checkout(3.0, units=9, left=7, sold=False),
        Checkout(4.0, units=5, left=7, sold=True),
        Checkout(9.0, units=1, left=0, sold=False),
    ]
)


def test_units_beyond_capacity_and_refused_carts_are_counted() -> None:
    assert (SEEN_LATE.sold, SEEN_LATE.beyond, SEEN_LATE.refused) == (48, 8, 2)


def test_the_bound_is_the_most_that_was_sold_unseen_when_a_checkout_went_through() -> None:
    """30 were unseen when ten went, 10 when five went: 43 sold, 33 of them in the metafield."""
    assert SEEN_LATE.landed == 30


def test_a_sale_is_unseen_from_its_own_moment_to_the_first_checkout_that_knows_of_it() -> None:
    """The ten sold at 2.0 are still unseen at 4.0, the thirty sold at 1.0 until after 2.0."""
    assert SEEN_LATE.seconds == 2.0


def test_what_nobody_can_name_is_not_waited_for() -> None:
    assert Rush([Checkout(0.0, 45, 40, sold=True), Checkout(5.0, 1, 0, sold=False)]).seconds == 0.0


def test_a_shop_that_sells_nothing_has_no_bound_to_speak_of() -> None:
    empty = Rush([Checkout(0.0, units=1, left=0, sold=False)])

    assert (empty.beyond, empty.landed, empty.seconds) == (0, 0, 0.0)
