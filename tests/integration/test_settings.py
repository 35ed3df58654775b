"""What a merchant sets, on both databases and against the local Klaviyo."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet
from fastapi import FastAPI
from structlog.testing import capture_logs

from app.admin.views import Moved
from app.clock import FixedClock
from app.db import connections, promises, shops
from app.db.session import Database
from app.db.shown_settings import KlaviyoLink, SupplierDays
from app.db.tables.inbox import inbox
from app.db.tables.shopstate import activity
from app.db.tables.supplies import supplier
from app.domain.ids import ItemId, LineId, ShopId, SupplierId
from app.errors import NotFound
from app.inbox.hints import Hint, Kind, decode
from app.inbox.wake import Wake
from app.klaviyo.client import KlaviyoClient
from app.klaviyo.errors import ConnectionBroken, Transient
from app.merchant import MerchantActs
from app.merchant_settings import SettingsActs
from app.replan import anew
from app.shopify.secrets_box import SecretsBox
from sandbox.klaviyo.app import create_klaviyo
from sandbox.klaviyo.dials import FaultKind
from sandbox.klaviyo.in_process import InProcess
from sandbox.klaviyo.limits import Limits
from sandbox.klaviyo.state import Klaviyo
from tests.conftest import add_shop
from tests.integration.factories.catalog import add_variant, item_of, set_stock, variant_fact
from tests.integration.factories.deliveries import SUPPLIER, Units, save_delivery, supply_of
from tests.integration.factories.main_job import KETTLE, KETTLES, kettle_on_sale, ten_are_ordered
from tests.integration.factories.moments import NOW
from tests.integration.factories.orders import Line, save_order
from tests.integration.factories.planning import plan, switch_on

KEY = "pk_4f0a9c1d"
USER = "42"
METRICS = [
    "Backorder Placed",
    "Backorder ETA Changed",
    "Backorder Delayed - Action Needed",
    "Backorder Shipping Soon",
    "Backorder Cancelled",
]
BOX = SecretsBox([Fernet.generate_key().decode()])


class WithoutTransaction(httpx.BaseTransport):
    """The local Klaviyo; fails a request that comes while this process holds a database connection."""

    def __init__(self, double: FastAPI, database: Database) -> None:
        self._inner = InProcess(double)
        self._pools = (database._writer.pool, database._reader.pool)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        assert [pool.checkedout() for pool in self._pools] == [0, 0]
        return self._inner.handle_request(request)


@pytest.fixture
def double() -> FastAPI:
    return create_klaviyo(clock=FixedClock(NOW))


@pytest.fixture
def klaviyo(double: FastAPI) -> Klaviyo:
    found: Klaviyo = double.state.klaviyo
    return found


@pytest.fixture
def wake() -> Wake:
    return Wake()


@pytest.fixture
def acts(database: Database, double: FastAPI, wake: Wake) -> Iterator[SettingsActs]:
    with httpx.Client(transport=WithoutTransaction(double, database)) as http:
        client = KlaviyoClient(http, origin="http://klaviyo.test")
        yield SettingsActs(database, FixedClock(NOW), wake, client, BOX)


def stored(database: Database, shop: ShopId) -> connections.KlaviyoConnection | None:
    with database.read() as conn:
        return connections.klaviyo(conn, shop)


def logged(database: Database, shop: ShopId) -> list[tuple[str, str, Any]]:
    with database.read() as conn:
        rows = conn.execute(sa.select(activity).where(activity.c.shop_id == shop).order_by(activity.c.activity_id))
        return [(row.verb, row.actor, row.detail) for row in rows]


def asked_for(database: Database) -> list[str]:
    with database.read() as conn:
        return list(conn.scalars(sa.select(inbox.c.topic).order_by(inbox.c.id)))


def shown(database: Database, shop: ShopId, order: int = 1042) -> list[tuple[int, date | None]]:
    """The standing promises of an order's only line, newest revision of each part."""
    line = LineId(order * 100 + 1)
    with database.read() as conn:
        said = promises.of_lines(conn, shop, [line])[line]
    latest = {each.promise.part: each.promise for each in sorted(said, key=lambda each: each.promise.revision)}
    return [(promise.quantity, promise.shown_on) for promise in latest.values()]


