from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from app.domain.ids import ItemId, LocationId, ProductId, VariantId
from app.shopify.errors import UserErrors
from app.shopify.facts import ItemFact, Quantities, Unreadable
from app.shopify.gid import ShipmentId, ShipmentLineId, TransferId
from app.shopify.installation import fetch_shop
from app.shopify.inventory import ItemWanted, fetch_stock_and_supply
from app.shopify.locations import fetch_locations
from app.shopify.metafields import MetafieldWrite, delete_metafields, ensure_definition, set_metafields
from app.shopify.money import Money
from app.shopify.shipping import ReceivedLine, ShipmentTracking, create_shipment, create_transfer, receive_shipment
from app.shopify.transfers import fetch_shipment, fetch_transfers
from app.shopify.variants import fetch_product_variants, fetch_variants, iterate_variants, set_inventory_policy
from tests.unit.shopify.scripted import admin, ok, page

AT = "2026-11-21T15:00:00Z"


def level(location: int, **quantities: int) -> dict[str, Any]:
    return {
        "isActive": True,
        "updatedAt": AT,
        "location": {"id": f"gid://shopify/Location/{location}"},
        "quantities": [{"name": name, "quantity": quantity} for name, quantity in quantities.items()],
    }


def item(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/InventoryItem/{number}",
        "sku": None,
        "tracked": True,
        "requiresShipping": True,
        "updatedAt": AT,
        "variants": page({"id": "gid://shopify/ProductVariant/7"}),
        "inventoryLevels": page(level(1, available=-6, committed=10, on_hand=4, incoming=40)),
    } | changes


def shipment(number: int, **changes: Any) -> dict[str, Any]:
    shipped = {
        "id": "gid://shopify/InventoryShipmentLineItem/80",
        "quantity": 40,
        "acceptedQuantity": 38,
        "rejectedQuantity": 0,
        "unreceivedQuantity": 2,
        "inventoryItem": {"id": "gid://shopify/InventoryItem/55"},
    }
    return {
        "id": f"gid://shopify/InventoryShipment/{number}",
        "name": "#S1",
        "status": "PARTIALLY_RECEIVED",
        "dateCreated": None,
        "dateShipped": None,
        "dateReceived": None,
        "tracking": {"arrivesAt": "2026-12-03T00:00:00Z", "company": None, "trackingNumber": None, "trackingUrl": None},
        "lineItems": page(shipped),
    } | changes


def transfer(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/InventoryTransfer/{number}",
        "name": "#T1",
        "referenceName": None,
        "status": "IN_PROGRESS",
        "dateCreated": None,
        "note": None,
        "tags": ["supplier:Tallinn Metalworks"],
        "totalQuantity": 40,
        "receivedQuantity": 38,
        "origin": None,
        "destination": {"name": "Warehouse", "location": {"id": "gid://shopify/Location/1"}},
        "lineItems": page(),
        "shipments": page(shipment(60)),
    } | changes


def variant(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/ProductVariant/{number}",
        "title": "Blue",
        "displayName": "Kettle - Blue",
        "sku": "KETTLE-BLUE",
        "price": "49.50",
        "inventoryPolicy": "DENY",
        "requiresComponents": False,
        "updatedAt": AT,
        "inventoryItem": {"id": "gid://shopify/InventoryItem/55"},
        "product": {
            "id": "gid://shopify/Product/3",
            "title": "Kettle",
            "handle": "kettle",
            "status": "ACTIVE",
            "featuredMedia": {"preview": {"image": {"url": "https://cdn/p.png"}}},
        },
        "media": {"nodes": [{"preview": None}]},
        "metafield": None,
    } | changes


CURRENCY = {"currencyCode": "EUR"}


def stock_of(found: dict[str, Any]) -> dict[str, Any]:
    return {"items": [found], "known": [], "open": page()}


def read(*answers: Any) -> ItemFact:
    """Item 55, by itself."""
    shop, _ = admin(*answers)
    return fetch_stock_and_supply(shop, [ItemWanted(ItemId(55), ())]).items.found[ItemId(55)]


def test_levels_keep_every_quantity_and_say_nought_for_those_not_named() -> None:
    (only,) = read(ok(stock_of(item(55)))).levels
    assert only.location_id == LocationId(1)
    assert only.quantities == Quantities(available=-6, committed=10, on_hand=4, incoming=40)


