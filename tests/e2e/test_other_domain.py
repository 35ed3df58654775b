"""A shop takes another `*.myshopify.com` domain: it goes on as the shop it was, whichever way the news comes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.admission import Admission
from app.db import shops
from app.db.tables.shops import ShopState
from app.shopify.facts import ShopIdentity
from app.usecases.follow_shop import follow_shop
from sandbox.seed import tiny
from sandbox.shopify import session_tokens
from sandbox.shopify.control import app_life
from tests.e2e.acts import KETTLE, switch_on, told
from tests.e2e.world import World

NEW = "harbour.myshopify.com"
PASSED_ON = ("moved", 1)


@pytest.fixture
def promised(world: World) -> World:
    """Ten kettles are sold; six of them wait."""
    switch_on(world, KETTLE)
    world.buy(KETTLE, 10)
    world.pass_time(timedelta(minutes=1))
    return world


def take_the_new_domain(world: World) -> None:
    with world.sandbox.store.act():
        app_life.change_domain(world.sandbox.store, shop=world.shopify, domain=NEW)
    world.settle()


def rows(world: World) -> dict[str, tuple[str, int | None]]:
    """By domain the state of its row and where it leads."""
    return {domain: (state, to) for domain, state, to in world.rows("SELECT domain, state, moved_to FROM shop")}


def waiting(world: World) -> list[tuple[int, str]]:
    return world.rows("SELECT shop_id, topic FROM inbox WHERE state = 'waiting' AND topic NOT LIKE 'backorder/%'")


def night(world: World) -> None:
    world.pass_time(timedelta(days=1))


def goes_on(world: World) -> None:
    """A buyer of the new domain is held, promised and told as before, in the shop's one row."""
    order = world.buy(KETTLE, 3, email="nora@example.com")
    world.settle()
    world.pass_time(timedelta(minutes=1))
    assert world.held(order, KETTLE) == 3
    assert ("nora@example.com", 3) in told(world, "Backorder Placed")
    assert world.rows("SELECT DISTINCT shop_id FROM promise") == [(world.shop.id,)]
    assert {each.rsplit("/", 1)[-1] for (each,) in world.rows("SELECT state FROM inbox")} == {"done"}


def test_news_under_a_domain_nobody_knows_is_the_shops_as_soon_as_the_night_has_seen_it(promised: World) -> None:
    world = promised
    take_the_new_domain(world)
    order = world.buy(KETTLE, 2, email="olaf@example.com")
    assert rows(world) == {tiny.DOMAIN: ("installed", None), NEW: ("stub", None)}

    night(world)

    assert rows(world) == {NEW: ("installed", None), tiny.DOMAIN: PASSED_ON}
    assert world.held(order, KETTLE) == 2
    moves = "SELECT actor, detail FROM activity WHERE verb = 'moved to another domain'"
    assert world.rows(moves) == [("shopify", f'{{"from":"{tiny.DOMAIN}","to":"{NEW}"}}')]
    goes_on(world)


def test_a_merchant_who_opens_the_app_under_the_new_domain_finds_everything(promised: World) -> None:
    world = promised
    take_the_new_domain(world)
    admission = Admission(world.parts, world.drain.wake)
    token = session_tokens.mint(world.shopify, app=world.sandbox.store.app, now=world.sandbox.store.machine())

    first, again = (admission.admit(admission.verify(token), token) for _ in range(2))

    assert (first, again) == (world.shop.id, world.shop.id)
    world.settle()
    assert rows(world) == {NEW: ("installed", None), tiny.DOMAIN: PASSED_ON}
    assert len(world.rows("SELECT shop_id FROM shop_token")) == 1
    goes_on(world)


def test_where_shopify_does_not_say_at_once_which_shop_it_is_the_worker_asks_before_it_reads_anything(
    promised: World,
) -> None:
    world = promised
    world.never_sleeps()
    take_the_new_domain(world)
    admission = Admission(world.parts, world.drain.wake)
    token = session_tokens.mint(world.shopify, app=world.sandbox.store.app, now=world.sandbox.store.machine())
    world.sandbox.store.dials.api.frozen = True
    assert admission.admit(admission.verify(token), token) != world.shop.id
    world.sandbox.store.dials.api.frozen = False

    world.settle()

    assert rows(world) == {NEW: ("installed", None), tiny.DOMAIN: PASSED_ON}
    assert world.rows("SELECT count(DISTINCT shop_id) FROM variant") == [(1,)]
    goes_on(world)


def test_news_under_the_old_domain_and_about_people_under_either_still_reaches_the_shop(promised: World) -> None:
    world = promised
    take_the_new_domain(world)
    night(world)
    store, shop = world.sandbox.store, world.shopify
    for domain in (tiny.DOMAIN, NEW):
        body = {"shop_id": shop.id, "shop_domain": domain, "orders_requested": [], "data_request": {"id": len(domain)}}
        body["customer"] = {"id": 1, "email": "sarah@example.com"}
        with store.act():
            shop.domain = tiny.DOMAIN if domain == NEW else NEW
            store.emit(shop, "customers/data_request", body)
            shop.domain = NEW
        world.settle()

    assert waiting(world) == []
    assert world.rows("SELECT state FROM inbox WHERE topic = 'customers/data_request'") == [("done",), ("done",)]
    assert world.rows("SELECT DISTINCT shop_id FROM data_request") == [(world.shop.id,)]


def test_the_domain_of_another_living_shop_is_not_taken(promised: World) -> None:
    world = promised
    with world.parts.database.write() as conn:
        other = shops.ensure(conn, NEW)
        shops.update(conn, other.id, state=ShopState.INSTALLED, shopify_id=7)
    with world.parts.database.write() as conn:
        said = ShopIdentity(world.shopify.id, NEW)
        assert follow_shop(conn, world.shop, said, now=world.clock.now()) == world.shop.id

    assert rows(world) == {tiny.DOMAIN: ("installed", None), NEW: ("installed", None)}


def test_a_shop_that_goes_back_to_its_first_domain_is_still_the_same(promised: World) -> None:
    world = promised
    for domain in (NEW, tiny.DOMAIN):
        with world.sandbox.store.act():
            app_life.change_domain(world.sandbox.store, shop=world.shopify, domain=domain)
        world.settle()
        night(world)

    assert rows(world) == {tiny.DOMAIN: ("installed", None), NEW: PASSED_ON}
    assert world.rows("SELECT former FROM shop WHERE state = 'installed'") == [(f'["{NEW}"]',)]
