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
from app.db import catalog, footprints, fulfillment, inventory, orders, shops, shopstate, supplies, zones
from app.db.session import Database
from app.db.shops import Shop
from app.db.shopstate import LIMIT, VALIDATION
from app.domain.ids import ItemId, OrderId
from app.inbox.enqueue import enqueue_at
from app.inbox.hints import Hint, Kind
from app.refetch import comparing
from app.refetch.fetch import fetch
from app.refetch.gather import Wanted
from app.refetch.locations import keep_locations
from app.refetch.past import PAST
from app.refetch.store import keep
from app.refetch.verdicts import Verdicts
from app.shopify.client import ShopAdmin
from app.shopify.facts import LIMIT_KEY, VariantFact
from app.shopify.features import DELIVERIES, HOLDS, may_use
from app.shopify.fulfillment import iterate_open
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
    shop = prepare(admin, database, shop)
    began = admin.now()
    with database.write() as conn:
        come_back_at_night(conn, shop, clock.now())
    items = _read_variants(admin, database, shop)
    look_for_missing(admin, database, shop, clock, listed_at=began)
    _read_past(admin, database, shop, clock)
    for some in batches(sorted(items), _ITEMS_AT_ONCE):
        look(admin, database, shop, Wanted(items={item: set() for item in some}), clock)
    for orders_ in batches(sorted(stale_orders(admin, database, shop)), _ORDERS_AT_ONCE):
        look(admin, database, shop, Wanted(orders={order: set() for order in orders_}), clock)
    database.refresh_statistics()


def prepare(admin: ShopAdmin, database: Database, shop: Shop) -> Shop:
    """What all reading rests on: our metafields are defined, the shop itself and its locations are read.

    Gives the shop as it is now: dates are told in its zone, which nobody knew before the first read.
    """
    ensure_definition(admin, owner_type="PRODUCTVARIANT", public=True)
    ensure_definition(admin, owner_type="PRODUCTVARIANT", public=False, key=LIMIT_KEY)
    ensure_definition(admin, owner_type="ORDER", public=False)
    started_at = admin.now()
    fact, locations = fetch_shop(admin), fetch_locations(admin)
    with database.write() as conn:
        comparing.note_shop(conn, shop, fact, locations, started_at=started_at)
        shops.save_fact(conn, shop.id, fact, started_at=started_at)
        keep_locations(conn, shop.id, locations, started_at=started_at)
        shopstate.reopen(conn, shop.id, LIMIT, VALIDATION)
        return shops.by_id(conn, shop.id)


def _read_variants(admin: ShopAdmin, database: Database, shop: Shop) -> set[ItemId]:
    items: set[ItemId] = set()
    started_at = admin.now()
    for facts in batches(iterate_variants(admin), _VARIANTS_AT_ONCE):
        with database.write() as conn:
            keep_variants(conn, shop, facts, started_at=started_at)
        items |= {fact.item_id for fact in facts}
    return items


def keep_variants(
    conn: sa.Connection, shop: Shop, facts: Sequence[VariantFact], *, started_at: datetime
) -> set[ItemId]:
    """Compare and store; give the items they sell. What we have written since the read began is left as it is."""
    ours = footprints.written_since(conn, shop.id, started_at)
    standing = [fact for fact in facts if shopstate.variant_resource(fact.id) not in ours]
    comparing.note_variants(conn, shop, standing, started_at=started_at)
    return catalog.save_variants(conn, shop.id, standing, started_at=started_at)


def look_for_missing(admin: ShopAdmin, database: Database, shop: Shop, clock: Clock, *, listed_at: datetime) -> None:
    """Variants that a list of all did not have, though we know them: one by one, and gone if they are not there. So are
    items of which no variant is left: of the two notices of a deletion one may be lost.

    A list begun at `listed_at` (machine clock) that was read to its end is as good as the notice of a deletion.
    """
    with database.read() as conn:
        missing = catalog.unread_since(conn, shop.id, listed_at)
        left = inventory.without_variants(conn, shop.id)
    for some in batches(sorted(missing), _ITEMS_AT_ONCE):
        variants = {each: {Hint(Kind.VARIANT, each, gone=True)} for each in some}
        look(admin, database, shop, Wanted(variants=variants, items=_gone({missing[each] for each in some})), clock)
    for items in batches(sorted(left), _ITEMS_AT_ONCE):
        look(admin, database, shop, Wanted(items=_gone(items)), clock)


def _gone(items: Iterable[ItemId]) -> dict[ItemId, set[Hint]]:
    return {item: {Hint(Kind.ITEM, item, gone=True)} for item in items}


def come_back_at_night(conn: sa.Connection, shop: Shop, now: datetime) -> None:
    """`now` is the business instant. Said before anything can fail: one bad night must not be the last."""
    zone = shops.by_id(conn, shop.id).timezone
    enqueue_at(conn, shop.id, Hint(Kind.RECONCILE), cause="night", at=next_local(now, NIGHT, zone))


def _read_past(admin: ShopAdmin, database: Database, shop: Shop, clock: Clock) -> None:
    """What suppliers did before we came: their punctuality is learnt from it."""
    if not may_use(DELIVERIES, shop.scopes):
        return
    started_at, now = admin.now(), clock.now()
    past = fetch_finished_transfers(admin, since=local_date(now, shop.timezone) - PAST)
    for some in batches(past, _TRANSFERS_AT_ONCE):
        with database.write() as conn:
            reading = supplies.Reading(started_at, now, zones.read(conn, shop))
            comparing.note_transfers(conn, shop, some, started_at=started_at)
            for transfer in some:
                supplies.save_transfer(conn, shop.id, transfer, reading)


def stale_orders(admin: ShopAdmin, database: Database, shop: Shop) -> set[OrderId]:
    """Open orders that are newer at Shopify than here, by their own stamp or that of a fulfilment order, and those open
    here that Shopify has closed meanwhile.
    """
    stamps = {stamp.id: stamp.updated_at for stamp in iterate_order_stamps(admin, updated_since=None, only_open=True)}
    with database.write() as conn:
        known = orders.open_stamps(conn, shop.id)
        comparing.count_orders(conn, shop, len(stamps.keys() | known.keys()))
    newer = {order for order, stamp in stamps.items() if _is_newer(stamp, known.get(order))}
    return newer | (known.keys() - stamps.keys()) | _regrouped(admin, database, shop)


def _regrouped(admin: ShopAdmin, database: Database, shop: Shop) -> set[OrderId]:
    """Orders with a fulfilment order that was held, moved or cut anew since we read it."""
    if not may_use(HOLDS, shop.scopes):
        return set()
    found = list(iterate_open(admin))
    with database.read() as conn:
        known = fulfillment.stamps(conn, shop.id)
    return {each.order_id for each in found if _is_newer(each.updated_at, known.get(each.id))}


def _is_newer(stamp: datetime, known: datetime | None) -> bool:
    return known is None or stamp > known


def look(admin: ShopAdmin, database: Database, shop: Shop, wanted: Wanted, clock: Clock) -> None:
    """Fetch and store what is wanted, without a hint to settle."""
    seen = fetch(admin, database, shop, wanted)
    with database.write() as conn:
        comparing.note_seen(conn, shop, wanted, seen)
        keep(conn, shop, wanted, seen, Verdicts({}), now=clock.now())


def batches(items: Iterable[T], size: int) -> Iterator[Sequence[T]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
