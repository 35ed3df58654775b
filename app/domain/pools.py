"""Which locations serve whom: a pool is a set of locations that stand in for each other, and the countries it serves.

The default pool has every place and every country that no other pool names, so a shop that draws none has one pool.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from app.domain.ids import DEFAULT_POOL, PoolId

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.domain.ids import LocationId

MOST_POOLS: Final = 5
"""With the default one. A pool's id is its slot, from 1, wherever a shop's page or cart reads of it."""


@dataclass(frozen=True, slots=True)
class Pools:
    """The pools drawn beside the default one: their names, and what each location and country (ISO 3166-1) has."""

    names: Mapping[PoolId, str] = field(default_factory=dict)
    places: Mapping[LocationId, PoolId] = field(default_factory=dict)
    countries: Mapping[str, PoolId] = field(default_factory=dict)

    @property
    def drawn(self) -> tuple[PoolId, ...]:
        return tuple(sorted(self.names))

    @property
    def ids(self) -> tuple[PoolId, ...]:
        """All pools, the default one first."""
        return (DEFAULT_POOL, *self.drawn)

    @property
    def free_slot(self) -> PoolId | None:
        """The lowest that no pool has; None: there are as many as there may be."""
        slots = (PoolId(slot) for slot in range(1, MOST_POOLS + 1))
        return next((slot for slot in slots if slot not in self.ids), None)

    def of_place(self, place: LocationId | None) -> PoolId:
        """None: nobody knows the place."""
        return DEFAULT_POOL if place is None else self.places.get(place, DEFAULT_POOL)

    def of_line(self, country: str | None, place: LocationId | None) -> PoolId:
        """Of a line that ships to `country`; without one (pickup, point of sale) it is served where it was put."""
        return self.of_place(place) if country is None else self.countries.get(country, DEFAULT_POOL)

    def slots(self) -> str:
        """Country and slot of every country that a drawn pool names, for the limit in the cart: `AT2 DE2 US3`."""
        return " ".join(f"{country}{pool}" for country, pool in sorted(self.countries.items()))


NONE_DRAWN: Final = Pools()
