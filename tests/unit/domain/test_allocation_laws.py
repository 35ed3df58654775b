"""The invariants of allocation, for every rule, as properties."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from app.domain.allocation import allocate
from app.domain.ids import ON_HAND
from app.domain.model import HardPeg
from tests.unit.domain.worlds import any_lines, any_supplies, rules, split_lines, stocks


def open_units(lines):
    return sum(each.open for each in lines)


def coming(supplies):
    return sum(each.open_quantity for each in supplies if each.arrives is not None)


@given(any_supplies, any_lines, stocks, st.integers(0, 3), rules)
def test_no_line_gets_more_than_it_waits_for(supplies, lines, stock, phantom, rule):
    """I1: shipped + pegged + uncovered = ordered, with nothing below zero."""
    pegs = allocate(supplies, lines, stock=stock, phantom=phantom, rule=rule)

    given_units = Counter()
    for peg in pegs:
        assert peg.quantity > 0
        given_units[peg.line] += peg.quantity
    for each in lines:
        assert given_units.pop(each.id, 0) <= each.open
    assert not given_units
    assert len({(peg.line, peg.supply) for peg in pegs}) == len(pegs)


@given(any_supplies, any_lines, stocks, st.integers(0, 3), rules)
def test_no_supply_gives_more_than_it_has(supplies, lines, stock, phantom, rule):
    """I2: a unit is used once, and phantom units use theirs first."""
    pegs = allocate(supplies, lines, stock=stock, phantom=phantom, rule=rule)

    used = Counter()
    for peg in pegs:
        used[peg.supply] += peg.quantity
    assert used.pop(ON_HAND, 0) <= max(0, stock - phantom)
    sizes = {each.id: each.open_quantity for each in supplies if each.arrives is not None}
    assert all(quantity <= sizes[number] for number, quantity in used.items())


@given(any_supplies, split_lines, stocks, st.integers(0, 3), rules)
def test_no_unit_lies_idle_while_somebody_waits(supplies, lines, stock, phantom, rule):
    """I3, for lines that take single units."""
    pegs = allocate(supplies, lines, stock=stock, phantom=phantom, rule=rule)

    units = max(0, stock + coming(supplies) - phantom)
    assert sum(peg.quantity for peg in pegs) == min(units, open_units(lines))


@given(any_supplies, any_lines, stocks, rules, st.randoms(use_true_random=False))
def test_the_order_of_the_inputs_is_nothing(supplies, lines, stock, rule, order):
    """I8."""
    before = allocate(supplies, lines, stock=stock, rule=rule)
    order.shuffle(supplies)
    order.shuffle(lines)

    assert allocate(supplies, lines, stock=stock, rule=rule) == before


@given(any_supplies, split_lines, stocks, rules, st.data())
def test_a_person_s_decision_is_honoured_as_far_as_units_go(supplies, lines, stock, rule, data):
    chosen = data.draw(st.sampled_from(lines))
    quantity = data.draw(st.integers(1, 9))
    decided = HardPeg(ON_HAND, chosen.id, quantity)

    pegs = allocate(supplies, lines, stock=stock, rule=rule, hard_pegs=[decided])

    on_hand = sum(peg.quantity for peg in pegs if (peg.line, peg.supply) == (chosen.id, ON_HAND))
    assert on_hand >= min(quantity, stock, chosen.open)
    assert len({(peg.line, peg.supply) for peg in pegs}) == len(pegs)
