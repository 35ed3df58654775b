"""What the settings page shows of a shop: frozen values, as in `app/db/shown.py`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.db.cart_limit import OFF, CartLimit
from app.db.shown_regions import NO_REGIONS, RegionsView
from app.db.zones import Location

if TYPE_CHECKING:
    from datetime import datetime

    from app.domain.ids import SupplierId


@dataclass(frozen=True, slots=True)
class KlaviyoLink:
    """A connection to Klaviyo. Its key is not among what is shown."""

    account: str
    """The public id of the Klaviyo account, such as `AbC123`."""
    since: datetime
    """When it was connected, UTC, business clock."""
    broken: str | None
    """Why Klaviyo does not let us in any more, as a sentence; None: it does."""


@dataclass(frozen=True, slots=True)
class SupplierDays:
    """What stretches the dates that one supplier states."""

    id: SupplierId
    name: str
    own: int | None
    """Calendar days the merchant set for this supplier; they stand in for its record. None: none were set."""
    learned: bool
    """No days were set, and its record is long enough to speak for it."""


class Theirs(StrEnum):
    """What somebody has made of the limit in the cart, in Shopify's own settings."""

    GONE = "gone"
    OFF = "off"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class CartLimitView:
    """The limit in the cart, as the merchant wants it and as it is."""

    allowed: bool
    """Whether Shopify lets us put it up: a merchant is asked for this access only when it is wanted."""
    chosen: CartLimit
    settled: bool = True
    """Whether the shop is known to be as chosen, or left as somebody else set it."""
    problem: str | None = None
    """Why it could not be carried out so far, in Shopify's words."""
    theirs: Theirs | None = None
    """What somebody else did since; None: nothing."""

    @property
    def works(self) -> bool:
        """Whether Shopify asks about carts, as far as we know."""
        return self.chosen.on and self.settled and self.theirs in {None, Theirs.CHANGED}


@dataclass(frozen=True, slots=True)
class ShopSettingsView:
    """The settings of a shop as they stand."""

    klaviyo: KlaviyoLink | None
    usual_days: int
    """Calendar days added to the dates of suppliers without days of their own and without a record."""
    suppliers: tuple[SupplierDays, ...]
    """All suppliers known by name, in the order of their names."""
    sharing_hours: int | None = None
    """Orders of so many hours share what is on hand; None: first come, first served."""
    moves_orders: bool = False
    """Units that may ship are asked of the location that has them."""
    one_parcel: bool = False
    """Orders that ask for nothing else leave in one parcel; False: units leave as they come."""
    writes_transfers: bool = False
    """Whether deliveries that are entered here become transfers in Shopify."""
    limit: CartLimitView = CartLimitView(allowed=False, chosen=OFF)
    regions: RegionsView = NO_REGIONS
    zone: str = "UTC"
    """The shop's own IANA time zone, which counts for every location without one of its own."""
    locations: tuple[Location, ...] = ()
    """All that are open, in the order of their names."""

    def location(self, place: int) -> Location | None:
        return next((each for each in self.locations if each.id == place), None)
