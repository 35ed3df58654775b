"""Measuring promises honestly: never a rate without its interval and its n, never the last date without the first."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from statistics import fmean
from typing import TYPE_CHECKING, Final

from app.domain.model import Cause
from app.domain.promises import kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from app.domain.model import Promise

_Z95: Final = 1.959964


@dataclass(frozen=True, slots=True)
class Rate:
    """`hits` of `n`, with the 95 % Wilson interval; `value` None where there is nothing to count."""

    hits: int
    n: int

    @property
    def value(self) -> float | None:
        return self.hits / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float]:
        """E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", 1927."""
        if not self.n:
            return 0.0, 1.0
        share, spread = self.hits / self.n, _Z95**2 / self.n
        centre = (share + spread / 2) / (1 + spread)
        half = _Z95 / (1 + spread) * sqrt(share * (1 - share) / self.n + spread / (4 * self.n))
        return max(0.0, centre - half), min(1.0, centre + half)


def pinball(shown: date, actual: date, *, quantile: float) -> float:
    """The loss, in days, that the `quantile` (0 to 1) minimises: late days cost q, days waited for nothing 1 - q."""
    days = (actual - shown).days
    return quantile * days if days >= 0 else (quantile - 1) * days


@dataclass(frozen=True, slots=True)
class PromiseRecord:
    """All revisions of one unit stretch, first to last, and how it ended. Cancellations are the customer's own."""

    revisions: tuple[Promise, ...]
    shipped_on: date | None = None
    cancelled_on: date | None = None


@dataclass(frozen=True, slots=True)
class PromiseScore:
    """What was kept and what it cost, over the records that can be judged by now; days are calendar days."""

    first: Rate
    last: Rate
    mean_days_early: float | None
    mean_days_late: float | None
    changes: int
    flip_flops: int
    without_date: int
    cancelled_before: int
    still_open: int


def score(records: Iterable[PromiseRecord], *, today: date) -> PromiseScore:
    """Score every record as of `today`.

    A line still open past its date is broken now, or the score would be censored in our favour; one cancelled after
    its date is broken too; one cancelled by the customer before it is left out, and counted.
    """
    judged, cancelled, waiting = [], 0, 0
    for record in records:
        if record.cancelled_on is not None and record.cancelled_on <= _told(record.revisions[0]):
            cancelled += 1
        elif _was_kept(record, record.revisions[0], today=today) is None:
            waiting += 1
        else:
            judged.append(record)
    days = [(record.shipped_on - _told(record.revisions[0])).days for record in judged if record.shipped_on]
    return PromiseScore(
        first=_rate(judged, 0, today=today),
        last=_rate(judged, -1, today=today),
        mean_days_early=_mean([-late for late in days if late <= 0]),
        mean_days_late=_mean([late for late in days if late > 0]),
        changes=sum(len(_shown(record)) - 1 for record in judged),
        flip_flops=sum(_flip_flops(record) for record in judged),
        without_date=sum(any(each.shown_on is None for each in record.revisions) for record in judged),
        cancelled_before=cancelled,
        still_open=waiting,
    )


def _told(promise: Promise) -> date:
    return promise.shown_on or promise.legal_on


def _was_kept(record: PromiseRecord, promise: Promise, *, today: date) -> bool | None:
    as_of = record.cancelled_on if record.cancelled_on is not None and record.shipped_on is None else today
    return kept(promise, shipped_on=record.shipped_on, today=as_of)


def _rate(records: Sequence[PromiseRecord], which: int, *, today: date) -> Rate:
    answers = [_was_kept(record, record.revisions[which], today=today) for record in records]
    return Rate(sum(answer is True for answer in answers), sum(answer is not None for answer in answers))


def _shown(record: PromiseRecord) -> list[Promise]:
    """The revisions a customer could see as a change of date, the first included."""
    return [each for each in record.revisions if each.cause is not Cause.CONSENT]


def _flip_flops(record: PromiseRecord) -> int:
    """Changes of direction: later and then earlier again, or the reverse."""
    causes = [each.cause for each in _shown(record) if each.cause in {Cause.SLIP, Cause.PULL_IN}]
    return sum(first is not second for first, second in pairwise(causes))


def _mean(values: Sequence[int]) -> float | None:
    return fmean(values) if values else None
