"""Shopify's own sums against ours, per item and pool: what a difference does to the plan while nobody knows its cause.

A positive gap is an order that we have not seen: it is newer than those we know, so it takes from newcomers and from
nobody else. A negative one is a shipment or cancellation that we have not seen: our lines still ask for units that have
left, so those units are lent back to the stock. Either way no customer's promise moves because two webhooks overtook
each other. A gap that lasts is named, and then counts for what it is: units of older orders, ahead of everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import sqlalchemy as sa

from app.db import stock
from app.db.shops import Shop
from app.db.stock import Sum
from app.domain.ids import ItemId, LineId, OrderId, PoolId
from app.domain.model import DemandLine
from app.domain.reconcile import PATIENCE
from app.inbox.enqueue import call_off, enqueue_at
from app.inbox.hints import Hint, Kind
from app.replan.places import in_pool

LOOK_AGAIN_AFTER: Final = timedelta(seconds=5)
RECONCILE_AFTER: Final = timedelta(seconds=60)
"""A difference that survives a second look and this long is a lost webhook: compare everything, and again when it has
lasted twice as long, and so on until it is named.
"""

UNSEEN: Final = LineId(0)
"""The line that stands for orders we have not seen."""


@dataclass(frozen=True, slots=True)
class Sums:
    """How a gap counts in the plan: units to lend to the stock, units ahead of everybody, and the unseen line."""

    lent: int = 0
    ahead: int = 0
    unseen: tuple[DemandLine, ...] = ()


def difference(figure: int, least: int, most: int) -> int:
    """How far Shopify's figure lies outside what our lines may come to.

    A selling plan reserves its units at the sale or when they ship, and a line does not say which: its units may be in
    `committed` or not.
    """
    return figure - min(max(figure, least), most)


def compare(
    conn: sa.Connection,
    shop: Shop,
    item: ItemId,
    pool: PoolId,
    *,
    committed_gap: int,
    incoming_gap: int,
    now: datetime,
) -> Sums:
    """Note both differences, see to it that they are looked at again, and say how the first counts meanwhile."""
    _note(conn, shop, Sum(item, pool, stock.INCOMING), incoming_gap, now=now)
    if not _note(conn, shop, Sum(item, pool, stock.COMMITTED), committed_gap, now=now):
        return Sums(ahead=max(0, committed_gap))
    return Sums(lent=max(0, -committed_gap), unseen=_unseen(committed_gap) if committed_gap > 0 else ())


def _note(conn: sa.Connection, shop: Shop, of: Sum, units: int, *, now: datetime) -> bool:
    """Whether the difference is unsettled."""
    if not units:
        if stock.close_gap(conn, shop.id, of):
            _call_off(conn, shop, of)
        return False
    gap = stock.note_gap(conn, shop.id, of, units, now=now)
    if gap.named_at is not None:
        return False
    if now - gap.since >= PATIENCE:
        stock.name_gap(conn, shop.id, of, at=now)
        return False
    cause = in_pool(of.checksum, of.pool)
    item = Hint(Kind.ITEM, of.item)
    if now - gap.since < LOOK_AGAIN_AFTER:
        enqueue_at(conn, shop.id, item, cause=cause, at=max(now, gap.since) + LOOK_AGAIN_AFTER)
    else:
        oldest = stock.oldest_gap(conn, shop.id, of.checksum) or gap.since
        enqueue_at(conn, shop.id, Hint(Kind.RECONCILE), cause=of.checksum, at=_compare_at(oldest, now))
    enqueue_at(conn, shop.id, item, cause=_lasts(cause), at=gap.since + PATIENCE)
    return True


def _call_off(conn: sa.Connection, shop: Shop, of: Sum) -> None:
    """Nobody looks for a webhook that has come. The comparison is the whole shop's: another item may need it still."""
    cause = in_pool(of.checksum, of.pool)
    for each in (cause, _lasts(cause)):
        call_off(conn, shop.id, Hint(Kind.ITEM, of.item), cause=each)
    if stock.oldest_gap(conn, shop.id, of.checksum) is None:
        call_off(conn, shop.id, Hint(Kind.RECONCILE), cause=of.checksum)


def _compare_at(since: datetime, now: datetime) -> datetime:
    """The same for every plan until then, so that none moves it."""
    after = RECONCILE_AFTER
    while since + after <= now:
        after *= 2
    return since + after


def _lasts(cause: str) -> str:
    return f"{cause} lasts"


def _unseen(units: int) -> tuple[DemandLine, ...]:
    newest = datetime.max.replace(tzinfo=UTC)
    return (DemandLine(id=UNSEEN, order_id=OrderId(0), placed_at=newest, ordered=units),)
