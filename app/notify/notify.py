"""Tell customers: freeze recipient and body at the first attempt, then send that until Klaviyo has it.

A message waits for the state it speaks of: nobody reads a date that their product page contradicts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.clock import Clock, local_date
from app.db import catalog, connections, messages, shops, shopstate, stock, telling
from app.db.connections import KlaviyoConnection
from app.db.messages import Message
from app.db.session import Database
from app.db.shops import Shop
from app.db.tables.messages import MessageState
from app.domain.calendar import Calendar
from app.domain.ids import ItemId
from app.domain.reconcile import PATIENCE
from app.inbox.enqueue import enqueue_at
from app.inbox.hints import Hint, Kind
from app.klaviyo.auth import PrivateKey
from app.klaviyo.client import KlaviyoClient
from app.klaviyo.errors import ConnectionBroken, KlaviyoError, RequestRefused, Throttled, Transient
from app.klaviyo.request import as_backfill, event_request, frozen, thawed, unique_id
from app.log import get_logger
from app.notify.compose import compose
from app.notify.links import manage_url
from app.shopify.client import ShopAdmin
from app.shopify.contacts import fetch_contact
from app.shopify.errors import MissingScope
from app.shopify.facts import Unreadable
from app.shopify.secrets_box import SecretsBox

_log = get_logger("notify")
_WAIT_FOR_STATE = timedelta(seconds=5)
WAIT_AT_MOST = timedelta(minutes=10)
"""A message does not wait longer than this for the shop to show what it says."""
_STALE_AFTER = timedelta(hours=24)
"""An event that waited longer is recorded, but starts no flow any more."""
_LAST_RETRY = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Desk:
    """One shop whose customers are told."""

    admin: ShopAdmin
    klaviyo: KlaviyoClient
    database: Database
    shop: Shop
    clock: Clock
    box: SecretsBox
    link_key: bytes
    is_held: Callable[[], bool]


def notify(desk: Desk) -> None:
    """Send what is due. One message's trouble stops no other; a broken connection pauses all.

    Raises what concerns the whole shop at Shopify, and LeaseLost.
    """
    with desk.database.read() as conn:
        connection = connections.klaviyo(conn, desk.shop.id)
        due = messages.ready(conn, desk.shop.id, now=desk.clock.now())
    if connection is None or connection.state != connections.CONNECTED:
        return
    for message in due:
        if not desk.is_held() or not _attempt(desk, connection, message):
            return


def _attempt(desk: Desk, connection: KlaviyoConnection, message: Message) -> bool:
    """False when the connection is broken and the rest must wait."""
    try:
        body = message.body if message.state is MessageState.FROZEN else _freeze(desk, message)
        if body is not None:
            _send(desk, connection, message, desk.box.open(body))
    except MissingScope as denied:
        _postpone(desk, message, _LAST_RETRY, reason=str(denied), counted=False)
    except ConnectionBroken as broken:
        with desk.database.write() as conn:
            connections.break_klaviyo(conn, desk.shop.id, reason=str(broken))
        return False
    except (RequestRefused, ValueError) as refused:
        with desk.database.write() as conn:
            messages.refuse(conn, desk.shop.id, message.id, reason=str(refused))
    except Transient as failed:
        _postpone(desk, message, _delay(failed, message.attempts), reason=str(failed))
    except KlaviyoError as failed:
        _postpone(desk, message, _LAST_RETRY, reason=str(failed))
    return True


def _freeze(desk: Desk, message: Message) -> bytes | None:
    """Fix what will be sent. None while the shop does not show yet what the message says."""
    now = desk.clock.now()
    with desk.database.read() as conn:
        told = telling.load(conn, desk.shop.id, message.order)
        settings = shops.settings(conn, desk.shop.id)
    if told is None:
        raise ValueError("the order is not known any more")
    if _must_wait(desk, message, told, now):
        _postpone(desk, message, _WAIT_FOR_STATE, reason="waits for the shop to show it", counted=False)
        return None
    contact = fetch_contact(desk.admin, message.order)
    if isinstance(contact, Unreadable):
        raise ValueError(f"Shopify does not show whose order this is: {contact.why}")  # noqa: TRY004  a refusal, not a type
    today = local_date(now, desk.shop.timezone)
    ships_by = Calendar(settings.business_days, today, 60).add(today, 1)
    link = manage_url(desk.shop.storefront_url, desk.shop.id, message.order, key=desk.link_key)
    event = compose(message, told, desk.shop, contact, manage_url=link, ships_by=ships_by)
    body = desk.box.seal(frozen(event_request(event)).decode())
    recipient = desk.box.seal(event.recipient.email or event.recipient.phone or "")
    key = unique_id(desk.shop.domain, str(message.id))
    with desk.database.write() as conn:
        taken = messages.freeze(conn, desk.shop.id, message.id, recipient=recipient, body=body, unique_id=key)
    return body if taken else None


def _must_wait(desk: Desk, message: Message, told: telling.ToldOrder, now: datetime) -> bool:
    """Whether page, metafield and holds still differ from what we would say, or a checksum is in doubt."""
    items = {ItemId(line.item) for line in told.lines if line.item is not None}
    with desk.database.read() as conn:
        gaps = stock.open_gaps(conn, desk.shop.id, items)
        variants = [each for some in catalog.variants_of_items(conn, desk.shop.id, items).values() for each in some]
        shown = shopstate.are_settled(
            conn, desk.shop.id, [shopstate.variant_resource(each) for each in variants], shopstate.METAFIELD
        )
        held = shopstate.are_settled(conn, desk.shop.id, [shopstate.order_resource(message.order)], shopstate.HOLDS)
    if any(now - gap.since < PATIENCE for some in gaps.values() for gap in some):
        return True
    return not (shown and held) and now - message.created_at < WAIT_AT_MOST


def _send(desk: Desk, connection: KlaviyoConnection, message: Message, body: str) -> None:
    request = thawed(body.encode())
    if desk.clock.now() - message.created_at > _STALE_AFTER:
        request = as_backfill(request)
    desk.klaviyo.create_event(PrivateKey(desk.box.open(connection.secret)), request)
    with desk.database.write() as conn:
        messages.sent(conn, desk.shop.id, message.id, at=desk.clock.now())
    _log.info("message.sent", shop=desk.shop.domain, kind=message.kind, message=message.id)


def _delay(failed: Transient, attempts: int) -> timedelta:
    asked = timedelta(seconds=failed.retry_after or 0)
    if isinstance(failed, Throttled):
        return max(asked, timedelta(seconds=1))
    return max(asked, min(_LAST_RETRY, timedelta(seconds=2 << min(attempts, 10))))


def _postpone(desk: Desk, message: Message, delay: timedelta, *, reason: str, counted: bool = True) -> None:
    until = desk.clock.now() + delay
    with desk.database.write() as conn:
        messages.postpone(conn, desk.shop.id, message.id, until=until, reason=reason, counted=counted)
        enqueue_at(conn, desk.shop.id, Hint(Kind.DELIVER), cause="messages", at=until)
