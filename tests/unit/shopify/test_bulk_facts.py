"""Lines put back together: the facts are those that paging gives, whatever order the file had."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from app.db.spool import Spool
from app.domain.ids import ItemId, VariantId
from app.shopify.bulk_facts import read_order, read_transfer, read_variant
from app.shopify.bulk_tree import Root
from app.shopify.facts import ComponentFact, OrderFact
from app.shopify.jsonl import BrokenFile, read_lines
from app.shopify.orders import fetch_orders
from tests.unit.shopify.scripted import admin, ok
from tests.unit.shopify.test_reading_orders import AT, BIG, fulfillment_order, line, order

VARIANT, ITEM = f"gid://shopify/ProductVariant/{BIG}", f"gid://shopify/InventoryItem/{BIG + 1}"
NAMES = ("available", "committed", "on_hand", "incoming", "reserved", "safety_stock", "damaged", "quality_control")


@pytest.fixture
def spool() -> Iterator[Spool]:
    made = Spool()
    yield made
    made.close()


def fill(spool: Spool, objects: list[dict[str, Any]], *, seed: int = 0) -> None:
    shuffled = random.Random(seed).sample(objects, len(objects))  # noqa: S311  an order, not a secret
    spool.fill(read_lines([b"".join(json.dumps(each).encode() + b"\n" for each in shuffled)]))


def one(spool: Spool) -> Root:
    (root,) = spool.roots(after=0, limit=10)
    return root


def order_lines(number: int = 1, **changes: Any) -> list[dict[str, Any]]:
    """The order of the paging tests as a bulk operation writes it, to ship in two places."""
    whole = order(number, **changes)
    gid, head = (
        whole["id"],
        {key: value for key, value in whole.items() if key not in {"lineItems", "fulfillmentOrders"}},
    )
    found = [head | {"subtotalLineItemsQuantity": 10, "unheardOf": {}}, line(1) | {"__parentId": gid}]
    for owner in (fulfillment_order(31, (41, 1, 4)), fulfillment_order(32, (42, 1, 2))):
        found.append({key: value for key, value in owner.items() if key != "lineItems"} | {"__parentId": gid})
        found += [each | {"__parentId": owner["id"]} for each in owner["lineItems"]["nodes"]]
    return found


def paged_order() -> OrderFact:
    both = {"nodes": [fulfillment_order(31, (41, 1, 4)), fulfillment_order(32, (42, 1, 2))]}
    node = order(1, fulfillmentOrders=both | {"pageInfo": {"hasNextPage": False, "endCursor": None}})
    shop, _ = admin(ok({"nodes": [node]}))
    (fact,) = fetch_orders(shop, [1]).found.values()  # type: ignore[list-item]
    return fact


@pytest.mark.parametrize("seed", range(6))
def test_an_order_is_the_same_read_by_pages_and_from_a_shuffled_file(spool: Spool, seed: int) -> None:
    fill(spool, order_lines(), seed=seed)
    read = read_order(one(spool))
    by_id = {owner.id: owner for owner in read.order.fulfillment_orders}
    paged = paged_order()
    assert {owner.id: owner for owner in paged.fulfillment_orders} == by_id
    assert (read.order.lines, read.order.id, read.order.updated_at) == (paged.lines, paged.id, paged.updated_at)
    assert read.whole


@pytest.mark.parametrize("missing", ["LineItem/", "FulfillmentOrder/31", "FulfillmentOrderLineItem/42"])
def test_an_order_that_lost_a_child_is_not_whole(spool: Spool, missing: str) -> None:
    fill(spool, [each for each in order_lines() if missing not in each["id"]])
    assert not read_order(one(spool)).whole


def variant_lines(*, parent: str = VARIANT, locations: int = 2) -> list[dict[str, Any]]:
    picture = {"image": {"url": "http://cdn.test/blue.png"}}
    item = {"id": ITEM, "sku": "KETTLE-BLUE", "tracked": True, "requiresShipping": True, "updatedAt": AT}
    head = {
        "id": VARIANT,
        "title": "Blue",
        "displayName": "Kettle - Blue",
        "sku": "KETTLE-BLUE",
        "price": "54.00",
        "inventoryPolicy": "DENY",
        "requiresComponents": False,
        "updatedAt": AT,
        "product": {
            "id": "gid://shopify/Product/7",
            "title": "Kettle",
            "handle": "kettle",
            "status": "ACTIVE",
            "featuredMedia": None,
        },
        "metafield": None,
        "inventoryItem": item | {"locationsCount": {"count": locations}},
    }
    levels = [
        {
            "id": f"gid://shopify/InventoryLevel/{place}?inventory_item_id={BIG + 1}",
            "isActive": True,
            "updatedAt": AT,
            "location": {"id": f"gid://shopify/Location/{place}"},
            "quantities": [{"name": name, "quantity": place} for name in NAMES],
            "__parentId": parent,
        }
        for place in (1, 2)
    ]
    return [head, *levels, {"id": "gid://shopify/MediaImage/5", "preview": picture, "__parentId": VARIANT}]


def test_a_bundle_is_read_with_what_it_is_made_of_and_never_counts_as_whole(spool: Spool) -> None:
    head, *rest = variant_lines()
    part = {"id": "gid://shopify/ProductVariant/8", "inventoryItem": {"id": "gid://shopify/InventoryItem/9"}}
    component = {"id": "gid://shopify/ProductVariantComponent/4", "quantity": 2, "productVariant": part}
    fill(spool, [head | {"requiresComponents": True}, *rest, component | {"__parentId": VARIANT}])

    read = read_variant(one(spool), currency="EUR")

    assert read.variant.components == (ComponentFact(VariantId(8), ItemId(9), 2),)
    assert read.variant.image_url == "http://cdn.test/blue.png"
    assert not read.whole


@pytest.mark.parametrize("parent", [VARIANT, ITEM])
def test_levels_are_found_below_the_variant_and_below_its_item(spool: Spool, parent: str) -> None:
    fill(spool, variant_lines(parent=parent))
    read = read_variant(one(spool), currency="EUR")
    assert (read.variant.id, read.variant.item_id, read.item.id) == (BIG, BIG + 1, BIG + 1)
    assert sorted((level.location_id, level.quantities.available) for level in read.item.levels) == [(1, 1), (2, 2)]
    assert (read.variant.price.currency, read.variant.image_url) == ("EUR", "http://cdn.test/blue.png")
    assert read.whole


def test_a_variant_with_fewer_levels_than_locations_is_not_whole(spool: Spool) -> None:
    fill(spool, variant_lines(locations=3))
    assert not read_variant(one(spool), currency="EUR").whole


def transfer_lines() -> list[dict[str, Any]]:
    transfer, shipment = "gid://shopify/InventoryTransfer/1", "gid://shopify/InventoryShipment/2"
    item, there = {"id": ITEM}, {"name": "Warehouse", "location": {"id": "gid://shopify/Location/1"}}
    head = {
        "id": transfer,
        "name": "#T1",
        "referenceName": None,
        "status": "IN_PROGRESS",
        "dateCreated": AT,
        "note": None,
    }
    head |= {"tags": [], "totalQuantity": 40, "receivedQuantity": 0, "origin": None, "destination": there}
    line = {
        "id": "gid://shopify/InventoryTransferLineItem/3",
        "totalQuantity": 40,
        "shippedQuantity": 40,
        "processableQuantity": 0,
    }
    sent = {
        "id": shipment,
        "name": "#T1-1",
        "status": "IN_TRANSIT",
        "dateCreated": AT,
        "dateShipped": AT,
        "dateReceived": None,
    }
    part = {
        "id": "gid://shopify/InventoryShipmentLineItem/4",
        "quantity": 40,
        "acceptedQuantity": 0,
        "rejectedQuantity": 0,
    }
    return [
        head | {"lineItemsCount": {"count": 1}},
        line | {"inventoryItem": item, "__parentId": transfer},
        sent | {"lineItemsCount": {"count": 1}, "tracking": None, "__parentId": transfer},
        part | {"unreceivedQuantity": 40, "inventoryItem": item, "__parentId": shipment},
    ]


def test_a_shipment_knows_the_transfer_and_the_destination_it_hangs_on(spool: Spool) -> None:
    fill(spool, transfer_lines())
    read = read_transfer(one(spool))
    (shipment,) = read.transfer.shipments
    assert (shipment.transfer_id, shipment.destination_id, shipment.lines[0].unreceived) == (1, 1, 40)
    assert read.whole


@pytest.mark.parametrize("missing", ["TransferLineItem", "InventoryShipment/", "ShipmentLineItem"])
def test_a_transfer_that_lost_a_child_is_not_whole(spool: Spool, missing: str) -> None:
    fill(spool, [each for each in transfer_lines() if missing not in each["id"]])
    assert not read_transfer(one(spool)).whole


def test_a_root_of_another_shape_is_a_broken_file(spool: Spool) -> None:
    fill(spool, [{"id": VARIANT, "title": None}])
    with pytest.raises(BrokenFile, match="Line 1 does not have the agreed shape"):
        read_variant(one(spool), currency="EUR")


def test_roots_come_in_the_files_order_in_pieces_and_from_any_line_on(spool: Spool) -> None:
    gids = [f"gid://shopify/Order/{number}" for number in (5, 3, 9)]
    spool.fill(read_lines([b"".join(json.dumps({"id": gid}).encode() + b"\n" for gid in gids)]))
    assert [root.line.id for root in spool.roots(after=0, limit=2)] == gids[:2]
    assert [root.line.id for root in spool.roots(after=2, limit=2)] == gids[2:]
    assert list(spool.root_ids()) == gids
