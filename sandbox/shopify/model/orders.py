"""Customers, orders, refunds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal

from sandbox.shopify.model.base import Address, Resource

if TYPE_CHECKING:
    from datetime import datetime

    from sandbox.shopify.model.catalog import Product, Variant
    from sandbox.shopify.model.fulfillment import Fulfillment, FulfillmentOrder
    from sandbox.shopify.model.inventory import Location
    from sandbox.shopify.model.returns import Return


@dataclass(eq=False, kw_only=True)
class Customer(Resource):
    kind: ClassVar[str] = "Customer"

    created_at: datetime
    updated_at: datetime
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None
    locale: str = "en"
    accepts_marketing: bool = False
    tags: list[str] = field(default_factory=list)
    address: Address | None = None


@dataclass(eq=False, kw_only=True)
class LineItem(Resource):
    kind: ClassVar[str] = "LineItem"

    order: Order = field(repr=False)
    title: str
    quantity: int
    """As ordered; never lowered."""
    price: int
    """Of one unit, in minor units."""
    current_quantity: int
    """`quantity` less what edits, refunds and cancellation removed."""
    variant: Variant | None = None
    """None once the variant is deleted, or for a custom item."""
    product: Product | None = None
    variant_title: str | None = None
    sku: str | None = None
    requires_shipping: bool = True
    properties: dict[str, str] = field(default_factory=dict)
    """Custom attributes, in the buyer's order; names with a leading underscore are hidden from the buyer."""
    selling_plan: SellingPlan | None = None
    group: LineGroup | None = None
    """The bundle it came in."""
    restocked: int = 0
    """Refunded with restock."""

    @property
    def is_gift_card(self) -> bool:
        return self.product is not None and self.product.is_gift_card


@dataclass(kw_only=True)
class LineGroup:
    """A bundle as it was bought; its components are lines of their own."""

    id: int
    variant: Variant
    quantity: int
    properties: dict[str, str] = field(default_factory=dict)
    """Of the cart line; its components carry none."""

    @property
    def gid(self) -> str:
        return f"gid://shopify/LineItemGroup/{self.id}"


@dataclass(kw_only=True)
class SellingPlan:
    id: int
    name: str
    reserves_on: Literal["SALE", "FULFILLMENT"] = "SALE"


@dataclass(kw_only=True)
class Claim:
    """Units of a line taken at a location, until routing turns them into a fulfilment order."""

    line: LineItem
    location: Location
    quantity: int


@dataclass(eq=False, kw_only=True)
class Transaction(Resource):
    kind: ClassVar[str] = "OrderTransaction"

    transaction_kind: Literal["SALE", "AUTHORIZATION", "CAPTURE", "REFUND", "VOID"]
    status: Literal["SUCCESS", "PENDING", "FAILURE"]
    amount: int
    gateway: str
    created_at: datetime


@dataclass(eq=False, kw_only=True)
class RefundLine(Resource):
    kind: ClassVar[str] = "RefundLineItem"

    line: LineItem
    quantity: int
    restock_type: Literal["CANCEL", "RETURN", "NO_RESTOCK"]
    location: Location | None
    subtotal: int


@dataclass(eq=False, kw_only=True)
class Refund(Resource):
    kind: ClassVar[str] = "Refund"

    order: Order = field(repr=False)
    created_at: datetime
    note: str | None = None
    shipping: int = 0
    """The part of the money that gives back the delivery's price."""
    lines: list[RefundLine] = field(default_factory=list)
    transactions: list[Transaction] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class PurchasingCompany:
    """The company that an order is of, and which of its locations placed it."""

    company: str
    location: str


@dataclass(eq=False, kw_only=True)
class Order(Resource):
    kind: ClassVar[str] = "Order"

    name: str
    """`#1001` and on."""
    number: int
    created_at: datetime
    processed_at: datetime
    updated_at: datetime
    currency: str
    customer: Customer | None = None
    company: PurchasingCompany | None = None
    email: str | None = None
    phone: str | None = None
    customer_locale: str = "en"
    shipping_address: Address | None = None
    source_name: str = "web"
    financial_status: Literal[
        "AUTHORIZED", "EXPIRED", "PAID", "PARTIALLY_PAID", "PARTIALLY_REFUNDED", "PENDING", "REFUNDED", "VOIDED"
    ] = "PAID"
    cancelled_at: datetime | None = None
    cancel_reason: str | None = None
    cancel_note: str | None = None
    closed_at: datetime | None = None
    test: bool = False
    edited: bool = False
    note: str | None = None
    tags: list[str] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)
    shipping_price: int = 0
    status_token: str = ""
    """The unguessable part of the order status page's address."""
    lines: list[LineItem] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list, repr=False)
    """Empty once the order is routed."""
    fulfillment_orders: list[FulfillmentOrder] = field(default_factory=list, repr=False)
    fulfillments: list[Fulfillment] = field(default_factory=list, repr=False)
    transactions: list[Transaction] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    returns: list[Return] = field(default_factory=list, repr=False)


@dataclass(eq=False, kw_only=True)
class CalculatedLine(Resource):
    kind: ClassVar[str] = "CalculatedLineItem"

    line: LineItem | None
    """None for an added variant."""
    variant: Variant | None
    quantity: int
    restock: bool = False


@dataclass(eq=False, kw_only=True)
class CalculatedOrder(Resource):
    """An open order edit."""

    kind: ClassVar[str] = "CalculatedOrder"

    order: Order = field(repr=False)
    lines: list[CalculatedLine] = field(default_factory=list)
    committed: bool = False
