"""Webhook bodies of orders, refunds, edits and fulfilments, REST-shaped: numeric ids, local times, money as strings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify import wire
from sandbox.shopify.orders import amounts
from sandbox.shopify.orders.body_parts import address_body, attribute_list, customer_body, line_body, money_set
from sandbox.shopify.orders.quantities import shipped, unfulfilled
from sandbox.shopify.orders.status import financial_status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.shopify.model import Fulfillment, Order, Refund, Shop, Transaction


def order_body(shop: Shop, *, order: Order) -> dict[str, Any]:
    """Of every `orders/*` topic but edited and delete. Personal data is null unless the app is approved for it."""
    return {
        "id": order.id,
        "admin_graphql_api_id": order.gid,
        "name": order.name,
        "number": order.number - 1000,
        "order_number": order.number,
        "token": order.status_token,
        **_times(shop, order),
        **_statuses(order),
        **_people(shop, order),
        **_money(order),
        "tags": ", ".join(order.tags),
        "note": order.note,
        "note_attributes": attribute_list(order.attributes),
        "line_items": [line_body(line) for line in order.lines],
        "fulfillments": [fulfillment_body(shop, fulfillment=fulfillment) for fulfillment in order.fulfillments],
        "refunds": [refund_body(shop, refund=refund) for refund in order.refunds],
        "payment_terms": None,
    }


def _times(shop: Shop, order: Order) -> dict[str, Any]:
    instants = {
        "created_at": order.created_at,
        "processed_at": order.processed_at,
        "updated_at": order.updated_at,
        "cancelled_at": order.cancelled_at,
        "closed_at": order.closed_at,
    }
    return {name: wire.local(instant, zone=shop.timezone) for name, instant in instants.items()}


def _statuses(order: Order) -> dict[str, Any]:
    return {
        "financial_status": financial_status(order).lower(),
        "fulfillment_status": _rest_fulfillment_status(order),
        "cancel_reason": order.cancel_reason.lower() if order.cancel_reason else None,
        "confirmed": True,
        "test": order.test,
        "source_name": order.source_name,
        "location_id": None,
        "app_id": None,
    }


def _rest_fulfillment_status(order: Order) -> str | None:
    if not sum(map(shipped, order.lines)):
        return None
    return "partial" if sum(map(unfulfilled, order.lines)) else "fulfilled"


def _people(shop: Shop, order: Order) -> dict[str, Any]:
    approved = bool(shop.installation and shop.installation.level_two_approved)
    return {
        "email": order.email if approved else None,
        "contact_email": order.email if approved else None,
        "phone": order.phone if approved else None,
        "customer_locale": order.customer_locale,
        "customer": customer_body(shop, customer=order.customer, approved=approved) if order.customer else None,
        "shipping_address": address_body(order.shipping_address) if approved else None,
        "billing_address": address_body(order.shipping_address) if approved else None,
        "order_status_url": f"https://{shop.domain}/{shop.id}/orders/{order.status_token}/authenticate?key=sandbox",
    }


def _money(order: Order) -> dict[str, Any]:
    sums = {
        "subtotal_price": amounts.subtotal(order),
        "total_price": amounts.total(order),
        "current_subtotal_price": amounts.current_subtotal(order),
        "current_total_price": amounts.current_total(order),
    }
    texts = {name: wire.money(minor, currency=order.currency) for name, minor in sums.items()}
    sets = {f"{name}_set": money_set(minor, currency=order.currency) for name, minor in sums.items()}
    return {
        "currency": order.currency,
        "presentment_currency": order.currency,
        **texts,
        **sets,
        "total_outstanding": wire.money(amounts.outstanding(order), currency=order.currency),
        "payment_gateway_names": sorted({transaction.gateway for transaction in order.transactions}),
    }


def refund_body(shop: Shop, *, refund: Refund) -> dict[str, Any]:
    at = wire.local(refund.created_at, zone=shop.timezone)
    order = refund.order
    return {
        "id": refund.id,
        "admin_graphql_api_id": refund.gid,
        "order_id": order.id,
        "created_at": at,
        "processed_at": at,
        "note": refund.note,
        "user_id": None,
        "restock": any(line.restock_type != "NO_RESTOCK" for line in refund.lines),
        "refund_line_items": [
            {
                "id": line.id,
                "line_item_id": line.line.id,
                "quantity": line.quantity,
                "location_id": line.location.id if line.location else None,
                "restock_type": line.restock_type.lower(),
                "subtotal": wire.money(line.subtotal, currency=order.currency),
                "subtotal_set": money_set(line.subtotal, currency=order.currency),
                "line_item": line_body(line.line),
            }
            for line in refund.lines
        ],
        "transactions": [transaction_body(shop, order=order, transaction=item) for item in refund.transactions],
        "order_adjustments": [],
    }


def transaction_body(shop: Shop, *, order: Order, transaction: Transaction) -> dict[str, Any]:
    return {
        "id": transaction.id,
        "admin_graphql_api_id": transaction.gid,
        "order_id": order.id,
        "kind": transaction.transaction_kind.lower(),
        "status": transaction.status.lower(),
        "gateway": transaction.gateway,
        "amount": wire.money(transaction.amount, currency=order.currency),
        "currency": order.currency,
        "created_at": wire.local(transaction.created_at, zone=shop.timezone),
        "test": order.test,
    }


def fulfillment_body(shop: Shop, *, fulfillment: Fulfillment) -> dict[str, Any]:
    return {
        "id": fulfillment.id,
        "admin_graphql_api_id": fulfillment.gid,
        "order_id": fulfillment.order.id,
        "name": fulfillment.name,
        "status": fulfillment.status.lower(),
        "location_id": fulfillment.location.id,
        "created_at": wire.local(fulfillment.created_at, zone=shop.timezone),
        "updated_at": wire.local(fulfillment.updated_at, zone=shop.timezone),
        "tracking_company": fulfillment.tracking_company,
        "tracking_number": fulfillment.tracking_number,
        "tracking_numbers": [fulfillment.tracking_number] if fulfillment.tracking_number else [],
        "tracking_url": fulfillment.tracking_url,
        "line_items": [{**line_body(part.line), "quantity": part.quantity} for part in fulfillment.lines],
    }


def edited_body(
    shop: Shop, *, order: Order, edit_id: int, added: Mapping[int, int], removed: Mapping[int, int], note: str | None
) -> dict[str, Any]:
    """`added` and `removed` map line numbers to units."""
    return {
        "order_edit": {
            "id": edit_id,
            "order_id": order.id,
            "app_id": None,
            "user_id": None,
            "created_at": wire.local(order.updated_at, zone=shop.timezone),
            "notify_customer": False,
            "staff_note": note or "",
            "line_items": {
                "additions": [{"id": line, "delta": delta} for line, delta in added.items()],
                "removals": [{"id": line, "delta": delta} for line, delta in removed.items()],
            },
            "discounts": {"line_item": {"additions": [], "removals": []}},
            "shipping_lines": {"additions": [], "removals": []},
        }
    }
