"""Claims that do not take single units: whole lines, whole orders, minimum shipments, wishes for a later day.

A claim takes the first supply by which enough is free, and of what is free by then the latest units. It never walks
the queue to serve whoever fits: that starves big early orders (wants 2 and 1, receipts 1 then 1: the first waits).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.model import DemandLine, Shipping
from app.domain.sequence import ships_in_any_split

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from app.domain.atp import Profile, Take
    from app.domain.ids import OrderId


@dataclass(frozen=True, slots=True)
class Claim:
    """Lines that ship together, in shipments of at least `minimum` units (or the rest), not before a day."""

    lines: tuple[DemandLine, ...]
    need: int
    minimum: int

    @property
    def not_before(self) -> date | None:
        return max((line.not_before for line in self.lines if line.not_before), default=None)


def turns(queue: Sequence[DemandLine]) -> Iterator[DemandLine | Claim]:
    """Who is served when, in the order of the queue: lines that take single units as they are, all others as claims.

    Lines of one whole order stand together where the first of them stands.
    """
    orders: dict[OrderId, list[DemandLine]] = {}
    for line in queue:
        if line.shipping is Shipping.WHOLE_ORDER:
            orders.setdefault(line.order_id, []).append(line)
    for line in queue:
        if ships_in_any_split(line):
            yield line
        elif line.shipping is not Shipping.WHOLE_ORDER:
            yield _claim((line,))
        elif line.order_id in orders:
            yield _claim(tuple(orders.pop(line.order_id)))


def _claim(lines: tuple[DemandLine, ...]) -> Claim:
    need = sum(line.open for line in lines)
    whole = lines[0].shipping is not Shipping.AS_THEY_COME
    return Claim(lines, need, need if whole else lines[0].minimum_shipment)


def shipments(claim: Claim, profile: Profile, *, wish: int) -> list[list[Take]]:
    """Take the units of a claim: one list a shipment, each at least the minimum, the last may be smaller.

    `wish` is the last rank that still meets the day the customer asked for (0 when none was asked for). What no known
    supply covers is left out.
    """
    parcels: list[list[Take]] = []
    need = claim.need
    while need and (rank := profile.first_covering(min(claim.minimum, need))) is not None:
        by = max(rank, wish)
        parcels.append(profile.take_latest(min(need, profile.free_through(by)), by=by))
        need -= sum(take.quantity for take in parcels[-1])
    return parcels
