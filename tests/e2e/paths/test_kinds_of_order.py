"""Orders from everywhere: test orders, drafts, the till, companies, orders that nobody may see any more."""

from __future__ import annotations

from datetime import date, timedelta

from app.db.views import ShopViews
from sandbox.shopify.model import PurchasingCompany
from sandbox.shopify.orders import actors
from sandbox.shopify.orders.checkout import Details
from tests.e2e import acts
from tests.e2e.acts import KETTLE
from tests.e2e.world import World

SOON = timedelta(seconds=10)
DRAFT = Details(source_name="shopify_draft_order")
ON_TERMS = Details(
    source_name="shopify_draft_order",
    payment="PENDING",
    company=PurchasingCompany(company="Acme Outfitters", location="Oslo"),
)


def test_a_draft_order_of_a_merchant_is_promised_like_any_other(shop):
    order = acts.order(shop, {KETTLE: 10}, details=DRAFT)
    shop.pass_time(SOON)

    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (4, 6)
    assert acts.told(shop, "Backorder Placed") == [("sarah@example.com", 6)]


def test_a_draft_beyond_all_that_is_coming_gets_dates_for_what_there_is_and_none_for_the_rest(shop):
    order = acts.order(shop, {KETTLE: 50}, details=DRAFT)

    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (4, 46)
    assert acts.promised(shop, order) == [(40, "2026-12-10"), (6, None)]
    assert acts.left(shop, KETTLE) == 0
    assert shop.variant(KETTLE).policy == "DENY"


def test_what_is_sold_at_the_till_leaves_at_once_and_is_never_held(shop):
    order = acts.order(shop, {KETTLE: 3}, email=None, details=Details(source_name="pos"))
    shop.pass_time(SOON)

    assert acts.parts(order) == []
    assert order.tags == []
    assert shop.metafield(KETTLE)["steps"][0] == {"upto": 1, "by": None}
    assert shop.events() == []


def test_more_sold_at_the_till_than_was_counted_is_not_promised_a_second_time(shop):
    acts.order(shop, {KETTLE: 6}, email=None, details=Details(source_name="pos"))

    assert acts.left(shop, KETTLE) == 38
    assert shop.metafield(KETTLE)["steps"] == [{"upto": 38, "by": "2026-12-10"}]


def test_a_test_order_takes_units_as_shopify_does_and_is_held_but_never_scored(shop):
    order = acts.order(shop, {KETTLE: 10}, details=Details(test=True))
    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (4, 6)
    shop.pass_time(SOON)
    assert [each.properties["IsTest"] for each in shop.events("Backorder Placed")] == [True]

    acts.put_on_shelf(shop, KETTLE, 6)
    acts.ship_open(shop, order)

    assert acts.parts(order) == []
    assert shop.rows("SELECT count(*) FROM outcome") == [(0,)]


def test_an_order_with_a_phone_and_no_address_is_told_through_the_phone(shop):
    acts.order(shop, {KETTLE: 10}, email=None, details=Details(phone="+15035550100"))
    shop.pass_time(SOON)

    (event,) = shop.events("Backorder Placed")
    assert (event.email, event.phone) == ("", "+15035550100")


def test_an_order_with_nobody_to_tell_is_held_and_named(shop):
    order = acts.order(shop, {KETTLE: 10}, email=None)
    shop.pass_time(SOON)

    assert shop.held(order, KETTLE) == 6
    assert shop.events() == []
    assert shop.rows("SELECT state, attempts FROM message") == [("refused", 0)]


def test_a_companys_order_on_terms_waits_like_a_paid_one_and_is_shown_with_its_name(shop):
    acts.order(shop, {KETTLE: 2})
    ordered = acts.order(shop, {KETTLE: 50}, email="buyer@acme.example", details=ON_TERMS)
    shop.pass_time(SOON)

    assert (shop.free(ordered, KETTLE), shop.held(ordered, KETTLE)) == (2, 48)
    assert acts.promised(shop, ordered) == [(40, "2026-12-10"), (8, None)]
    assert acts.left(shop, KETTLE) == 0
    assert acts.told(shop, "Backorder Placed") == [("buyer@acme.example", 48)]
    (who,) = acts.view(shop, KETTLE).promises
    assert (who.company, who.open) == ("Acme Outfitters · Oslo", 50)

    acts.edit(shop, ordered, KETTLE, 30)
    acts.put_on_shelf(shop, KETTLE, 40)

    assert (shop.free(ordered, KETTLE), shop.held(ordered, KETTLE)) == (30, 0)


