"""Suppliers of known law: how often each rule keeps a promise of 80 and 90 %, over two thousand decisions each.

`tests/unit/domain/test_calibration.py` holds the same suppliers to the same aims.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeAlias

from app.domain.backtest import OURS, decisions, scores
from app.domain.outcomes import Outcome
from app.domain.scoring import Rate

START, END = date(2022, 1, 1), date(2026, 11, 21)
COUNT, DECISIONS = 2200, 2100
WITHIN = 0.03
OWN, EVERYONE = "per supplier", "all suppliers"
"""Plain quantiles of arrivals."""

LatenessLaw: TypeAlias = Callable[[random.Random, int, int], float]
"""Days late, from dice, the supplier's number and the purchase's."""

_MEANS = [random.Random(number).gauss(0, 4) for number in range(400)]  # noqa: S311  invented suppliers
LAWS: dict[str, tuple[int, LatenessLaw]] = {
    "punctual": (6, lambda dice, _supplier, _number: dice.gauss(0, 8)),
    "drifting, a day a year": (6, lambda dice, _supplier, number: dice.gauss(number / 730, 12)),
    "two-faced": (6, lambda dice, _supplier, _number: dice.gauss(*((0, 8) if dice.random() < 0.7 else (40, 10)))),
    "seldom seen": (400, lambda dice, supplier, _number: _MEANS[supplier] + dice.gauss(0, 12)),
    "often still open": (6, lambda dice, _supplier, _number: dice.expovariate(1 / 60)),
}


def measure() -> None:
    """Ours, then plain quantiles of arrivals, which leave out what is still open."""
    print(f"\nPromises kept, {DECISIONS:,} decisions a law; ours is to be within {WITHIN:.0%} of its aim")
    print(f"  {'law':24} {'aim':>4}  {'ours':>22}  {'arrivals only':>14}  {'and own only':>13}")
    for name in LAWS:
        kept = kept_rates(name)
        for aim in (80, 90):
            ours, everyone, own = (kept[rule, aim] for rule in (OURS, EVERYONE, OWN))
            print(f"  {name:24} {aim:>3}%  {_rate(ours):>22}  {_mark(everyone, aim):>14}  {_mark(own, aim):>13}")


def kept_rates(name: str) -> dict[tuple[str, int], Rate]:
    """How often each rule kept its promise under a law of `LAWS`, by rule and aim in per cent."""
    suppliers, law = LAWS[name]
    made = list(decisions(_history(law, suppliers=suppliers), most=DECISIONS))
    return {(each.rule, each.quantile): each.kept for each in scores(made, as_of=END)}


def _history(law: LatenessLaw, *, suppliers: int) -> list[Outcome]:
    """Two purchases a day, stated for 40 days later."""
    dice = random.Random(3)  # noqa: S311  invented lateness, not a secret
    record = []
    for number in range(COUNT):
        since = START + timedelta(days=number // 2)
        stated = since + timedelta(days=40)
        supplier = dice.randrange(suppliers)
        came = stated + timedelta(days=max(-39, round(law(dice, supplier, number))))
        record.append(Outcome(f"S{supplier}", since, stated, came))
    return record


def _rate(kept: Rate) -> str:
    low, high = kept.interval
    return f"{kept.value:.1%} [{low:.1%}..{high:.1%}]"


def _mark(kept: Rate, aim: int) -> str:
    value = kept.value or 0.0
    return f"{value:.1%}{' fails' if abs(value - aim / 100) > WITHIN else ''}"
