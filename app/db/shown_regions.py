"""What pages show of regions: frozen values, as in `app/db/shown.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.domain.pools import MOST_POOLS

if TYPE_CHECKING:
    from app.domain.ids import LocationId, PoolId
    from app.domain.model import Unlimited


@dataclass(frozen=True, slots=True)
class Place:
    """A location that fulfils online orders."""

    id: LocationId
    name: str


@dataclass(frozen=True, slots=True)
class RegionRow:
    """Countries are ISO 3166-1 alpha-2, in the order of their codes; places in the order of their names."""

    slot: PoolId
    name: str
    countries: tuple[str, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class RegionUnits:
    """What a variant's row adds up, for one region alone."""

    name: str
    on_hand: int
    owed: int
    incoming: int
    left: int | Unlimited


@dataclass(frozen=True, slots=True)
class RegionsView:
    """The regions by slot, the places left for everywhere else, and the orders that are planned anew by a change."""

    regions: tuple[RegionRow, ...] = ()
    rest: tuple[Place, ...] = ()
    orders: int = 0

    @property
    def may_draw(self) -> bool:
        return len(self.regions) < MOST_POOLS - 1

    @property
    def places(self) -> tuple[Place, ...]:
        """All of them, in the order of their names."""
        every = (*self.rest, *(place for region in self.regions for place in region.places))
        return tuple(sorted(every, key=lambda place: (place.name.casefold(), place.id)))

    def in_slot(self, slot: int) -> RegionRow | None:
        return next((region for region in self.regions if region.slot == slot), None)


NO_REGIONS: Final = RegionsView()
