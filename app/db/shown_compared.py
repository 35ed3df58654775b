"""What the page "Compared with Shopify" shows: frozen values, as in `app/db/shown.py`. Instants are the machine's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from app.domain.comparison import Difference, Subject, Why


@dataclass(frozen=True, slots=True)
class RunRow:
    """A comparison that is over."""

    cause: str
    finished_at: datetime
    compared: Mapping[Subject, int]
    causes: Mapping[Why, int]
    is_first: bool

    @property
    def repaired(self) -> int:
        return sum(number for why, number in self.causes.items() if why != "unreadable")


@dataclass(frozen=True, slots=True)
class Progress:
    """One that is under way, or asked for and not begun (then nothing is compared yet)."""

    compared: Mapping[Subject, int]
    percent: int


@dataclass(frozen=True, slots=True)
class Age:
    """All that we know of one kind, and when the oldest of it was read; None where there is nothing."""

    name: str
    number: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class KnownGap:
    """Shopify's own sum of an item differs from our lines by `units`; `since` is business time."""

    sku: str
    checksum: str
    units: int
    since: datetime
    is_named: bool
    region: str = ""
    """The drawn region over whose locations the sum goes; empty: over all others."""


@dataclass(frozen=True, slots=True)
class ComparedView:
    """`found` are the differences kept of the last run, `not_shown` what of it could not be read."""

    progress: Progress | None
    runs: tuple[RunRow, ...]
    found: tuple[Difference, ...]
    not_shown: tuple[Difference, ...]
    gaps: tuple[KnownGap, ...]
    ages: tuple[Age, ...]
    blind: tuple[str, ...] = ()
    """Sentences: what cannot be read for want of access."""

    @property
    def last(self) -> RunRow | None:
        return self.runs[0] if self.runs else None
