"""From stored facts to the values the domain plans with. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

import sqlalchemy as sa

from app.clock import local_date
from app.db import activity, catalog, discontinued, incoming, orders, plans, pools, shops, stock, terms, zones
from app.db.incoming import OpenSupply
from app.db.orders import OpenLine
from app.db.shops import Shop, ShopSettings
from app.db.stock import Counting
from app.db.suppliers import Punctuality, Yields
from app.db.zones import Zones
from app.domain.calendar import Calendar
from app.domain.ids import ItemId, PoolId, VariantId
from app.domain.lateness import arrival, outlook
from app.domain.model import BusinessDays, DemandLine, ItemFacts, Mode, Shipping, Supply, Terms
from app.domain.pools import Pools
from app.replan.holidays import with_holidays
from app.replan.places import Placed, place
from app.replan.sums import compare, difference

_BACK = timedelta(days=400)
_AHEAD_DAYS = 1600
"""A calendar covers old order dates and the latest date that a lead time or a late supplier can give."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What all items of one replan share. `today` is the shop's own day; a place may have another."""

    shop: Shop
    settings: ShopSettings
    now: datetime
    today: date
    calendar: Calendar
    punctuality: Punctuality
    yields: Yields
    pools: Pools
    zones: Zones
    by: str
    """The actor whose act this follows from: what is decided for the shop now is decided by them."""


def desk(conn: sa.Connection, shop: Shop, *, now: datetime, by: str = activity.WORKER) -> Desk:
    settings = shops.settings(conn, shop.id)
    today = local_date(now, shop.timezone)
    return Desk(
        shop=shop,
        settings=settings,
        now=now,
        today=today,
        calendar=_calendar(settings, today),
        punctuality=Punctuality(conn, shop.id, today=today, zone=shop.timezone, buffer_days=settings.buffer_days),
        yields=Yields(conn, shop.id, today=today),
        pools=pools.read(conn, shop.id),
        zones=zones.read(conn, shop),
        by=by,
    )


def _calendar(settings: ShopSettings, today: date) -> Calendar:
    first = today - _BACK
    last = first + timedelta(days=_AHEAD_DAYS)
    return _drawn(
        with_holidays(settings.business_days, country=settings.holiday_country, first=first, last=last), first
    )


@lru_cache(maxsize=64)
def _drawn(days: BusinessDays, first: date) -> Calendar:
    """Drawing one takes as long as planning an item, and all of a day are the same."""
    return Calendar(days, first, _AHEAD_DAYS)


@dataclass(frozen=True, slots=True)
class Known:
    """One item in one pool, as facts, with the rows they came from."""

    facts: ItemFacts
    terms: Terms
    variants: tuple[VariantId, ...]
    on: tuple[VariantId, ...]
    """Those of the variants that are switched on: the others share the stock, and are left as the merchant has them."""
    lines: tuple[OpenLine, ...]


def load(conn: sa.Connection, desk: Desk, item: ItemId) -> tuple[Known, ...]:
    """Everything the plan of an item depends on in each pool, the default one first, its sums compared.

    The item must be locked. Of a discontinued item what is there goes to those who wait; nothing more comes, and
    nothing is sold past it.
    """
    variants = tuple(catalog.variants_of_items(conn, desk.shop.id, [item], with_bundles=False).get(item, []))
    placed = place(conn, desk.shop.id, item, orders.lines_of_item(conn, desk.shop.id, item), desk.pools)
    counting = stock.counting(conn, desk.shop.id, item)
    if counting is not Counting.COUNTED:
        return _uncounted(conn, desk, item, variants, placed, counting)
    switched = terms.of_variants(conn, desk.shop.id, variants)
    said = _terms(switched, variants)
    on = tuple(each for each, own in switched.items() if own.mode is not Mode.OFF)
    coming = incoming.open_supplies(conn, desk.shop.id, item)
    facts = [_facts(conn, desk, item, pool, placed, coming) for pool in desk.pools.ids]
    if discontinued.is_said(conn, desk.shop.id, item):
        facts = [replace(each, supplies=()) for each in facts]
        said, on = replace(said, mode=Mode.OFF), ()
    return tuple(Known(each, said, variants, on, placed.lines[each.pool]) for each in facts)


