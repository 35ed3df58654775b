"""What people are shown of a shop: frozen values, read by `app/db/views` and written out by the merchant's pages.

Quantities are whole units. Dates are local calendar dates of the location that ships; instants are aware datetimes in
UTC, on the business clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from app.db.shown_changed import HistoryEntry, PolicyChange, Undone
    from app.db.shown_regions import RegionUnits
    from app.domain.ids import ItemId, LineId, OrderId, ShopId, SupplyId, VariantId
    from app.domain.model import Mode, Quantiles, SaleState, Unlimited
    from app.shopify.features import Feature
    from app.shopify.money import Money


class Outlook(StrEnum):
    """How a promise stands today, worst first. A variant has the worst outlook of its open promises."""

    LATE = "late"
    """The shown date has passed and units have not shipped."""
    NO_DATE = "no_date"
    """Units are owed that nothing covers, or whose supply has no honest date."""
    AT_RISK = "at_risk"
    """The plan's date is now later than the shown one."""
    ON_TRACK = "on_track"
    """The plan keeps every shown date; also said where nothing is owed."""


class Sort(StrEnum):
    """Orders of the backorder list. Ties go by product title, variant title, id."""

    SHIPS_FIRST = "ships_first"
    """Earliest ship-by date first; without a date last."""
    MOST_OWED = "most_owed"
    PRODUCT = "product"


@dataclass(frozen=True, slots=True)
class VariantName:
    """How a variant is called on every page."""

    id: VariantId
    product: str
    variant: str
    """Empty for a product's only variant ("Default Title" is Shopify's word, never ours)."""
    sku: str
    image_url: str | None = None


@dataclass(frozen=True, slots=True)
class ChangedVariant:
    """A variant whose inventory policy somebody else has set after us."""

    name: VariantName
    change: PolicyChange


@dataclass(frozen=True, slots=True)
class BackorderQuery:
    """What the list is asked for; equal queries have equal URLs."""

    text: str = ""
    """Part of a product title, variant title or SKU, any case."""
    outlook: Outlook | None = None
    sort: Sort = Sort.SHIPS_FIRST
    page: int = 1
    """From 1; a page past the end is the last one."""
    changed: bool = False
    """Only what somebody else has changed."""


@dataclass(frozen=True, slots=True)
class BackorderRow:
    """One variant that is switched on or owed to somebody."""

    name: VariantName
    item: ItemId
    mode: Mode
    state: SaleState
    on_hand: int
    owed: int
    """Open units of all waiting lines that are not covered by stock on hand."""
    orders: int
    """Orders those units belong to."""
    incoming: int
    """Units of open supplies, all pools."""
    ships_by: date | None
    """The earliest date shown to anybody who waits; where nobody waits, what a shopper would be told now."""
    outlook: Outlook
    left: int | Unlimited
    """Units that may still be ordered in all."""
    change: PolicyChange | None = None
    """Somebody else has set the inventory policy after us, and otherwise than we would."""
    released: int = 0
    """Orders that wait for it and whose hold somebody has released; not those that the merchant lets ship."""

    @property
    def is_changed(self) -> bool:
        """Something here was changed by somebody else, and nobody has said yet that it stays."""
        return self.released > 0 or (self.change is not None and not self.change.accepted)


@dataclass(frozen=True, slots=True)
class BackorderPage:
    """One page of the list. `counts` is by outlook, and `changed` of what others changed, for the text searched but
    whatever else was asked for.
    """

    rows: tuple[BackorderRow, ...]
    counts: Mapping[Outlook, int]
    page: int
    pages: int
    """At least 1."""
    as_of: datetime
    """Business-clock instant of the oldest fact on this page; so in every view."""
    changed: int = 0


@dataclass(frozen=True, slots=True)
class PromisePart:
    """Units of a waiting line that share one fate."""

    quantity: int
    shown_on: date | None
    """What the customer was told last; None: nothing yet, or no date could be given."""
    legal_on: date | None
    """The original or last consented date."""
    expected: Quantiles | None
    """What the plan says today; None: no honest date."""
    supply: SupplyId | None
    """None: nothing covers these units. `ids.ON_HAND`: they ship now."""
    supply_name: str
    """As in `SupplyRow.name`; empty where `supply` is None or on hand."""
    outlook: Outlook


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """One order line that waits, in the order in which units go to customers."""

    order: OrderId
    order_name: str
    """Shopify's, such as `#1042`."""
    line: LineId
    placed_at: datetime
    open: int
    held: int
    """Units on a fulfilment hold of ours."""
    parts: tuple[PromisePart, ...]
    reason: str
    """Why this line got these units, as the plan says it."""
    company: str | None = None
    """Who ordered, where a company did; empty: we may not know its name."""
    undone: tuple[Undone, ...] = ()
    """What somebody has taken back of what we did to the order."""


