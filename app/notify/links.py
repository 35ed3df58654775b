"""The customer's own link: signed, so it names an order without a login, and opening it changes nothing."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

from app.domain.ids import OrderId, ShopId

_BYTES = 18


def manage_url(storefront_url: str, shop: ShopId, order: OrderId, *, key: bytes) -> str:
    """Where this order's customer sees what they were promised, behind the shop's own domain (app proxy)."""
    return f"{storefront_url.rstrip('/')}/apps/backorder/orders/{token(shop, order, key=key)}"


def token(shop: ShopId, order: OrderId, *, key: bytes) -> str:
    number = order.to_bytes(8, "big")
    return base64.urlsafe_b64encode(number + _signature(shop, number, key)).decode().rstrip("=")


def order_of(text: str, shop: ShopId, *, key: bytes) -> OrderId | None:
    """The order that a token of this shop names; None for anything else."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    number, signature = raw[:8], raw[8:]
    if len(raw) != 8 + _BYTES or not hmac.compare_digest(signature, _signature(shop, number, key)):
        return None
    return OrderId(int.from_bytes(number, "big"))


def _signature(shop: ShopId, number: bytes, key: bytes) -> bytes:
    return hmac.digest(key, b"order-link:%d:" % shop + number, hashlib.sha256)[:_BYTES]
