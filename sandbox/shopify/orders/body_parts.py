"""The pieces that order, refund and fulfilment bodies share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify import wire
from sandbox.shopify.orders.quantities import fulfillable, shipped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.shopify.model import Address, Customer, LineItem, Shop


def money_set(minor: int, *, currency: str) -> dict[str, Any]:
    one = {"amount": wire.money(minor, currency=currency), "currency_code": currency}
    return {"shop_money": one, "presentment_money": one}


def attribute_list(attributes: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in attributes.items()]


def line_body(line: LineItem) -> dict[str, Any]:
    """Ids of a deleted variant and its product are null."""
    variant = line.variant
    return {
        "id": line.id,
        "admin_graphql_api_id": line.gid,
        "variant_id": variant.id if variant else None,
        "product_id": line.product.id if line.product else None,
        "title": line.title,
        "name": f"{line.title} - {line.variant_title}" if line.variant_title else line.title,
        "variant_title": line.variant_title,
        "sku": line.sku,
        "quantity": line.quantity,
        "current_quantity": line.current_quantity,
        "fulfillable_quantity": fulfillable(line),
        "fulfillment_status": _line_status(line),
        "price": wire.money(line.price, currency=line.order.currency),
        "price_set": money_set(line.price, currency=line.order.currency),
        "requires_shipping": line.requires_shipping,
        "properties": attribute_list(line.properties),
        "product_exists": line.product is not None,
        "variant_inventory_management": "shopify" if variant and variant.inventory_item.tracked else None,
        "gift_card": line.is_gift_card,
        "sales_line_item_group_id": line.group.id if line.group else None,
    }


def _line_status(line: LineItem) -> str | None:
    gone = shipped(line)
    if not gone:
        return None
    return "fulfilled" if gone >= line.current_quantity else "partial"


def customer_body(shop: Shop, *, customer: Customer, approved: bool) -> dict[str, Any]:
    """`approved`: whether the app may read names, addresses, phones and e-mails."""
    return {
        "id": customer.id,
        "admin_graphql_api_id": customer.gid,
        "created_at": wire.local(customer.created_at, zone=shop.timezone),
        "updated_at": wire.local(customer.updated_at, zone=shop.timezone),
        "first_name": customer.first_name if approved else None,
        "last_name": customer.last_name if approved else None,
        "email": customer.email if approved else None,
        "phone": customer.phone if approved else None,
        "tags": ", ".join(customer.tags),
        "state": "disabled",
    }


def address_body(address: Address | None) -> dict[str, Any] | None:
    if address is None:
        return None
    return {
        "name": address.name,
        "company": address.company,
        "address1": address.address1,
        "address2": address.address2,
        "city": address.city,
        "province_code": address.province_code,
        "country_code": address.country_code,
        "zip": address.zip,
        "phone": address.phone,
    }