@dataclass(frozen=True, slots=True)
class SupplyRow:
    """Units of one item on their way. Several rows share a shipment."""

    id: SupplyId
    name: str
    """What the merchant calls the shipment or transfer, such as `#T0003-1`."""
    supplier: str
    """Empty where nobody named one."""
    variant: VariantName
    sent: int
    received: int
    rejected: int
    stated_on: date | None
    """The date last stated for the dock."""
    expected: Quantiles | None
    """When we believe it arrives there; None: no honest date."""
    promised: int
    """Open units already promised to customers."""
    overdue: bool
    """`stated_on` is before the location's today and units are open."""
    receivable: bool
    """False while Shopify does not take a receipt for it, such as a draft or a transfer without a shipment."""
    own: bool = False
    """Entered here and unknown to Shopify: quantity, receipts and the end of it are decided on our pages."""
    announced: int = 0
    """Units as they were announced, whatever became of them."""

    @property
    def open(self) -> int:
        return self.sent - self.received - self.rejected


@dataclass(frozen=True, slots=True)
class StatedDate:
    """One entry of a supply's append-only date log."""

    stated_on: date | None
    said_at: datetime
    by: str
    """A person's name, `Shopify`, or `Backorder`."""
    reason: str


@dataclass(frozen=True, slots=True)
class SupplyView:
    """One supply with its neighbours in the shipment (itself among them) and its date log, newest first."""

    supply: SupplyRow
    shipment: tuple[SupplyRow, ...]
    dates: tuple[StatedDate, ...]
    as_of: datetime


@dataclass(frozen=True, slots=True)
class BackorderView:
    """One variant: who waits and what is coming."""

    row: BackorderRow
    promises: tuple[PromiseRow, ...]
    supplies: tuple[SupplyRow, ...]
    """Open ones, earliest first, undated last."""
    as_of: datetime
    regions: tuple[RegionUnits, ...] = ()
    """None where the merchant has drawn none."""
    history: tuple[HistoryEntry, ...] = ()
    """What was done with it, newest first; at most ten."""
    kept: int = 0
    """Orders that are held until its units are there, though it is switched off; 0 while it is on."""


@dataclass(frozen=True, slots=True)
class VariantRow:
    """A variant that could be switched on."""

    name: VariantName
    mode: Mode
    on_hand: int
    incoming: int
    out_since: date | None
    """The day it ran out; None: in stock, or not known."""
    sold_30_days: int
    """Units sold in the 30 days before it ran out, or before today."""
    price: Money


@dataclass(frozen=True, slots=True)
class Totals:
    """The shop in five numbers."""

    units_owed: int
    orders_waiting: int
    value_waiting: Money
    units_at_risk: int
    """Owed units whose outlook is not ON_TRACK."""
    arriving_14_days: int
    """Open units we expect at the dock within 14 days (p50)."""


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far a read of the whole shop by bulk operations has come."""

    reading: str
    """What is being read, as a word for a sentence: "products"."""
    percent: int
    """Of all there is to read, 0 to 99. Steps count alike, however long each takes."""
    stored: int
    """Lines of the step's file that are in the tables, of `lines`; both 0 while Shopify has not begun to write."""
    lines: int


@dataclass(frozen=True, slots=True)
class Setup:
    """How far a shop has come. None: not known yet."""

    variants_on: int
    theme_block: bool | None
    klaviyo: bool | None
    importing: bool
    """The first import waits or runs, or the whole shop is being read again: numbers are not complete."""
    progress: ImportProgress | None = None
    """None too where a small shop is read page by page."""

    @property
    def done(self) -> bool:
        return self.variants_on > 0 and self.theme_block is True and self.klaviyo is True


@dataclass(frozen=True, slots=True)
class VanishingOrder:
    """An order with units still owed that Shopify will not show us for much longer."""

    order: OrderId
    order_name: str
    last_day: date
    """The last day on which we can read it, in the shop's zone; in the past: it is out of sight already."""


@dataclass(frozen=True, slots=True)
class Vanishing:
    """Orders about to be out of our sight: at most twenty, the oldest first, of `total`."""

    orders: tuple[VanishingOrder, ...] = ()
    total: int = 0


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The first page: totals, what arrives next, what is being lost, what is left to set up."""

    totals: Totals
    arrivals: tuple[SupplyRow, ...]
    """At most five, earliest first."""
    lost: tuple[VariantRow, ...]
    """At most five variants out of stock and not for sale, the best sellers first."""
    setup: Setup
    as_of: datetime
    vanishing: Vanishing = Vanishing()
    changed: tuple[ChangedVariant, ...] = ()
    """Those of which nobody has said that it stays so."""
    released: int = 0
    """Orders that wait and whose hold somebody has released; not those that the merchant lets ship."""


@dataclass(frozen=True, slots=True)
class ShopProfile:
    """What every page needs to write numbers and dates the shop's way."""

    id: ShopId
    domain: str
    time_zone: str
    """IANA."""
    currency: str
    """ISO 4217."""
    off: tuple[Feature, ...] = ()
    """What does not work for want of access."""
