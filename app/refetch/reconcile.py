"""Compare everything, page by page: what finds webhooks that never came, and the first import of a small shop.

It takes the same path as a hint. A shop with many variants or open orders (the setting `bulk_from`) is read by
`app.refetch.bulk_import`: pages cost points for every item (some 5,000 for 250 of them with their supply), files cost
none. Below that, pages are done before Shopify would have written the first file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from itertools import islice
from typing import TypeVar

import sqlalchemy as sa

from app.clock import Clock, local_date, next_local
from app.db import catalog, orders, shops, supplies
from app.db.session import Database
from app.db.shops import Shop
from app.domain.ids import ItemId, OrderId
from app.inbox.enqueue import enqueue_at
from app.inbox.hints import Hint, Kind
from app.refetch.fetch import fetch
from app.refetch.gather import Wanted
from app.refetch.past import PAST
from app.refetch.store import keep
from app.refetch.verdicts import Verdicts
from app.shopify.client import ShopAdmin
from app.shopify.installation import fetch_shop
from app.shopify.locations import fetch_locations
from app.shopify.metafields import ensure_definition
from app.shopify.orders import iterate_order_stamps
from app.shopify.transfers import fetch_finished_transfers
from app.shopify.variants import iterate_variants

_ITEMS_AT_ONCE = 50
_ORDERS_AT_ONCE = 25
_VARIANTS_AT_ONCE = 200
_TRANSFERS_AT_ONCE = 20
NIGHT = time(3)
"""When a shop is reconciled, in its own zone."""

T = TypeVar("T")


def reconcile(admin: ShopAdmin, database: Database, shop: Shop, clock: Clock) -> None:
    """Bring every fact of the shop up to date, in pieces of a few dozen resources, each its own transaction.

    Raises every error of the Admin client; what was stored until then stays, and the next run goes on from there.
    """
    prepare(admin, database, shop)
    with database.write() as conn:
        come_back_at_night(conn, shop, clock.now())
    started_at = admin.now()
    items = _read_variants(admin, database, shop)
    look_for_the_missing(admin, database, shop, clock, read_at=started_at)
    _read_past(admin, database, shop, clock)
    for some in batches(sorted(items), _ITEMS_AT_ONCE):
        look(admin, database, shop, Wanted(items={item: set() for item in some}), clock)
    for orders_ in batches(sorted(stale_orders(admin, database, shop)), _ORDERS_AT_ONCE):
        look(admin, database, shop, Wanted(orders={order: set() for order in orders_}), clock)
    database.refresh_statistics()


def prepare(admin: ShopAdmin, database: Database, shop: Shop) -> None:
    """What all reading rests on: our metafields are defined, the shop itself and its locations are read."""
    ensure_definition(admin, owner_type="PRODUCTVARIANT", public=True)
    ensure_definition(admin, owner_type="ORDER", public=False)
    started_at = admin.now()
    fact, locations = fetch_shop(admin), fetch_locations(admin)
    with database.write() as conn:
        shops.save_fact(conn, shop.id, fact, started_at=started_at)
        catalog.save_locations(conn, shop.id, locations, started_at=started_at)


def _read_variants(admin: ShopAdmin, database: Database, shop: Shop) -> set[ItemId]:
    items: set[ItemId] = set()
    started_at = admin.now()
    for facts in batches(iterate_variants(admin), _VARIANTS_AT_ONCE):
        with database.write() as conn:
            catalog.save_variants(conn, shop.id, facts, started_at=started_at)
        items |= {fact.item_id for fact in facts}
    return items


def look_for_the_missing(admin: ShopAdmin, database: Database, shop: Shop, clock: Clock, *, read_at: datetime) -> None:
    """Variants that a read of all of them did not show are deleted, if they are not to be seen one by one either.

    `read_at` (machine clock) is when that read began.
    """
    with database.read() as conn:
        missing = catalog.unread_since(conn, shop.id, read_at)
    for some in batches(sorted(missing), _ITEMS_AT_ONCE):
        wanted = Wanted(
            variants={each: {Hint(Kind.VARIANT, each, gone=True)} for each in some},
            items={missing[each]: {Hint(Kind.ITEM, missing[each], gone=True)} for each in some},
        )
        look(admin, database, shop, wanted, clock)


def come_back_at_night(conn: sa.Connection, shop: Shop, now: datetime) -> None:
    """`now` is the business instant. Said before anything can fail: one bad night must not be the last."""
    zone = shops.by_id(conn, shop.id).timezone
    enqueue_at(conn, shop.id, Hint(Kind.RECONCILE), cause="night", at=next_local(now, NIGHT, zone))


def _read_past(admin: ShopAdmin, database: Database, shop: Shop, clock: Clock) -> None:
    """What suppliers did before we came: their punctuality is learnt from it."""
    with database.read() as conn:
        shop = shops.by_id(conn, shop.id)
    reading = supplies.Reading(admin.now(), clock.now(), shop.timezone)
    past = fetch_finished_transfers(admin, since=local_date(reading.now, shop.timezone) - PAST)
    for some in batches(past, _TRANSFERS_AT_ONCE):
        with database.write() as conn:
            for transfer in some:
                supplies.save_transfer(conn, shop.id, transfer, reading)


def stale_orders(admin: ShopAdmin, database: Database, shop: Shop) -> set[OrderId]:
    """Open orders that are newer at Shopify than here, and those open here that Shopify has closed meanwhile."""
    stamps = {stamp.id: stamp.updated_at for stamp in iterate_order_stamps(admin, updated_since=None, only_open=True)}
    with database.read() as conn:
        known = orders.open_stamps(conn, shop.id)
    newer = {order for order, stamp in stamps.items() if _is_newer(stamp, known.get(order))}
    return newer | (known.keys() - stamps.keys())


def _is_newer(stamp: datetime, known: datetime | None) -> bool:
    return known is None or stamp > known


def look(admin: ShopAdmin, database: Database, shop: Shop, wanted: Wanted, clock: Clock) -> None:
    """Fetch and store what is wanted, without a hint to settle."""
    seen = fetch(admin, database, shop.id, wanted)
    with database.write() as conn:
        keep(conn, shop, wanted, seen, Verdicts({}), now=clock.now())


def batches(items: Iterable[T], size: int) -> Iterator[Sequence[T]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
