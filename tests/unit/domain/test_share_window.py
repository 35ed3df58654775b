"""The seven customers of article B4, one after the other."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.domain.fingerprint import input_hash
from app.domain.ids import ON_HAND, SET_ASIDE, LineId, SupplyId
from app.domain.model import AllocationRule, HardPeg, ItemPlan, Mode, SaleState, ShareWindow, Shipping, Step
from app.domain.plan import plan_item
from app.domain.share_window import ShareNotice, close, notices, seats
from tests.unit.domain.worlds import EVERY_DAY, TODAY, day, item, line, supply, terms

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
WINDOW = ShareWindow(NOON, NOON + timedelta(days=1), units=9, closes_on=day(1))
SHARING = terms(rule=AllocationRule.FAIR_SHARE)
SEVEN = [line(number, 3, minute=60 * number) for number in range(1, 8)]


def test_while_it_is_open_everybody_is_told_one_and_no_more():
    told = notices(WINDOW, SEVEN[:3], rest_by=day(20))

    assert told == tuple(ShareNotice(LineId(number), 1, 2, day(20)) for number in (1, 2, 3))
    assert seats(WINDOW, SEVEN[:3]) == 6


def test_at_its_close_the_shares_are_fixed():
    pegs = close(WINDOW, SEVEN)

    assert [peg.quantity for peg in pegs] == [2, 2, 1, 1, 1, 1, 1]
    assert pegs[0] == HardPeg(ON_HAND, LineId(1), 2, "its share of 9 units for 7 orders")


def test_after_the_close_the_other_twelve_are_promised_from_the_next_supply():
    facts = item(stock=9, supplies=[supply(7, 12, arrives=5)], lines=SEVEN, hard_pegs=close(WINDOW, SEVEN))

    planned = plan_item(facts, terms(rule=AllocationRule.FIFO), today=TODAY, calendar=EVERY_DAY)

    assert [each.ships_now for each in planned.lines] == [2, 2, 1, 1, 1, 1, 1]
    later = [part for each in planned.lines for part in each.parts if part.supply == SupplyId(7)]
    assert sum(part.quantity for part in later) == 12
    assert {part.ship_by for part in later} == {day(5)}


def test_one_line_too_many_is_not_told_a_unit():
    tight = ShareWindow(NOON, NOON + timedelta(days=1), units=2, closes_on=day(1))

    told = notices(tight, SEVEN[:3], rest_by=None)

    assert [notice.at_least for notice in told] == [1, 1, 0]
    assert seats(tight, SEVEN[:3]) == 0


def test_only_lines_placed_inside_take_part():
    late = line(9, 3, minute=60 * 24)

    assert close(WINDOW, [late]) == ()
    assert notices(WINDOW, [late], rest_by=None) == ()


def while_open(members: int, *, stock: int = 9, units: int = 9) -> ItemPlan:
    """The plan with a supply of 40 on day 5, and the window that closes on day 1."""
    window = ShareWindow(NOON, NOON + timedelta(days=1), units=units, closes_on=day(1))
    facts = item(stock=stock, supplies=[supply(7, 40, arrives=5)], lines=SEVEN[:members], window=window)
    return plan_item(facts, SHARING, today=TODAY, calendar=EVERY_DAY)


def test_a_plan_holds_the_sure_unit_until_the_close_and_takes_the_rest_from_the_next_supply():
    planned = while_open(2)

    parts = [[(part.quantity, part.supply, part.ship_by) for part in each.parts] for each in planned.lines]
    assert parts == [[(1, SET_ASIDE, day(1)), (2, SupplyId(7), day(5))]] * 2
    assert [each.ships_now for each in planned.lines] == [0, 0]


def test_a_shopper_is_told_one_unit_soon_and_the_rest_from_the_next_supply():
    assert while_open(0).availability.steps == (Step(1, day(1)), Step(41, day(5)))
    assert while_open(2).availability.steps == (Step(1, day(1)), Step(37, day(5)))


def test_a_full_window_has_no_seat_for_a_newcomer_and_tells_the_shares_as_they_will_be():
    planned = while_open(3, stock=3, units=3)

    assert planned.availability.steps[0].by == day(5)
    assert [(each.parts[0].quantity, each.parts[0].supply) for each in planned.lines] == [(1, SET_ASIDE)] * 3


def test_a_seat_is_kept_for_newcomers_even_if_older_orders_have_units_that_nothing_covers():
    window = ShareWindow(NOON, NOON + timedelta(days=1), units=9, closes_on=day(1))
    planned = plan_item(item(stock=9, lines=SEVEN[:3], window=window), SHARING, today=TODAY, calendar=EVERY_DAY)

    assert [each.uncovered for each in planned.lines] == [2, 2, 2]
    assert planned.availability.steps == (Step(1, day(1)),)
    assert planned.availability.state is SaleState.BACKORDER


def test_units_beyond_the_window_are_nobodys_secret():
    """Four more arrived while it was open: they are shared at once among those who wait."""
    planned = while_open(2, stock=13)

    assert [each.ships_now for each in planned.lines] == [2, 2]
    assert [part.supply for part in planned.lines[0].parts] == [ON_HAND, SET_ASIDE]


def test_units_of_an_open_share_do_not_ship_before_the_release():
    window = ShareWindow(NOON, NOON + timedelta(days=1), units=9, closes_on=day(1))
    preorder = terms(rule=AllocationRule.FAIR_SHARE, mode=Mode.PREORDER, release_on=day(4))

    planned = plan_item(item(stock=9, lines=SEVEN[:1], window=window), preorder, today=TODAY, calendar=EVERY_DAY)

    assert planned.lines[0].parts[0].ship_by == day(4)
    assert planned.availability.steps[0].by == day(4)


def test_a_window_that_is_only_expected_says_the_same_an_hour_later():
    def hash_at(hour: int) -> str:
        opens = NOON + timedelta(hours=hour)
        window = ShareWindow(opens, opens + timedelta(hours=2), units=9, closes_on=day(1))
        return input_hash(item(stock=9, window=window), SHARING, today=TODAY)

    assert hash_at(0) == hash_at(1)


def test_a_whole_order_keeps_its_units_beyond_the_share_while_the_window_is_open():
    """Its sure unit waits for the close, and another on hand for the three that are coming."""
    tight = replace(WINDOW, units=4)
    whole = replace(line(1, 5, minute=60), shipping=Shipping.WHOLE_ORDER)
    facts = item(stock=6, supplies=[supply(7, 3, arrives=5)], lines=[whole], window=tight)

    [planned] = plan_item(facts, SHARING, today=TODAY, calendar=EVERY_DAY).lines

    assert [(part.quantity, part.supply, part.ship_by) for part in planned.parts] == [
        (1, SET_ASIDE, day(1)),
        (1, ON_HAND, day(5)),
        (3, SupplyId(7), day(5)),
    ]
    assert planned.uncovered == 0
