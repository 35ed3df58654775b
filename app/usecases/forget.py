"""Whose data we keep and how it goes: the three compliance requests (mandatory for every app; 30 days to act).

Facts hold no name, address, e-mail or phone. What does is a message's recipient and body, both encrypted; the ledger
that remains proves what was promised and when, without saying to whom.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from app.db import activity, inbox, messages, privacy, redaction
from app.db.shops import Shop
from app.db.tables.inbox import Lane
from app.domain.ids import OrderId
from app.shopify.secrets_box import SecretsBox, UnreadableSecretError


@dataclass(frozen=True, slots=True)
class Person:
    """A customer as a compliance request names them: 0 and empty where it does not say."""

    customer: int
    orders: tuple[int, ...]
    email: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    request: int = 0

    @property
    def words(self) -> tuple[bytes, ...]:
        """By which a body that was never understood is known to be about them."""
        said = (self.email, self.phone, str(self.customer or ""))
        return tuple(word.encode() for word in said if word)


def note_data_request(conn: sa.Connection, shop: Shop, person: Person, box: SecretsBox, *, now: datetime) -> None:
    """A customer asked what is kept about them: keep the question for the merchant, who sees the data and answers."""
    orders = _orders_of(conn, shop, person, box)
    privacy.note_request(conn, shop.id, shopify_id=person.request, customer=person.customer, orders=orders, at=now)
    _log(conn, shop, "asked for a customer's data", orders, now)


def forget_customer(conn: sa.Connection, shop: Shop, person: Person, box: SecretsBox, *, now: datetime) -> None:
    """Empty recipient and body of every message to them or about their orders; what is not sent yet will not be."""
    orders = _orders_of(conn, shop, person, box)
    messages.forget(conn, shop.id, orders)
    privacy.forget_requests(conn, shop.id, customer=person.customer, orders=orders)
    inbox.empty_parked(conn, shop.id, lane=Lane.PRIVACY, naming=person.words)
    _log(conn, shop, "removed a customer's data", orders, now)


def forget_shop(conn: sa.Connection, shop: Shop) -> None:
    """Delete every row of the shop but the one that answers late webhooks."""
    redaction.erase(conn, shop.id)


def _orders_of(conn: sa.Connection, shop: Shop, person: Person, box: SecretsBox) -> list[OrderId]:
    """Those the request names, and those whose messages went to this customer's address."""
    theirs = {person.email.casefold(), person.phone} - {""}
    found = {OrderId(order) for order in person.orders}
    if theirs:
        found |= {order for order, to in messages.addressed(conn, shop.id) if _opened(box, to).casefold() in theirs}
    return sorted(found)


def _opened(box: SecretsBox, sealed: bytes) -> str:
    try:
        return box.open(sealed)
    except UnreadableSecretError:
        return ""


def _log(conn: sa.Connection, shop: Shop, verb: str, orders: Sequence[OrderId], now: datetime) -> None:
    detail = {"orders": [str(order) for order in orders]}
    activity.log(conn, shop.id, verb, "privacy", actor="shopify", at=now, detail=detail)
