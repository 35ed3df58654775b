from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from app.domain.ids import FulfillmentOrderId, HoldId, ItemId, LineId, OrderId
from app.shopify.contacts import fetch_contact
from app.shopify.errors import Refused, UserErrors
from app.shopify.facts import Unreadable
from app.shopify.fulfillment import HoldWish, fetch_owners, place_hold, release_holds
from app.shopify.gid import FulfillmentOrderLineId
from app.shopify.money import Money
from app.shopify.orders import fetch_orders, iterate_order_stamps
from tests.unit.shopify.scripted import START, admin, ok, page

AT = "2026-11-21T15:00:00Z"
BIG = 2**53 + 1


def line(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/LineItem/{number}",
        "title": "Fjord Enamel Kettle",
        "variantTitle": None,
        "sku": None,
        "quantity": 10,
        "currentQuantity": 9,
        "unfulfilledQuantity": 6,
        "requiresShipping": True,
        "customAttributes": [{"key": "Ships by", "value": "10 December"}, {"key": "_backorder", "value": None}],
        "discountedUnitPriceSet": {"shopMoney": {"amount": "49.5", "currencyCode": "EUR"}},
        "product": None,
        "variant": None,
        "sellingPlan": None,
        "lineItemGroup": None,
    } | changes


def fulfillment_order(number: int, *lines: tuple[int, int, int], **changes: Any) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/FulfillmentOrder/{number}",
        "status": "OPEN",
        "requestStatus": "UNSUBMITTED",
        "fulfillAt": None,
        "fulfillBy": None,
        "updatedAt": AT,
        "assignedLocation": {"name": "Warehouse", "location": None},
        "supportedActions": [{"action": "HOLD"}],
        "fulfillmentHolds": [],
        "lineItems": page(
            *(
                {
                    "id": f"gid://shopify/FulfillmentOrderLineItem/{own}",
                    "totalQuantity": quantity,
                    "remainingQuantity": quantity,
                    "inventoryItemId": "gid://shopify/InventoryItem/55",
                    "lineItem": {"id": f"gid://shopify/LineItem/{of}"},
                }
                for own, of, quantity in lines
            )
        ),
    } | changes


def order(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/Order/{number}",
        "name": "#1001",
        "createdAt": AT,
        "processedAt": AT,
        "updatedAt": AT,
        "cancelledAt": None,
        "closed": False,
        "test": False,
        "edited": False,
        "currencyCode": "EUR",
        "displayFinancialStatus": None,
        "displayFulfillmentStatus": "UNFULFILLED",
        "sourceName": None,
        "customerLocale": None,
        "tags": [],
        "customAttributes": [{"key": "parcels", "value": "one"}],
        "shippingAddress": None,
        "purchasingEntity": None,
        "metafield": None,
        "lineItems": page(line(1)),
        "fulfillmentOrders": page(fulfillment_order(31, (41, 1, 6))),
    } | changes


def hold(number: int) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/FulfillmentHold/{number}",
        "handle": "backorder:1",
        "reason": "INVENTORY_OUT_OF_STOCK",
        "reasonNotes": None,
        "heldByRequestingApp": True,
    }


def test_an_order_with_null_wherever_null_may_be_is_read() -> None:
    shop, _ = admin(ok({"nodes": [order(BIG)]}))

    reading = fetch_orders(shop, [OrderId(BIG)])

    fact = reading.found[OrderId(BIG)]
    assert (reading.started_at, reading.unreadable) == (START, {})
    assert (fact.updated_at, fact.ship_to_country, fact.backorder) == (
        datetime(2026, 11, 21, 15, tzinfo=UTC),
        None,
        None,
    )
    assert fact.attributes == {"parcels": "one"}
    (only,) = fact.lines
    assert (only.quantity, only.current_quantity, only.unfulfilled_quantity, only.shipped_quantity) == (10, 9, 6, 3)
    assert only.unit_price == Money(4950, "EUR", 2)
    assert only.properties == {"Ships by": "10 December", "_backorder": ""}


def test_the_item_of_a_line_whose_variant_was_deleted_comes_from_its_fulfilment_order() -> None:
    shop, _ = admin(ok({"nodes": [order(1)]}))
    (only,) = fetch_orders(shop, [OrderId(1)]).found[OrderId(1)].lines
    assert (only.variant_id, only.item_id) == (None, ItemId(55))


