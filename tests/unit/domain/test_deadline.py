"""By when, and how surely."""

from dataclasses import replace

from app.domain.deadline import chance_by
from app.domain.law import DRAWS
from app.domain.model import Mode, Quantiles
from tests.unit.domain.worlds import EVERY_DAY, TODAY, day, item, line, supply, terms

COMING = supply(1, 5, law=Quantiles(day(3), day(8), day(12)))


def chance(facts, units, by, conditions=terms()):  # noqa: B008  terms are frozen
    return chance_by(facts, conditions, units=units, by=by, today=TODAY, calendar=EVERY_DAY)


def test_the_chance_is_the_share_of_futures_that_make_it():
    facts = item(stock=2, supplies=[COMING], lines=[line(1, 1)])

    assert chance(facts, 1, TODAY) == 1.0
    assert chance(facts, 2, day(2)) == 0.0
    assert chance(facts, 2, day(3)) == 0.5
    assert chance(facts, 6, day(8)) == 205 / DRAWS
    assert chance(facts, 6, day(12)) == 1.0
    assert chance(facts, 7, day(12)) == 0.0


def test_handling_counts():
    facts = item(supplies=[COMING])

    assert chance(facts, 1, day(3), terms(handling_days=2)) == 0.0
    assert chance(facts, 1, day(5), terms(handling_days=2)) == 0.5


def test_units_that_may_not_come_count_against_it():
    short = replace(COMING, receipts=(3, 3, 5, 5))

    assert chance(item(supplies=[short]), 5, day(12)) == 0.5


def test_before_its_release_a_preorder_does_not_ship():
    preorder = terms(mode=Mode.PREORDER, release_on=day(7))

    assert chance(item(stock=2), 1, day(6), preorder) == 0.0
    assert chance(item(stock=2), 1, day(7), preorder) == 1.0


def test_what_is_made_to_order_is_taken_at_the_merchant_s_word():
    handmade = terms(mode=Mode.MADE_TO_ORDER, lead_time_days=6)

    assert chance(item(), 1, day(5), handmade) == 0.0
    assert chance(item(), 1, day(6), handmade) == 1.0
