"""What the app would believe if it were installed now: a second, empty database that reads the same shop.

It shares the shop's token and the merchant's decisions and what nobody can ask Shopify for any more (dates stated in
the past, shares that were fixed). It only reads: a second install that wrote would change the shop it is compared by,
so nothing is delivered from it, and a mutation is an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa

from app.composition import Parts, compose
from app.db import locks, plans
from app.db.migrate import migrate
from app.db.session import Database
from app.db.tables.catalog import discontinued, location, pool, pool_country, pool_location
from app.db.tables.orders import hard_peg
from app.db.tables.plans import plan, share_window
from app.db.tables.shops import shop, shop_settings, shop_token
from app.db.tables.supplies import SupplySource, eta_log, inbound, receipt, supplier, supply
from app.db.tables.terms import terms
from app.domain.ids import DEFAULT_POOL
from app.refetch.reconcile import reconcile
from app.replan.replan import replan
from app.shopify.ports import ShopRef
from tests.e2e.world import Outside, Plenty
from tests.stateful.scene import Scene

_DECIDED = (
    shop,
    shop_token,
    shop_settings,
    terms,
    discontinued,
    supplier,
    share_window,
    hard_peg,
    pool,
    pool_country,
    pool_location,
)
_SAME_INBOUND = ("source", "transfer_id", "shipment_id")


DEFINES = b'"query":"mutation CreateMetafieldDefinition('
"""Every look makes sure that our metafields are defined; what is there already stays as it is."""


class _ReadOnly(httpx.BaseTransport):
    def __init__(self, behind: httpx.BaseTransport) -> None:
        self._behind = behind

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        body = request.read()
        assert b'"query":"mutation' not in body or DEFINES in body, "a look at the shop must not change it"
        return self._behind.handle_request(request)


@contextmanager
def fresh_import(scene: Scene, file: Path) -> Iterator[Database]:
    """A database at `file`, with everything read and planned. `file` may hold the empty schema already."""
    parts = _parts(scene, file)
    migrate(parts.database)
    try:
        _copy_decisions(scene, parts.database)
        admin = parts.admin.for_shop(ShopRef(scene.world.shop.id, scene.world.shop.domain))
        reconcile(admin, parts.database, scene.world.shop, scene.world.clock)
        _copy_dates(scene, parts.database)
        _plan_everything(scene, parts.database)
        yield parts.database
    finally:
        parts.close()


def _parts(scene: Scene, file: Path) -> Parts:
    outside = Outside()
    outside.shopify = _ReadOnly(scene.weather)
    settings = replace_url(scene.world.parts.settings, f"sqlite:///{file}")
    return compose(settings, http=httpx.Client(transport=outside), bucket=Plenty())


def replace_url(settings: Any, url: str) -> Any:
    return settings.model_copy(update={"database_url": url})


def _copy_decisions(scene: Scene, to: Database) -> None:
    with scene.world.parts.database.read() as conn:
        rows = {table: [dict(row) for row in conn.execute(sa.select(table)).mappings()] for table in _DECIDED}
        planned = plans.planned_items(conn, scene.world.shop.id)
        clocks = conn.execute(sa.select(location).where(location.c.timezone.is_not(None))).mappings().all()
        rows |= _own_deliveries(conn)
    rows[location] = [dict(row) for row in clocks]
    with to.write() as conn:
        for table, found in rows.items():
            if found:
                conn.execute(sa.insert(table), found)
        for item in sorted(planned):
            row = {"shop_id": scene.world.shop.id, "item_id": item, "pool_id": DEFAULT_POOL}
            conn.execute(sa.insert(plan).values(**row, input_hash="", output_hash="planned once"))


def _own_deliveries(conn: sa.Connection) -> dict[sa.Table, list[dict[str, Any]]]:
    """Those that only our app keeps."""
    mine = sa.select(inbound.c.inbound_id).where(inbound.c.source == SupplySource.OWN)
    lines = sa.select(supply.c.supply_id).where(supply.c.inbound_id.in_(mine))
    found = {
        inbound: sa.select(inbound).where(inbound.c.inbound_id.in_(mine)),
        supply: sa.select(supply).where(supply.c.inbound_id.in_(mine)),
        receipt: sa.select(receipt).where(receipt.c.supply_id.in_(lines)),
    }
    return {table: [dict(row) for row in conn.execute(query).mappings()] for table, query in found.items()}


def _copy_dates(scene: Scene, to: Database) -> None:
    """Every date ever stated, for what both know."""
    with scene.world.parts.database.read() as conn:
        stated = [dict(row) for row in conn.execute(sa.select(eta_log)).mappings()]
        known = {row["inbound_id"]: _key(row) for row in conn.execute(sa.select(inbound)).mappings()}
    with to.write() as conn:
        mine = {_key(row): row["inbound_id"] for row in conn.execute(sa.select(inbound)).mappings()}
        conn.execute(sa.delete(eta_log))
        rows = [
            row | {"inbound_id": mine[known[row["inbound_id"]]]} for row in stated if known[row["inbound_id"]] in mine
        ]
        if rows:
            conn.execute(sa.insert(eta_log), rows)


def _key(row: sa.RowMapping) -> tuple[Any, ...]:
    """Ours has the number that it was copied with, Shopify's has its ids there."""
    is_own = row["source"] == SupplySource.OWN
    return (row["source"], row["inbound_id"]) if is_own else tuple(row[name] for name in _SAME_INBOUND)


def _plan_everything(scene: Scene, database: Database) -> None:
    known = replace(scene.world.shop)
    with database.write() as conn:
        items = plans.planned_items(conn, known.id)
        locks.lock_items(conn, known.id, items)
        replan(conn, known, items, now=scene.now)