def test_an_order_that_is_not_shown_is_unreadable_and_never_gone() -> None:
    denied = {
        "message": "Access denied",
        "path": ["nodes", 1, "fulfillmentOrders"],
        "extensions": {"code": "ACCESS_DENIED", "requiredAccess": "`read_merchant_managed_fulfillment_orders`"},
    }
    shop, _ = admin(ok({"nodes": [None, None, order(3)]}, errors=[denied]))

    reading = fetch_orders(shop, [OrderId(1), OrderId(2), OrderId(3)])

    assert list(reading.found) == [OrderId(3)]
    assert reading.unreadable == {
        OrderId(1): Unreadable(),
        OrderId(2): Unreadable("`read_merchant_managed_fulfillment_orders`", is_denied=True),
    }


def test_a_country_that_may_not_be_read_is_not_a_missing_one() -> None:
    denied = {
        "message": "Not approved",
        "path": ["nodes", 0, "shippingAddress"],
        "extensions": {"code": "ACCESS_DENIED"},
    }
    shop, _ = admin(ok({"nodes": [order(1)]}, errors=[denied]))
    assert fetch_orders(shop, [OrderId(1)]).found[OrderId(1)].ship_to_country == Unreadable("Not approved")


def test_an_order_is_of_a_person_of_a_company_or_of_a_company_that_may_not_be_named() -> None:
    acme = {"company": {"name": "Acme"}, "location": {"name": "Oslo"}}
    alike = {"company": {"name": "Acme"}, "location": {"name": "Acme"}}
    denied = [
        {"message": "Denied", "path": ["nodes", *path], "extensions": {"code": "ACCESS_DENIED"}}
        for path in ([3, "purchasingEntity", "company"], [4, "purchasingEntity"])
    ]
    read = [order(1), order(2, purchasingEntity=acme), order(3, purchasingEntity=alike), order(4), order(5)]
    shop, _ = admin(ok({"nodes": [*read, order(6, purchasingEntity={})]}, errors=denied))

    found = fetch_orders(shop, [OrderId(number) for number in range(1, 7)]).found

    said = [found[OrderId(number)].company for number in range(1, 7)]
    assert said == [None, "Acme · Oslo", "Acme", Unreadable("Denied"), None, None]


def test_long_orders_are_read_to_their_end() -> None:
    first = order(1, lineItems=page(line(1), after="c1"), fulfillmentOrders=page(fulfillment_order(31), after="f1"))
    shop, script = admin(
        ok({"nodes": [first]}),
        ok({"order": {"lineItems": page(line(2), after="c2")}}),
        ok({"order": {"lineItems": page(line(3))}}),
        ok({"order": {"fulfillmentOrders": page(fulfillment_order(32, lineItems=page(after="l1")))}}),
        ok({"fulfillmentOrder": {"lineItems": page()}}),
    )

    fact = fetch_orders(shop, [OrderId(1)]).found[OrderId(1)]

    assert [one.id for one in fact.lines] == [LineId(1), LineId(2), LineId(3)]
    assert [one.id for one in fact.fulfillment_orders] == [FulfillmentOrderId(31), FulfillmentOrderId(32)]
    assert [variables.get("after") for variables in script.variables] == [None, "c1", "c2", "f1", "l1"]


def test_a_list_that_breaks_off_is_refused_and_not_taken_for_whole() -> None:
    shop, _ = admin(ok({"nodes": [order(1, lineItems=page(line(1), after="c1"))]}), ok({"order": None}))
    with pytest.raises(Refused):
        fetch_orders(shop, [OrderId(1)])


def test_sixty_orders_are_asked_for_in_three_calls_and_repeats_once() -> None:
    ids = [OrderId(number) for number in range(1, 61)]
    batches = [ids[:25], ids[25:50], ids[50:]]
    shop, script = admin(*(ok({"nodes": [order(number) for number in batch]}) for batch in batches))

    assert sorted(fetch_orders(shop, [*ids, ids[0]]).found) == ids
    assert [len(variables["ids"]) for variables in script.variables] == [25, 25, 10]


def test_nothing_is_asked_about_no_orders() -> None:
    shop, script = admin()
    assert (fetch_orders(shop, []).found, script.requests) == ({}, [])