def metalworks(database: Database) -> SupplierId:
    with database.read() as conn:
        return SupplierId(conn.scalars(sa.select(supplier.c.supplier_id).where(supplier.c.name == SUPPLIER)).one())


def main_job(database: Database, shop: ShopId) -> SupplierId:
    """Ten kettles ordered: 4 ship now, 6 by 10 December, five days after the stated date."""
    with database.write() as conn:
        kettle_on_sale(conn, shop)
        ten_are_ordered(conn, shop)
    assert shown(database, shop) == [(6, date(2026, 12, 10))]
    return metalworks(database)


def test_a_key_is_kept_sealed_and_the_events_stand_in_klaviyo(
    database: Database, northpine: ShopId, acts: SettingsActs, klaviyo: Klaviyo, wake: Wake
) -> None:
    with capture_logs() as logs:
        assert acts.connect_klaviyo(northpine, KEY, user=USER) is None

    connection = stored(database, northpine)
    assert connection is not None
    assert (connection.kind, connection.state) == ("private_key", "connected")
    assert KEY.encode() not in connection.secret
    assert BOX.open(connection.secret) == KEY
    assert [(event.metric, event.backfill, event.mailed) for event in klaviyo.events] == [
        (metric, True, False) for metric in METRICS
    ]
    assert {event.email for event in klaviyo.events} == {"backorder-example@northpine.myshopify.com"}
    assert logged(database, northpine) == [("connected Klaviyo", "person:42", {"account": connection.account_id})]
    assert asked_for(database) == ["hint:connected Klaviyo"]
    assert wake.count == 1
    assert KEY not in str(logs)


def test_the_page_sees_the_connection_and_never_its_key(northpine: ShopId, acts: SettingsActs) -> None:
    assert acts.read(northpine).klaviyo is None
    acts.connect_klaviyo(northpine, KEY, user=USER)
    view = acts.read(northpine)
    assert view.klaviyo == KlaviyoLink(view.klaviyo.account, NOW, None)
    assert KEY not in repr(view)


@pytest.mark.parametrize(
    ("fault", "error"), [(FaultKind.UNAUTHORIZED, ConnectionBroken), (FaultKind.SERVER_ERROR, Transient)]
)
def test_a_key_that_klaviyo_does_not_take_leaves_everything_as_it_was(
    database: Database,
    northpine: ShopId,
    acts: SettingsActs,
    klaviyo: Klaviyo,
    fault: FaultKind,
    error: type[Exception],
) -> None:
    klaviyo.dials.next = [fault]
    with pytest.raises(error):
        acts.connect_klaviyo(northpine, KEY, user=USER)
    assert stored(database, northpine) is None
    assert logged(database, northpine) == []
    assert klaviyo.events == []


