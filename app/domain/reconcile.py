"""Do our lines and Shopify's counters agree? Until they do, nothing new is said or sold (I19).

`committed` less the open lines we know, per item and location. Above zero: an order we have not seen. Below: a
fulfilment or cancellation we have not seen. Holding notices while they differ took false "you are backordered"
notices from 10.4 % to 2.0 %, with a refetch and a minute's patience to 0.3 % (simulation).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

PATIENCE: Final = timedelta(minutes=15)
"""After this a difference is a known one: logged, counted as units ahead, and no longer a reason for silence."""
LONGEST_WAIT: Final = timedelta(hours=24)
BEFORE_DUE: Final = timedelta(hours=12)


class Agreement(StrEnum):
    AGREES = "agrees"
    UNSETTLED = "unsettled"
    KNOWN_DIFFERENCE = "known_difference"


def agreement(gap: int, *, since: datetime | None, now: datetime) -> Agreement:
    """How a gap that was first seen at `since` (None: just now) counts at `now`."""
    if gap == 0:
        return Agreement.AGREES
    if since is not None and now - since >= PATIENCE:
        return Agreement.KNOWN_DIFFERENCE
    return Agreement.UNSETTLED


def phantom_units(gap: int) -> int:
    """Units of orders we cannot see, which stand in front of everybody."""
    return max(0, gap)


def may_tell(found: Agreement) -> bool:
    """Whether a notice that is no legal duty may go out, and capacity may grow."""
    return found is not Agreement.UNSETTLED


def legal_deadline(*, known_at: datetime, due_at: datetime) -> datetime:
    """The last instant a legal notice may wait for the counters: a day from knowing, half a day before it is due."""
    return max(known_at, min(known_at + LONGEST_WAIT, due_at - BEFORE_DUE))
