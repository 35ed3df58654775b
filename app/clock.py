"""Two clocks. The business clock dates promises and the law and can be moved in the sandbox; the machine clock runs
leases, tokens, signatures and rate buckets and cannot.
"""

from __future__ import annotations

import time as machine
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """The business clock, as its readers see it."""

    def now(self) -> datetime:
        """The current instant, aware, UTC."""
        ...


def machine_now() -> datetime:
    """The machine's instant, aware, UTC."""
    return datetime.fromtimestamp(machine.time(), UTC)  # noqa: TID251  this is the place the rule points to


def local_date(instant: datetime, zone: str) -> date:
    """The calendar day of `instant` in the IANA zone `zone`."""
    return instant.astimezone(ZoneInfo(zone)).date()


def next_local(after: datetime, at: time, zone: str) -> datetime:
    """The first instant later than `after` at which wall clocks in the IANA zone show `at`; UTC."""
    local = after.astimezone(ZoneInfo(zone))
    day = local.date() if local.time() < at else local.date() + timedelta(days=1)
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


class SystemClock:
    """Business time is machine time: production."""

    def now(self) -> datetime:
        return machine_now()


class OffsetFileClock:
    """Machine time plus the whole seconds written in a file: how a sandbox moves every process at once.

    A missing file means no offset, so processes may start in any order.
    """

    def __init__(self, file: Path, machine: Callable[[], datetime] = machine_now) -> None:
        self._file = file
        self._machine = machine

    def now(self) -> datetime:
        return self._machine() + timedelta(seconds=self._offset())

    def _offset(self) -> int:
        try:
            return int(self._file.read_text(encoding="ascii").strip() or "0")
        except FileNotFoundError:
            return 0


class FixedClock:
    """A clock that stands until it is moved: tests."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self) -> datetime:
        return self.instant

    def advance(self, step: timedelta) -> None:
        self.instant += step


def business_clock(offset_file: Path | None) -> Clock:
    return OffsetFileClock(offset_file) if offset_file else SystemClock()
