"""News that comes after the end of what it is about, or never."""

from __future__ import annotations

from datetime import timedelta

from app.usecases.choose_sharing import choose_sharing
from sandbox.shopify.acts import catalog, shipments, transfers
from sandbox.shopify.bodies.logistics import shipment_body
from sandbox.shopify.bodies.products import product_body
from tests.e2e import acts
from tests.e2e.acts import KETTLE, MUG
from tests.e2e.world import World

SOON = timedelta(seconds=10)


def delete_kettle(world: World) -> None:
    with world.sandbox.store.act():
        catalog.delete_product(world.sandbox.store, shop=world.shopify, product=world.variant(KETTLE).product)


def unfinished(world: World) -> list[tuple[object, ...]]:
    rows = world.rows("SELECT topic, state FROM inbox WHERE state <> 'done'")
    return rows + world.rows("SELECT resource, field FROM desired WHERE NOT settled")


def test_goods_of_a_shipment_that_was_deleted_are_sold_no_more(shop):
    order = acts.order(shop, {KETTLE: 10})
    shipment = next(iter(shop.shopify.shipments.values()))

    with shop.sandbox.store.act():
        shipments.delete(shop.sandbox.store, shop=shop.shopify, shipment=shipment)
    shop.settle()

    assert shop.rows("SELECT source, closed_at IS NULL FROM inbound ORDER BY source") == [
        ("shipment", False),
        ("transfer", True),
    ]
    assert (acts.promised(shop, order), acts.left(shop, KETTLE)) == ([(6, None)], 0)
    assert shop.variant(KETTLE).policy == "DENY"


def test_news_of_a_shipment_that_was_deleted_before_anybody_looked_is_let_go(shop):
    store, item = shop.sandbox.store, shop.variant(KETTLE).inventory_item
    transfer = next(iter(shop.shopify.transfers.values()))
    with store.act():
        transfers.set_items(store, shop=shop.shopify, transfer=transfer, items={item: 45})
    shop.settle()
    with store.act():
        made = shipments.create(store, shop=shop.shopify, transfer=transfer, items={item: 5})
    shop.sandbox.dispatcher.forget()
    with store.act():
        shipments.delete(store, shop=shop.shopify, shipment=made)
    shop.sandbox.dispatcher.forget()
    with store.act():
        body = shipment_body(shop.shopify, shipment=made, now=made.updated_at)
        store.emit(shop.shopify, "inventory_shipments/create", body)

    for _ in range(4):
        shop.settle()
        shop.rests_are_over()

    assert unfinished(shop) == []


def test_news_of_a_product_that_comes_before_that_of_its_deletion_is_not_left_lying(shop):
    body = product_body(shop.shopify, product=shop.variant(KETTLE).product) | {"title": "Kettle with a new name"}
    delete_kettle(shop)
    shop.sandbox.dispatcher.forget()
    shop.sandbox.store.emit(shop.shopify, "products/update", body)
    with shop.sandbox.store.act():
        pass
    shop.settle()
    for _ in range(4):
        shop.rests_are_over()
        shop.settle()
    assert unfinished(shop) == [("products/update", "parked")]

    with shop.sandbox.store.act():
        shop.sandbox.store.emit(shop.shopify, "products/delete", {"id": body["id"]})
    shop.settle()
    shop.pass_time(timedelta(hours=1))

    assert unfinished(shop) == []


def test_a_product_whose_deletion_nobody_told_us_of_is_found_gone_at_night(shop):
    acts.order(shop, {KETTLE: 10})
    delete_kettle(shop)
    shop.sandbox.dispatcher.forget()

    shop.reconcile()
    shop.pass_time(SOON)

    assert shop.rows("SELECT sku FROM variant WHERE deleted_at IS NOT NULL") == [(KETTLE,)]
    assert shop.rows("SELECT detail FROM activity WHERE verb = 'discontinued'") == [('{"orders":1,"units":6}',)]
    assert unfinished(shop) == []


def test_the_stock_of_a_product_of_whose_deletion_half_the_news_was_lost_is_gone_that_night(shop):
    product = shop.variant(KETTLE).product
    delete_kettle(shop)
    shop.sandbox.dispatcher.forget()
    with shop.sandbox.store.act():
        shop.sandbox.store.emit(shop.shopify, "products/delete", {"id": product.id})
    shop.settle()

    shop.reconcile()

    living = "SELECT sku FROM variant WHERE deleted_at IS NULL", "SELECT sku FROM item WHERE deleted_at IS NULL"
    assert [shop.rows(each) for each in living] == [[(MUG,)], [(MUG,)]]


def test_an_order_that_nobody_told_us_of_opens_no_share_before_it_is_known(shop):
    with shop.parts.database.write() as conn:
        choose_sharing(conn, shop.shop, hours=1, by="person:42", now=shop.clock.now())
    shop.clock.advance(SOON)
    order = shop.buy(KETTLE, 3)
    shop.scheduler.run_due()
    shop.sandbox.dispatcher.forget()

    shop.reconcile()

    opened = shop.rows("SELECT opens_at FROM share_window")
    assert len(opened) == 1
    assert str(opened[0][0]).startswith(str(order.processed_at.replace(tzinfo=None)))
