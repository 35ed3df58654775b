"""The shop of the demonstration: large enough to look like one, the same every time, and honest about its past."""

import statistics

import pytest

from sandbox.seed import goods, northpine, pictures, suppliers, tiny
from sandbox.shopify import stock


def grown(random_seed=1):
    store = tiny.empty_store()
    with store.act():
        shop = northpine.seed(store, random_seed=random_seed)
        store.outbox.take()
    return store, shop


@pytest.fixture(scope="module")
def shop():
    return grown()[1]


def fingerprint(shop):
    levels = [(level.gid, dict(level.quantities)) for level in shop.inventory_levels.values()]
    orders = [(o.name, o.created_at, [(line.sku, line.quantity) for line in o.lines]) for o in shop.orders.values()]
    return levels, orders


def test_it_looks_like_a_shop(shop):
    assert len(shop.products) == 60
    assert len(shop.variants) == 202
    assert len(shop.locations) == 3
    assert len(shop.orders) == 300
    assert len({variant.sku for variant in shop.variants.values()}) == 202
    assert all(product.picture.startswith("<svg") for product in shop.products.values())


def test_the_same_seed_gives_the_same_shop_and_another_gives_another(shop):
    assert fingerprint(grown()[1]) == fingerprint(shop)
    assert fingerprint(grown(random_seed=2)[1]) != fingerprint(shop)


def test_the_demonstrations_item_has_four_on_hand_and_forty_coming_on_3_december(shop):
    (kettle,) = [variant for variant in shop.variants.values() if variant.sku == "KETTLE-BLUE"]
    (level,) = kettle.inventory_item.levels.values()
    assert (kettle.product.title, kettle.policy, stock.sellable(kettle)) == ("Fjord Enamel Kettle", "DENY", 4)
    assert (level.on_hand, level.quantities["incoming"], level.quantities["committed"]) == (4, 40, 0)
    (coming,) = [
        shipment
        for shipment in shop.shipments.values()
        if shipment.status == "IN_TRANSIT" and any(line.item is kettle.inventory_item for line in shipment.lines)
    ]
    assert coming.tracking.arrives_at.isoformat() == "2026-12-03T12:00:00+00:00"
    assert coming.transfer.tags == ["supplier:Tallinn Metalworks"]
    assert coming.transfer.origin is None


def lateness(shop, name):
    return [
        (shipment.received_at - shipment.tracking.arrives_at).total_seconds() / 86400
        for shipment in shop.shipments.values()
        if shipment.status == "RECEIVED" and f"supplier:{name}" in shipment.transfer.tags
    ]


def test_every_supplier_has_a_history_and_the_kettles_comes_five_days_late(shop):
    assert {s.name: len(lateness(shop, s.name)) for s in suppliers.SUPPLIERS} == {
        supplier.name: suppliers.PAST_SHIPMENTS for supplier in suppliers.SUPPLIERS
    }
    assert 4 <= statistics.median(lateness(shop, goods.TALLINN)) <= 6
    assert statistics.median(lateness(shop, goods.KYOTO)) <= 0.5
    assert statistics.median(lateness(shop, goods.ANDES)) > 5


def test_incoming_is_exactly_what_is_on_its_way(shop):
    coming = {}
    for shipment in shop.shipments.values():
        if shipment.status in ("IN_TRANSIT", "PARTIALLY_RECEIVED"):
            for line in shipment.lines:
                coming[line.item.id] = coming.get(line.item.id, 0) + line.unreceived
    for item in shop.inventory_items.values():
        assert sum(level.quantities["incoming"] for level in item.levels.values()) == coming.get(item.id, 0)


def test_nothing_left_its_supplier_in_the_future(shop):
    assert all(s.shipped_at <= tiny.NOW for s in shop.shipments.values() if s.shipped_at)
    assert all(o.created_at <= tiny.NOW for o in shop.orders.values())


def test_committed_is_exactly_what_open_orders_wait_for(shop):
    owed = {}
    for owner in shop.fulfillment_orders.values():
        if owner.status not in ("CLOSED", "CANCELLED"):
            for part in owner.lines:
                item = part.line.variant.inventory_item.id
                owed[item] = owed.get(item, 0) + part.remaining
    for item in shop.inventory_items.values():
        assert sum(level.quantities["committed"] for level in item.levels.values()) == owed.get(item.id, 0)


def test_every_shape_in_the_catalogue_is_drawn():
    assert {item.shape for item in goods.catalog()} <= {file.stem for file in pictures.SHAPES.glob("*.svg")}
    assert "fill:#123456" in pictures.draw("kettle", paint="#123456")


def test_a_handful_of_sold_out_and_nearly_sold_out_items_make_it_worth_a_look(shop):
    left = [stock.sellable(variant) for variant in shop.variants.values()]
    assert sum(units <= 0 for units in left) >= 20
    assert sum(0 < units <= 6 for units in left) >= 20
