"""What each of the five events says, from its value to its wire shape.

Dates are written twice: noon UTC for filters and target-date steps (a bare date is midnight UTC to Klaviyo, so a day
early in America), and as text in the customer's language for people.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from msgspec import UNSET, UnsetType

from app.clock import local_date
from app.klaviyo.events import (
    BackorderCancelled,
    BackorderEvent,
    BackorderPlaced,
    DelayedActionNeeded,
    EtaChanged,
    Item,
    ShippingSoon,
)
from app.klaviyo.shapes import (
    ActionNeededProperties,
    CancelledProperties,
    Common,
    EtaChangedProperties,
    ItemRow,
    PlacedProperties,
    ShippingSoonProperties,
)
from app.klaviyo.text import date_text, locale_of, refund_text, span_text

SCHEMA_VERSION = 1
SOURCE = "Backorder"
MOST_ITEMS = 50
"""Members of every list: keeps an ordinary body under 50 KB. The counts and sums still cover them all."""


def properties_of(event: BackorderEvent) -> Common:
    """The properties of `event` in its metric's shape."""
    match event:
        case BackorderPlaced():
            return _placed(event)
        # An action-needed notice is an ETA change with a question, so it is asked for first.
        case DelayedActionNeeded():
            return _action_needed(event)
        case EtaChanged():
            return _eta_changed(event)
        case ShippingSoon():
            return _shipping_soon(event)
        case BackorderCancelled():
            return _cancelled(event)
    raise TypeError(f"no properties are known for {type(event).__name__}")


def value_of(event: BackorderEvent) -> float:
    """The backordered units' worth in major units."""
    return float(sum((item.total for item in event.items), start=Decimal()))


def noon(day: date) -> str:
    """`day` as an instant that lies on it in nearly every time zone: "2026-12-15T12:00:00+00:00"."""
    return datetime.combine(day, time(12), UTC).isoformat()


def _noon(day: date | None) -> str | UnsetType:
    return UNSET if day is None else noon(day)


def _row(item: Item, *, language: str) -> ItemRow:
    return ItemRow(
        product_id=str(item.product_id),
        variant_id=str(item.variant_id),
        sku=item.sku,
        product_name=item.product_name,
        variant_name=item.variant_name,
        quantity=item.quantity,
        item_price=float(item.unit_price),
        row_total=float(item.total),
        image_url=item.image_url,
        product_url=item.product_url,
        ship_date=_noon(item.ship_by),
        ship_date_text=date_text(item.ship_by, locale_of(language)),
        previous_ship_date=_noon(item.previous_ship_by),
    )


def _rows(items: tuple[Item, ...], *, language: str) -> list[ItemRow]:
    return [_row(item, language=language) for item in items[:MOST_ITEMS]]


def _common(event: BackorderEvent) -> dict[str, Any]:
    return {
        "backorder_id": event.backorder_id,
        "order_id": str(event.order_id),
        "order_number": event.order_number,
        "order_url": event.order_url,
        "shop_name": event.shop.name,
        "shop_domain": event.shop.domain,
        "item_names": [item.product_name for item in event.items[:MOST_ITEMS]],
        "skus": [item.sku for item in event.items[:MOST_ITEMS] if item.sku],
        "item_count": len(event.items),
        "backordered_quantity": sum(item.quantity for item in event.items),
        "backorder_value": value_of(event),
        "currency": event.currency,
        "locale": event.locale,
        "manage_url": event.manage_url,
        "eta_version": event.eta_version,
        "is_partial": event.is_partial,
        "action_required": event.action_required,
        "schema_version": SCHEMA_VERSION,
        "source": SOURCE,
        "items": _rows(event.items, language=event.locale),
        "is_test": True if event.is_test else UNSET,
    }


def _placed(event: BackorderPlaced) -> PlacedProperties:
    locale = locale_of(event.locale)
    ordered_on = local_date(event.occurred_at, event.shop.zone)
    return PlacedProperties(
        **_common(event),
        ship_date=_noon(event.ship_by),
        ship_date_text=date_text(event.ship_by, locale),
        ship_window_text=span_text(*event.window, locale) if event.window else "",
        days_until_ship=max((event.ship_by - ordered_on).days, 0) if event.ship_by else UNSET,
    )


def _change(event: EtaChanged) -> dict[str, Any]:
    locale, was, now = locale_of(event.locale), event.previous_ship_by, event.new_ship_by
    return {
        **_common(event),
        "previous_ship_date": _noon(was),
        "previous_ship_date_text": date_text(was, locale),
        "new_ship_date": _noon(now),
        "new_ship_date_text": date_text(now, locale),
        "delay_days": (now - was).days if was and now else UNSET,
        "direction": _direction(was, now),
        "reason": event.reason,
    }


def _direction(was: date | None, now: date | None) -> str:
    """Losing the date is later, gaining one is earlier."""
    if was and now:
        return "later" if now > was else "earlier"
    return "earlier" if now else "later"


def _eta_changed(event: EtaChanged) -> EtaChangedProperties:
    return EtaChangedProperties(**_change(event))


def _action_needed(event: DelayedActionNeeded) -> ActionNeededProperties:
    return ActionNeededProperties(
        **_change(event),
        respond_by=noon(event.respond_by),
        respond_by_text=date_text(event.respond_by, locale_of(event.locale)),
        keep_url=event.keep_url,
        cancel_url=event.cancel_url,
        default_outcome=event.default_outcome,
        delay_count=event.delay_count,
    )


def _shipping_soon(event: ShippingSoon) -> ShippingSoonProperties:
    return ShippingSoonProperties(
        **_common(event),
        ship_date=noon(event.ship_by),
        ship_date_text=date_text(event.ship_by, locale_of(event.locale)),
        remaining_backordered_items=_rows(event.remaining, language=event.locale),
    )


def _cancelled(event: BackorderCancelled) -> CancelledProperties:
    refund = event.refund
    return CancelledProperties(
        **_common(event),
        cancelled_by=event.cancelled_by,
        cancel_reason=event.reason,
        refund_amount=UNSET if refund is None else float(refund),
        refund_text="" if refund is None else refund_text(refund, event.currency, locale_of(event.locale)),
    )
