"""Orders, their lines, and whom to tell."""

from datetime import datetime

from app.shopify.types.catalog import Metafield
from app.shopify.types.fulfillment import FulfillmentOrder
from app.shopify.types.wire import Node, Page, Wire, WireUserError


class Attribute(Wire, frozen=True):
    key: str
    value: str | None


class MoneyV2(Wire, frozen=True):
    amount: str
    currency_code: str


class MoneyBag(Wire, frozen=True):
    shop_money: MoneyV2


class LineVariant(Wire, frozen=True):
    id: str
    inventory_item: Node


class SellingPlan(Wire, frozen=True):
    name: str


class LineGroup(Wire, frozen=True):
    variant_id: str | None
    quantity: int
    custom_attributes: list[Attribute]


class Line(Wire, frozen=True):
    id: str
    title: str
    variant_title: str | None
    sku: str | None
    quantity: int
    current_quantity: int
    unfulfilled_quantity: int
    requires_shipping: bool
    custom_attributes: list[Attribute]
    discounted_unit_price_set: MoneyBag
    product: Node | None
    variant: LineVariant | None
    selling_plan: SellingPlan | None
    line_item_group: LineGroup | None


class MailingAddress(Wire, frozen=True):
    country_code_v2: str | None


class Named(Wire, frozen=True):
    name: str


class PurchasingEntity(Wire, frozen=True):
    """Nothing of it is there where a person bought: the fields are a company's."""

    company: Named | None = None
    location: Named | None = None


class OrderHead(Wire, frozen=True):
    id: str
    name: str
    created_at: datetime
    processed_at: datetime
    updated_at: datetime
    cancelled_at: datetime | None
    closed: bool
    test: bool
    edited: bool
    currency_code: str
    display_financial_status: str | None
    display_fulfillment_status: str
    source_name: str | None
    customer_locale: str | None
    tags: list[str]
    custom_attributes: list[Attribute]
    shipping_address: MailingAddress | None
    purchasing_entity: PurchasingEntity | None
    metafield: Metafield | None


class Order(OrderHead, frozen=True):
    line_items: Page[Line]
    fulfillment_orders: Page[FulfillmentOrder]


class OrdersByIds(Wire, frozen=True):
    nodes: list[Order | None]


class LinesOfOrder(Wire, frozen=True):
    line_items: Page[Line]


class OrderLines(Wire, frozen=True):
    order: LinesOfOrder | None


class FulfillmentOrdersOfOrder(Wire, frozen=True):
    fulfillment_orders: Page[FulfillmentOrder]


class OrderFulfillmentOrders(Wire, frozen=True):
    order: FulfillmentOrdersOfOrder | None


class OrderStamp(Wire, frozen=True):
    id: str
    updated_at: datetime


class OpenOrders(Wire, frozen=True):
    orders: Page[OrderStamp]


class Customer(Wire, frozen=True):
    id: str
    first_name: str | None
    locale: str


class Contact(Wire, frozen=True):
    """`statusPageUrl` is never null in the schema, but protected data that was not approved comes as null."""

    id: str
    name: str
    email: str | None
    phone: str | None
    customer_locale: str | None
    status_page_url: str | None
    customer: Customer | None


class OrderContact(Wire, frozen=True):
    order: Contact | None


class TagsPayload(Wire, frozen=True):
    user_errors: list[WireUserError]


class AddTags(Wire, frozen=True):
    tags_add: TagsPayload | None


class RemoveTags(Wire, frozen=True):
    tags_remove: TagsPayload | None
