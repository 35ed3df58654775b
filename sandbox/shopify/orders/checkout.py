"""A checkout that went through: the one way an order comes to be."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from sandbox.shopify import stock
from sandbox.shopify.fulfillment import routing
from sandbox.shopify.fulfillment.shipping import ship
from sandbox.shopify.functions.validations import COMPLETION, Refused, refusals
from sandbox.shopify.model import (
    Address,
    Customer,
    LineGroup,
    LineItem,
    Order,
    PurchasingCompany,
    SellingPlan,
    Shop,
    Variant,
)
from sandbox.shopify.orders import amounts
from sandbox.shopify.orders.changes import pay, say

if TYPE_CHECKING:
    from sandbox.shopify.store import Store


class SoldOut(Exception):
    """The variant's policy is DENY and stock does not cover the units asked for."""

    def __init__(self, variant: Variant, *, asked: int, left: int) -> None:
        super().__init__(f"{variant.display_title}: {asked} asked for, {max(0, left)} left")
        self.variant = variant
        self.asked = asked
        self.left = left


@dataclass(frozen=True, kw_only=True)
class Want:
    """One line of a cart."""

    variant: Variant
    quantity: int
    properties: Mapping[str, str] = field(default_factory=dict)
    selling_plan: SellingPlan | None = None
    price: int | None = None
    """Minor units; None: the variant's price."""
    components: Mapping[Variant, int] = field(default_factory=dict)
    """Of a bundle: what one of it consists of. Each becomes a line of its own, at its own price."""

    def parts(self) -> list[Want]:
        """What is really taken from stock: a bundle's components, else the want itself."""
        components = self.made_of()
        if not components:
            return [self]
        return [Want(variant=variant, quantity=each * self.quantity) for variant, each in components.items()]

    def made_of(self) -> Mapping[Variant, int]:
        """Of a bundle: what an app put in at the cart, else what Shopify knows it is made of."""
        return self.components or self.variant.components


@dataclass(frozen=True, kw_only=True)
class Details:
    """What a checkout knows besides its lines."""

    source_name: str = "web"
    """`web`, `pos`, `shopify_draft_order` or an app's."""
    test: bool = False
    note: str | None = None
    tags: Sequence[str] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    shipping_address: Address | None = None
    shipping_price: int = 0
    gateway: str = "bogus"
    payment: Literal["PAID", "AUTHORIZED", "PENDING"] = "PAID"
    locale: str = "en"
    country: str | None = None
    """Where the shopper looked from: a CountryCode; None: the shop's own. Goods go to the address, wherever that is."""
    phone: str | None = None
    company: PurchasingCompany | None = None
    """B2B: whom the buyer orders for."""


PLAIN = Details()
_UNCHECKED_SOURCES = frozenset({"shopify_draft_order", "pos"})
"""A person at the till or behind a draft may sell what the shop says it does not have."""


def place_order(
    store: Store, *, shop: Shop, wants: Sequence[Want], customer: Customer | None = None, details: Details = PLAIN
) -> Order:
    """Take the order: claim stock by location priority, take the payment, send `orders/create` (and `orders/paid`).

    Fulfilment orders follow `store.dials.orders.routing_seconds` later, with
    `fulfillment_orders/order_routing_complete`. Dates come from the business clock. Raises SoldOut or Refused, changing
    nothing; ValueError for a cart without units.
    """
    with store.act():
        _check(wants, details=details)
        _ask_functions(store, shop=shop, wants=wants, customer=customer, details=details)
        order = _new_order(store, shop=shop, wants=wants, customer=customer, details=details)
        shop.orders[order.id] = order
        wanted = [(line, line.quantity) for line in order.lines]
        routing.claim(store, shop=shop, order=order, wanted=wanted)
        _take_payment(store, shop=shop, order=order, details=details)
        topics = ("orders/create", "orders/paid") if order.financial_status == "PAID" else ("orders/create",)
        say(store, shop=shop, order=order, topics=topics)
        store.later(store.dials.orders.routing_seconds, lambda: _route(store, shop, order))
        return order


