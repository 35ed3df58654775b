"""One variant: planning it anew, and answering a shopper."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

from app.domain.allocation import allocate
from app.domain.availability import quote
from app.domain.calendar import Calendar
from app.domain.explain import reasons
from app.domain.fingerprint import input_hash, output_hash
from app.domain.ids import DEFAULT_POOL, ItemId, LineId, OrderId, SupplyId
from app.domain.model import (
    AllocationRule,
    BusinessDays,
    DemandLine,
    ItemFacts,
    Quantiles,
    Supply,
    Terms,
)
from app.domain.plan import plan_item
from benchmarks.engine import textbook
from benchmarks.engine.timing import fastest, show

TODAY = date(2026, 11, 21)
STOCK = 40


def supplies(count: int, *, quantity: int) -> tuple[Supply, ...]:
    """A supply every five days, certain of its date."""
    days = [TODAY + timedelta(days=3 + 5 * number) for number in range(count)]
    return tuple(
        Supply(SupplyId(number), quantity, day, Quantiles(day, day, day)) for number, day in enumerate(days, start=1)
    )


def lines(count: int) -> tuple[DemandLine, ...]:
    """Lines of one to four units, in no order."""
    dice = random.Random(1)  # noqa: S311  invented orders, not a secret
    start = datetime(2026, 11, 1, tzinfo=UTC)
    return tuple(
        DemandLine(
            LineId(number), OrderId(number), start + timedelta(minutes=dice.randrange(28_000)), dice.randint(1, 4)
        )
        for number in range(1, count + 1)
    )


def measure(*, rounds: int) -> None:
    """A hundred open lines and five supplies; the floors are sorting the lines, and looking at the step table."""
    waiting, coming = lines(100), supplies(5, quantity=STOCK)
    facts = ItemFacts(ItemId(1), DEFAULT_POOL, STOCK, 0, coming, waiting)
    calendar = Calendar(BusinessDays(), TODAY - timedelta(days=60), 800)
    plan = plan_item(facts, Terms(limit=1000), today=TODAY, calendar=calendar)
    _agree(waiting, coming)
    print("\nOne variant, 100 open lines, stock and 5 supplies")
    floor = "floor: sort the lines by age"
    show(
        fastest(
            {
                floor: lambda: sorted(waiting, key=lambda line: (line.placed_at, line.id)),
                "who gets which unit (allocate)": lambda: allocate(
                    coming, waiting, stock=STOCK, rule=AllocationRule.FIFO
                ),
                "textbook allocator": lambda: textbook.allocate(coming, waiting, stock=STOCK),
                "its dates and what may be sold (plan_item)": lambda: plan_item(
                    facts, Terms(), today=TODAY, calendar=calendar
                ),
                "the same with the hashes and reasons that are stored": lambda: _all_that_is_stored(facts, calendar),
            },
            rounds=rounds,
            times=10,
        ),
        floor=floor,
    )
    steps = plan.availability.steps
    floor = "floor: look at its first step"
    print("\nA quote from the step table")
    show(fastest({floor: lambda: steps[:1], "quote": lambda: quote(steps, 3)}, rounds=rounds, times=1000), floor=floor)


def _all_that_is_stored(facts: ItemFacts, calendar: Calendar) -> tuple[str, str, dict[LineId, str]]:
    plan = plan_item(facts, Terms(), today=TODAY, calendar=calendar)
    return input_hash(facts, Terms(), today=TODAY), output_hash(plan), reasons(facts, Terms(), plan)


def _agree(waiting: tuple[DemandLine, ...], coming: tuple[Supply, ...]) -> None:
    """Both allocators must give the same units, or their times say nothing."""
    ours = sorted(
        (peg.supply, peg.line, peg.quantity) for peg in allocate(coming, waiting, stock=STOCK, rule=AllocationRule.FIFO)
    )
    theirs = sorted(
        (batch.reference, each.line, each.units)
        for batch in textbook.allocate(coming, waiting, stock=STOCK)
        for each in batch.allocations
    )
    assert ours == theirs