def test_an_item_in_many_places_with_many_variants_is_read_to_its_end() -> None:
    first = item(55, variants=page(after="v"), inventoryLevels=page(level(1), after="l"))
    fact = read(
        ok(stock_of(first)),
        ok({"inventoryItem": {"variants": page({"id": "gid://shopify/ProductVariant/8"})}}),
        ok({"inventoryItem": {"inventoryLevels": page(level(2))}}),
    )
    assert (fact.variants, [one.location_id for one in fact.levels]) == ((VariantId(8),), [1, 2])


def named(*transfers: int) -> dict[str, Any]:
    return page(*({"id": f"gid://shopify/InventoryTransfer/{each}"} for each in transfers))


def test_stock_and_supply_come_in_one_request_and_open_transfers_are_only_named() -> None:
    completed = transfer(71, status="TRANSFERRED")
    shop, script = admin(ok({"items": [item(55), None], "known": [transfer(70), completed], "open": named(70)}))

    wanted = [
        ItemWanted(ItemId(55), (VariantId(7),), (TransferId(70), TransferId(71))),
        ItemWanted(ItemId(56), (VariantId(8),), (TransferId(70),)),
    ]
    reading = fetch_stock_and_supply(shop, wanted)

    assert (list(reading.items.found), reading.items.unreadable) == ([55], {56: Unreadable()})
    assert {key: fact.status for key, fact in reading.transfers.found.items()} == {70: "IN_PROGRESS", 71: "TRANSFERRED"}
    assert script.variables == [
        {
            "itemIds": ["gid://shopify/InventoryItem/55", "gid://shopify/InventoryItem/56"],
            "transferIds": ["gid://shopify/InventoryTransfer/70", "gid://shopify/InventoryTransfer/71"],
            "openTransfers": "(status:ready_to_ship OR status:in_progress OR status:other)"
            " AND (product_variant_id:7 OR product_variant_id:8)",
        }
    ]


def test_an_open_transfer_nobody_knew_of_is_read_in_one_more_request_together_with_the_stock_of_that_moment() -> None:
    later = item(55, inventoryLevels=page(level(1, available=3)))
    shop, script = admin(
        ok({"items": [item(55)], "known": [], "open": named(70)}),
        ok({"items": [later], "known": [transfer(70)], "open": named(70)}),
    )

    reading = fetch_stock_and_supply(shop, [ItemWanted(ItemId(55), (VariantId(7),))])

    assert reading.items.found[ItemId(55)].levels[0].quantities == Quantities(available=3)
    assert list(reading.transfers.found) == [70]
    assert [each["transferIds"] for each in script.variables] == [[], ["gid://shopify/InventoryTransfer/70"]]


def test_more_open_transfers_than_a_page_names_are_all_read() -> None:
    first = named(70) | {"pageInfo": {"hasNextPage": True, "endCursor": "c"}}
    shop, _ = admin(
        ok({"items": [item(55)], "known": [transfer(70)], "open": first}),
        ok({"inventoryTransfers": page(transfer(71))}),
        ok({"items": [item(55)], "known": [transfer(70), transfer(71)], "open": first}),
        ok({"inventoryTransfers": page(transfer(71))}),
    )

    reading = fetch_stock_and_supply(shop, [ItemWanted(ItemId(55), (VariantId(7),), (TransferId(70),))])

    assert list(reading.transfers.found) == [70, 71]


def test_a_shipment_read_through_its_transfer_knows_where_it_goes_and_when() -> None:
    shop, _ = admin(ok({"nodes": [transfer(70)]}))
    fact = fetch_transfers(shop, [TransferId(70)]).found[TransferId(70)]
    (only,) = fact.shipments
    assert (only.transfer_id, only.destination_id, only.arrives_at) == (70, 1, datetime(2026, 12, 3, tzinfo=UTC))
    assert (only.lines[0].accepted, only.lines[0].unreceived, only.lines[0].item_id) == (38, 2, 55)
    assert (fact.origin_id, fact.origin_name, fact.tags) == (None, None, ("supplier:Tallinn Metalworks",))


