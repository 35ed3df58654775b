"""One example of each event: sent as backfill on connecting, so that all five metrics stand in Klaviyo's flow builder
before the first customer waits, and to the merchant's own address by "send test event".
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.clock import local_date
from app.klaviyo.events import (
    BackorderCancelled,
    BackorderEvent,
    BackorderPlaced,
    CancelledBy,
    DefaultOutcome,
    DelayedActionNeeded,
    EtaChanged,
    Item,
    Recipient,
    ShippingSoon,
    Shop,
)

REASON = "This is an example: the supplier's shipment is late."


def samples(
    shop: Shop, *, to: Recipient, at: datetime, prefix: str, currency: str = "USD", locale: str = "en"
) -> tuple[BackorderEvent, ...]:
    """The five events about an invented order, marked as tests.

    `prefix` begins their message ids: with the same one they are recorded once, with a new one again.
    """
    today = local_date(at, shop.zone)
    soon, first, second = (today + timedelta(days=days) for days in (1, 14, 26))
    known = _common(shop, to=to, at=at, currency=currency, locale=locale)
    item = _item(shop, first)
    late = replace(item, ship_by=second, previous_ship_by=first)
    change: dict[str, Any] = {"previous_ship_by": first, "new_ship_by": second, "reason": REASON}
    return (
        BackorderPlaced(
            **known,
            items=(item,),
            message_id=f"{prefix}placed",
            ship_by=first,
            window=(first - timedelta(days=3), first),
        ),
        EtaChanged(**known, **change, items=(late,), message_id=f"{prefix}changed"),
        DelayedActionNeeded(**known, **change, **_question(shop, first), items=(late,), message_id=f"{prefix}question"),
        ShippingSoon(**known, items=(replace(item, ship_by=soon),), message_id=f"{prefix}soon", ship_by=soon),
        BackorderCancelled(
            **known,
            items=(item,),
            message_id=f"{prefix}cancelled",
            cancelled_by=CancelledBy.CUSTOMER,
            reason="This is an example: the customer asked for it.",
            refund=item.total,
        ),
    )


def _common(shop: Shop, *, to: Recipient, at: datetime, currency: str, locale: str) -> dict[str, Any]:
    return {
        "shop": shop,
        "recipient": to,
        "backorder_id": "example",
        "occurred_at": at,
        "order_id": 1,
        "order_number": "#EXAMPLE",
        "order_url": f"https://{shop.domain}/",
        "manage_url": f"https://{shop.domain}/",
        "currency": currency,
        "locale": locale,
        "eta_version": 1,
        "is_partial": True,
        "is_test": True,
    }


def _question(shop: Shop, respond_by: date) -> dict[str, Any]:
    return {
        "respond_by": respond_by,
        "keep_url": f"https://{shop.domain}/",
        "cancel_url": f"https://{shop.domain}/",
        "default_outcome": DefaultOutcome.KEEP,
        "delay_count": 1,
    }


def _item(shop: Shop, ship_by: date) -> Item:
    return Item(
        product_id=1,
        variant_id=1,
        sku="EXAMPLE-1",
        product_name="Example product",
        variant_name="Blue",
        quantity=2,
        unit_price=Decimal("24.95"),
        image_url="",
        product_url=f"https://{shop.domain}/",
        ship_by=ship_by,
    )
