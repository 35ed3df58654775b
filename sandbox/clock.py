"""The sandbox's business clock: machine time plus an offset file that every process reads. It only moves forward."""

from __future__ import annotations

import math
import os
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from app.clock import Clock, OffsetFileClock, machine_now

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


class MovableClock(Clock, Protocol):
    """What the control page moves: an offset file in the running sandbox, `FixedClock` in tests."""

    def advance(self, step: timedelta) -> None: ...


class SandboxClock:
    """Writes the offset file it reads. Whole seconds."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._reader = OffsetFileClock(file)

    def now(self) -> datetime:
        return self._reader.now()

    def advance(self, step: timedelta) -> None:
        """Forward only: raises ValueError for a step back."""
        if step < timedelta(0):
            raise ValueError("the business clock only moves forward")
        self.start_at(self.now() + step)

    def start_at(self, instant: datetime) -> None:
        """Set the time, also backwards: only for a sandbox that begins anew."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        offset = math.ceil((instant - machine_now()).total_seconds())
        # Readers in other processes must never see half a number.
        whole = self._file.with_suffix(f".{os.getpid()}")
        whole.write_text(str(offset), encoding="ascii")
        whole.replace(self._file)
