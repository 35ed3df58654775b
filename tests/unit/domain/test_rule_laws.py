"""What every rule that splits lines guarantees: nobody is hurt by good news, by a cancellation or by a newcomer."""

from bisect import bisect_left
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import accumulate, pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.allocation import Question, allocate, distribute
from app.domain.ids import ON_HAND
from app.domain.model import AllocationRule, Shipping, Stability
from tests.unit.domain.worlds import TODAY, certain, certain_supplies, day, line, rules, split_lines, stocks, supply

NEVER = date.max


def finish(supplies, lines, stock, rule, **more):
    """The day each open line has its last unit: today if it is on hand, NEVER if it is short."""
    found = distribute(Question(supplies, lines, stock, rule, **more))
    arrives = [TODAY, *(each.arrives.p50 for each in found.supplies)]
    days, units = {}, Counter()
    for number, rank, quantity, _ in found.grants:
        days[number] = max(days.get(number, TODAY), arrives[rank])
        units[number] += quantity
    return {each.id: days[each.id] if units[each.id] == each.open else NEVER for each in lines if each.open > 0}


def nobody_later(after, before):
    return all(after[number] <= before[number] for number in before.keys() & after.keys())


def in_turn(lines, key):
    """The line of every single unit of demand, in the order of the rule."""
    units = ((key(each, unit), each.id) for each in lines for unit in range(each.shipped + 1, each.ordered + 1))
    return [number for _, number in sorted(units)]


def by_single_units(supplies, lines, stock, key):
    """The reference: expand every unit of supply and demand and deal one to one."""
    sources = [ON_HAND] * stock
    for each in sorted(supplies, key=lambda found: (found.arrives, found.id)):
        sources += [each.id] * each.open_quantity
    return Counter(zip(in_turn(lines, key), sources, strict=False))


KEYS = {
    AllocationRule.FIFO: lambda each, unit: (each.placed_at, each.id, unit),
    AllocationRule.PRIORITY: lambda each, unit: (each.priority, each.placed_at, each.id, unit),
    AllocationRule.FAIR_SHARE: lambda each, unit: (each.cohort, unit, each.placed_at, each.id),
    AllocationRule.PRO_RATA: lambda each, unit: (
        each.cohort,
        (2 * unit - 1) * 5040**2 // each.ordered,
        each.placed_at,
        each.id,
    ),
}


@given(certain_supplies, split_lines, stocks, rules)
def test_every_rule_deals_units_as_the_reference_that_expands_them(supplies, lines, stock, rule):
    lines = [replace(each, stability=Stability.KEEP) for each in lines]
    pegs = allocate(supplies, lines, stock=stock, rule=rule)

    assert {(peg.line, peg.supply): peg.quantity for peg in pegs} == by_single_units(supplies, lines, stock, KEYS[rule])


@given(certain_supplies, split_lines, stocks, rules)
def test_units_wait_for_the_last_of_their_own_and_no_longer(supplies, lines, stock, rule):
    """Without cohorts and classes the place of a unit is its number in the rule's own sequence."""
    lines = [replace(each, stability=Stability.KEEP, cohort=0) for each in lines]
    arriving = sorted((each for each in supplies if each.open_quantity), key=lambda each: (each.arrives, each.id))
    ends = list(accumulate([stock, *(each.open_quantity for each in arriving)]))
    places = {}
    for place, number in enumerate(in_turn(lines, KEYS[rule]), start=1):
        places[number, bisect_left(ends, place)] = place

    found = distribute(Question(supplies, lines, stock, rule))

    assert {(number, rank): ready for number, rank, _, ready in found.grants} == {
        key: place for key, place in places.items() if key[1] < len(ends)
    }


@given(certain_supplies, split_lines, stocks, rules)
def test_whoever_comes_first_in_the_rule_is_served_no_later(supplies, lines, stock, rule):
    """I4 for FIFO and priority: no line that stands behind another finishes its first unit before the other's last."""
    assume(rule in {AllocationRule.FIFO, AllocationRule.PRIORITY})
    lines = [replace(each, stability=Stability.KEEP) for each in lines if each.open]
    done = finish(supplies, lines, stock, rule)
    queue = sorted(lines, key=lambda each: KEYS[rule](each, 0))

    assert all(done[first.id] <= done[second.id] for first, second in pairwise(queue))


@given(certain_supplies, split_lines, stocks)
def test_under_fair_share_nobody_who_waits_holds_two_units_less_than_one_who_was_given(supplies, lines, stock):
    """I4, the max-min form, after every receipt."""
    lines = [replace(each, stability=Stability.KEEP, cohort=0) for each in lines]
    arrived = [(ON_HAND, TODAY), *((each.id, each.arrives.p50) for each in supplies)]
    pegs = allocate(supplies, lines, stock=stock, rule=AllocationRule.FAIR_SHARE)
    for until in {when for _, when in arrived}:
        here = {number for number, when in arrived if when <= until}
        received = Counter()
        for peg in pegs:
            if peg.supply in here:
                received[peg.line] += peg.quantity
        holds = {each.id: each.shipped + received[each.id] for each in lines}
        waiting = [each.id for each in lines if holds[each.id] < each.ordered]

        assert all(holds[first] >= holds[given_one] - 1 for first in waiting for given_one in received)


