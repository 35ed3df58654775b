"""The shop of the main job: 4 kettles on hand, 40 coming on 3 December from a supplier that is five days late."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from app.db import published
from app.domain.ids import ShopId, VariantId
from tests.integration.factories.catalog import add_variant, add_warehouse, item_of, set_stock, variant_fact
from tests.integration.factories.deliveries import Units, save_delivery, set_buffer
from tests.integration.factories.moments import NOW
from tests.integration.factories.orders import Line, save_order
from tests.integration.factories.planning import plan, switch_on

KETTLE = VariantId(44011223344551)
KETTLES = item_of(KETTLE)
ORDERED = 10


def kettle_on_sale(conn: sa.Connection, shop: ShopId) -> None:
    """Switched on, planned, and shown to shoppers for an hour; nobody has ordered yet."""
    add_warehouse(conn, shop)
    add_variant(conn, shop, variant_fact(variant=KETTLE))
    set_stock(conn, shop, KETTLES, available=4, incoming=40)
    set_buffer(conn, shop, days=5)
    save_delivery(conn, shop, units={KETTLES: Units(40)})
    switch_on(conn, shop, KETTLE)
    plan(conn, shop, KETTLES)
    published.went_live(conn, shop, KETTLE, 1, at=NOW - timedelta(hours=1))


def ten_are_ordered(conn: sa.Connection, shop: ShopId, *, number: int = 1042, held: int = 6) -> None:
    """Ten of them: 4 can ship, 6 are held."""
    set_stock(conn, shop, KETTLES, available=4 - ORDERED, committed=ORDERED, incoming=40)
    save_order(conn, shop, number=number, lines=[Line(KETTLE, ORDERED, held=held)])
    plan(conn, shop, KETTLES)
