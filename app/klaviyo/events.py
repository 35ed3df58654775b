"""The five things a customer is told, as values. One event is one (customer, order, change), never one line: a flow
sends a mail for each event it gets.

Dates are local calendar dates of the location that ships; amounts are in major units (`Decimal("149.90")`).
`metric` is the name merchants build flows on: renaming one silences them, so they never change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar


class CancelledBy(StrEnum):
    CUSTOMER = "customer"
    MERCHANT = "merchant"
    SYSTEM = "system"


class DefaultOutcome(StrEnum):
    """What silence means: consent to a first delay of at most 30 days, cancellation otherwise (16 CFR 435.2(b))."""

    KEEP = "keep"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """Whose customer it is. `domain` is the permanent `*.myshopify.com`, `zone` the IANA zone its days are in."""

    domain: str
    name: str
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """How Klaviyo finds the customer. Beside an e-mail, a phone only where texts were asked for: Klaviyo merges by it.

    Raises:
        ValueError: Neither is given; Klaviyo would refuse the event.
    """

    email: str | None = None
    phone: str | None = None
    """E.164, "+12125550123"."""

    def __post_init__(self) -> None:
        if not (self.email or self.phone):
            raise ValueError("an event needs an e-mail address or a phone number")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """The units of one variant that wait. Ids are Shopify's numbers; absolute links, empty where there is none."""

    product_id: int
    variant_id: int
    sku: str
    product_name: str
    variant_name: str
    quantity: int
    unit_price: Decimal
    image_url: str
    product_url: str
    ship_by: date | None
    """None: there is no honest date."""
    previous_ship_by: date | None = None

    @property
    def total(self) -> Decimal:
        return self.unit_price * self.quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class BackorderEvent:
    """What all five say. `message_id` is the message's own id in its shop: the same id gives the same `unique_id`."""

    metric: ClassVar[str]
    action_required: ClassVar[bool] = False

    shop: Shop
    recipient: Recipient
    message_id: str
    backorder_id: str
    occurred_at: datetime
    """Aware; when the change was decided, by the business clock."""
    order_id: int
    order_number: str
    """As the customer knows it: "#1042"."""
    order_url: str
    manage_url: str
    """The customer's signed page. Mail scanners follow links, so opening it changes nothing."""
    items: tuple[Item, ...]
    currency: str
    locale: str
    """Shopify's tag of the customer's language: "en-US"."""
    eta_version: int
    """Grows with every change of the dates: Klaviyo keeps no order."""
    is_partial: bool
    """Some units of the order do not wait."""
    is_test: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BackorderPlaced(BackorderEvent):
    """An order contains units that wait. `ship_by` is the last of their dates, `window` its p50 and p90."""

    metric: ClassVar[str] = "Backorder Placed"
    ship_by: date | None
    window: tuple[date, date] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EtaChanged(BackorderEvent):
    """The date moved; nothing is asked. `reason` is a sentence for the customer, in their language."""

    metric: ClassVar[str] = "Backorder ETA Changed"
    previous_ship_by: date | None
    new_ship_by: date | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayedActionNeeded(EtaChanged):
    """The delay option notice of 16 CFR 435.2(b): the new date, and the free choice to wait or be refunded in full."""

    metric: ClassVar[str] = "Backorder Delayed - Action Needed"
    action_required: ClassVar[bool] = True
    respond_by: date
    keep_url: str
    cancel_url: str
    default_outcome: DefaultOutcome
    delay_count: int
    """1 for the first notice; from 2 on silence is never consent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingSoon(BackorderEvent):
    """`items` are ready and leave by `ship_by`; `remaining` still wait, with their own dates."""

    metric: ClassVar[str] = "Backorder Shipping Soon"
    ship_by: date
    remaining: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BackorderCancelled(BackorderEvent):
    """`items` will not come. `refund` is None where nothing was charged."""

    metric: ClassVar[str] = "Backorder Cancelled"
    cancelled_by: CancelledBy
    reason: str
    refund: Decimal | None = None


EVENTS: tuple[type[BackorderEvent], ...] = (
    BackorderPlaced,
    EtaChanged,
    DelayedActionNeeded,
    ShippingSoon,
    BackorderCancelled,
)
