"""Sides measured in turn, so that a slow minute of the machine meets all of them; the fastest round of each counts."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from typing import Any


def fastest(sides: Mapping[str, Callable[[], Any]], *, rounds: int, times: int = 1) -> dict[str, float]:
    """Seconds of one call of each side: the least over `rounds`, each the mean of `times` calls."""
    best = dict.fromkeys(sides, float("inf"))
    for _ in range(rounds):
        for name, call in sides.items():
            best[name] = min(best[name], _seconds(call, times))
    return best


def _seconds(call: Callable[[], Any], times: int) -> float:
    gc.collect()
    gc.disable()
    try:
        begun = time.perf_counter()
        for _ in range(times):
            call()
        return (time.perf_counter() - begun) / times
    finally:
        gc.enable()


def duration(seconds: float) -> str:
    """A time with three digits, in the unit that fits."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def show(found: Mapping[str, float], *, floor: str) -> None:
    """One line a side, with its ratio to the floor."""
    for name, seconds in found.items():
        print(f"  {name:52} {duration(seconds):>9}  {seconds / found[floor]:7.1f} x")