@given(certain_supplies, split_lines, stocks, rules, st.integers(1, 8), st.integers(1, 6))
def test_more_supply_makes_nobody_later(supplies, lines, stock, rule, offset, quantity):
    """I5."""
    before = finish(supplies, lines, stock, rule)

    assert nobody_later(finish([*supplies, supply(99, quantity, arrives=offset)], lines, stock, rule), before)
    assert nobody_later(finish(supplies, lines, stock + quantity, rule), before)


@given(certain_supplies, split_lines, stocks, rules, st.data())
def test_earlier_supply_makes_nobody_later(supplies, lines, stock, rule, data):
    """I5."""
    assume(supplies)
    moved = data.draw(st.sampled_from(supplies))
    earlier = data.draw(st.integers(1, 8).filter(lambda offset: day(offset) <= moved.arrives.p50))
    after = [replace(each, arrives=certain(day(earlier))) if each is moved else each for each in supplies]

    assert nobody_later(finish(after, lines, stock, rule), finish(supplies, lines, stock, rule))


@given(certain_supplies, split_lines, stocks, rules, st.data())
def test_a_cancelled_or_reduced_line_delays_nobody(supplies, lines, stock, rule, data):
    """I6."""
    before = finish(supplies, lines, stock, rule)
    gone = data.draw(st.sampled_from(lines))
    others = [each for each in lines if each is not gone]

    assert nobody_later(finish(supplies, others, stock, rule), before)
    if gone.open > 1:
        fewer = replace(gone, ordered=gone.ordered - 1)
        assert nobody_later(finish(supplies, [*others, fewer], stock, rule), before)


@given(certain_supplies, split_lines, stocks, rules, st.integers(1, 6))
def test_a_newcomer_changes_nobody(supplies, lines, stock, rule, wanted):
    """I7: later instant, not higher priority, a new cohort, no better class."""
    newcomer = line(99, wanted, minute=99, priority=9, cohort=9, stability=Stability.LAST)
    before = allocate(supplies, lines, stock=stock, rule=rule)

    after = allocate(supplies, [*lines, newcomer], stock=stock, rule=rule)

    assert tuple(peg for peg in after if peg.line != newcomer.id) == before


@given(certain_supplies, split_lines, stocks, rules)
def test_shipping_what_is_on_hand_as_planned_moves_nobody(supplies, lines, stock, rule):
    """I10."""
    before = allocate(supplies, lines, stock=stock, rule=rule)
    leaving = Counter({peg.line: peg.quantity for peg in before if peg.supply == ON_HAND})
    shipped = [replace(each, shipped=each.shipped + leaving[each.id]) for each in lines]

    after = allocate(supplies, shipped, stock=stock - leaving.total(), rule=rule)

    assert after == tuple(peg for peg in before if peg.supply != ON_HAND)


@given(certain_supplies, split_lines, stocks, rules, st.data())
def test_two_supplies_of_one_day_are_their_sum(supplies, lines, stock, rule, data):
    """I13."""
    assume(supplies)
    whole = data.draw(st.sampled_from(supplies))
    first = data.draw(st.integers(0, whole.open_quantity))
    halves = [replace(whole, open_quantity=first), supply(98, whole.open_quantity - first, law=whole.arrives)]
    split = [each for each in supplies if each is not whole] + halves

    assert finish(split, lines, stock, rule) == finish(supplies, lines, stock, rule)


@given(certain_supplies, split_lines, stocks)
def test_whole_lines_are_never_later_than_first_come_first_served_would_make_them(supplies, lines, stock):
    """I11: look-ahead backfill dominates strict FIFO, and what is due by a day has come by that day."""
    lines = [replace(each, stability=Stability.KEEP, shipping=Shipping.WHOLE_LINE) for each in lines]
    split = [replace(each, shipping=Shipping.AS_THEY_COME) for each in lines]
    whole = finish(supplies, lines, stock, AllocationRule.FIFO)

    assert nobody_later(whole, finish(supplies, split, stock, AllocationRule.FIFO))
    for until in [TODAY, *(each.arrives.p50 for each in supplies)]:
        due = sum(each.open for each in lines if each.open and whole[each.id] <= until)
        assert due <= stock + sum(each.open_quantity for each in supplies if each.arrives.p50 <= until)


@given(certain_supplies, split_lines, stocks)
def test_among_whole_lines_later_orders_never_move_earlier_ones(supplies, lines, stock):
    """I11, prefix-stable in the order of the queue."""
    lines = sorted((replace(each, stability=Stability.KEEP, shipping=Shipping.WHOLE_LINE) for each in lines), key=age)
    everyone = finish(supplies, lines, stock, AllocationRule.FIFO)

    for count in range(1, len(lines)):
        some = finish(supplies, lines[:count], stock, AllocationRule.FIFO)
        assert all(everyone[number] == done for number, done in some.items())


def age(each):
    return (each.placed_at, each.id)
