"""Would we have kept our promises? A merchant's own purchase history, replayed with what was known at each moment.

Every decision is made from the outcomes recorded before its day, by our estimator and, on the same days, by the rules
merchants use: the supplier's word, its word plus some days, and plain quantiles of past deliveries, which leave out
what is still late. Where no date was stated, all of them count days from the order.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from operator import attrgetter
from statistics import fmean
from typing import TYPE_CHECKING, Final

from app.domain.dates import at_quantile
from app.domain.lateness import SupplierHistory, arrival, learn
from app.domain.scoring import Rate, pinball

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from app.domain.outcomes import Outcome

OURS: Final = "ours"
FIXED_DAYS: Final = (0, 3, 7, 14)
BURN_IN: Final = 100
"""Outcomes on record before the first decision is scored."""
WINDOW: Final = 4000
"""The most outcomes a decision looks at: of a longer record as many, evenly spaced.

Not the most recent ones: of six hundred purchases a day those would all be a week old, and none of them arrived.
"""


@dataclass(frozen=True, slots=True)
class Decision:
    """The day each rule would have shown for one purchase, and the truth; `actual` None: still open at the end."""

    outcome: Outcome
    quantile: int
    shown: dict[str, date]
    actual: date | None


@dataclass(frozen=True, slots=True)
class RuleScore:
    """One rule at one quantile. `mean_buffer` is in days over the origin, `pinball` in days (lower is better)."""

    rule: str
    quantile: int
    kept: Rate
    mean_buffer: float
    pinball: float


def decisions(
    record: Sequence[Outcome], *, quantiles: Sequence[int] = (80, 90), most: int = 2000, burn_in: int = BURN_IN
) -> Iterator[Decision]:
    """Decide in order of time, at most `most` evenly spaced purchases; yields as it goes, one for each quantile.

    A record of a million rows takes as long as one of a few thousand.
    """
    ordered = sorted(record, key=attrgetter("since", "supplier", "origin"))
    scored = range(burn_in, len(ordered))
    for index in scored[:: -(-len(scored) // most) or 1]:
        outcome = ordered[index]
        known = [each for each in recorded_before(ordered, index) if each.since < outcome.since]
        yield from _decide(outcome, known, quantiles=quantiles)


def recorded_before(ordered: Sequence[Outcome], index: int) -> Sequence[Outcome]:
    """Of the first `index` outcomes of a record in order of time at most `WINDOW`, the last of them included."""
    stride = -(-index // WINDOW) or 1
    return ordered[(index - 1) % stride : index : stride]


def scores(made: Sequence[Decision], *, as_of: date) -> list[RuleScore]:
    """Every rule's score at every quantile, ours first.

    What is still open and past its day on `as_of` is broken.
    """
    cells: defaultdict[tuple[int, str], list[Decision]] = defaultdict(list)
    for decision in made:
        for rule in decision.shown:
            cells[decision.quantile, rule].append(decision)
    by_quantile = sorted(cells.items(), key=lambda cell: cell[0][0])
    return [_score(rule, quantile, found, as_of=as_of) for (quantile, rule), found in by_quantile]


def _decide(outcome: Outcome, known: Sequence[Outcome], *, quantiles: Sequence[int]) -> Iterator[Decision]:
    today = outcome.since
    history = learn(known, supplier=outcome.supplier, parent=outcome.parent, today=today)
    law = arrival(outcome.stated, today=today, history=history, ordered_on=today)
    if law is None or _is_cold(outcome, history):
        return
    fixed = {} if outcome.stated is None else _fixed(outcome.stated)
    for quantile in quantiles:
        shown = {OURS: at_quantile(law, quantile), **fixed, **_naive(outcome, known, quantile=quantile)}
        yield Decision(outcome, quantile, shown, outcome.arrived_on)


def _is_cold(outcome: Outcome, history: SupplierHistory) -> bool:
    return outcome.stated is not None and history.is_cold


def _fixed(stated: date) -> dict[str, date]:
    return {f"stated +{days}" if days else "stated": stated + timedelta(days=days) for days in FIXED_DAYS}


def _naive(outcome: Outcome, known: Sequence[Outcome], *, quantile: int) -> dict[str, date]:
    """Plain quantiles of what has arrived: of the whole shop, and of the supplier (of the shop while it has none)."""
    alike = [each for each in known if (each.stated is None) == (outcome.stated is None)]
    came = [each for each in alike if each.known_by(outcome.since)]
    everyone = _late_days(came)
    own = _late_days([each for each in came if each.supplier == outcome.supplier]) or everyone
    found = {"all suppliers": everyone, "per supplier": own}
    return {
        rule: outcome.origin + timedelta(days=days[-(-len(days) * quantile // 100) - 1])
        for rule, days in found.items()
        if days
    }


def _late_days(came: Sequence[Outcome]) -> list[int]:
    return sorted((each.arrived_on - each.origin).days for each in came if each.arrived_on is not None)


def _score(rule: str, quantile: int, made: Sequence[Decision], *, as_of: date) -> RuleScore:
    judged = [each for each in made if each.actual is not None or each.shown[rule] < as_of]
    hits = sum(each.actual is not None and each.actual <= each.shown[rule] for each in judged)
    losses = [pinball(each.shown[rule], each.actual or as_of, quantile=quantile / 100) for each in judged]
    buffers = [(each.shown[rule] - each.outcome.origin).days for each in made]
    return RuleScore(rule, quantile, Rate(hits, len(judged)), fmean(buffers), fmean(losses) if losses else 0.0)
