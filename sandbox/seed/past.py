"""Letting something happen earlier."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.clock import FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sandbox.shopify.store import Store


@contextmanager
def as_of(store: Store, instant: datetime) -> Iterator[None]:
    """Inside, the store's business clock stands at `instant`. For seeding only: nobody else may be reading."""
    present = store.clock
    store.clock = FixedClock(instant)
    try:
        yield
    finally:
        store.clock = present
