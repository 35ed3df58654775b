"""The values that the promise engine takes and gives. Words as in `docs/promise-engine.md`; quantities are whole units.

Dates are local calendar dates of the location that ships; instants are aware datetimes in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final, NamedTuple

from app.domain.ids import ItemId, LineId, OrderId, PoolId, SupplierId, SupplyId


class AllocationRule(StrEnum):
    """Who gets units when there are not enough: each is a sort key over demand units."""

    FIFO = "fifo"
    PRIORITY = "priority"
    FAIR_SHARE = "fair_share"
    PRO_RATA = "pro_rata"


class Shipping(StrEnum):
    """What may leave in one parcel: units as they come, whole lines, or whole orders."""

    AS_THEY_COME = "as_they_come"
    WHOLE_LINE = "whole_line"
    WHOLE_ORDER = "whole_order"


class Stability(StrEnum):
    """How a line may move when plans change (the classes of SAP's backorder processing, by what they mean)."""

    PINNED = "pinned"
    KEEP = "keep"
    POOL = "pool"
    LAST = "last"


class Mode(StrEnum):
    """What the merchant lets shoppers do with a variant whose stock has run out."""

    OFF = "off"
    BACKORDER = "backorder"
    PREORDER = "preorder"
    MADE_TO_ORDER = "made_to_order"


class SaleState(StrEnum):
    """What a shopper's page says, in the metafield's own spelling."""

    IN_STOCK = "in_stock"
    BACKORDER = "backorder"
    PREORDER = "preorder"
    SOLD_OUT = "sold_out"


class Unlimited:
    """No limit. A word and not a zero or a None, so that nobody can add to it by mistake."""

    def __repr__(self) -> str:
        return "UNLIMITED"


UNLIMITED: Final = Unlimited()


class Quantiles(NamedTuple):
    """The days by which something has happened with 50, 80 and 90 % probability; p50 <= p80 <= p90."""

    p50: date
    p80: date
    p90: date


@dataclass(frozen=True, slots=True)
class Supply:
    """A dated quantity of one item on its way to a pool. `open_quantity` is what has not been received yet."""

    id: SupplyId
    open_quantity: int
    stated_on: date | None
    """The date last stated for the arrival at the dock; None when nobody stated one."""
    arrives: Quantiles | None
    """When we believe it arrives; None when there is no honest date: such a supply covers nothing."""
    supplier: SupplierId | None = None
    outlook: tuple[date, ...] = ()
    """Equally likely arrival days, earliest first; empty: `arrives` is all we know of the law."""
    receipts: tuple[int, ...] = ()
    """Equally likely units that really come, fewest first; empty: all of them."""


@dataclass(frozen=True, slots=True)
class DemandLine:
    """The part of one order line that needs units of one item. `ordered` is net of cancellations and edits."""

    id: LineId
    order_id: OrderId
    placed_at: datetime
    ordered: int
    shipped: int = 0
    priority: int = 0
    """Lower goes first; only the priority rule looks at it."""
    cohort: int = 0
    """Fair share happens inside a cohort: a later cohort never delays an earlier one."""
    stability: Stability = Stability.KEEP
    shipping: Shipping = Shipping.AS_THEY_COME
    minimum_shipment: int = 1
    not_before: date | None = None
    """The customer asked for it no earlier than this day: backlog, not backorder, until then."""
    placed_on: date | None = None
    """The local day of the order, from which a made-to-order lead time runs; None: the day of `placed_at` in UTC."""

    @property
    def open(self) -> int:
        return self.ordered - self.shipped


@dataclass(frozen=True, slots=True)
class HardPeg:
    """These units are that line's: a person's decision, or a share that was fixed. An input fact, never recomputed."""

    supply: SupplyId
    line: LineId
    quantity: int
    reason: str = "units reserved for it by hand"


@dataclass(frozen=True, slots=True)
class ShareWindow:
    """Units set aside to be shared among the lines placed from `opens_at` until before `closes_at` (aware, UTC)."""

    opens_at: datetime
    closes_at: datetime
    units: int
    closes_on: date
    """The local day of `closes_at` where the units lie."""

    def holds(self, line: DemandLine) -> bool:
        """Whether the line takes part."""
        return self.opens_at <= line.placed_at < self.closes_at and line.open > 0


@dataclass(frozen=True, slots=True)
class Sharing:
    """Fair share with windows: orders of so many hours share what is on hand. `since` it was said, aware, UTC."""

    hours: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Commitment:
    """Units a customer was told would ship by a day. Kept before anything is planned anew, where supply allows it."""

    line: LineId
    quantity: int
    by: date


class Peg(NamedTuple):
    """`quantity` units of `supply` go to `line`."""

    line: LineId
    supply: SupplyId
    quantity: int


@dataclass(frozen=True, slots=True)
class Terms:
    """A merchant's backorder settings for one variant, resolved from shop, collection and variant."""

    mode: Mode = Mode.BACKORDER
    rule: AllocationRule = AllocationRule.FIFO
    quantile: int = 80
    """The shown date is this quantile, in per cent: 50, 80 or 90."""
    receiving_days: int = 1
    """Business days from the dock to the shelf."""
    handling_days: int = 1
    """Business days from the shelf to the carrier."""
    safety_units: int = 0
    """Incoming units that are never promised."""
    limit: int | Unlimited = UNLIMITED
    """The most units that may be owed at once, on top of what supply covers."""
    longest_wait_days: int | None = None
    """Supplies later than this are not sold from; None: any dated supply is."""
    lead_time_days: int | None = None
    """Made to order: business days from the order to the ship-by date."""
    lead_from: date | None = None
    """Made to order: the lead time runs no earlier than from this day (a campaign's supplier order)."""
    release_on: date | None = None
    """Preorder: nothing ships before this day."""
    sharing: Sharing | None = None
    """Windows of the fair-share rule; None: units on hand are shared among whoever is there when they are planned."""


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """All that the plan of one item in one pool depends on. Equal facts give equal plans."""

    item: ItemId
    pool: PoolId
    stock: int
    """Units on hand that may be sold: available + committed of the pool's locations, floor 0."""
    phantom: int
    """Units taken by orders we cannot see (Shopify's `committed` above our open lines): they stand first."""
    supplies: tuple[Supply, ...]
    lines: tuple[DemandLine, ...]
    hard_pegs: tuple[HardPeg, ...] = ()
    largest_recent_order: int = 0
    commitments: tuple[Commitment, ...] = ()
    """What stands promised; needed where a rule could delay it: whole lines, priority, shares."""
    window: ShareWindow | None = None
    """The window that is open, or that the next order would open."""


@dataclass(frozen=True, slots=True)
class Part:
    """Units of a line that share one fate. On hand: `supply` is ON_HAND and they ship now (`ship_by` None).

    Incoming: `ship_by` is the date at the terms' quantile and `range` the one from p50 to p90.
    """

    quantity: int
    supply: SupplyId
    ship_by: date | None
    range: Quantiles | None = None


@dataclass(frozen=True, slots=True)
class LinePlan:
    """A line's parts, earliest first, and the units nothing covers."""

    line: LineId
    parts: tuple[Part, ...]
    uncovered: int

    @property
    def ships_now(self) -> int:
        return sum(part.quantity for part in self.parts if part.ship_by is None)

    @property
    def backordered(self) -> int:
        """Open units less on-hand units pegged to the line: what must be held."""
        return sum(part.quantity for part in self.parts if part.ship_by is not None) + self.uncovered


@dataclass(frozen=True, slots=True)
class Step:
    """The first `up_to` units ordered from here on ship by `by`; None: now."""

    up_to: int | Unlimited
    by: date | None


@dataclass(frozen=True, slots=True)
class Availability:
    """What a shopper may be told about ordering now: at most five steps, cumulative and never decreasing in date."""

    state: SaleState
    steps: tuple[Step, ...]
    left: int | Unlimited


@dataclass(frozen=True, slots=True)
class ItemPlan:
    """The plan of one item in one pool: replaceable, never the truth."""

    item: ItemId
    pool: PoolId
    lines: tuple[LinePlan, ...]
    """Open lines, in order of age."""
    availability: Availability


class Cause(StrEnum):
    """Why a promise was made or moved. There is no other reason."""

    NEW = "new"
    SLIP = "slip"
    PULL_IN = "pull_in"
    EDIT = "edit"
    CONSENT = "consent"


@dataclass(frozen=True, slots=True)
class Promise:
    """What a customer was told about some units of a line. Append-only by `revision`, from 0.

    `part` is the position of the first unit in the line, from 1; shipped units come first, so a part that later splits
    keeps its history: the promise of a unit is the last one that covers its position. `shown_on` None says in words
    that no date can be given (an indefinite delay, 16 CFR 435.2(b)(1)). `legal_on` is the original or last consented
    date: it never moves with a pull-in, and a slip inside it is a courtesy, not a duty (16 CFR 435.2).
    """

    line: LineId
    part: int
    revision: int
    quantity: int
    shown_on: date | None
    legal_on: date
    cause: Cause
    range: Quantiles | None


@dataclass(frozen=True, slots=True)
class StabilityRules:
    """When a shown date may move (reference simulation: fewer than one visible change a line)."""

    pull_in_days: int = 14
    warning_floor_days: int = 3


@dataclass(frozen=True, slots=True)
class BusinessDays:
    """Which days a location works: Monday is 0. Holidays enter as data."""

    weekdays: frozenset[int] = field(default=frozenset({0, 1, 2, 3, 4}))
    holidays: frozenset[date] = frozenset()
