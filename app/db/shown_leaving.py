"""What the page about leaving shows: frozen values, as in `app/db/shown.py`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from app.db.shown import VariantName
    from app.domain.ids import OrderId


@dataclass(frozen=True, slots=True)
class Trace:
    """One kind of thing that we wrote into the shop."""

    name: str
    """Such as "Inventory settings"."""
    ours: int
    """How many are there now, or on their way in or out."""
    put_back: int
    """How many are as they were before us. Things on orders are only counted while they are there."""
    left_alone: int
    """How many somebody else has changed since: theirs is what counts. Of orders, those that are open."""


@dataclass(frozen=True, slots=True)
class LeftVariant:
    """A variant with something of ours. Policies are Shopify's words, CONTINUE and DENY."""

    name: VariantName
    policy_before: str | None
    """As we found it; None: the policy is not ours."""
    policy_now: str
    dated: bool
    """Its page shows a date of ours; there was nothing before."""
    by: Mapping[str, str] = field(default_factory=dict)
    """Whose decision each of our fields is, as in the history of a variant."""


@dataclass(frozen=True, slots=True)
class HeldUnits:
    """Units of one variant on a hold of ours; one that is gone is called as on the order."""

    units: int
    name: VariantName


@dataclass(frozen=True, slots=True)
class LeftOrder:
    """An order with something of ours."""

    order: OrderId
    order_name: str
    held: tuple[HeldUnits, ...]
    """As last read; a hold that is on its way is not there yet."""
    marks: tuple[str, ...]
    """Fields besides holds, as `app.db.shopstate` calls them."""
    by: Mapping[str, str] = field(default_factory=dict)
    """As in `LeftVariant`."""


@dataclass(frozen=True, slots=True)
class Theirs:
    """A field of a variant or of an order that somebody else has changed after us. It is left as it is."""

    field: str
    """As `app.db.shopstate` calls it."""
    variant: VariantName | None = None
    ours: str = ""
    """The policy that we had set on the variant, and the one that it has now."""
    now: str = ""
    order: OrderId | None = None
    order_name: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """What is there one by one, as far as it is shown, and how many there are in all."""

    variants: tuple[LeftVariant, ...] = ()
    all_variants: int = 0
    orders: tuple[LeftOrder, ...] = ()
    all_orders: int = 0
    theirs: tuple[Theirs, ...] = ()
    all_theirs: int = 0

    @property
    def is_whole(self) -> bool:
        shown = len(self.variants), len(self.orders), len(self.theirs)
        return shown == (self.all_variants, self.all_orders, self.all_theirs)


@dataclass(frozen=True, slots=True)
class Week:
    """What removing the app would have left behind on a day of the shop."""

    counted_on: date
    selling_on: int
    """Variants that go on selling past their stock, with nobody to say when it comes."""
    dated: int
    """Variants with a date of ours."""
    holds: int
    marked: int
    """Orders with a tag, a note or a deadline of ours."""

    @property
    def is_clean(self) -> bool:
        return not (self.selling_on or self.dated or self.holds or self.marked)


@dataclass(frozen=True, slots=True)
class Weeks:
    """The last weekly count and the one before; None: there is none."""

    latest: Week
    before: Week | None


@dataclass(frozen=True, slots=True)
class LeavingView:
    """How much of us is in the shop."""

    begun_at: datetime | None
    """When the shop was switched off, UTC, business clock; None: it is not."""
    lets_go: bool
    """Whether orders that still wait were let go then."""
    variants_on: int
    orders_held: int
    """Orders with units that we hold."""
    traces: tuple[Trace, ...]
    transfers: tuple[str, ...] = ()
    """References of open deliveries that were made transfers in Shopify: goods on their way, so they stay there."""
    listed: Listed = Listed()
    weeks: Weeks | None = None

    @property
    def ours(self) -> int:
        return sum(trace.ours for trace in self.traces)

    @property
    def gone(self) -> int:
        return sum(trace.put_back for trace in self.traces)
