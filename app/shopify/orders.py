"""Orders: everything that allocation needs of them, and their tags."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from app.domain.ids import ItemId, LineId, OrderId, ProductId, VariantId
from app.shopify.facts import BundleFact, LineFact, OrderFact, OrderStamp, Unreadable
from app.shopify.fulfillment import fulfillment_order_fact
from app.shopify.gid import from_gid, from_optional_gid, to_gid
from app.shopify.metafields import metafield_fact
from app.shopify.money import money
from app.shopify.operations import (
    ADD_TAGS,
    OPEN_ORDERS,
    ORDER_FULFILLMENT_ORDERS,
    ORDER_LINES,
    ORDERS_BY_IDS,
    REMOVE_TAGS,
)
from app.shopify.reading import payload, read_nodes, read_pages, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from app.shopify.client import ShopAdmin
    from app.shopify.facts import FulfillmentOrderFact, Reading
    from app.shopify.reading import Place
    from app.shopify.types.fulfillment import FulfillmentOrder
    from app.shopify.types.orders import (
        Attribute,
        FulfillmentOrdersOfOrder,
        Line,
        LineGroup,
        LinesOfOrder,
        Order,
        OrderHead,
    )
    from app.shopify.types.wire import Page

_BATCH = 25


def fetch_orders(admin: ShopAdmin, ids: Sequence[OrderId]) -> Reading[OrderId, OrderFact]:
    """Orders with all their lines and fulfilment orders.

    An order that is a moment old may have no fulfilment orders yet: look again. One older than 60 days is unreadable
    without `read_all_orders`.
    """
    return read_nodes(
        admin,
        ORDERS_BY_IDS,
        ids,
        type_name="Order",
        size=_BATCH,
        nodes=lambda data: data.nodes,
        fact=lambda order, place: _order_fact(admin, order, place),
    )


def iterate_order_stamps(admin: ShopAdmin, *, updated_since: datetime | None, only_open: bool) -> Iterator[OrderStamp]:
    """Ids and `updated_at` of orders, oldest change first: what reconciliation compares with its own.

    Orders older than 60 days are silently absent without `read_all_orders`.
    """
    terms = ["status:open"] if only_open else ["status:any"]
    if updated_since is not None:
        terms.append(f"updated_at:>='{updated_since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}'")
    after: str | None = None
    while True:
        page = admin.execute(OPEN_ORDERS, {"query": " AND ".join(terms), "after": after}).data.orders
        for order in page.nodes:
            yield OrderStamp(from_gid(order.id, OrderId), order.updated_at)
        if not page.page_info.has_next_page:
            return
        after = page.page_info.end_cursor


def add_tags(admin: ShopAdmin, order: OrderId, tags: Sequence[str]) -> None:
    """Add tags; those already there stay. Raises UserErrors and every error of the client."""
    data = admin.execute(ADD_TAGS, {"id": to_gid("Order", order), "tags": list(tags)}).data
    refuse("tagsAdd", payload("tagsAdd", data.tags_add).user_errors)


def remove_tags(admin: ShopAdmin, order: OrderId, tags: Sequence[str]) -> None:
    """Remove tags; absent ones are no error. Raises UserErrors and every error of the client."""
    data = admin.execute(REMOVE_TAGS, {"id": to_gid("Order", order), "tags": list(tags)}).data
    refuse("tagsRemove", payload("tagsRemove", data.tags_remove).user_errors)


def _order_fact(admin: ShopAdmin, order: Order, place: Place) -> OrderFact:
    order_id = from_gid(order.id, OrderId)
    lines = read_pages(order.line_items, lambda after: _more_lines(admin, order_id, after))
    found = read_pages(order.fulfillment_orders, lambda after: _more_fulfillment_orders(admin, order_id, after))
    fulfillment_orders = tuple(fulfillment_order_fact(admin, fulfillment_order) for fulfillment_order in found)
    return order_fact(order, lines, fulfillment_orders, country=_country(order, place), company=_company(order, place))


def order_fact(
    order: OrderHead,
    lines: Sequence[Line],
    fulfillment_orders: Sequence[FulfillmentOrderFact],
    *,
    country: str | Unreadable | None,
    company: str | Unreadable | None,
) -> OrderFact:
    """The wire's order as a fact, with all its lines and fulfilment orders."""
    items = _items_by_line(fulfillment_orders)
    return OrderFact(
        id=from_gid(order.id, OrderId),
        name=order.name,
        created_at=order.created_at,
        processed_at=order.processed_at,
        updated_at=order.updated_at,
        cancelled_at=order.cancelled_at,
        closed=order.closed,
        test=order.test,
        edited=order.edited,
        currency=order.currency_code,
        financial_status=order.display_financial_status,
        fulfillment_status=order.display_fulfillment_status,
        source=order.source_name,
        locale=order.customer_locale,
        ship_to_country=country,
        company=company,
        tags=tuple(order.tags),
        attributes=_properties(order.custom_attributes),
        backorder=metafield_fact(order.metafield),
        lines=tuple(_line_fact(line, items) for line in lines),
        fulfillment_orders=tuple(fulfillment_orders),
    )


