"""The invariants of a whole plan: it repeats itself, forgets the order of its facts, and its quote is its promise."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.domain.fingerprint import input_hash, output_hash
from app.domain.model import UNLIMITED, Mode, Shipping, Stability
from app.domain.plan import plan_item
from tests.unit.domain.worlds import (
    EVERY_DAY,
    TODAY,
    any_lines,
    any_supplies,
    item,
    line,
    rules,
    spread_supplies,
    stocks,
    terms,
)


def plan(facts, conditions):
    return plan_item(facts, conditions, today=TODAY, calendar=EVERY_DAY)


@given(any_supplies, any_lines, stocks, rules)
def test_every_unit_of_every_line_has_exactly_one_fate(supplies, lines, stock, rule):
    """I1 again, on the plan."""
    planned = {
        each.line: each for each in plan(item(stock=stock, supplies=supplies, lines=lines), terms(rule=rule)).lines
    }

    for each in lines:
        fate = planned.pop(each.id, None)
        covered = sum(part.quantity for part in fate.parts) + fate.uncovered if fate else 0
        assert each.shipped + covered == each.ordered
    assert not planned


@given(any_supplies, any_lines, stocks, rules, st.randoms(use_true_random=False))
def test_shuffled_facts_give_the_same_plan_and_the_same_hashes(supplies, lines, stock, rule, order):
    """I8 and I9: re-planning without a new fact writes nothing."""
    conditions = terms(rule=rule)
    facts = item(stock=stock, supplies=supplies, lines=lines)
    before = plan(facts, conditions)
    order.shuffle(supplies)
    order.shuffle(lines)
    shuffled = item(stock=stock, supplies=supplies, lines=lines)

    assert plan(shuffled, conditions) == before
    assert output_hash(plan(shuffled, conditions)) == output_hash(before)
    assert input_hash(shuffled, conditions, today=TODAY) == input_hash(facts, conditions, today=TODAY)


@given(any_supplies, any_lines, stocks)
def test_one_changed_fact_changes_the_input_hash(supplies, lines, stock):
    facts = item(stock=stock, supplies=supplies, lines=lines)

    more = replace(facts, stock=stock + 1)
    assert input_hash(facts, terms(), today=TODAY) != input_hash(more, terms(), today=TODAY)


@given(spread_supplies, any_lines, stocks, st.integers(1, 12))
def test_the_quote_is_what_the_order_gets_if_it_is_placed_now(supplies, lines, stock, wanted):
    """I12, for a newcomer behind everybody: units up to the one it needs last are dated as the step table said."""
    facts = item(stock=stock, supplies=supplies, lines=lines, largest_recent_order=10**6)
    before = plan(facts, terms())
    newcomer = line(99, wanted, minute=99, cohort=9, stability=Stability.LAST)

    after = plan(replace(facts, lines=(*facts.lines, newcomer)), terms())

    quoted = next((step for step in before.availability.steps if step.up_to >= wanted), None)
    (placed,) = (each for each in after.lines if each.line == newcomer.id)
    if quoted is not None and len(before.availability.steps) < 5:
        assert placed.uncovered == 0
        assert placed.parts[-1].ship_by == quoted.by


@given(spread_supplies, any_lines, stocks, rules, st.integers(0, 3))
def test_steps_only_grow_in_units_and_in_date(supplies, lines, stock, rule, safety):
    sale = plan(item(stock=stock, supplies=supplies, lines=lines), terms(rule=rule, safety_units=safety)).availability

    days = [step.by or date.min for step in sale.steps]
    units = [step.up_to for step in sale.steps]
    assert len(sale.steps) <= 5
    assert days == sorted(set(days))
    assert units == sorted(set(units))
    assert sale.left == (units[-1] if units else 0)


@given(spread_supplies, any_lines, stocks, rules, st.integers(0, 3))
def test_no_more_is_promised_than_is_coming_less_the_safety_units(supplies, lines, stock, rule, safety):
    """I18."""
    facts = item(stock=stock, supplies=supplies, lines=lines)
    left = plan(facts, terms(rule=rule, safety_units=safety)).availability.left

    coming = sum(each.open_quantity for each in supplies)
    owed = sum(each.open for each in lines)
    assert left <= max(0, stock + coming - owed)
    if all(each.shipping is Shipping.AS_THEY_COME for each in lines):
        beyond = max(0, stock - owed)
        assert left == beyond + max(0, stock + coming - owed - beyond - safety)


def test_made_to_order_covers_every_unit_by_its_lead_time():
    handmade = terms(mode=Mode.MADE_TO_ORDER, lead_time_days=6)

    planned = plan(item(stock=1, lines=[line(1, 3, placed_on=TODAY)]), handmade)

    now, later = planned.lines[0].parts
    assert (now.quantity, now.ship_by) == (1, None)
    assert (later.quantity, later.ship_by) == (2, date(2026, 11, 27))
    assert planned.availability.left is UNLIMITED
    assert planned.availability.steps[-1].by == date(2026, 11, 27)


@given(spread_supplies, any_lines, stocks)
def test_a_surer_date_is_no_earlier(supplies, lines, stock):
    """I14: of every line that has a date at 90 %, the dates at 50, 80 and 90 % are in order."""
    facts = item(stock=stock, supplies=supplies, lines=lines)

    def last(quantile):
        planned = plan(facts, terms(quantile=quantile)).lines
        return {each.line: each.parts[-1].ship_by or date.min for each in planned if not each.uncovered}

    likely, usual, sure = last(50), last(80), last(90)
    assert all(likely[number] <= usual[number] <= day for number, day in sure.items())
