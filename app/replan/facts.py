"""From stored facts to the values the domain plans with. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

import sqlalchemy as sa

from app.clock import local_date
from app.db import catalog, discontinued, incoming, orders, plans, shops, stock, terms
from app.db.orders import OpenLine
from app.db.shops import Shop, ShopSettings
from app.db.stock import Counting
from app.db.suppliers import Punctuality, Yields
from app.domain.calendar import Calendar
from app.domain.ids import DEFAULT_POOL, ItemId, PoolId, VariantId
from app.domain.lateness import arrival, outlook
from app.domain.model import BusinessDays, DemandLine, ItemFacts, Mode, Supply, Terms
from app.replan.holidays import with_holidays
from app.replan.sums import compare, difference

_BACK = timedelta(days=400)
_AHEAD_DAYS = 1600
"""A calendar covers old order dates and the latest date that a lead time or a late supplier can give."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What all items of one replan share."""

    shop: Shop
    settings: ShopSettings
    now: datetime
    today: date
    calendar: Calendar
    punctuality: Punctuality
    yields: Yields


def desk(conn: sa.Connection, shop: Shop, *, now: datetime) -> Desk:
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


def load(conn: sa.Connection, desk: Desk, item: ItemId, pool: PoolId = DEFAULT_POOL) -> Known:
    """Everything the plan of an item depends on, its sums compared. Its row must be locked.

    Of a discontinued item what is there goes to those who wait; nothing more comes, and nothing is sold past it.
    """
    shop = desk.shop.id
    variants = tuple(catalog.variants_of_items(conn, shop, [item], with_bundles=False).get(item, []))
    lines = tuple(orders.lines_of_item(conn, shop, item))
    all_terms = terms.of_variants(conn, shop, variants)
    on = tuple(each for each, said in all_terms.items() if said.mode is not Mode.OFF)
    counting = stock.counting(conn, shop, item)
    if counting is not Counting.COUNTED:
        return _uncounted(conn, desk, item, pool, variants=variants, lines=lines, counting=counting)
    levels = stock.of_item(conn, shop, item, pool)
    ours = [line.ordered - line.shipped for line in lines if line.committed]
    planned = [line.ordered - line.shipped for line in lines if not line.committed]
    coming = incoming.open_supplies(conn, shop, item)
    sums = compare(
        conn,
        desk.shop,
        item,
        committed_gap=difference(levels.committed, sum(ours), sum(ours) + sum(planned)),
        incoming_gap=levels.incoming - sum(each.open_quantity for each in coming if each.is_counted_by_shopify),
        now=desk.now,
    )
    there = levels.sellable + sums.lent
    is_over = discontinued.is_said(conn, shop, item)
    said = _terms(variants, all_terms)
    facts = ItemFacts(
        item=item,
        pool=pool,
        stock=max(0, there),
        phantom=sums.ahead + max(0, -there),
        supplies=() if is_over else _supplies(desk, coming),
        lines=(*(_demand(line, desk) for line in lines), *sums.unseen),
        largest_recent_order=max((line.ordered for line in lines), default=0),
    )
    if is_over:
        said, on = replace(said, mode=Mode.OFF), ()
    return Known(facts=facts, terms=said, variants=variants, on=on, lines=lines)


def _uncounted(
    conn: sa.Connection,
    desk: Desk,
    item: ItemId,
    pool: PoolId,
    *,
    variants: tuple[VariantId, ...],
    lines: tuple[OpenLine, ...],
    counting: Counting,
) -> Known:
    """An item without sums of Shopify's: nothing of it is for us to sell.

    What is not tracked keeps nobody waiting. What is deleted leaves its last units to those who were to have them, for
    those still lie in the warehouse; everybody else waits without a date.
    """
    stock.forget_gaps(conn, desk.shop.id, item)
    demand = tuple(_demand(line, desk) for line in lines)
    there = sum(line.open for line in demand)
    if counting is Counting.GONE:
        there = plans.units_on_hand(conn, desk.shop.id, item, pool)
    facts = ItemFacts(item=item, pool=pool, stock=there, phantom=0, supplies=(), lines=demand)
    return Known(facts=facts, terms=Terms(mode=Mode.OFF), variants=variants, on=(), lines=lines)


def _supplies(desk: Desk, coming: list[incoming.OpenSupply]) -> tuple[Supply, ...]:
    return tuple(_supply(desk, each) for each in coming)


def _supply(desk: Desk, each: incoming.OpenSupply) -> Supply:
    history = desk.punctuality.of(each.supplier)
    return Supply(
        id=each.id,
        open_quantity=each.open_quantity,
        stated_on=each.eta,
        arrives=arrival(each.eta, today=desk.today, history=history),
        supplier=each.supplier,
        outlook=outlook(each.eta, today=desk.today, history=history),
        receipts=desk.yields.of(each.supplier, each.open_quantity),
    )


def _demand(line: OpenLine, desk: Desk) -> DemandLine:
    return DemandLine(
        id=line.line,
        order_id=line.order,
        placed_at=line.processed_at,
        ordered=line.ordered,
        shipped=line.shipped,
        placed_on=local_date(line.processed_at, desk.shop.timezone),
    )


def _terms(variants: tuple[VariantId, ...], said: Mapping[VariantId, Terms]) -> Terms:
    """Variants that share an item share its plan: the first that is switched on speaks for all."""
    spoken = [said[variant] for variant in variants if variant in said]
    return next((each for each in spoken if each.mode is not Mode.OFF), spoken[0] if spoken else Terms(mode=Mode.OFF))
