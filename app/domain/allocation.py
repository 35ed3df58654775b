"""Who gets which unit: one allocator for the quote, the promise, the pick list and the report.

The k-th unit of the supplies, in the order they arrive, serves the k-th unit of demand, in the order of the rule.
Everything else follows from that sentence for every rule at once: no unit is used twice or left idle while someone
waits, more or earlier supply delays nobody, a cancellation delays nobody, and planning again changes nothing.
Claims that do not take single units go through the same free units (`whole`), and so do promises (`reservations`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from app.domain.atp import Profile, Take
from app.domain.ids import ON_HAND, LineId, SupplyId
from app.domain.model import (
    AllocationRule,
    Commitment,
    DemandLine,
    HardPeg,
    ItemFacts,
    Peg,
    Quantiles,
    Supply,
    Terms,
)
from app.domain.reservations import Reserved, release, reserve
from app.domain.sequence import SHARING, all_ship_in_any_split, queues, ships_in_any_split
from app.domain.sharing import share
from app.domain.whole import Claim, shipments, turns

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from datetime import date


class DatedSupply(NamedTuple):
    """A supply that has an honest date: the only kind that covers anything."""

    id: SupplyId
    quantity: int
    arrives: Quantiles


Grant: TypeAlias = "tuple[LineId, int, int, int]"
"""A line, the rank of the supply that serves it (0: on hand), the units, and the place they are ready at.

That place is how many units of the whole supply sequence must have come before these may leave: those given away
before them and they themselves, or the shipment they wait for. Plain, for a hundred are made in every plan and a named
tuple takes three times as long.
"""

_peg: Final = partial(tuple.__new__, Peg)
"""Makes one of a plain tuple, in half the time that its names take."""


@dataclass(frozen=True, slots=True)
class Allocation:
    """The whole answer: the supplies by rank, who got what in the order it was given, and what a newcomer can have."""

    supplies: tuple[DatedSupply, ...]
    grants: tuple[Grant, ...]
    free: tuple[Take, ...]
    repeats: bool
    """Whether a line may have two grants of one supply: by a decision and in its turn, or in two shipments."""

    @property
    def sources(self) -> tuple[SupplyId, ...]:
        """The supply of each rank."""
        return (ON_HAND, *[supply.id for supply in self.supplies])


@dataclass(frozen=True, slots=True)
class Question:
    """All that an allocation depends on. `ships` turns an arrival into the day its units can leave."""

    supplies: Sequence[Supply]
    lines: Sequence[DemandLine]
    stock: int
    rule: AllocationRule
    phantom: int = 0
    hard_pegs: Sequence[HardPeg] = ()
    commitments: Sequence[Commitment] = ()
    ships: Callable[[date], date] = lambda arrival: arrival

    @classmethod
    def about(cls, facts: ItemFacts, terms: Terms, *, ships: Callable[[date], date]) -> Question:
        """The question that an item's plan asks."""
        return cls(
            facts.supplies,
            facts.lines,
            facts.stock,
            terms.rule,
            facts.phantom,
            facts.hard_pegs,
            facts.commitments,
            ships,
        )


def allocate(
    supplies: Sequence[Supply],
    lines: Sequence[DemandLine],
    *,
    stock: int,
    phantom: int = 0,
    rule: AllocationRule,
    hard_pegs: Sequence[HardPeg] = (),
) -> tuple[Peg, ...]:
    """The pegs of `stock` units on hand and of every dated supply to the open lines, in the order they are given.

    `phantom` units are taken by orders we cannot see: they stand in front of everybody. A supply without a date
    covers nothing. Quantities are whole units; the order of the inputs does not matter.
    """
    return _pegs(distribute(Question(supplies, lines, stock, rule, phantom, hard_pegs)))


def _pegs(allocation: Allocation) -> tuple[Peg, ...]:
    """One peg for each line and supply that meet."""
    sources = allocation.sources
    pegs = [(line, sources[rank], quantity) for line, rank, quantity, _ in allocation.grants]
    if allocation.repeats:
        pegs = _merged(pegs)
    return tuple(map(_peg, pegs))


def _merged(pegs: Iterable[tuple[LineId, SupplyId, int]]) -> list[tuple[LineId, SupplyId, int]]:
    units: defaultdict[tuple[LineId, SupplyId], int] = defaultdict(int)
    for line, supply, quantity in pegs:
        units[line, supply] += quantity
    return [(line, supply, quantity) for (line, supply), quantity in units.items()]


def distribute(question: Question) -> Allocation:
    """`allocate` with its working shown."""
    run = _Run(question)
    grants = [*run.honour_hard_pegs()]
    run.profile.take_earliest(question.phantom)
    run.keep_promises()
    for queue in run.queues():
        grants.extend(run.serve(queue))
    return Allocation(run.dated, tuple(grants), tuple(run.profile.leftovers()), run.repeats)


