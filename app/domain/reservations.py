"""Units that keep what customers were told, set aside before anything is planned anew.

Whole lines planned from scratch are not monotone: wants 2 and 1, one unit on hand, the second line ships now; with one
more unit the first ships now and the second never. So a plan first gives every promise the latest units that still
keep it, the first in the queue first, and then lets each pull in what it can (I17).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from app.domain.atp import Profile
    from app.domain.ids import LineId
    from app.domain.model import Commitment, DemandLine

Reserved: TypeAlias = "dict[LineId, list[tuple[int, int]]]"
"""By line, the ranks and the units set aside there."""


def reserve(
    commitments: Sequence[Commitment],
    queue: Sequence[DemandLine],
    profile: Profile,
    *,
    last_rank_by: Callable[[date], int],
) -> Reserved:
    """Set units aside in the order of `queue`: where not all promises can be kept, the last in it lose theirs."""
    owed: defaultdict[LineId, list[Commitment]] = defaultdict(list)
    for commitment in commitments:
        owed[commitment.line].append(commitment)
    reserved: Reserved = {}
    for line in queue:
        waiting = line.open
        for commitment in sorted(owed[line.id], key=lambda promise: (promise.by, promise.quantity)):
            rank = last_rank_by(commitment.by)
            units = min(commitment.quantity, waiting, profile.free_through(rank))
            takes = profile.take_latest(units, by=rank)
            reserved.setdefault(line.id, []).extend((take.rank, take.quantity) for take in takes)
            waiting -= units
    return reserved


def release(reserved: Reserved, lines: Sequence[DemandLine], profile: Profile) -> None:
    """Give the lines' own units back, for their turn has come to take the best there is."""
    for line in lines:
        for rank, quantity in reserved.pop(line.id, []):
            profile.give_back(rank, quantity)
