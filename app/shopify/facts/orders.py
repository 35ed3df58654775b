"""What was ordered, how it is to be fulfilled, and whom to tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from app.domain.ids import FulfillmentOrderId, HoldId, ItemId, LineId, LocationId, OrderId, ProductId, VariantId
    from app.shopify.facts.catalog import MetafieldFact
    from app.shopify.facts.reading import Unreadable
    from app.shopify.gid import CustomerId, FulfillmentOrderLineId
    from app.shopify.money import Money


@dataclass(frozen=True, slots=True)
class HoldFact:
    id: HoldId
    handle: str
    """Empty where none was given."""
    reason: str
    notes: str | None
    ours: bool
    """Placed by this app, whoever asked for it."""


@dataclass(frozen=True, slots=True)
class FulfillmentOrderLineFact:
    """`remaining` units of `total` are not fulfilled yet."""

    id: FulfillmentOrderLineId
    line_id: LineId
    item_id: ItemId | None
    total: int
    remaining: int


@dataclass(frozen=True, slots=True)
class FulfillmentOrderFact:
    id: FulfillmentOrderId
    status: str
    """`OPEN`, `IN_PROGRESS`, `ON_HOLD`, `SCHEDULED`, `INCOMPLETE`, `CLOSED`, `CANCELLED`."""
    request_status: str
    location_id: LocationId | None
    location_name: str
    fulfill_at: datetime | None
    fulfill_by: datetime | None
    actions: frozenset[str]
    """What Shopify allows now: `HOLD`, `RELEASE_HOLD`, `SPLIT`... Look here before acting."""
    holds: tuple[HoldFact, ...]
    lines: tuple[FulfillmentOrderLineFact, ...]
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class BundleFact:
    """The bundle that a line came in: `quantity` of the variant was bought."""

    variant_id: VariantId
    quantity: int
    properties: Mapping[str, str]
    """Of the cart line. A shopper can forge them."""


@dataclass(frozen=True, slots=True)
class LineFact:
    """One line of an order.

    `quantity` was ordered, `current_quantity` is left after removals and refunds, `unfulfilled_quantity` of those is
    still to ship. `item_id` survives the deletion of the variant where a fulfilment order still names it.
    """

    id: LineId
    title: str
    variant_title: str | None
    sku: str | None
    product_id: ProductId | None
    variant_id: VariantId | None
    item_id: ItemId | None
    quantity: int
    current_quantity: int
    unfulfilled_quantity: int
    requires_shipping: bool
    unit_price: Money
    """After line discounts, in the shop's currency."""
    properties: Mapping[str, str]
    """The cart line's properties, hidden ones (with a leading `_`) too. A shopper can forge them."""
    selling_plan: str | None
    bundle: BundleFact | None = None

    @property
    def shipped_quantity(self) -> int:
        """Units of `current_quantity` that left; never negative."""
        return max(0, self.current_quantity - self.unfulfilled_quantity)


@dataclass(frozen=True, slots=True)
class OrderFact:
    """An order with all its lines and fulfilment orders, closed ones included. Holds no customer data but a country."""

    id: OrderId
    name: str
    created_at: datetime
    processed_at: datetime
    updated_at: datetime
    cancelled_at: datetime | None
    closed: bool
    test: bool
    edited: bool
    currency: str
    financial_status: str | None
    fulfillment_status: str
    source: str | None
    locale: str | None
    ship_to_country: str | Unreadable | None
    """ISO 3166-1 alpha-2: decides which law's clock runs."""
    company: str | Unreadable | None
    """Who ordered, where no person did: the company's name, and its location's where that is another."""
    tags: tuple[str, ...]
    attributes: Mapping[str, str]
    """The cart's attributes. A shopper can forge them, and the merchant can change them later."""
    backorder: MetafieldFact | None
    lines: tuple[LineFact, ...]
    fulfillment_orders: tuple[FulfillmentOrderFact, ...]


@dataclass(frozen=True, slots=True)
class OrderStamp:
    """Enough of an order to see whether our copy is older."""

    id: OrderId
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class FulfillmentOrderStamp:
    """The same of a fulfilment order: what happens to one moves no stamp of its order."""

    id: FulfillmentOrderId
    order_id: OrderId
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class ContactFact:
    """Whom to tell about an order, read at the moment of sending and never stored with the facts.

    Each part may be None (the customer gave none) or Unreadable (protected customer data not approved).
    """

    order_id: OrderId
    order_name: str
    customer_id: CustomerId | Unreadable | None
    email: str | Unreadable | None
    phone: str | Unreadable | None
    first_name: str | Unreadable | None
    locale: str | None
    status_page_url: str | Unreadable | None