def _facts(
    conn: sa.Connection,
    desk: Desk,
    item: ItemId,
    pool: PoolId,
    placed: Placed,
    all_coming: Sequence[OpenSupply],
) -> ItemFacts:
    levels = stock.of_item(conn, desk.shop.id, item, pool)
    lines, ours = placed.lines[pool], placed.reserved[pool]
    coming = [each for each in all_coming if desk.pools.of_place(each.destination) == pool]
    sums = compare(
        conn,
        desk.shop,
        item,
        pool,
        committed_gap=difference(levels.committed, ours.surely, ours.surely + ours.maybe),
        incoming_gap=levels.incoming - sum(each.open_quantity for each in coming if each.is_counted_by_shopify),
        now=desk.now,
    )
    there = levels.sellable + sums.lent
    return ItemFacts(
        item=item,
        pool=pool,
        stock=max(0, there),
        phantom=sums.ahead + max(0, -there),
        supplies=tuple(_supply(desk, each) for each in coming),
        lines=(*(_demand(line, desk) for line in lines), *sums.unseen),
        largest_recent_order=max((line.ordered for line in lines), default=0),
    )


def _uncounted(
    conn: sa.Connection,
    desk: Desk,
    item: ItemId,
    variants: tuple[VariantId, ...],
    placed: Placed,
    counting: Counting,
) -> tuple[Known, ...]:
    """An item without sums of Shopify's: nothing of it is for us to sell.

    What is not tracked keeps nobody waiting. What is deleted leaves its last units to those who were to have them, for
    those still lie in the warehouse; everybody else waits without a date.
    """
    stock.forget_gaps(conn, desk.shop.id, item, desk.pools.ids)
    kept = plans.units_on_hand(conn, desk.shop.id, item) if counting is Counting.GONE else None
    found = []
    for pool, lines in placed.lines.items():
        demand = tuple(_demand(line, desk) for line in lines)
        there = sum(line.open if kept is None else kept.get(line.id, 0) for line in demand)
        facts = ItemFacts(item=item, pool=pool, stock=there, phantom=0, supplies=(), lines=demand)
        found.append(Known(facts=facts, terms=Terms(mode=Mode.OFF), variants=variants, on=(), lines=lines))
    return tuple(found)


def _supply(desk: Desk, each: OpenSupply) -> Supply:
    history, today = desk.punctuality.of(each.supplier), desk.zones.today(each.destination, desk.now)
    return Supply(
        id=each.id,
        open_quantity=each.open_quantity,
        stated_on=each.eta,
        arrives=arrival(each.eta, today=today, history=history),
        supplier=each.supplier,
        outlook=outlook(each.eta, today=today, history=history),
        receipts=desk.yields.of(each.supplier, each.open_quantity),
    )


def _demand(line: OpenLine, desk: Desk) -> DemandLine:
    return DemandLine(
        id=line.line,
        order_id=line.order,
        placed_at=line.processed_at,
        ordered=line.ordered,
        shipped=line.shipped,
        shipping=_shipping(line, desk),
        placed_on=local_date(line.processed_at, desk.shop.timezone),
    )


def ships_together(line: OpenLine, desk: Desk) -> bool:
    """Whether nothing of the line's order leaves before all of it is there."""
    return _shipping(line, desk) is Shipping.WHOLE_ORDER


def _shipping(line: OpenLine, desk: Desk) -> Shipping:
    """What the order asks for is stronger than what the shop does."""
    return line.shipping or desk.settings.shipping


def terms_of(conn: sa.Connection, desk: Desk, item: ItemId) -> Terms:
    """What the merchant says of the item."""
    variants = catalog.variants_of_items(conn, desk.shop.id, [item], with_bundles=False).get(item, [])
    return _terms(terms.of_variants(conn, desk.shop.id, variants), variants)


def _terms(said: Mapping[VariantId, Terms], variants: Sequence[VariantId]) -> Terms:
    """Variants that share an item share its plan: the first that is switched on speaks for all."""
    spoken = [said[variant] for variant in variants if variant in said]
    return next((each for each in spoken if each.mode is not Mode.OFF), spoken[0] if spoken else Terms(mode=Mode.OFF))
