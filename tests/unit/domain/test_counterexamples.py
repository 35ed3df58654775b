"""The smallest worlds in which a plausible rule fails, kept so that none of them comes back.

Each was found by searching; the wrong rule is written out beside ours to show what it does.
"""

from collections import Counter

from app.domain.allocation import Question, allocate, distribute
from app.domain.ids import LineId
from app.domain.model import AllocationRule, Commitment, HardPeg, Shipping
from tests.unit.domain.worlds import TODAY, day, line, supply

FIFO = AllocationRule.FIFO


def units(supplies, lines, *, stock, rule=FIFO, **more):
    """Units each line gets of the stock and of all supplies, in the order of the lines."""
    pegs = allocate(supplies, lines, stock=stock, rule=rule, **more)
    got = Counter()
    for peg in pegs:
        got[peg.line] += peg.quantity
    return [got[each.id] for each in lines]


def largest_remainder(wants, quantity):
    total = sum(wants)
    shares = [want * quantity // total for want in wants]
    order = sorted(range(len(wants)), key=lambda index: (-(wants[index] * quantity % total), index))
    for index in order[: quantity - sum(shares)]:
        shares[index] += 1
    return shares


def test_one_more_unit_takes_none_away_under_pro_rata():
    wants = [2, 2, 5, 5]
    lines = [line(number, want) for number, want in enumerate(wants, start=1)]

    assert (largest_remainder(wants, 4), largest_remainder(wants, 5)) == ([1, 1, 1, 1], [1, 0, 2, 2])
    assert units([], lines, stock=4, rule=AllocationRule.PRO_RATA) == [1, 1, 1, 1]
    assert units([], lines, stock=5, rule=AllocationRule.PRO_RATA) == [1, 1, 2, 1]


def whole(number, wanted):
    return line(number, wanted, shipping=Shipping.WHOLE_LINE)


def test_earlier_supply_does_not_let_a_small_line_overtake_a_big_one_for_good():
    """Wants 3 and 2, units 1 and 2. Serving whoever fits: move the 2 earlier and B takes them, A never ships."""
    lines = [whole(1, 3), whole(2, 2)]

    assert units([supply(1, 1, arrives=1), supply(2, 2, arrives=1)], lines, stock=0) == [3, 0]
    assert units([supply(1, 1, arrives=1)], lines, stock=2) == [3, 0]


def test_a_big_early_line_is_not_starved_by_small_late_ones():
    """Wants 2 and 1, receipts 1 then 1: serving whoever fits gives B the first unit, and A never ships."""
    assert units([supply(1, 1, arrives=1), supply(2, 1, arrives=2)], [whole(1, 2), whole(2, 1)], stock=0) == [2, 0]


def test_one_more_unit_breaks_no_promise_of_a_whole_line():
    """Wants 2 and 1, 1 on hand: B ships now. With one more unit a plan from scratch gives A both, and B never ships."""
    lines = [whole(1, 2), whole(2, 1)]
    told = [Commitment(LineId(2), 1, TODAY)]

    assert units([], lines, stock=1) == [0, 1]
    assert units([], lines, stock=2) == [2, 0]
    kept = distribute(Question([], lines, 2, FIFO, commitments=told))
    assert [(number, quantity) for number, _, quantity, _ in kept.grants] == [(LineId(2), 1)]


def test_a_line_is_served_from_several_batches():
    """One batch per line (the textbook's model): wants 2 and 1, a batch of 1, then of 2: B loses what it had."""
    lines = [line(1, 2), line(2, 1)]

    assert units([], lines, stock=1) == [1, 0]
    assert units([], lines, stock=2) == [2, 0]
    assert units([supply(1, 1, arrives=3)], lines, stock=2) == [2, 1]


def test_a_newcomer_of_a_later_cohort_takes_nothing_from_an_older_line_under_fair_share():
    """In one cohort it does: a line of 3, covered by 3 units, falls short when a newcomer of 1 arrives."""
    covered = line(1, 3)

    assert units([], [covered, line(2, 1)], stock=3, rule=AllocationRule.FAIR_SHARE) == [2, 1]
    assert units([], [covered, line(2, 1, cohort=1)], stock=3, rule=AllocationRule.FAIR_SHARE) == [3, 0]


def test_sharing_holds_for_incoming_units_as_for_those_on_hand():
    """Sharing stock but serving supply first come: wants 2 and 1; two units that move to today leave A short."""
    lines = [line(1, 2), line(2, 1)]

    later = units([supply(1, 2, arrives=1)], lines, stock=0, rule=AllocationRule.FAIR_SHARE)
    today = units([], lines, stock=2, rule=AllocationRule.FAIR_SHARE)

    assert later == today == [1, 1]


def test_a_unit_pegged_by_hand_to_a_late_supply_waits_for_that_supply():
    late = supply(1, 10, arrives=20)
    found = distribute(Question([late], [line(1, 2)], 5, FIFO, hard_pegs=[HardPeg(late.id, LineId(1), 2)]))

    assert found.grants == ((LineId(1), 1, 2, 7),)
    assert found.supplies[0].arrives.p50 == day(20)