def test_a_shipment_alone_knows_no_transfer_and_one_that_is_gone_is_unreadable() -> None:
    shop, _ = admin(
        ok({"inventoryShipment": shipment(60, tracking=None, lineItems=None)}), ok({"inventoryShipment": None})
    )
    found = fetch_shipment(shop, ShipmentId(60))
    assert not isinstance(found, Unreadable)
    assert (found.transfer_id, found.arrives_at, found.lines) == (None, None, ())
    assert fetch_shipment(shop, ShipmentId(61)) == Unreadable()


def test_a_transfer_with_many_lines_and_shipments_is_read_to_its_end() -> None:
    more = {
        "lineItems": page({**shipment(61)["lineItems"]["nodes"][0], "id": "gid://shopify/InventoryShipmentLineItem/81"})
    }
    shop, _ = admin(
        ok({"nodes": [transfer(70, lineItems=page(after="l"), shipments=page(shipment(60), after="s"))]}),
        ok({"inventoryTransfer": {"lineItems": page()}}),
        ok({"inventoryTransfer": {"shipments": page(shipment(61, lineItems=page(after="x")))}}),
        ok({"inventoryShipment": more}),
    )
    fact = fetch_transfers(shop, [TransferId(70)]).found[TransferId(70)]
    assert [one.id for one in fact.shipments] == [60, 61]
    assert [line.id for line in fact.shipments[1].lines] == [81]


def test_receiving_names_lines_quantities_reasons_and_the_key() -> None:
    shop, script = admin(ok({"inventoryShipmentReceive": {"inventoryShipment": shipment(60), "userErrors": []}}))
    lines = [ReceivedLine(ShipmentLineId(80), 38), ReceivedLine(ShipmentLineId(80), 1, accepted=False)]

    assert receive_shipment(shop, ShipmentId(60), lines, idempotency_key="k").status == "PARTIALLY_RECEIVED"

    line = "gid://shopify/InventoryShipmentLineItem/80"
    assert script.variables == [
        {
            "id": "gid://shopify/InventoryShipment/60",
            "lines": [
                {"shipmentLineItemId": line, "quantity": 38, "reason": "ACCEPTED"},
                {"shipmentLineItemId": line, "quantity": 1, "reason": "REJECTED"},
            ],
            "key": "k",
        }
    ]


def test_goods_are_announced_with_a_supplier_a_place_and_a_day() -> None:
    shop, script = admin(
        ok({"inventoryTransferCreateAsReadyToShip": {"inventoryTransfer": transfer(70), "userErrors": []}}),
        ok({"inventoryShipmentCreateInTransit": {"inventoryShipment": shipment(60), "userErrors": []}}),
    )

    made = create_transfer(
        shop, {ItemId(55): 40}, destination=LocationId(1), tags=["supplier:X"], reference=None, idempotency_key="a"
    )
    tracking = ShipmentTracking(arrives_at=datetime(2026, 12, 3, tzinfo=UTC))
    sent = create_shipment(shop, made.id, {ItemId(55): 40}, tracking=tracking, idempotency_key="b")

    assert sent.id == 60
    assert script.variables[1]["input"] == {
        "movementId": "gid://shopify/InventoryTransfer/70",
        "lineItems": [{"inventoryItemId": "gid://shopify/InventoryItem/55", "quantity": 40}],
        "trackingInput": {"arrivesAt": "2026-12-03T00:00:00Z"},
    }


def test_a_variant_has_its_price_in_the_shops_currency_and_its_products_picture_when_it_has_none() -> None:
    metafield = {"value": '{"v": 1}', "compareDigest": "d", "updatedAt": AT}
    shop, _ = admin(ok({"shop": CURRENCY, "nodes": [variant(7, metafield=metafield), variant(8, sku=None)]}))
    found = fetch_variants(shop, [VariantId(7), VariantId(8)]).found
    assert (found[VariantId(7)].price, found[VariantId(7)].image_url) == (Money(4950, "EUR", 2), "https://cdn/p.png")
    assert found[VariantId(7)].backorder is not None
    assert (found[VariantId(8)].backorder, found[VariantId(8)].sku) == (None, None)