def test_without_access_to_customers_a_companys_order_waits_all_the_same_and_is_called_a_company(shop):
    give_up(shop, "read_customers")
    acts.order(shop, {KETTLE: 4})
    ordered = acts.order(shop, {KETTLE: 3}, details=ON_TERMS)
    shop.reconcile()

    assert shop.held(ordered, KETTLE) == 3
    (who,) = acts.view(shop, KETTLE).promises
    assert (who.order_name, who.company) == (ordered.name, "")


def test_an_order_that_waits_past_sixty_days_is_followed_to_its_end(shop):
    order = acts.order(shop, {KETTLE: 10})
    shop.pass_time(timedelta(days=70))
    shop.reconcile()
    assert shop.held(order, KETTLE) == 6

    acts.put_on_shelf(shop, KETTLE, 6)

    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (10, 0)


def give_up(world: World, scope: str) -> None:
    """The approval of a scope is withdrawn."""
    installation = world.shopify.installation
    assert installation is not None
    installation.scopes -= {scope}
    for token in installation.access_tokens.values():
        token.scopes -= {scope}


def forget_old_orders(world: World) -> None:
    give_up(world, "read_all_orders")


def test_an_order_that_goes_behind_the_wall_keeps_its_promise_and_its_units(shop):
    order = acts.order(shop, {KETTLE: 10})
    views = ShopViews(shop.parts.database, shop.clock)
    shop.pass_time(timedelta(days=51))
    assert views.dashboard(shop.shop.id).vanishing.total == 0
    forget_old_orders(shop)
    shop.reconcile()
    (named,) = views.dashboard(shop.shop.id).vanishing.orders
    assert (named.order_name, named.last_day) == (order.name, date(2027, 1, 20))

    shop.pass_time(timedelta(days=19))
    shop.reconcile()

    assert acts.promised(shop, order) != []
    assert shop.held(order, KETTLE) == 6
    assert acts.left(shop, KETTLE) == 34


def test_news_of_an_order_behind_the_wall_is_parked_with_its_reason(shop):
    order = acts.order(shop, {KETTLE: 10})
    forget_old_orders(shop)
    shop.pass_time(timedelta(days=70))

    acts.edit(shop, order, KETTLE, 5)

    parked = dict(shop.rows("SELECT topic, last_error FROM inbox WHERE state = 'parked'"))
    assert parked["orders/edited"] == "Shopify does not show this: not visible to this app"
    assert acts.promised(shop, order) != []


def test_a_deleted_order_asks_for_nothing_and_is_written_to_no_more(shop):
    order = acts.order(shop, {KETTLE: 10})
    acts.cancel(shop, order)
    with shop.sandbox.store.act():
        actors.delete_order(shop.sandbox.store, shop=shop.shopify, order=order)
    shop.settle()
    shop.pass_time(timedelta(hours=3))

    assert acts.left(shop, KETTLE) == 44
    assert shop.rows("SELECT count(*) FROM desired WHERE NOT settled") == [(0,)]


def test_an_order_cancelled_and_deleted_at_once_leaves_nothing_to_be_written(shop):
    order = acts.order(shop, {KETTLE: 10})
    with shop.sandbox.store.act():
        actors.cancel_order(shop.sandbox.store, shop=shop.shopify, order=order)
        actors.delete_order(shop.sandbox.store, shop=shop.shopify, order=order)
    shop.settle()
    shop.pass_time(timedelta(hours=3))

    assert acts.left(shop, KETTLE) == 44
    assert shop.rows("SELECT field, last_error FROM desired WHERE NOT settled") == []
    assert shop.rows("SELECT count(*) FROM gap") == [(0,)]


def test_stock_for_an_order_behind_the_wall_is_let_go_and_looked_for_ever_more_rarely(shop):
    order = acts.order(shop, {KETTLE: 10})
    forget_old_orders(shop)
    shop.pass_time(timedelta(days=70))

    acts.put_on_shelf(shop, KETTLE, 6)
    shop.pass_time(timedelta(minutes=1))

    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (10, 0)
