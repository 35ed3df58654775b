"""An order as its customer sees it. Prices are minor units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.shopify.orders.amounts import current_total
from sandbox.shopify.orders.quantities import shipped
from sandbox.storefront.drops.catalog import image_drop
from sandbox.storefront.drops.drop import Drop

if TYPE_CHECKING:
    from sandbox.shopify.model import LineItem, Order


def order_drop(order: Order) -> Drop:
    return Drop(
        "order",
        {
            "name": order.name,
            "created_at": order.created_at.isoformat(),
            "email": order.email,
            "cancelled": order.cancelled_at is not None,
            "shipping_price": order.shipping_price,
            "total_price": current_total(order),
            "line_items": [_line(line) for line in order.lines],
        },
    )


def _line(line: LineItem) -> Drop:
    shown = line.variant if line.variant and line.variant.picture else line.product
    return Drop(
        "line_item",
        {
            "title": line.title,
            "variant_title": None if line.variant_title == "Default Title" else line.variant_title,
            "quantity": line.quantity,
            "current_quantity": line.current_quantity,
            "shipped": shipped(line),
            "line_price": line.price * line.current_quantity,
            "image": image_drop(shown.id if shown else 0, alt=line.title),
            "properties": [
                {"name": name, "value": value} for name, value in line.properties.items() if not name.startswith("_")
            ],
        },
    )