def _route(store: Store, shop: Shop, order: Order) -> None:
    """What is sold at the till leaves over the counter, and a gift card by mail as soon as it is paid."""
    for routed in routing.route(store, shop=shop, order=order):
        is_mail = order.financial_status == "PAID" and routed.lines[0].line.is_gift_card
        if order.source_name == "pos" or is_mail:
            ship(store, shop=shop, parts={routed: None})


def _check(wants: Sequence[Want], *, details: Details) -> None:
    if not wants or any(want.quantity < 1 for want in wants):
        raise ValueError("a cart needs lines of at least one unit")
    if details.source_name in _UNCHECKED_SOURCES:
        return
    asked: Counter[int] = Counter()
    parts = [part for want in wants for part in want.parts()]
    for want in parts:
        if want.selling_plan is None or want.selling_plan.reserves_on == "SALE":
            asked[want.variant.inventory_item.id] += want.quantity
    for want in parts:
        units = asked[want.variant.inventory_item.id]
        if units and not stock.for_sale(want.variant, quantity=units):
            raise SoldOut(want.variant, asked=units, left=stock.sellable(want.variant))


def _ask_functions(
    store: Store, *, shop: Shop, wants: Sequence[Want], customer: Customer | None, details: Details
) -> None:
    if details.source_name in _UNCHECKED_SOURCES:
        return
    messages = refusals(
        store,
        shop=shop,
        wants=wants,
        locale=details.locale,
        country=details.country or shop.country_code,
        ship_to=_ship_to(customer, details=details),
        step=COMPLETION,
    )
    if messages:
        raise Refused(messages)


def _ship_to(customer: Customer | None, *, details: Details) -> Address | None:
    return details.shipping_address or (customer.address if customer else None)


def _new_order(
    store: Store, *, shop: Shop, wants: Sequence[Want], customer: Customer | None, details: Details
) -> Order:
    now, number = store.now(), _next_number(shop)
    order = Order(
        id=store.new_id(),
        name=f"#{number}",
        number=number,
        created_at=now,
        processed_at=now,
        updated_at=now,
        currency=shop.currency,
        customer=customer,
        company=details.company,
        email=customer.email if customer else None,
        phone=details.phone or (customer.phone if customer else None),
        customer_locale=details.locale,
        shipping_address=_ship_to(customer, details=details),
        source_name=details.source_name,
        financial_status=details.payment,
        test=details.test,
        note=details.note,
        tags=sorted(details.tags),
        attributes=dict(details.attributes),
        shipping_price=details.shipping_price,
        status_token=secrets.token_hex(16),
    )
    order.lines = [line for want in wants for line in _lines(store, order=order, want=want)]
    return order


def _lines(store: Store, *, order: Order, want: Want) -> list[LineItem]:
    lines = [new_line(store, order=order, want=part) for part in want.parts()]
    if want.made_of():
        group = LineGroup(
            id=store.new_id(), variant=want.variant, quantity=want.quantity, properties=dict(want.properties)
        )
        for line in lines:
            line.group = group
    return lines


def new_line(store: Store, *, order: Order, want: Want) -> LineItem:
    """The line of `order` that `want` becomes; not yet added to it."""
    variant = want.variant
    return LineItem(
        id=store.new_id(),
        order=order,
        title=variant.product.title,
        variant_title=None if variant.title == "Default Title" else variant.title,
        quantity=want.quantity,
        current_quantity=want.quantity,
        price=variant.price if want.price is None else want.price,
        variant=variant,
        product=variant.product,
        sku=variant.sku,
        requires_shipping=variant.inventory_item.requires_shipping,
        properties=dict(want.properties),
        selling_plan=want.selling_plan,
    )


def _next_number(shop: Shop) -> int:
    newest = next(reversed(shop.orders.values()), None)
    return newest.number + 1 if newest else 1001


def _take_payment(store: Store, *, shop: Shop, order: Order, details: Details) -> None:
    kinds: dict[str, Literal["SALE", "AUTHORIZATION"]] = {"PAID": "SALE", "AUTHORIZED": "AUTHORIZATION"}
    if details.payment in kinds:
        kind = kinds[details.payment]
        pay(store, shop=shop, order=order, kind=kind, amount=amounts.total(order), gateway=details.gateway)
