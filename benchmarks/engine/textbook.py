"""The allocator as textbooks of domain modelling draw it: an object per batch, which sums its lines at every question.

The shape of Percival and Gregory, "Architecture Patterns with Python", chapters 1 and 2, written anew; a line may be
split, so that it does the work ours does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.domain.model import DemandLine, Supply


@dataclass(frozen=True)
class Allocated:
    """Units of a line in a batch."""

    line: int
    units: int


@dataclass
class Batch:
    """A dated quantity; `eta` None is stock."""

    reference: int
    eta: date | None
    purchased: int
    allocations: set[Allocated] = field(default_factory=set)

    def __gt__(self, other: Batch) -> bool:
        if self.eta is None:
            return False
        return other.eta is None or self.eta > other.eta

    @property
    def available(self) -> int:
        return self.purchased - sum(each.units for each in self.allocations)

    def allocate(self, line: DemandLine, wanted: int) -> int:
        units = min(wanted, self.available)
        if units:
            self.allocations.add(Allocated(line.id, units))
        return units


def allocate(supplies: Iterable[Supply], lines: Sequence[DemandLine], *, stock: int) -> list[Batch]:
    """Give every line, oldest first, the earliest units there are."""
    batches = [Batch(0, None, stock)]
    batches += [Batch(each.id, each.arrives.p50, each.open_quantity) for each in supplies if each.arrives]
    for line in sorted(lines, key=lambda each: (each.placed_at, each.id)):
        missing = line.open
        for batch in sorted(batches):
            missing -= batch.allocate(line, missing)
            if not missing:
                break
    return batches
