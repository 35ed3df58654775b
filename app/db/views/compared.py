"""The page "Compared with Shopify": the last runs, their differences, known gaps, and how old each kind of fact is."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from app.db import comparisons, imports
from app.db.comparisons import Run
from app.db.inbox import is_waiting
from app.db.shown_compared import Age, ComparedView, KnownGap, Progress, RunRow
from app.db.tables.catalog import gap, item, level, location, pool, variant
from app.db.tables.inbox import Lane
from app.db.tables.orders import order, order_line
from app.db.tables.supplies import inbound
from app.db.views import setup
from app.db.views.reader import Reader
from app.domain.comparison import Subject, Why
from app.domain.ids import DEFAULT_POOL
from app.shopify.features import DELIVERIES, OLD_ORDERS, SELLING

_MOST_GAPS: Final = 50
_PAGES_STEPS: Final = (Subject.VARIANT, Subject.STOCK, Subject.ORDER)


def read(reader: Reader) -> ComparedView:
    runs = comparisons.newest(reader.conn, reader.shop.id)
    over = [run for run in runs if run.finished_at is not None]
    found = comparisons.found_by(reader.conn, reader.shop.id, over[0].id) if over else []
    ages = _ages(reader)
    return ComparedView(
        progress=_progress(reader, runs, ages),
        runs=tuple(_row(run) for run in over),
        found=tuple(each for each in found if each.why is not Why.UNREADABLE),
        not_shown=tuple(each for each in found if each.why is Why.UNREADABLE),
        gaps=_gaps(reader),
        ages=ages,
        blind=tuple(each.off for each in (SELLING, DELIVERIES, OLD_ORDERS) if not each.is_on(reader.shop.scopes)),
    )


def _row(run: Run) -> RunRow:
    assert run.finished_at is not None  # noqa: S101  for the type: the caller has looked
    return RunRow(run.cause, run.finished_at, run.compared, run.causes, run.is_first)


def _progress(reader: Reader, runs: list[Run], ages: tuple[Age, ...]) -> Progress | None:
    under_way = next((run for run in runs if run.finished_at is None), None)
    if under_way is None:
        asked = is_waiting(reader.conn, reader.shop.id, lane=Lane.BULK)
        return Progress({}, 0) if asked else None
    bulk = imports.current(reader.conn, reader.shop.id)
    if bulk is not None:
        return Progress(under_way.compared, setup.progress_of(bulk).percent)
    expected = sum(age.number for age in ages if age.name in _EXPECTED)
    done = sum(under_way.compared[subject] for subject in _PAGES_STEPS)
    return Progress(under_way.compared, min(99, 100 * done // max(1, expected)))


def _gaps(reader: Reader) -> tuple[KnownGap, ...]:
    sold = sa.and_(item.c.shop_id == gap.c.shop_id, item.c.item_id == gap.c.item_id)
    drawn = sa.and_(pool.c.shop_id == gap.c.shop_id, pool.c.pool_id == gap.c.pool_id, pool.c.pool_id != DEFAULT_POOL)
    rows = reader.conn.execute(
        sa.select(gap, item.c.sku, pool.c.name.label("region"))
        .outerjoin(item, sold)
        .outerjoin(pool, drawn)
        .where(gap.c.shop_id == reader.shop.id)
        .order_by(gap.c.since, gap.c.item_id)
        .limit(_MOST_GAPS)
    ).mappings()
    return tuple(
        KnownGap(
            sku=row["sku"] or str(row["item_id"]),
            checksum=row["checksum"],
            units=row["units"],
            since=row["since"],
            is_named=bool(row["named_at"]),
            region=row["region"] or "",
        )
        for row in rows
    )


_VARIANTS, _ITEMS, _ORDERS = "Products and prices", "Inventory items", "Orders with units to ship"
_EXPECTED: Final = frozenset({_VARIANTS, _ITEMS, _ORDERS})


def _ages(reader: Reader) -> tuple[Age, ...]:
    shop = reader.shop.id
    open_line = sa.exists().where(
        order_line.c.shop_id == shop, order_line.c.order_id == order.c.order_id, order_line.c.open > 0
    )
    kinds = (
        (_VARIANTS, variant, variant.c.deleted_at.is_(None)),
        (_ITEMS, item, item.c.deleted_at.is_(None)),
        ("Stock levels", level, sa.true()),
        (_ORDERS, order, sa.and_(order.c.deleted_at.is_(None), open_line)),
        ("Deliveries on their way", inbound, sa.and_(inbound.c.closed_at.is_(None), inbound.c.source != "own")),
        ("Locations", location, sa.true()),
    )
    found = []
    for name, table, which in kinds:
        oldest = sa.func.min(table.c.fetched_at, type_=table.c.fetched_at.type)
        row = reader.conn.execute(sa.select(sa.func.count(), oldest).where(table.c.shop_id == shop, which)).one()
        found.append(Age(name, row[0], row[1]))
    return (*found, Age("The shop itself", 1, reader.shop_read_at()))
