"""A page asks the database as often for five thousand variants as for one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from app.clock import FixedClock
from app.db.rows import add
from app.db.session import Database
from app.db.shown import BackorderQuery, Outlook, Sort
from app.db.shown_incoming import IncomingQuery
from app.db.tables.catalog import item, level, variant
from app.db.tables.orders import order, order_line
from app.db.tables.plans import plan, plan_part
from app.db.tables.promises import promise
from app.db.tables.supplies import eta_log, inbound, supply
from app.db.tables.terms import terms
from app.db.terms import Scope
from app.db.views import ShopViews
from app.domain.ids import DEFAULT_POOL, ShopId
from app.domain.model import Cause, Mode
from app.inbox.wake import Wake
from app.merchant_supplies import SupplyActs
from tests.integration.factories.catalog import WAREHOUSE
from tests.integration.factories.deliveries import supply_of
from tests.integration.factories.main_job import KETTLE, KETTLES, kettle_on_sale, ten_are_ordered
from tests.integration.factories.moments import FETCHED_AT, NOW

MANY = 5_000
MOST = 16


@pytest.fixture
def views(database: Database) -> ShopViews:
    return ShopViews(database, FixedClock(NOW))


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """What is sent to the database meanwhile, by readers of either engine."""
    sent: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    with database.read() as conn:
        engine = conn.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def counted(database: Database, views: ShopViews, shop: ShopId) -> dict[str, int]:
    with database.read() as conn:
        kettles = supply_of(conn, shop, KETTLES)
    supplies = SupplyActs(database, FixedClock(NOW), Wake())
    asks = {
        "profile": lambda: views.profile(shop),
        "dashboard": lambda: views.dashboard(shop),
        "backorders": lambda: views.backorders(shop, BackorderQuery(text="e", sort=Sort.MOST_OWED, page=3)),
        "backorder": lambda: views.backorder(shop, KETTLE),
        "supply": lambda: views.supply(shop, kettles),
        "incoming": lambda: supplies.incoming(shop, IncomingQuery(text="e", page=3)),
        "new delivery": lambda: (supplies.search(shop, "e"), supplies.choices(shop)),
    }
    found = {}
    for page, ask in asks.items():
        with statements(database) as sent:
            ask()
        found[page] = len([each for each in sent if not each.startswith("BEGIN")])
    return found


def add_many(conn: sa.Connection, shop: ShopId) -> None:
    """Switched on, planned, and each owed one unit, whose delivery has no date. Ids count from 10,000."""
    ids = range(10_000, 10_000 + MANY)
    seen = {"shop_id": shop, "updated_at": NOW, "fetched_at": FETCHED_AT}
    said = {"state": "sold_out", "steps": [], "left": 0}
    add(conn, item, [{**seen, "item_id": each, "tracked": True} for each in ids])
    amounts = {"available": -1, "committed": 1, "on_hand": 0, "incoming": 0}
    add(conn, level, [{**seen, "item_id": each, "location_id": WAREHOUSE, **amounts} for each in ids])
    add(conn, variant, [{**seen, **_variant(each)} for each in ids])
    mode = {"scope": Scope.VARIANT, "mode": Mode.BACKORDER, "changed_by": "person:42", "changed_at": NOW}
    add(conn, terms, [{"shop_id": shop, "scope_id": each, **mode} for each in ids])
    pool = {"shop_id": shop, "pool_id": DEFAULT_POOL}
    add(conn, plan, [{**pool, "item_id": each, "availability": said} for each in ids])
    add(conn, order, [{**seen, **_order(each)} for each in ids])
    line = {"ordered": 1, "open": 1, "committed": True}
    add(
        conn,
        order_line,
        [{"shop_id": shop, **_keys(each), "item_id": each, "variant_id": each, **line} for each in ids],
    )
    _add_deliveries(conn, shop, ids)
    part = {"first_unit": 1, "quantity": 1}
    add(conn, plan_part, [{**pool, "line_id": each, "item_id": each, **part} for each in ids])
    told = {"seq": 1, "revision": 0, "shown_on": None, "legal_on": NOW.date(), "cause": Cause.NEW, "plan_hash": ""}
    add(conn, promise, [{"shop_id": shop, **_keys(each), **part, **told, "made_at": NOW} for each in ids])


def _add_deliveries(conn: sa.Connection, shop: ShopId, ids: range) -> None:
    head = {"shop_id": shop, "source": "own", "name": "By hand", "status": "open", "fetched_at": FETCHED_AT}
    add(conn, inbound, [{**head, "inbound_id": each} for each in ids])
    units = {"quantity": 1, "accepted": 0, "rejected": 0}
    add(
        conn,
        supply,
        [{"shop_id": shop, "supply_id": each, "inbound_id": each, "item_id": each, **units} for each in ids],
    )
    said = {"stated_at": NOW, "eta": None, "source": "merchant"}
    add(conn, eta_log, [{"shop_id": shop, "inbound_id": each, "seq": seq, **said} for each in ids for seq in (1, 2)])


def _keys(each: int) -> dict[str, int]:
    return {"line_id": each, "order_id": each}


def _variant(each: int) -> dict[str, object]:
    named = {"product_title": f"Product {each}", "title": "Default Title", "inventory_policy": "DENY"}
    return {"variant_id": each, "item_id": each, "product_id": each, "requires_components": False, **named}


def _order(each: int) -> dict[str, object]:
    return {
        "order_id": each,
        "name": f"#{each}",
        "processed_at": NOW,
        "closed": False,
        "test": False,
        "currency": "USD",
        "tags": [],
    }


def test_no_page_asks_more_often_because_there_is_more(database: Database, northpine: ShopId, views: ShopViews) -> None:
    with database.write() as conn:
        kettle_on_sale(conn, northpine)
        ten_are_ordered(conn, northpine)
    few = counted(database, views, northpine)
    with database.write() as conn:
        add_many(conn, northpine)
        conn.exec_driver_sql("ANALYZE")  # as autovacuum does within a minute; until then any plan may be a bad one

    many = counted(database, views, northpine)
    page = views.backorders(northpine, BackorderQuery(outlook=Outlook.NO_DATE))

    assert many == few
    assert max(many.values()) <= MOST
    assert (len(page.rows), page.pages) == (25, 200)
    assert page.counts == {Outlook.LATE: 0, Outlook.NO_DATE: MANY, Outlook.AT_RISK: 0, Outlook.ON_TRACK: 1}
    assert views.dashboard(northpine).totals.units_owed == MANY + 6
