"""Shopify's sums against ours: what is looked at again because they differ, and what is not once they agree."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from app.db.session import Database
from app.db.tables.inbox import due
from app.domain.ids import ItemId, ShopId, VariantId
from tests.integration.factories.catalog import (
    WAREHOUSE,
    add_variant,
    add_warehouse,
    item_of,
    set_levels,
    variant_fact,
)
from tests.integration.factories.moments import NOW
from tests.integration.factories.planning import plan, switch_on

KETTLES, MUGS = item_of(VariantId(1)), item_of(VariantId(2))
AGAIN, LASTS, ALL = timedelta(seconds=5), timedelta(minutes=15), timedelta(seconds=60)


def both_on(conn: sa.Connection, shop: ShopId) -> None:
    add_warehouse(conn, shop, location=WAREHOUSE)
    for each in (1, 2):
        switch_on(conn, shop, add_variant(conn, shop, variant_fact(variant=VariantId(each))))


def differ(conn: sa.Connection, shop: ShopId, item: ItemId, units: int, *, after: float) -> None:
    """Shopify counts so many units for orders, and we know of none."""
    set_levels(conn, shop, item, {WAREHOUSE: (10, units, 0)})
    plan(conn, shop, item, now=NOW + timedelta(seconds=after))


def alarms(conn: sa.Connection, shop: ShopId) -> list[tuple[str, int, str, timedelta]]:
    rows = conn.execute(sa.select(due).where(due.c.shop_id == shop, due.c.cause.like("committed%")))
    return sorted((row.kind, row.ref, row.cause, row.at - NOW) for row in rows)


def test_when_the_news_has_come_nothing_is_looked_at_for_it(database: Database, northpine: ShopId) -> None:
    with database.write() as conn:
        both_on(conn, northpine)
        differ(conn, northpine, KETTLES, 3, after=0)
        assert alarms(conn, northpine) == [
            ("item", KETTLES, "committed", AGAIN),
            ("item", KETTLES, "committed lasts", LASTS),
        ]
        differ(conn, northpine, KETTLES, 3, after=6)
        assert ("reconcile", 0, "committed", ALL) in alarms(conn, northpine)

        differ(conn, northpine, KETTLES, 0, after=7)
        assert alarms(conn, northpine) == []


def test_everything_is_compared_again_only_after_twice_as_long_and_no_plan_puts_it_off(
    database: Database, northpine: ShopId
) -> None:
    with database.write() as conn:
        both_on(conn, northpine)
        differ(conn, northpine, KETTLES, 3, after=0)
        seen = []
        for after in (6, 58, 61, 118, 121, 241):
            differ(conn, northpine, KETTLES, 3, after=after)
            seen += [at // ALL for kind, _, _, at in alarms(conn, northpine) if kind == "reconcile"]
        assert seen == [1, 1, 2, 2, 4, 8]


def test_the_comparison_comes_when_the_oldest_difference_asks_for_it(database: Database, northpine: ShopId) -> None:
    with database.write() as conn:
        both_on(conn, northpine)
        differ(conn, northpine, KETTLES, 3, after=0)
        differ(conn, northpine, MUGS, 2, after=40)
        differ(conn, northpine, KETTLES, 3, after=41)
        differ(conn, northpine, MUGS, 2, after=46)
        assert ("reconcile", 0, "committed", ALL) in alarms(conn, northpine)

        differ(conn, northpine, MUGS, 0, after=50)
        assert [each for each in alarms(conn, northpine) if each[0] == "reconcile"] == [
            ("reconcile", 0, "committed", ALL)
        ]
