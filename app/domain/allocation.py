"""Who gets which unit: one allocator for the quote, the promise, the pick list and the report.

The k-th unit of the supplies, in the order they arrive, serves the k-th unit of demand, in the order of the rule.
Everything else follows from that sentence for every rule at once: no unit is used twice or left idle while someone
waits, more or earlier supply delays nobody, a cancellation delays nobody, and planning again changes nothing.
Claims that do not take single units go through the same free units (`whole`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.domain.atp import Profile, Take
from app.domain.fair_share import fair_shares
from app.domain.ids import ON_HAND, LineId, SupplyId
from app.domain.model import AllocationRule, DemandLine, HardPeg, Peg, Quantiles, Supply
from app.domain.pro_rata import unit_order
from app.domain.sequence import SHARING, by_age, queues, ships_in_any_split
from app.domain.whole import claims, shipments

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date


@dataclass(frozen=True, slots=True)
class DatedSupply:
    """A supply that has an honest date: the only kind that covers anything."""

    id: SupplyId
    quantity: int
    arrives: Quantiles


@dataclass(frozen=True, slots=True)
class Grant:
    """Units of the supply at `rank` (0: on hand) for a line.

    `ready` is the unit of the whole supply sequence, counted from 1, that must be there before these may leave: their
    own last one, or that of the shipment they wait for.
    """

    line: LineId
    rank: int
    quantity: int
    ready: int


@dataclass(frozen=True, slots=True)
class Allocation:
    """The whole answer: the supplies by rank, who got what in the order it was given, and what a newcomer can have."""

    supplies: tuple[DatedSupply, ...]
    grants: tuple[Grant, ...]
    free: tuple[Take, ...]

    def source(self, rank: int) -> SupplyId:
        return self.supplies[rank - 1].id if rank else ON_HAND


def allocate(
    supplies: Sequence[Supply],
    lines: Sequence[DemandLine],
    *,
    stock: int,
    phantom: int = 0,
    rule: AllocationRule,
    hard_pegs: Sequence[HardPeg] = (),
) -> tuple[Peg, ...]:
    """The pegs of `stock` units on hand and of every dated supply to the open lines, by line and supply.

    `phantom` units are taken by orders we cannot see: they stand in front of everybody. A supply without a date
    covers nothing. Quantities are whole units; the order of the inputs does not matter.
    """
    found = distribute(supplies, lines, stock=stock, phantom=phantom, rule=rule, hard_pegs=hard_pegs)
    return pegs_of(found)


def pegs_of(allocation: Allocation) -> tuple[Peg, ...]:
    """One peg for each line and supply that meet."""
    units: defaultdict[tuple[LineId, SupplyId], int] = defaultdict(int)
    for grant in allocation.grants:
        units[grant.line, allocation.source(grant.rank)] += grant.quantity
    return tuple(sorted(Peg(line, supply, quantity) for (line, supply), quantity in units.items()))


def distribute(
    supplies: Sequence[Supply],
    lines: Sequence[DemandLine],
    *,
    stock: int,
    phantom: int = 0,
    rule: AllocationRule,
    hard_pegs: Sequence[HardPeg] = (),
    ships: Callable[[date], date] = lambda arrival: arrival,
) -> Allocation:
    """`allocate` with its working shown. `ships` turns an arrival into the day its units can leave."""
    dated = in_order_of_arrival(supplies)
    profile = Profile([stock, *(supply.quantity for supply in dated)])
    grants, waiting = _honour_hard_pegs(hard_pegs, lines, dated, profile)
    profile.take_earliest(phantom)
    for queue in queues(waiting, rule=rule):
        if rule in SHARING:
            grants.extend(_share([line for line in queue if ships_in_any_split(line)], profile, rule=rule))
            queue = [line for line in queue if not ships_in_any_split(line)]  # noqa: PLW2901  what sharing leaves
        grants.extend(_serve(queue, profile, dated, ships=ships))
    return Allocation(dated, tuple(grants), tuple(profile.leftovers()))


def in_order_of_arrival(supplies: Sequence[Supply]) -> tuple[DatedSupply, ...]:
    """The supplies that cover anything, by their median arrival; ties by the later quantiles, then by id."""
    dated = [
        DatedSupply(supply.id, supply.open_quantity, supply.arrives)
        for supply in supplies
        if supply.arrives is not None and supply.open_quantity > 0
    ]
    return tuple(sorted(dated, key=lambda supply: (supply.arrives, supply.id)))


def _honour_hard_pegs(
    hard_pegs: Sequence[HardPeg], lines: Sequence[DemandLine], dated: Sequence[DatedSupply], profile: Profile
) -> tuple[list[Grant], list[DemandLine]]:
    """Give what people decided, as far as line and supply still have it; given units count as held from here on."""
    ranks = {ON_HAND: 0} | {supply.id: rank for rank, supply in enumerate(dated, start=1)}
    waiting = {line.id: line for line in lines}
    grants: list[Grant] = []
    for peg in sorted(hard_pegs, key=lambda peg: (peg.supply, peg.line, peg.quantity)):
        line = waiting.get(peg.line)
        if line is None or peg.supply not in ranks:
            continue
        take = profile.take_at(ranks[peg.supply], min(peg.quantity, max(0, line.open)))
        if take.quantity:
            grants.append(Grant(line.id, take.rank, take.quantity, take.through))
            waiting[line.id] = replace(line, shipped=line.shipped + take.quantity)
    return grants, sorted(waiting.values(), key=by_age)


def _serve(
    queue: Sequence[DemandLine], profile: Profile, dated: Sequence[DatedSupply], *, ships: Callable[[date], date]
) -> Iterator[Grant]:
    """One claim after the other, each to the end."""
    for claim in claims(queue):
        if len(claim.lines) == 1 and ships_in_any_split(claim.lines[0]):
            for take in profile.take_earliest(claim.need):
                yield Grant(claim.lines[0].id, take.rank, take.quantity, take.through)
            continue
        wish = _last_rank_by(claim.not_before, dated, ships=ships)
        units = iter([line.id for line in claim.lines for _ in range(line.open)])
        for parcel in shipments(claim, profile, wish=wish):
            yield from _parcel(parcel, units)


def _parcel(parcel: Sequence[Take], units: Iterator[LineId]) -> Iterator[Grant]:
    ready = max(take.through for take in parcel)
    for take in parcel:
        shares: defaultdict[LineId, int] = defaultdict(int)
        for _ in range(take.quantity):
            shares[next(units)] += 1
        for line, quantity in shares.items():
            yield Grant(line, take.rank, quantity, ready)


def _last_rank_by(day: date | None, dated: Sequence[DatedSupply], *, ships: Callable[[date], date]) -> int:
    """The last supply that even at its 90 % date still meets `day`: what a line that asked to wait is served from."""
    if day is None:
        return 0
    return max((rank for rank, supply in enumerate(dated, start=1) if ships(supply.arrives.p90) <= day), default=0)


def _share(lines: Sequence[DemandLine], profile: Profile, *, rule: AllocationRule) -> Iterator[Grant]:
    """Hand the earliest supplies out over one cohort, each unit to whom the rule names next."""
    need = sum(line.open for line in lines)
    held = _shares_of(lines, rule)
    given, before = 0, [0] * len(lines)
    while given < need and (rank := profile.first_covering(1)) is not None:
        batch = profile.take_at(rank, need - given)
        given += batch.quantity
        after = held(given)
        for line, now, had in zip(lines, after, before, strict=True):
            if now > had:
                yield Grant(line.id, rank, now - had, batch.through)
        before = after


def _shares_of(lines: Sequence[DemandLine], rule: AllocationRule) -> Callable[[int], list[int]]:
    if rule is AllocationRule.FAIR_SHARE:
        return lambda quantity: fair_shares(lines, quantity)
    order = unit_order(lines)

    def count(quantity: int) -> list[int]:
        taken = [0] * len(lines)
        for index in order[:quantity]:
            taken[index] += 1
        return taken

    return count