def test_examples_that_fail_are_said_and_can_be_sent_again_each_once(
    database: Database, northpine: ShopId, acts: SettingsActs, klaviyo: Klaviyo, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = KlaviyoClient.create_event

    def throttled_at_the_third(client: KlaviyoClient, auth: Any, event: Any) -> None:
        if len(klaviyo.events) == 2:
            klaviyo.dials.next = [FaultKind.THROTTLED]
        sent(client, auth, event)

    with monkeypatch.context() as patch:
        patch.setattr(KlaviyoClient, "create_event", throttled_at_the_third)
        assert acts.connect_klaviyo(northpine, KEY, user=USER) == "Klaviyo asked us to slow down."
    assert acts.read(northpine).klaviyo == KlaviyoLink(acts.read(northpine).klaviyo.account, NOW, None)

    acts.send_examples(northpine)
    assert [event.metric for event in klaviyo.events] == METRICS


def test_a_key_that_may_not_write_events_is_shown_as_broken_at_once(
    northpine: ShopId, acts: SettingsActs, klaviyo: Klaviyo
) -> None:
    klaviyo.dials.missing_scopes = ["events:write"]
    problem = acts.connect_klaviyo(northpine, KEY, user=USER)
    assert problem == "The Klaviyo connection lacks a permission that Backorder needs; please connect again."
    assert acts.read(northpine).klaviyo.broken == problem

    klaviyo.dials.missing_scopes = []
    klaviyo.limits = Limits()
    assert acts.connect_klaviyo(northpine, KEY, user=USER) is None
    assert acts.read(northpine).klaviyo.broken is None


def test_disconnecting_forgets_the_key_and_doing_it_again_does_nothing(
    database: Database, northpine: ShopId, acts: SettingsActs
) -> None:
    acts.connect_klaviyo(northpine, KEY, user=USER)
    acts.disconnect_klaviyo(northpine, user=USER)
    acts.disconnect_klaviyo(northpine, user=USER)
    assert stored(database, northpine) is None
    assert [verb for verb, _, _ in logged(database, northpine)] == ["connected Klaviyo", "disconnected Klaviyo"]
    with pytest.raises(NotFound):
        acts.send_examples(northpine)


def test_one_shops_connection_is_no_other_shops(database: Database, northpine: ShopId, acts: SettingsActs) -> None:
    other = add_shop(database, "southbeech.myshopify.com")
    acts.connect_klaviyo(northpine, KEY, user=USER)
    acts.disconnect_klaviyo(other, user=USER)
    assert acts.read(other).klaviyo is None
    assert acts.read(northpine).klaviyo is not None


def test_a_suppliers_own_days_move_what_it_carries_in_the_same_transaction(
    database: Database, northpine: ShopId, acts: SettingsActs, wake: Wake
) -> None:
    who = main_job(database, northpine)
    assert acts.set_buffers(northpine, usual=3, own={who: 9}, user=USER) == Moved(later=1, earlier=0)
    # 12 December is a Saturday: at the dock on Monday, a working day to the shelf, another to the carrier.
    assert shown(database, northpine) == [(6, date(2026, 12, 16))]
    assert acts.read(northpine).suppliers == (SupplierDays(who, SUPPLIER, 9, learned=False),)
    assert logged(database, northpine)[-1] == (
        "changed delivery times",
        "person:42",
        {"suppliers": {str(who): {"from": 5, "to": 9}}},
    )
    assert asked_for(database) == ["hint:changed delivery times"]
    assert wake.count == 1


def test_the_usual_days_leave_a_supplier_with_days_of_its_own_alone(
    database: Database, northpine: ShopId, acts: SettingsActs
) -> None:
    main_job(database, northpine)
    assert acts.set_buffers(northpine, usual=30, own={}, user=USER) == Moved(later=0, earlier=0)
    assert acts.read(northpine).usual_days == 30
    assert shown(database, northpine) == [(6, date(2026, 12, 10))]


def test_a_supplier_that_loses_its_own_days_follows_the_usual_ones(
    database: Database, northpine: ShopId, acts: SettingsActs
) -> None:
    who = main_job(database, northpine)
    assert acts.set_buffers(northpine, usual=12, own={who: None}, user=USER) == Moved(later=1, earlier=0)
    assert acts.read(northpine).suppliers == (SupplierDays(who, SUPPLIER, None, learned=False),)
    assert shown(database, northpine) == [(6, date(2026, 12, 17))]


def test_a_delivery_that_nobody_named_a_supplier_for_follows_the_usual_days(
    database: Database, northpine: ShopId, acts: SettingsActs
) -> None:
    main_job(database, northpine)
    with database.write() as conn:
        save_delivery(conn, northpine, number=4, units={KETTLES: Units(40)}, supplier_name="")
        save_order(conn, northpine, number=1043, lines=[Line(KETTLE, 40, held=40)])
        set_stock(conn, northpine, KETTLES, available=-46, committed=50, incoming=80)
        plan(conn, northpine, KETTLES)
    acts.set_buffers(northpine, usual=60, own={}, user=USER)
    assert shown(database, northpine) == [(6, date(2026, 12, 10))]
    assert [part for part in shown(database, northpine, 1043) if part[1] > date(2026, 12, 10)] == [
        (6, date(2027, 2, 3))
    ]


def test_saving_what_stands_already_writes_nothing(database: Database, northpine: ShopId, acts: SettingsActs) -> None:
    who = main_job(database, northpine)
    before = logged(database, northpine)
    assert acts.set_buffers(northpine, usual=3, own={who: 5}, user=USER) == Moved(later=0, earlier=0)
    assert logged(database, northpine) == before
    assert asked_for(database) == []


def test_another_shops_supplier_is_not_found_and_nothing_is_saved(
    database: Database, northpine: ShopId, acts: SettingsActs
) -> None:
    who = main_job(database, northpine)
    other = add_shop(database, "southbeech.myshopify.com")
    with pytest.raises(NotFound):
        acts.set_buffers(other, usual=7, own={who: 1}, user=USER)
    assert acts.read(other).usual_days == 3
    assert acts.read(northpine).suppliers[0].own == 5


def test_merchants_who_save_at_once_follow_each_other(
    database: Database, northpine: ShopId, acts: SettingsActs
) -> None:
    who = main_job(database, northpine)
    start = threading.Barrier(4)

    def save(days: int) -> None:
        start.wait(10)
        acts.set_buffers(northpine, usual=days, own={who: days}, user=USER)

    threads = [threading.Thread(target=save, args=(days,)) for days in (10, 20, 30, 40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    steps = {detail["usual"]["from"]: detail["usual"]["to"] for *_, detail in logged(database, northpine)[-4:]}
    last = 3
    while last in steps:
        last = steps.pop(last)
    assert steps == {}
    view = acts.read(northpine)
    assert (view.usual_days, view.suppliers[0].own) == (last, last)


def test_sharing_is_chosen_for_the_shop_and_given_up_again(
    database: Database, northpine: ShopId, acts: SettingsActs
) -> None:
    main_job(database, northpine)
    before = shown(database, northpine)

    acts.choose_sharing(northpine, hours=24, user=USER)
    assert acts.read(northpine).sharing_hours == 24
    acts.choose_sharing(northpine, hours=24, user=USER)
    acts.choose_sharing(northpine, hours=None, user=USER)

    assert acts.read(northpine).sharing_hours is None
    assert logged(database, northpine)[-2:] == [
        ("changed who gets units", "person:42", {"hours": {"from": None, "to": 24}}),
        ("changed who gets units", "person:42", {"hours": {"from": 24, "to": None}}),
    ]
    assert shown(database, northpine) == before  # an order that was there keeps what it has


def test_what_would_keep_everybody_waiting_is_planned_in_steps(
    database: Database, northpine: ShopId, acts: SettingsActs, monkeypatch: pytest.MonkeyPatch
) -> None:
    main_job(database, northpine)
    before = shown(database, northpine)
    with database.write() as conn:
        lamps = item_of(2)
        switch_on(conn, northpine, add_variant(conn, northpine, variant_fact(variant=2)))
        save_delivery(conn, northpine, units={KETTLES: Units(40), lamps: Units(5)})
        plan(conn, northpine, KETTLES, lamps)
        coming = supply_of(conn, northpine, KETTLES)
    monkeypatch.setattr(anew, "ORDERS_AT_ONCE", 0)
    merchant = MerchantActs(database, FixedClock(NOW), Wake())

    later = merchant.move_eta(
        northpine, coming, to=date(2026, 12, 20), seen=date(2026, 12, 3), reason="Port strike", user=USER
    )
    assert later == Moved(0, 0, in_steps=True)
    assert acts.choose_parcels(northpine, one=True, user=USER) == Moved(0, 0, in_steps=True)
    acts.choose_moving(northpine, moves=True, user=USER)

    assert shown(database, northpine) == before
    with database.write() as conn:
        bodies = conn.scalars(sa.select(inbox.c.body).where(inbox.c.shop_id == northpine))
        assert {decode(body) for body in bodies} >= {Hint(Kind.PLAN)}
        anew.plan_next(conn, shops.by_id(conn, northpine), ItemId(0), now=NOW)
    assert shown(database, northpine) != before


def test_how_orders_ship_is_chosen_for_the_shop_and_given_up_again(
    database: Database, northpine: ShopId, acts: SettingsActs
) -> None:
    main_job(database, northpine)
    before = shown(database, northpine)

    assert acts.choose_parcels(northpine, one=True, user=USER) == Moved(later=0, earlier=0)
    assert acts.read(northpine).one_parcel
    acts.choose_parcels(northpine, one=True, user=USER)
    acts.choose_parcels(northpine, one=False, user=USER)

    assert not acts.read(northpine).one_parcel
    assert logged(database, northpine)[-2:] == [
        ("changed how orders ship", "person:42", {"shipping": {"from": "as_they_come", "to": "whole_order"}}),
        ("changed how orders ship", "person:42", {"shipping": {"from": "whole_order", "to": "as_they_come"}}),
    ]
    [(six, day)] = before
    assert shown(database, northpine) == [(six, day), (4, day)]  # the four on hand were to wait, and that was told
