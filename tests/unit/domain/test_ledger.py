"""From plan to promises, unit by unit."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.ids import ON_HAND, LineId, SupplyId
from app.domain.ledger import promise_line, revise_line, standing
from app.domain.model import Cause, Commitment, LinePlan, Part, StabilityRules, Step
from app.domain.plan import plan_item
from tests.unit.domain.worlds import EVERY_DAY, TODAY, any_lines, certain, certain_supplies, item, stocks, supply, terms

DEC10, DEC24 = date(2026, 12, 10), date(2026, 12, 24)
LEGAL = date(2026, 12, 21)
TABLE = (Step(4, None), Step(44, DEC10))
RULES = StabilityRules()


def later(quantity, day, number=7):
    return Part(quantity, SupplyId(number), day, certain(day))


def plan(*parts, uncovered=0):
    return LinePlan(LineId(1), parts, uncovered)


def revised(promises, planned, today=TODAY, shipped=0):
    return revise_line(promises, planned, rules=RULES, today=today, legal_on=LEGAL, shipped=shipped)


def first(planned, shown=TABLE):
    return promise_line(planned, shown, now_by=TODAY, legal_on=LEGAL)


def brief(promises):
    return [(each.part, each.quantity, each.revision, each.shown_on, each.legal_on, each.cause) for each in promises]


def test_ten_watches_of_which_four_ship_now_make_one_promise_of_six():
    promises = first(plan(Part(4, ON_HAND, None), later(6, DEC10)))

    assert brief(promises) == [(5, 6, 0, DEC10, DEC10, Cause.NEW)]


def test_units_shown_as_shipping_now_that_must_wait_have_slipped_from_birth():
    promises = first(plan(Part(3, ON_HAND, None), later(7, DEC10)))

    assert brief(promises) == [
        (4, 1, 0, TODAY, TODAY, Cause.NEW),
        (4, 1, 1, DEC10, TODAY, Cause.SLIP),
        (5, 6, 0, DEC10, DEC10, Cause.NEW),
    ]


def test_units_beyond_the_table_are_told_the_plan_s_date_under_the_thirty_days_rule():
    promises = first(plan(later(2, DEC24)), shown=(Step(1, DEC10),))

    assert brief(promises) == [
        (1, 1, 0, DEC10, DEC10, Cause.NEW),
        (1, 1, 1, DEC24, DEC10, Cause.SLIP),
        (2, 1, 0, DEC24, LEGAL, Cause.NEW),
    ]


def test_units_that_nothing_covers_are_told_that_there_is_no_date():
    promises = first(plan(uncovered=2), shown=(Step(1, DEC10),))

    assert brief(promises) == [
        (1, 1, 0, DEC10, DEC10, Cause.NEW),
        (1, 1, 1, None, DEC10, Cause.SLIP),
        (2, 1, 0, None, LEGAL, Cause.NEW),
    ]


def test_an_unchanged_plan_revises_nothing_after_the_first_units_have_shipped():
    promises = first(plan(Part(4, ON_HAND, None), later(6, DEC10)))

    assert revised(promises, plan(later(6, DEC10)), shipped=4) == ()


def test_a_part_that_splits_slips_only_in_the_units_that_slip():
    promises = first(plan(Part(4, ON_HAND, None), later(6, DEC10)))

    revisions = revised(promises, plan(later(4, DEC10), later(2, DEC24, number=8)), shipped=4)

    assert brief(revisions) == [(9, 2, 1, DEC24, DEC10, Cause.SLIP)]
    ledger = (*promises, *revisions)
    assert standing(ledger, 8).shown_on == DEC10
    assert standing(ledger, 9).shown_on == DEC24
    assert revised(ledger, plan(later(4, DEC10), later(2, DEC24, number=8)), shipped=4) == ()


def test_parts_that_merge_again_keep_their_histories_apart():
    promises = first(plan(Part(4, ON_HAND, None), later(6, DEC10)))
    promises += revised(promises, plan(later(4, DEC10), later(2, DEC24, number=8)), shipped=4)

    revisions = revised(promises, plan(later(6, date(2027, 1, 8))), shipped=4)

    assert [(each.part, each.quantity, each.revision) for each in revisions] == [(5, 4, 1), (9, 2, 2)]
    assert {each.legal_on for each in revisions} == {DEC10}


def test_units_added_to_an_order_are_new_and_cancelled_ones_are_silent():
    promises = first(plan(later(6, DEC10)), shown=(Step(44, DEC10),))

    assert brief(revised(promises, plan(later(8, DEC10)))) == [(7, 2, 0, DEC10, LEGAL, Cause.NEW)]
    assert revised(promises, plan(later(5, DEC10))) == ()


def test_nothing_was_ever_promised_for_units_that_never_waited():
    assert standing((), 1) is None
    assert first(plan(Part(4, ON_HAND, None))) == ()


def dates(planned):
    """By line, the day its last unit ships; lines with uncovered units are left out."""
    return {
        each.line: max(part.ship_by or TODAY for part in each.parts)
        for each in planned.lines
        if not each.uncovered and each.parts
    }


def commitments(planned):
    return tuple(
        Commitment(each.line, part.quantity, part.ship_by or TODAY) for each in planned.lines for part in each.parts
    )


@given(certain_supplies, any_lines, stocks, st.sampled_from(["more", "earlier", "cancelled"]), st.data())
def test_good_news_makes_no_shown_date_later_even_for_whole_lines(supplies, lines, stock, news, data):
    """I17, with what stands promised given to the plan."""
    facts = item(stock=stock, supplies=supplies, lines=lines)
    before = plan_item(facts, terms(), today=TODAY, calendar=EVERY_DAY)
    told = commitments(before)
    if news == "more":
        supplies = [*supplies, supply(99, data.draw(st.integers(1, 4)), arrives=data.draw(st.integers(1, 8)))]
    elif news == "earlier":
        supplies = [
            supply(each.id, each.open_quantity, law=certain(each.arrives.p50 - timedelta(days=1))) for each in supplies
        ]
    else:
        gone = data.draw(st.sampled_from(lines)).id
        lines = [each for each in lines if each.id != gone]
    good = item(stock=stock, supplies=supplies, lines=lines, commitments=told)

    after = dates(plan_item(good, terms(), today=TODAY, calendar=EVERY_DAY))

    assert all(
        after.get(number, date.max) <= day
        for number, day in dates(before).items()
        if number in {each.id for each in lines}
    )
