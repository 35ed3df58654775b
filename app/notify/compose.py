"""From an open message to the event a customer gets: which units, which dates, in whose words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from app.db.messages import Message
from app.db.shops import Shop
from app.db.telling import ToldLine, ToldOrder
from app.klaviyo.events import (
    BackorderCancelled,
    BackorderEvent,
    BackorderPlaced,
    CancelledBy,
    EtaChanged,
    Item,
    Recipient,
    ShippingSoon,
)
from app.klaviyo.events import Shop as EventShop
from app.replan.tell import Kind
from app.shopify.facts import ContactFact
from app.shopify.money import decimal_places


def compose(
    message: Message, told: ToldOrder, shop: Shop, contact: ContactFact, *, manage_url: str, ships_by: date
) -> BackorderEvent:
    """The event of a message. `ships_by` is when units that are ready now leave. Raises ValueError with no contact."""
    common: dict[str, Any] = {
        "shop": EventShop(domain=shop.domain, name=shop.name, zone=shop.timezone),
        "recipient": _recipient(contact),
        "message_id": str(message.id),
        "backorder_id": str(told.order),
        "occurred_at": message.created_at,
        "order_id": told.order,
        "order_number": told.name,
        "order_url": _text(contact.status_page_url) or manage_url,
        "manage_url": manage_url,
        "items": _items(message, told, shop),
        "currency": told.currency,
        "locale": contact.locale or told.locale or shop.locale,
        "eta_version": told.eta_version,
        "is_test": told.is_test,
        "is_partial": any(line.ordered > line.backordered for line in told.lines),
    }
    match message.kind:
        case Kind.PLACED:
            return _placed(message, told, common)
        case Kind.SHIPPING_SOON:
            leaving = tuple(replace(item, ship_by=ships_by) for item in common["items"])
            return ShippingSoon(**common | {"items": leaving}, ship_by=ships_by, remaining=_remaining(told, shop))
        case Kind.CANCELLED:
            return _cancelled(message, common)
        case _:
            return _changed(message, common, is_gone=any(line.is_gone and line.waiting for line in told.lines))


def _recipient(contact: ContactFact) -> Recipient:
    """The e-mail; a phone only where there is no e-mail, because Klaviyo merges profiles by it."""
    email = _text(contact.email)
    return Recipient(email=email, phone=None if email else _text(contact.phone))


def _placed(message: Message, told: ToldOrder, common: Mapping[str, Any]) -> BackorderPlaced:
    window = (told.p50, told.p90) if told.p50 and told.p90 and told.p50 != told.p90 else None
    return BackorderPlaced(**common, ship_by=_last(message.items, "shown_on"), window=window)


def _changed(message: Message, common: Mapping[str, Any], *, is_gone: bool) -> EtaChanged:
    before, now = _last(message.items, "previous_on"), _last(message.items, "shown_on")
    return EtaChanged(**common, previous_ship_by=before, new_ship_by=now, reason=_reason(before, now, is_gone=is_gone))


def _cancelled(message: Message, common: Mapping[str, Any]) -> BackorderCancelled:
    """`refund` of an item is what went back for it, as Shopify writes it; absent where nothing was charged."""
    paid = [Decimal(item["refund"]) for item in message.items if item.get("refund")]
    return BackorderCancelled(
        **common,
        cancelled_by=CancelledBy.MERCHANT,
        reason="This product has been discontinued.",
        refund=sum(paid, Decimal()) if paid else None,
    )


def _reason(before: date | None, now: date | None, *, is_gone: bool) -> str:
    """A sentence without an excuse: what happened to the delivery, not whose fault it is."""
    if now is None and is_gone:
        return "This product has been discontinued, so we cannot give you a date."
    if now is None:
        return "Fewer units arrived than were announced, and we have no new date yet."
    if before is not None and now < before:
        return "The delivery we are waiting for comes earlier than expected."
    return "The delivery we are waiting for has been delayed."


def _items(message: Message, told: ToldOrder, shop: Shop) -> tuple[Item, ...]:
    lines = {line.line: line for line in told.lines}
    return tuple(_item(lines[said["line"]], said, told, shop) for said in message.items if said["line"] in lines)


def _remaining(told: ToldOrder, shop: Shop) -> tuple[Item, ...]:
    """What of the order still waits, with the dates the customer has for it."""
    return tuple(
        _item(line, {"quantity": part.quantity, "shown_on": _iso(part.promised_for), "previous_on": None}, told, shop)
        for line in told.lines
        for part in line.waiting
    )


def _item(line: ToldLine, said: Mapping[str, Any], told: ToldOrder, shop: Shop) -> Item:
    handle = line.product_handle
    return Item(
        product_id=line.product_id,
        variant_id=line.variant or 0,
        sku=line.sku,
        product_name=line.product_title,
        variant_name="" if line.variant_title == "Default Title" else line.variant_title,
        quantity=said["quantity"],
        unit_price=Decimal(line.unit_price_minor).scaleb(-decimal_places(told.currency)),
        image_url=line.image_url or "",
        product_url=f"{shop.storefront_url.rstrip('/')}/products/{handle}" if handle else "",
        ship_by=_date(said["shown_on"]),
        previous_ship_by=_date(said["previous_on"]),
    )


def _last(items: Sequence[Mapping[str, Any]], name: str) -> date | None:
    """The latest date among the units; None as soon as one has none: an order is whole when its last unit ships."""
    days = [_date(item[name]) for item in items]
    return None if None in days or not days else max(day for day in days if day is not None)


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
