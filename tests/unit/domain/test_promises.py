"""When a shown date moves, why, and what that does to the legal date."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.ids import LineId, SupplyId
from app.domain.model import Cause, Part, Promise, Quantiles, StabilityRules
from app.domain.promises import breaks_legal_date, consent, first_promise, kept, moves, no_date, revise
from tests.unit.domain.worlds import certain, day

TODAY = date(2026, 11, 21)
SHOWN = date(2026, 12, 10)
RULES = StabilityRules()


def part(by, law=None):
    return Part(6, SupplyId(7), by, law or certain(by))


def told(**more):
    values = {
        "line": LineId(1),
        "part": 5,
        "revision": 0,
        "quantity": 6,
        "shown_on": SHOWN,
        "legal_on": SHOWN,
        "cause": Cause.NEW,
        "range": certain(SHOWN),
    }
    return Promise(**(values | more))


def revised(old, planned, today=TODAY):
    return revise(old, planned, line=LineId(1), part_index=5, rules=RULES, today=today)


def test_the_first_promise_is_what_the_page_showed():
    (only,) = first_promise(part(date(2026, 12, 8)), line=LineId(1), part_index=5, shown=SHOWN)

    assert only == told(range=certain(date(2026, 12, 8)))


def test_a_plan_later_than_what_was_shown_is_a_slip_from_birth():
    late = date(2026, 12, 24)

    born, slipped = first_promise(part(late), line=LineId(1), part_index=5, shown=SHOWN)

    assert (born.shown_on, born.revision, born.cause) == (SHOWN, 0, Cause.NEW)
    assert (slipped.shown_on, slipped.revision, slipped.cause) == (late, 1, Cause.SLIP)
    assert slipped.legal_on == SHOWN


def test_units_that_ship_now_are_not_promised_for_later():
    assert first_promise(part(None), line=LineId(1), part_index=1, shown=SHOWN) == ()
    assert revised(told(), part(None)) is None


def test_an_unchanged_plan_says_nothing():
    assert revised(told(), part(SHOWN)) is None


@pytest.mark.parametrize(
    ("law", "by", "cause"),
    [
        (Quantiles(date(2026, 12, 7), date(2026, 12, 11), date(2026, 12, 20)), date(2026, 12, 11), None),
        (Quantiles(date(2026, 12, 11), date(2026, 12, 14), date(2026, 12, 20)), date(2026, 12, 14), Cause.SLIP),
        (Quantiles(date(2026, 12, 8), date(2026, 12, 14), date(2026, 12, 20)), date(2026, 12, 14), Cause.SLIP),
        (Quantiles(date(2026, 12, 8), date(2026, 12, 13), date(2026, 12, 20)), date(2026, 12, 13), None),
        (Quantiles(date(2026, 11, 24), date(2026, 11, 27), date(2026, 11, 28)), date(2026, 11, 27), None),
        (Quantiles(date(2026, 11, 24), date(2026, 11, 26), date(2026, 11, 28)), date(2026, 11, 26), Cause.PULL_IN),
    ],
    ids=["median holds", "median passes", "close and well past", "close, hardly past", "13 days", "14 days"],
)
def test_a_date_moves_only_for_a_reason(law, by, cause):
    assert moves(SHOWN, by, law, rules=RULES, today=TODAY) is cause


def test_a_date_that_has_passed_unkept_slips_whatever_the_median_says():
    law = Quantiles(SHOWN, date(2026, 12, 12), date(2026, 12, 13))

    assert moves(SHOWN, date(2026, 12, 12), law, rules=RULES, today=date(2026, 12, 11)) is Cause.SLIP


def test_neither_a_slip_nor_a_pull_in_moves_the_legal_date():
    early = revised(told(), part(date(2026, 11, 25)))
    courtesy = revised(early, part(date(2026, 12, 2)))
    duty = revised(courtesy, part(date(2026, 12, 24)))

    assert [each.legal_on for each in (early, courtesy, duty)] == [SHOWN, SHOWN, SHOWN]
    assert [each.cause for each in (early, courtesy, duty)] == [Cause.PULL_IN, Cause.SLIP, Cause.SLIP]
    assert [breaks_legal_date(each) for each in (early, courtesy, duty)] == [False, False, True]
    assert [each.revision for each in (early, courtesy, duty)] == [1, 2, 3]


def test_consent_moves_the_legal_date_and_nothing_else():
    late = told(shown_on=date(2026, 12, 24), revision=1, cause=Cause.SLIP)

    agreed = consent(late, agreed_on=date(2026, 12, 24))

    assert (agreed.legal_on, agreed.shown_on, agreed.cause) == (date(2026, 12, 24), date(2026, 12, 24), Cause.CONSENT)
    assert not breaks_legal_date(agreed)


def test_losing_all_cover_is_told_once_and_any_date_after_it_is_good_news():
    lost = no_date(told())

    assert (lost.shown_on, lost.range, lost.cause, lost.legal_on) == (None, None, Cause.SLIP, SHOWN)
    assert breaks_legal_date(lost)
    assert no_date(lost) is None
    assert revised(lost, part(date(2027, 1, 8))).cause is Cause.PULL_IN


@pytest.mark.parametrize(
    ("shipped_on", "today", "score"),
    [
        (SHOWN, SHOWN, True),
        (date(2026, 12, 11), date(2026, 12, 11), False),
        (None, SHOWN, None),
        (None, date(2026, 12, 11), False),
    ],
    ids=["on the day", "a day late", "still open", "open and past its date"],
)
def test_a_promise_is_kept_broken_or_still_open(shipped_on, today, score):
    assert kept(told(), shipped_on=shipped_on, today=today) is score


def test_units_that_were_never_promised_get_the_plan_s_date():
    assert revised(None, part(SHOWN)) == told()


laws = st.lists(st.integers(0, 60), min_size=3, max_size=3).map(lambda found: Quantiles(*map(day, sorted(found))))


@given(laws, st.lists(st.tuples(laws, st.booleans()), max_size=12))
def test_a_shown_date_changes_only_for_a_cause_and_never_without_a_changed_plan(first, later):
    """I16: whatever the plans, a revision says why, moves the date, keeps the legal one, and is not repeated."""
    promise = revised(None, part(first.p80, first))
    for law, covered in later:
        new = revised(promise, part(law.p80, law)) if covered else no_date(promise)
        if new is None:
            continue
        assert new.cause in {Cause.SLIP, Cause.PULL_IN}
        assert new.shown_on != promise.shown_on
        assert (new.legal_on, new.revision) == (first.p80, promise.revision + 1)
        assert (revised(new, part(law.p80, law)) if covered else no_date(new)) is None
        promise = new


@given(laws, laws)
def test_a_slip_is_later_and_a_pull_in_two_weeks_earlier(first, second):
    promise = revised(None, part(first.p80, first))
    new = revised(promise, part(second.p80, second))

    if new is not None and new.cause is Cause.SLIP:
        assert new.shown_on > promise.shown_on
    elif new is not None:
        assert (promise.shown_on - new.shown_on).days >= RULES.pull_in_days