def _country(order: Order, place: Place) -> str | Unreadable | None:
    if error := place.denied("shippingAddress.countryCodeV2"):
        return Unreadable(error.required or error.message)
    return order.shipping_address.country_code_v2 if order.shipping_address else None


def _company(order: Order, place: Place) -> str | Unreadable | None:
    """Without a scope for customers a person is denied whole, and a company by its name."""
    error = place.denied("purchasingEntity.company.name")
    if error is None or place.denied("purchasingEntity"):
        return company_of(order)
    return Unreadable(error.required or error.message)


def company_of(order: OrderHead) -> str | None:
    """The company that ordered, and its location where that is called otherwise; None: a person."""
    buyer = order.purchasing_entity
    if buyer is None or buyer.company is None:
        return None
    names = [buyer.company.name, buyer.location.name if buyer.location else ""]
    return " · ".join(dict.fromkeys(name for name in names if name))


def _items_by_line(fulfillment_orders: Sequence[FulfillmentOrderFact]) -> Mapping[LineId, ItemId]:
    return {
        line.line_id: line.item_id
        for fulfillment_order in fulfillment_orders
        for line in fulfillment_order.lines
        if line.item_id is not None
    }


def _line_fact(line: Line, items: Mapping[LineId, ItemId]) -> LineFact:
    line_id = from_gid(line.id, LineId)
    variant, price = line.variant, line.discounted_unit_price_set.shop_money
    return LineFact(
        id=line_id,
        title=line.title,
        variant_title=line.variant_title,
        sku=line.sku,
        product_id=from_optional_gid(line.product.id if line.product else None, ProductId),
        variant_id=from_optional_gid(variant.id if variant else None, VariantId),
        item_id=from_gid(variant.inventory_item.id, ItemId) if variant else items.get(line_id),
        quantity=line.quantity,
        current_quantity=line.current_quantity,
        unfulfilled_quantity=line.unfulfilled_quantity,
        requires_shipping=line.requires_shipping,
        unit_price=money(price.amount, price.currency_code),
        properties=_properties(line.custom_attributes),
        selling_plan=line.selling_plan.name if line.selling_plan else None,
        bundle=_bundle_fact(line.line_item_group),
    )


def _bundle_fact(group: LineGroup | None) -> BundleFact | None:
    if group is None or group.variant_id is None:
        return None
    variant = from_gid(group.variant_id, VariantId)
    return BundleFact(variant, group.quantity, _properties(group.custom_attributes))


def _properties(attributes: Sequence[Attribute]) -> Mapping[str, str]:
    return {attribute.key: attribute.value or "" for attribute in attributes}


def _more_lines(admin: ShopAdmin, order: OrderId, after: str) -> Page[Line] | None:
    found: LinesOfOrder | None = admin.execute(ORDER_LINES, {"id": to_gid("Order", order), "after": after}).data.order
    return found.line_items if found else None


def _more_fulfillment_orders(admin: ShopAdmin, order: OrderId, after: str) -> Page[FulfillmentOrder] | None:
    variables = {"id": to_gid("Order", order), "after": after}
    found: FulfillmentOrdersOfOrder | None = admin.execute(ORDER_FULFILLMENT_ORDERS, variables).data.order
    return found.fulfillment_orders if found else None