def in_order_of_arrival(supplies: Sequence[Supply]) -> tuple[DatedSupply, ...]:
    """The supplies that cover anything, by their median arrival; ties by the later quantiles, then by id."""
    dated = [
        DatedSupply(supply.id, supply.open_quantity, supply.arrives)
        for supply in supplies
        if supply.arrives is not None and supply.open_quantity > 0
    ]
    return tuple(sorted(dated, key=lambda supply: (supply.arrives, supply.id)))


class _Run:
    """One allocation under way: the free units, who still waits, and what is set aside."""

    def __init__(self, question: Question) -> None:
        self.rule = question.rule
        self.question = question
        self.dated = in_order_of_arrival(question.supplies)
        self.profile = Profile([question.stock, *(supply.quantity for supply in self.dated)])
        self._waiting: Collection[DemandLine] = question.lines
        self._reserved: Reserved = {}
        self.repeats = bool(question.hard_pegs)

    def queues(self) -> Iterator[list[DemandLine]]:
        return queues(self._waiting, rule=self.rule)

    def honour_hard_pegs(self) -> Iterator[Grant]:
        """What people decided, as far as line and supply still have it; given units count as held from here on."""
        if not self.question.hard_pegs:
            return
        waiting = {line.id: line for line in self._waiting}
        self._waiting = waiting.values()
        ranks = {ON_HAND: 0} | {supply.id: rank for rank, supply in enumerate(self.dated, start=1)}
        for peg in sorted(self.question.hard_pegs, key=lambda peg: (peg.supply, peg.line, peg.quantity)):
            line = waiting.get(peg.line)
            if line is None or peg.supply not in ranks:
                continue
            take = self.profile.take_at(ranks[peg.supply], min(peg.quantity, max(0, line.open)))
            if take.quantity:
                waiting[line.id] = replace(line, shipped=line.shipped + take.quantity)
                # It waits for that very supply, however much is free before it.
                own = self.profile.before(take.rank) + take.quantity
                yield line.id, take.rank, take.quantity, max(take.through, own)

    def keep_promises(self) -> None:
        if self.question.commitments:
            everyone = [line for queue in self.queues() for line in queue]
            self._reserved = reserve(
                self.question.commitments, everyone, self.profile, last_rank_by=self._last_rank_with_median_by
            )

    def serve(self, queue: Sequence[DemandLine]) -> Iterable[Grant]:
        """One group of the rule: shared where the rule shares, else one line or claim after the other."""
        if self.rule in SHARING:
            return self._share(queue)
        return self._in_turn(queue)

    def _share(self, queue: Sequence[DemandLine]) -> Iterator[Grant]:
        members = [line for line in queue if ships_in_any_split(line) and line.id not in self._reserved]
        for line, take in share(members, self.profile, rule=self.rule):
            yield line.id, take.rank, take.quantity, take.through
        shared = {line.id for line in members}
        yield from self._in_turn([line for line in queue if line.id not in shared])

    def _in_turn(self, queue: Sequence[DemandLine]) -> Iterable[Grant]:
        if not self._reserved and all_ship_in_any_split(queue):
            return self._deal(queue)
        return self._turns(queue)

    def _turns(self, queue: Sequence[DemandLine]) -> Iterator[Grant]:
        for turn in turns(queue):
            if isinstance(turn, Claim):
                yield from self._satisfy(turn)
            else:
                release(self._reserved, (turn,), self.profile)
                yield from self._deal([turn])

    def _deal(self, lines: Sequence[DemandLine]) -> list[Grant]:
        return self.profile.deal([(line.id, line.ordered - line.shipped) for line in lines])

    def _satisfy(self, claim: Claim) -> Iterator[Grant]:
        self.repeats = True
        release(self._reserved, claim.lines, self.profile)
        units = iter([line.id for line in claim.lines for _ in range(line.open)])
        for parcel in shipments(claim, self.profile, wish=self._last_rank_surely_by(claim.not_before)):
            yield from _parcel(parcel, units)

    def _last_rank_surely_by(self, day: date | None) -> int:
        """The last supply that even at its 90 % date meets `day`: what serves a line that asked to wait."""
        if day is None:
            return 0
        ships = self.question.ships
        meets = [rank for rank, supply in enumerate(self.dated, start=1) if ships(supply.arrives.p90) <= day]
        return max(meets, default=0)

    def _last_rank_with_median_by(self, day: date) -> int:
        """The last supply that keeps a promise of `day` as likely as not: the measure by which a slip is told."""
        ships = self.question.ships
        return sum(1 for supply in self.dated if ships(supply.arrives.p50) <= day)


def _parcel(parcel: Sequence[Take], units: Iterator[LineId]) -> Iterator[Grant]:
    """The grants of one shipment, to the lines of its claim in their order; all wait for its last unit."""
    ready = max(take.through for take in parcel)
    for take in parcel:
        shares: defaultdict[LineId, int] = defaultdict(int)
        for _ in range(take.quantity):
            shares[next(units)] += 1
        for line, quantity in shares.items():
            yield line, take.rank, quantity, ready