def test_stamps_are_paged_and_filtered() -> None:
    shop, script = admin(
        ok({"orders": page({"id": "gid://shopify/Order/1", "updatedAt": AT}, after="c")}),
        ok({"orders": page({"id": "gid://shopify/Order/2", "updatedAt": AT})}),
    )
    stamps = list(iterate_order_stamps(shop, updated_since=START, only_open=True))
    assert [stamp.id for stamp in stamps] == [1, 2]
    assert script.variables[0]["query"] == "status:open AND updated_at:>='2026-11-21T15:00:00Z'"


def test_a_partial_hold_keeps_the_id_of_the_held_part() -> None:
    held = fulfillment_order(31, (41, 1, 6), status="ON_HOLD", fulfillmentHolds=[hold(9)])
    payload = {
        "fulfillmentHold": hold(9),
        "fulfillmentOrder": held,
        "remainingFulfillmentOrder": fulfillment_order(32, (42, 1, 4)),
        "userErrors": [],
    }
    shop, script = admin(ok({"fulfillmentOrderHold": payload}))

    wish = HoldWish("backorder:1", "INVENTORY_OUT_OF_STOCK", "6 until 10 December", {FulfillmentOrderLineId(41): 6})
    placed = place_hold(shop, FulfillmentOrderId(31), wish)

    assert (placed.held.id, placed.held.lines[0].remaining, placed.hold.id) == (31, 6, HoldId(9))
    assert placed.remaining is not None
    assert (placed.remaining.id, placed.remaining.lines[0].remaining) == (32, 4)
    assert script.variables[0]["hold"]["fulfillmentOrderLineItems"] == [
        {"id": "gid://shopify/FulfillmentOrderLineItem/41", "quantity": 6}
    ]


def test_a_refused_hold_says_why_by_code() -> None:
    error = {"field": ["id"], "message": "Already held", "code": "DUPLICATE_FULFILLMENT_HOLD_HANDLE"}
    payload = {
        "fulfillmentHold": None,
        "fulfillmentOrder": None,
        "remainingFulfillmentOrder": None,
        "userErrors": [error],
    }
    shop, _ = admin(ok({"fulfillmentOrderHold": payload}))
    with pytest.raises(UserErrors, match="Already held") as caught:
        place_hold(shop, FulfillmentOrderId(31), HoldWish("backorder:1", "OTHER", "", {}))
    assert (caught.value.codes, caught.value.stale) == ({"DUPLICATE_FULFILLMENT_HOLD_HANDLE"}, False)


def test_holds_are_released_by_name_and_never_all_at_once() -> None:
    shop, script = admin(
        ok({"fulfillmentOrderReleaseHold": {"fulfillmentOrder": fulfillment_order(31), "userErrors": []}})
    )
    with pytest.raises(ValueError, match="name the holds"):
        release_holds(shop, FulfillmentOrderId(31), [])
    assert release_holds(shop, FulfillmentOrderId(31), [HoldId(9)]).holds == ()
    assert script.variables == [
        {"id": "gid://shopify/FulfillmentOrder/31", "holdIds": ["gid://shopify/FulfillmentHold/9"]}
    ]


def test_a_fulfilment_order_leads_to_its_order() -> None:
    owner = {"id": "gid://shopify/FulfillmentOrder/31", "orderId": "gid://shopify/Order/1"}
    shop, _ = admin(ok({"nodes": [owner, None]}))
    reading = fetch_owners(shop, [FulfillmentOrderId(31), FulfillmentOrderId(99)])
    assert (reading.found, list(reading.unreadable)) == ({31: OrderId(1)}, [99])


def test_a_contact_tells_what_was_not_given_from_what_may_not_be_read() -> None:
    contact = {
        "id": "gid://shopify/Order/1",
        "name": "#1001",
        "email": None,
        "phone": None,
        "customerLocale": None,
        "statusPageUrl": None,
        "customer": {"id": "gid://shopify/Customer/5", "firstName": "Kari", "locale": "de"},
    }
    errors = [
        {"message": "Not approved", "path": ["order", field], "extensions": {"code": "ACCESS_DENIED"}}
        for field in ("email", "statusPageUrl")
    ]
    shop, _ = admin(ok({"order": contact}, errors=errors))

    fact = fetch_contact(shop, OrderId(1))

    assert not isinstance(fact, Unreadable)
    assert (fact.email, fact.phone, fact.status_page_url) == (
        Unreadable("Not approved"),
        None,
        Unreadable("Not approved"),
    )
    assert (fact.customer_id, fact.first_name, fact.locale) == (5, "Kari", "de")
