"""What changed at Shopify while everything was read: looked at again, live, before the import is called done.

Webhooks were handled all along. This finds those that were lost meanwhile, and what a file written over minutes could
not show. Everything here can be done twice: what was looked at is no longer older than Shopify's.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from typing import Final

import sqlalchemy as sa

from app.clock import Clock
from app.db import orders, supplies, terms, watched, zones
from app.db.imports import Import
from app.db.session import Database
from app.db.shops import Shop
from app.domain.ids import ItemId, OrderId
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.refetch import comparing
from app.refetch.gather import Wanted
from app.refetch.reconcile import batches, keep_variants, look, look_for_missing, stale_orders
from app.shopify.client import ShopAdmin
from app.shopify.features import DELIVERIES, may_use
from app.shopify.orders import iterate_order_stamps
from app.shopify.transfers import fetch_transfers_made
from app.shopify.variants import iterate_variants

_ORDERS_AT_ONCE: Final = 25
_ITEMS_AT_ONCE: Final = 50
_ROWS_AT_ONCE: Final = 200


def catch_up(
    admin: ShopAdmin,
    database: Database,
    shop: Shop,
    state: Import,
    clock: Clock,
    *,
    should_yield: Callable[[], bool],
) -> bool:
    """Look again at what changed since the import began. False: it yielded, and wants to be called again.

    Raises every error of the Admin client.
    """
    if state.since is not None:
        _read_changed_variants(admin, database, shop, state.since)
        look_for_missing(admin, database, shop, clock, listed_at=state.began_at)
        if may_use(DELIVERIES, shop.scopes):
            _read_new_transfers(admin, database, shop, clock, state.since)
    for some in batches(_orders_to_read(admin, database, shop, state), _ORDERS_AT_ONCE):
        look(admin, database, shop, Wanted(orders={order: set() for order in some}), clock)
        if should_yield():
            return False
    for batch in batches(_items_to_read(database, shop, state), _ITEMS_AT_ONCE):
        look(admin, database, shop, Wanted(items={item: set() for item in batch}), clock)
        if should_yield():
            return False
    return True


def _read_changed_variants(admin: ShopAdmin, database: Database, shop: Shop, since: datetime) -> None:
    started_at = admin.now()
    changed = iterate_variants(admin, query=f"updated_at:>='{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}'")
    for facts in batches(changed, _ROWS_AT_ONCE):
        with database.write() as conn:
            _ask_for(conn, shop, keep_variants(conn, shop, facts, started_at=started_at))


def _read_new_transfers(admin: ShopAdmin, database: Database, shop: Shop, clock: Clock, since: datetime) -> None:
    started_at = admin.now()
    for transfer in fetch_transfers_made(admin, since=since):
        with database.write() as conn:
            reading = supplies.Reading(started_at, clock.now(), zones.read(conn, shop))
            comparing.note_transfers(conn, shop, [transfer], started_at=started_at)
            _ask_for(conn, shop, supplies.save_transfer(conn, shop.id, transfer, reading))


def _ask_for(conn: sa.Connection, shop: Shop, touched: AbstractSet[ItemId]) -> None:
    """What is planned with is planned anew, once its stock and supply are of one moment."""
    for item in sorted(terms.planned_items(conn, shop.id, touched)):
        enqueue(conn, shop.id, Hint(Kind.ITEM, item), cause="caught up")


def _orders_to_read(admin: ShopAdmin, database: Database, shop: Shop, state: Import) -> list[OrderId]:
    """Those newer at Shopify than here, and those open here that Shopify did not count among the open ones."""
    if state.since is None:
        return sorted(stale_orders(admin, database, shop))
    changed = iterate_order_stamps(admin, updated_since=state.since, only_open=False)
    stamps = {stamp.id: stamp.updated_at for stamp in changed}
    with database.read() as conn:
        known = orders.stamps_of(conn, shop.id, sorted(stamps))
        unseen = orders.open_before(conn, shop.id, read_at=state.began_at)
    newer = {order for order, stamp in stamps.items() if order not in known or stamp > known[order]}
    return sorted(newer | set(unseen))


def _items_to_read(database: Database, shop: Shop, state: Import) -> list[ItemId]:
    """Stock and supply of an item must be of one moment, which two files are not."""
    with database.read() as conn:
        return watched.waited_for(conn, shop.id, read_at=state.began_at)
