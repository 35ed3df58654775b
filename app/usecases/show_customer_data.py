"""Everything we keep about the customer of a data request, for the merchant who answers it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from app.db import activity, messages, privacy
from app.db.messages import Message
from app.db.privacy import DataRequest
from app.db.shops import Shop
from app.domain.ids import OrderId
from app.errors import NotFound
from app.shopify.secrets_box import SecretsBox, UnreadableSecretError

CustomerData = dict[str, Any]
"""{"shop", "customer", "asked_at", "orders": [{"order", "lines", "promises", "consents", "messages"}]}, all as JSON."""


def show_customer_data(
    conn: sa.Connection, shop: Shop, request: int, box: SecretsBox, *, by: str, now: datetime
) -> CustomerData:
    """The data behind a request, messages in clear. Every look is logged. Raises NotFound."""
    found = next((each for each in privacy.requests(conn, shop.id) if each.id == request), None)
    if found is None:
        raise NotFound("There is no such request: it is over, or the customer was forgotten since.")
    privacy.opened(conn, shop.id, request, at=now)
    detail = {"orders": [str(order) for order in found.orders]}
    activity.log(conn, shop.id, "looked at a customer's data", "privacy", actor=by, at=now, detail=detail)
    return {
        "shop": shop.domain,
        "customer": found.customer,
        "asked_at": found.asked_at.isoformat(),
        "orders": _orders(conn, shop, found, box),
    }


def _orders(conn: sa.Connection, shop: Shop, request: DataRequest, box: SecretsBox) -> list[Any]:
    said: dict[OrderId, list[Any]] = {}
    for message in messages.of_orders(conn, shop.id, request.orders):
        said.setdefault(message.order, []).append(_message(message, box))
    kept = ((order, privacy.kept_of_order(conn, shop.id, order)) for order in request.orders)
    known = [{**facts, "messages": said.get(order, [])} for order, facts in kept if facts is not None]
    plain: list[Any] = msgspec.to_builtins(known)
    return plain


def _message(message: Message, box: SecretsBox) -> dict[str, Any]:
    return {
        "kind": message.kind,
        "state": message.state,
        "decided_at": message.created_at,
        "sent_at": message.sent_at,
        "recipient": _open(box, message.recipient),
        "sent_to_klaviyo": _open(box, message.body),
    }


def _open(box: SecretsBox, sealed: bytes | None) -> str | None:
    try:
        return None if sealed is None else box.open(sealed)
    except UnreadableSecretError:
        return "cannot be read: its encryption key is gone"
