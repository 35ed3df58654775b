"""The life of the app in a shop: customers ask and are forgotten, settings change, it is frozen, left, found again."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.clock import next_local
from app.db.inbox import put
from app.db.privacy import requests
from app.db.tables.base import metadata
from app.db.tables.inbox import Lane, State, inbox
from app.db.tables.shops import ShopState
from app.db.views import ShopViews
from app.merchant_settings import SettingsActs
from app.refetch.reconcile import NIGHT
from app.shopify.features import DELIVERIES, NOTES, SELLING
from app.shopify.secrets_box import SecretsBox, UnreadableSecretError
from sandbox.shopify.bodies.shops import customer_redact_body, data_request_body
from sandbox.shopify.control import app_life
from sandbox.shopify.model import Address, Customer
from sandbox.shopify.orders.actors import cancel_order
from tests.e2e.world import USER, World

KETTLE = "KETTLE-BLUE"
PLANTED = ("sarah.planted@example.org", "Saraplant", "Quillfeather", "+15550104711", "Old Mill Lane 77", "Zyxtown")


def everything(world: World, *, but: frozenset[str] = frozenset()) -> dict[str, list[str]]:
    """Every value of every column of every table as text; what is sealed, opened."""
    found: dict[str, list[str]] = {}
    with world.parts.database.read() as conn:
        for table in metadata.sorted_tables:
            if table.name not in but:
                rows = conn.execute(sa.select(*(sa.literal_column(f'"{c.name}"') for c in table.c)).select_from(table))
                found[table.name] = [_plain(value, world.parts.box) for row in rows for value in row]
    return found


def _plain(value: Any, box: SecretsBox) -> str:
    if not isinstance(value, bytes | memoryview):
        return str(value)
    try:
        return box.open(bytes(value))
    except UnreadableSecretError:
        return bytes(value).decode(errors="replace")


def naming(world: World, *words: str) -> set[tuple[str, str]]:
    """Tables in which one of the words is found."""
    tables = everything(world).items()
    return {(table, word) for table, values in tables for word in words for value in values if word in value}


def sarah(world: World) -> Customer:
    person = world.customer(PLANTED[0])
    person.first_name, person.last_name, person.phone = PLANTED[1:4]
    person.address = Address(address1=PLANTED[4], city=PLANTED[5], country_code="US", zip="04711")
    return person


def said(world: World, body: dict[str, Any], topic: str) -> None:
    with world.sandbox.store.act():
        world.sandbox.store.emit(world.shopify, topic, body)
    world.settle()


def settings(world: World) -> SettingsActs:
    parts = world.parts
    return SettingsActs(parts.database, world.clock, world.drain.wake, parts.klaviyo, parts.box)


def state(world: World) -> str:
    return str(world.rows("SELECT state FROM shop")[0][0])


def left_behind(world: World) -> dict[str, int]:
    """Tables that still have rows, but for those that say that the shop is gone."""
    kept = frozenset({"shop", "inbox", "lease"})
    return {name: len(values) for name, values in everything(world, but=kept).items() if values}


def test_a_customer_sees_what_is_kept_is_forgotten_everywhere_and_so_is_the_shop(world: World) -> None:
    person = sarah(world)
    world.acts.switch_on(world.shop.id, [world.variant_id(KETTLE)], user=USER)
    world.settle()
    order = world.buy(KETTLE, 10, email=PLANTED[0])
    world.pass_time(timedelta(hours=1))
    other = world.buy(KETTLE, 1, email="other@example.com")
    world.settle()
    world.pass_time(timedelta(hours=1))
    assert ("message", PLANTED[0]) in naming(world, PLANTED[0])
    malformed = json.dumps({"customer": {"id": person.id, "email": PLANTED[0]}, "shop_domain": "else.where"}).encode()
    with world.parts.database.write() as conn:
        put(conn, world.shop.id, lane=Lane.PRIVACY, topic="customers/data_request", webhook_id="w", body=malformed)

    said(world, data_request_body(world.shopify, customer=person, number=99), "customers/data_request")
    assert world.rows("SELECT state FROM inbox WHERE webhook_id = 'w'") == [("parked",)]
    with world.parts.database.read() as conn:
        (asked,) = requests(conn, world.shop.id)
    assert (asked.shopify_id, asked.customer, asked.orders) == (99, person.id, (order.id,))
    kept = settings(world).customer_data(world.shop.id, asked.id, user=USER)
    (mine,) = kept["orders"]
    assert [each["recipient"] for each in mine["messages"]] == [PLANTED[0]]
    assert mine["promises"][0]["quantity"] == 6
    assert json.loads(json.dumps(kept)) == kept

    said(world, customer_redact_body(world.shopify, customer=person), "customers/redact")
    assert naming(world, *PLANTED, str(person.id)) == set()
    assert naming(world, "other@example.com") == {("message", "other@example.com")}
    assert (order.id, 6) in world.rows("SELECT order_id, sum(quantity) FROM promise GROUP BY order_id")
    verbs = [row[0] for row in world.rows("SELECT verb FROM activity WHERE subject = 'privacy' ORDER BY activity_id")]
    assert verbs == ["asked for a customer's data", "looked at a customer's data", "removed a customer's data"]

    with world.sandbox.store.act():
        app_life.uninstall(world.sandbox.store, shop=world.shopify)
        app_life.redact(world.sandbox.store, shop=world.shopify)
    world.settle()
    assert (state(world), left_behind(world)) == (ShopState.REDACTED, {})
    assert naming(world, "other@example.com", "Northpine", other.name, str(other.id), KETTLE) == set()
    bodies = {bytes(row[0]) for row in world.rows("SELECT body FROM inbox")}
    assert bodies == {b""}

    said(world, customer_redact_body(world.shopify, customer=person), "customers/redact")
    with world.sandbox.store.act():
        world.sandbox.store.emit(world.shopify, "app/uninstalled", {"myshopify_domain": world.shopify.domain})
    world.settle()
    assert (state(world), left_behind(world)) == (ShopState.REDACTED, {})


def test_a_shop_that_changes_is_frozen_leaves_and_returns_keeps_selling_as_promised(world: World) -> None:
    store, shop = world.sandbox.store, world.shopify
    world.never_sleeps()
    world.acts.switch_on(world.shop.id, [world.variant_id(KETTLE)], user=USER)
    world.settle()
    order = world.buy(KETTLE, 10)
    world.pass_time(timedelta(hours=1))
    as_it_was = (world.variant(KETTLE).policy, world.held(order, KETTLE))
    assert as_it_was == ("CONTINUE", 6)

    shop.name, shop.timezone, shop.plan_name = "Southpine", "Pacific/Auckland", "Cancelled"
    shop.storefront_url = "https://southpine.example"
    said(world, {"id": shop.id, "myshopify_domain": shop.domain}, "shop/update")
    row = world.rows("SELECT name, timezone, plan, storefront_url FROM shop")
    assert row == [("Southpine", "Pacific/Auckland", "Cancelled", "https://southpine.example")]
    assert world.rows("SELECT cause FROM comparison ORDER BY comparison_id DESC")[0] == ("the shop changed",)
    night = world.rows("SELECT at FROM due WHERE kind = 'reconcile' AND cause = 'night'")[0][0]
    assert str(night)[:16] == f"{next_local(world.clock.now(), NIGHT, 'Pacific/Auckland'):%Y-%m-%d %H:%M}"

    store.dials.api.frozen = True
    world.buy(KETTLE, 1, email="frozen@example.com")
    world.pass_time(timedelta(days=2))
    assert (world.variant(KETTLE).policy, world.held(order, KETTLE)) == as_it_was
    assert world.rows("SELECT count(*) FROM inbox WHERE state = 'parked'") == [(0,)]
    store.dials.api.frozen = False
    world.rests_are_over()
    world.settle()
    world.pass_time(timedelta(hours=1))
    assert (world.variant(KETTLE).policy, world.held(order, KETTLE)) == as_it_was
    assert {each.email for each in world.events("Backorder Placed")} == {"sarah@example.com", "frozen@example.com"}

    with store.act():
        app_life.uninstall(store, shop=shop)
    world.settle()
    assert state(world) == ShopState.UNINSTALLED
    world.clock.advance(timedelta(hours=2))
    with store.act():
        app_life.install(store, shop=shop)
    world.open_the_app()
    assert state(world) == ShopState.INSTALLED
    with world.parts.database.write() as conn:
        body = json.dumps({"myshopify_domain": shop.domain}).encode()
        put(conn, world.shop.id, lane=Lane.LIVE, topic="app/uninstalled", webhook_id="late", body=body)
        before = world.clock.now() - timedelta(hours=1)
        conn.execute(sa.update(inbox).where(inbox.c.webhook_id == "late").values(triggered_at=before))
    world.settle()
    assert state(world) == ShopState.INSTALLED
    assert world.rows("SELECT state FROM inbox WHERE webhook_id = 'late'") == [(State.DONE,)]
    assert (world.variant(KETTLE).policy, world.held(order, KETTLE)) == as_it_was


def test_access_taken_away_parks_nothing_says_what_is_off_and_comes_back_by_itself(world: World) -> None:
    store, shop = world.sandbox.store, world.shopify
    world.never_sleeps()
    world.acts.switch_on(world.shop.id, [world.variant_id(KETTLE)], user=USER)
    world.settle()
    installation = shop.installation
    assert installation is not None
    granted, denied = set(installation.scopes), {"read_orders", "write_orders"}
    store.dials.api.missing_scopes = sorted(denied)
    with store.act():
        app_life.set_scopes(store, shop=shop, installation=installation, scopes=granted - denied)
    world.settle()
    order = world.buy(KETTLE, 10)
    world.pass_time(timedelta(hours=1))
    views = ShopViews(world.parts.database, world.clock)
    assert [SELLING in views.profile(world.shop.id).off, NOTES in views.profile(world.shop.id).off] == [True, True]
    assert world.rows("SELECT topic, last_error FROM inbox WHERE state = 'parked'") == []
    assert world.events("Backorder Placed") == []
    assert world.variant(KETTLE).policy == "CONTINUE"

    store.dials.api.missing_scopes = []
    with store.act():
        app_life.set_scopes(store, shop=shop, installation=installation, scopes=granted)
    world.rests_are_over()
    world.settle()
    world.pass_time(timedelta(hours=1))
    assert views.profile(world.shop.id).off == ()
    assert world.held(order, KETTLE) == 6
    assert [each.email for each in world.events("Backorder Placed")] == ["sarah@example.com"]


def test_without_access_to_deliveries_only_those_are_not_read(world: World) -> None:
    store, shop = world.sandbox.store, world.shopify
    installation = shop.installation
    assert installation is not None
    denied = {scope for scope in installation.scopes if "transfers" in scope or "shipments" in scope}
    store.dials.api.missing_scopes = sorted(denied)
    with store.act():
        app_life.set_scopes(store, shop=shop, installation=installation, scopes=installation.scopes - denied)
    world.settle()

    world.acts.switch_on(world.shop.id, [world.variant_id(KETTLE)], user=USER)
    world.settle()
    order = world.buy(KETTLE, 10)
    world.reconcile()

    assert world.held(order, KETTLE) == 6
    assert world.rows("SELECT count(*) FROM comparison WHERE finished_at IS NULL") == [(0,)]
    assert world.rows("SELECT reason FROM lease WHERE reason IS NOT NULL") == []
    assert world.rows("SELECT last_error FROM inbox WHERE state = 'parked'") == []
    views = ShopViews(world.parts.database, world.clock)
    assert DELIVERIES in views.profile(world.shop.id).off


def test_a_cancellation_that_waits_beside_a_mail_stops_the_mail(world: World) -> None:
    store = world.sandbox.store
    world.acts.switch_on(world.shop.id, [world.variant_id(KETTLE)], user=USER)
    world.settle()
    order = world.buy(KETTLE, 10)
    world.settle()
    assert world.rows("SELECT state FROM message") == [("open",)]

    with store.act():
        cancel_order(store, shop=world.shopify, order=order)
    world.clock.advance(timedelta(minutes=1))
    world.sandbox.dispatcher.pump()
    world.settle()

    assert world.rows("SELECT state FROM message") == [("superseded",)]
    assert world.events("Backorder Placed") == []