def test_all_variants_of_a_product_and_of_a_shop_are_paged() -> None:
    shop, _ = admin(
        ok({"shop": CURRENCY, "product": {"variants": page(variant(7), after="c")}}),
        ok({"shop": CURRENCY, "product": {"variants": page(variant(8))}}),
        ok({"shop": CURRENCY, "product": None}),
        ok({"shop": CURRENCY, "productVariants": page(variant(7), after="c")}),
        ok({"shop": CURRENCY, "productVariants": page(variant(8))}),
    )
    found = fetch_product_variants(shop, ProductId(3))
    assert not isinstance(found, Unreadable)
    assert [one.id for one in found] == [7, 8]
    assert fetch_product_variants(shop, ProductId(4)) == Unreadable()
    assert [one.id for one in iterate_variants(shop)] == [7, 8]


def test_a_policy_is_set_per_variant_and_answers_with_the_time_of_our_own_write() -> None:
    changed = {"id": "gid://shopify/ProductVariant/7", "inventoryPolicy": "CONTINUE", "updatedAt": AT}
    shop, script = admin(ok({"productVariantsBulkUpdate": {"productVariants": [changed], "userErrors": []}}))
    assert set_inventory_policy(shop, ProductId(3), {VariantId(7): "CONTINUE"}) == {
        7: datetime(2026, 11, 21, 15, tzinfo=UTC)
    }
    assert script.variables[0]["variants"] == [{"id": "gid://shopify/ProductVariant/7", "inventoryPolicy": "CONTINUE"}]


def test_a_metafield_that_somebody_else_wrote_meanwhile_is_stale() -> None:
    error = {"field": ["metafields", "0"], "message": "Stale", "code": "STALE_OBJECT", "elementIndex": 0}
    shop, script = admin(ok({"metafieldsSet": {"metafields": None, "userErrors": [error]}}))
    with pytest.raises(UserErrors) as caught:
        set_metafields(shop, [MetafieldWrite("gid://shopify/ProductVariant/7", "{}", None)])
    assert (caught.value.stale, caught.value.errors[0].index) == (True, 0)
    assert script.variables[0]["metafields"][0]["compareDigest"] is None


def test_a_metafield_write_is_at_most_twenty_five() -> None:
    shop, script = admin()
    with pytest.raises(ValueError, match="at most 25"):
        set_metafields(shop, [MetafieldWrite("gid", "{}", None)] * 26)
    assert script.requests == []


def test_deleting_a_metafield_that_is_not_there_is_no_error_and_a_definition_that_exists_is_left() -> None:
    taken = {"field": ["definition"], "message": "Taken", "code": "TAKEN"}
    shop, _ = admin(
        ok({"metafieldsDelete": {"deletedMetafields": [None], "userErrors": []}}),
        ok({"metafieldDefinitionCreate": {"createdDefinition": None, "userErrors": [taken]}}),
    )
    delete_metafields(shop, ["gid://shopify/Order/1"])
    assert ensure_definition(shop, owner_type="ORDER", public=False) is False


def test_the_shop_and_its_locations_are_read() -> None:
    shop_wire = {
        "id": "gid://shopify/Shop/9",
        "name": "North Pine",
        "myshopifyDomain": "northpine.myshopify.com",
        "email": "a@b.c",
        "ianaTimezone": "Europe/Tallinn",
        "currencyCode": "EUR",
        "primaryDomain": {"url": "https://northpine.example"},
        "plan": {"publicDisplayName": "Basic", "shopifyPlus": False, "partnerDevelopment": True},
    }
    installation = {"accessScopes": [{"handle": "read_orders"}], "app": {"id": "gid://shopify/App/4", "handle": None}}
    place = {
        "id": "gid://shopify/Location/1",
        "name": "Warehouse",
        "isActive": False,
        "fulfillsOnlineOrders": True,
        "shipsInventory": True,
        "isFulfillmentService": False,
        "updatedAt": AT,
        "address": {"countryCode": None},
    }
    shop, _ = admin(ok({"shop": shop_wire, "currentAppInstallation": installation}), ok({"locations": page(place)}))
    fact = fetch_shop(shop)
    assert (fact.id, fact.zone, fact.app_id, fact.scopes) == (9, "Europe/Tallinn", 4, {"read_orders"})
    (only,) = fetch_locations(shop)
    assert (only.id, only.active, only.country) == (1, False, None)
