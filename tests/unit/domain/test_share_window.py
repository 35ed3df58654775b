"""The seven customers of article B4, one after the other."""

from datetime import UTC, datetime, timedelta

from app.domain.ids import ON_HAND, LineId, SupplyId
from app.domain.model import AllocationRule, HardPeg
from app.domain.plan import plan_item
from app.domain.share_window import ShareNotice, ShareWindow, close, notices, seats
from tests.unit.domain.worlds import EVERY_DAY, TODAY, day, item, line, supply, terms

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
WINDOW = ShareWindow(NOON, NOON + timedelta(days=1), units=9)
SEVEN = [line(number, 3, minute=60 * number) for number in range(1, 8)]


def test_while_it_is_open_everybody_is_told_one_and_no_more():
    told = notices(WINDOW, SEVEN[:3], rest_by=day(20))

    assert told == tuple(ShareNotice(LineId(number), 1, 2, day(20)) for number in (1, 2, 3))
    assert seats(WINDOW, SEVEN[:3]) == 6
    assert WINDOW.is_open(NOON + timedelta(hours=23))
    assert not WINDOW.is_open(WINDOW.closes_at)


def test_at_its_close_the_shares_are_fixed():
    pegs = close(WINDOW, SEVEN)

    assert [peg.quantity for peg in pegs] == [2, 2, 1, 1, 1, 1, 1]
    assert pegs[0] == HardPeg(ON_HAND, LineId(1), 2)


def test_after_the_close_the_other_twelve_are_promised_from_the_next_supply():
    facts = item(stock=9, supplies=[supply(7, 12, arrives=5)], lines=SEVEN, hard_pegs=close(WINDOW, SEVEN))

    planned = plan_item(facts, terms(rule=AllocationRule.FIFO), today=TODAY, calendar=EVERY_DAY)

    assert [each.ships_now for each in planned.lines] == [2, 2, 1, 1, 1, 1, 1]
    later = [part for each in planned.lines for part in each.parts if part.supply == SupplyId(7)]
    assert sum(part.quantity for part in later) == 12
    assert {part.ship_by for part in later} == {day(5)}


def test_one_line_too_many_is_not_told_a_unit():
    tight = ShareWindow(NOON, NOON + timedelta(days=1), units=2)

    told = notices(tight, SEVEN[:3], rest_by=None)

    assert [notice.at_least for notice in told] == [1, 1, 0]
    assert seats(tight, SEVEN[:3]) == 0


def test_only_lines_placed_inside_take_part():
    late = line(9, 3, minute=60 * 24)

    assert close(WINDOW, [late]) == ()
    assert notices(WINDOW, [late], rest_by=None) == ()
