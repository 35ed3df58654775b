"""Would we have kept our promises? A purchase history replayed, and what each rule would have scored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

from app.domain.backtest import BURN_IN, Decision, RuleScore, decisions, scores
from app.domain.lateness import ENOUGH
from app.domain.outcomes import Outcome
from app.errors import AppError

QUANTILES: Final = (80, 90)
MOST: Final = 2000
"""Purchases that are decided about; of a longer record they are taken evenly."""

Watch: TypeAlias = Callable[[Iterable[Decision], int], Iterable[Decision]]
"""Passes decisions on as they are made; the number is how many there can be."""


class TooShort(AppError):
    """There is nothing to learn from yet."""


@dataclass(frozen=True, slots=True)
class Backtest:
    """Every rule's score at 80 and 90 %, ours first, as of a local date; `purchases` are the rows on record."""

    as_of: date
    purchases: int
    decided: int
    rules: tuple[RuleScore, ...]


def backtest(
    record: Sequence[Outcome], *, as_of: date | None = None, watch: Watch = lambda made, _total: made
) -> Backtest:
    """Replay `record` in order of time. `as_of` None: the last day on record.

    Raises:
        TooShort: no decision could be made from what was known at its time.
    """
    most = min(MOST, max(0, len(record) - BURN_IN)) * len(QUANTILES)
    made = list(watch(decisions(record, quantiles=QUANTILES, most=MOST), most))
    if not made:
        raise TooShort(
            f"{len(record)} purchases are too few to judge by: the first decision needs {BURN_IN} before it, "
            f"{ENOUGH} of them arrived."
        )
    until = as_of or last_day(record)
    rules = tuple(scores(made, as_of=until))
    return Backtest(as_of=until, purchases=len(record), decided=len(made) // len(QUANTILES), rules=rules)


def last_day(record: Iterable[Outcome]) -> date:
    """The last day on which anything was put on record: what is still open was open then."""
    return max(max(each.since, each.known_on or each.arrived_on or each.since) for each in record)
