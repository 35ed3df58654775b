"""Our client against the local Shopify, with no more than the scopes of `shopify.app.toml`, optional ones included."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
import pytest

from app.domain.ids import ItemId, LocationId, OrderId, ProductId, VariantId
from app.shopify import (
    bulk,
    contacts,
    fulfillment,
    inventory,
    metafields,
    orders,
    shipping,
    transfers,
    validations,
    variants,
)
from app.shopify.client import ShopAdmin
from app.shopify.errors import ResourceNotFound, UserErrors
from app.shopify.facts import LimitRules, OrderFact, Quantities, Unreadable
from app.shopify.gid import to_gid
from app.shopify.installation import fetch_shop
from app.shopify.locations import fetch_locations
from sandbox.seed import tiny
from sandbox.shopify.executor import execute
from sandbox.shopify.model import Validation
from sandbox.shopify.orders.checkout import Want, place_order
from sandbox.shopify.request import Actor, Request
from sandbox.shopify.scheduler import ManualScheduler
from tests.contract.app_toml import optional_scopes, scopes
from tests.unit.shopify.scripted import SHOP, client

TEN_DAYS = datetime(2026, 12, 8, tzinfo=UTC)


@dataclass
class Local:
    admin: ShopAdmin
    tiny: tiny.Tiny

    @property
    def kettle(self) -> VariantId:
        return VariantId(self.tiny.kettle.id)

    @property
    def product(self) -> ProductId:
        return ProductId(self.tiny.kettle.product.id)

    @property
    def item(self) -> ItemId:
        return ItemId(self.tiny.kettle.inventory_item.id)

    def order_ten(self) -> OrderFact:
        variants.set_inventory_policy(self.admin, self.product, {self.kettle: "CONTINUE"})
        placed = place_order(self.tiny.store, shop=self.tiny.shop, wants=[Want(variant=self.tiny.kettle, quantity=10)])
        assert isinstance(self.tiny.store.scheduler, ManualScheduler)
        self.tiny.store.scheduler.run_due()
        return orders.fetch_orders(self.admin, [OrderId(placed.id)]).found[OrderId(placed.id)]


@pytest.fixture
def local() -> Local:
    world = tiny.seed()
    granted = frozenset([*scopes(), *optional_scopes()])

    def answer(request: httpx.Request) -> httpx.Response:
        call = json.loads(request.content)
        actor = Actor(client_id=world.store.app.client_id, scopes=granted)
        asked = Request(store=world.store, shop=world.shop, actor=actor)
        return httpx.Response(200, json=execute(asked, query=call["query"], variables=call["variables"]))

    return Local(client(answer).for_shop(SHOP, people=True), world)  # type: ignore[arg-type]


def test_the_shop_its_locations_and_its_variants_are_read(local: Local) -> None:
    assert fetch_shop(local.admin).domain == "northpine.myshopify.com"
    assert sorted(location.name for location in fetch_locations(local.admin)) == ["Studio", "Warehouse"]
    found = list(variants.iterate_variants(local.admin))
    assert {fact.sku for fact in found} == {"KETTLE-BLUE", "MUG-RED"}
    assert variants.fetch_product_variants(local.admin, local.product) == (found[0],)


def test_a_variant_that_does_not_exist_is_unreadable_beside_one_that_does(local: Local) -> None:
    reading = variants.fetch_variants(local.admin, [local.kettle, VariantId(5)])
    assert (reading.found[local.kettle].sku, reading.unreadable) == ("KETTLE-BLUE", {5: Unreadable()})


def test_stock_and_the_supply_on_its_way_are_seen_together(local: Local) -> None:
    wanted = inventory.ItemWanted(local.item, (local.kettle,))

    reading = inventory.fetch_stock_and_supply(local.admin, [wanted])

    levels = {level.location_id: level.quantities for level in reading.items.found[local.item].levels}
    assert levels[local.tiny.warehouse.id] == Quantities(available=4, on_hand=4, incoming=40)  # type: ignore[index]
    (transfer,) = reading.transfers.found.values()
    assert (transfer.origin_id, transfer.tags) == (None, ("supplier:Tallinn Metalworks",))
    (shipment,) = transfer.shipments
    assert (shipment.status, shipment.lines[0].unreceived) == ("IN_TRANSIT", 40)
    assert transfers.fetch_open_transfers(local.admin) == (transfer,)


def test_thirty_eight_of_forty_are_received_once_however_often_it_is_sent(local: Local) -> None:
    (transfer,) = transfers.fetch_open_transfers(local.admin)
    (shipment,) = transfer.shipments
    lines = [shipping.ReceivedLine(shipment.lines[0].id, 38)]

    for _ in range(2):
        received = shipping.receive_shipment(local.admin, shipment.id, lines, idempotency_key="one-decision")

    assert (received.status, received.lines[0].accepted, received.lines[0].unreceived) == ("PARTIALLY_RECEIVED", 38, 2)


def test_units_from_outside_every_shipment_become_stock_once_however_often_it_is_sent(local: Local) -> None:
    (transfer,) = transfers.fetch_open_transfers(local.admin)
    assert transfer.destination_id is not None
    before = _available(local, transfer.destination_id)

    for _ in range(2):
        shipping.add_to_stock(
            local.admin,
            {local.item: 7},
            location=transfer.destination_id,
            reference="gid://backorder/Delivery/1",
            idempotency_key="one-decision",
        )

    assert _available(local, transfer.destination_id) == before + 7


def _available(local: Local, place: LocationId) -> int:
    wanted = inventory.ItemWanted(local.item, (local.kettle,))
    levels = inventory.fetch_stock_and_supply(local.admin, [wanted]).items.found[local.item].levels
    return next(level.quantities.available for level in levels if level.location_id == place)


def test_a_stated_arrival_is_moved_and_new_goods_are_announced(local: Local) -> None:
    (transfer,) = transfers.fetch_open_transfers(local.admin)
    assert transfer.destination_id is not None
    tracking = shipping.ShipmentTracking(arrives_at=TEN_DAYS)

    assert shipping.set_tracking(local.admin, transfer.shipments[0].id, tracking).arrives_at == TEN_DAYS
    made = shipping.create_transfer(
        local.admin,
        {local.item: 10},
        destination=transfer.destination_id,
        tags=["supplier:Oslo Steel"],
        reference="PO-7",
        idempotency_key="transfer",
    )
    sent = shipping.create_shipment(
        local.admin, made.id, {local.item: 10}, tracking=tracking, idempotency_key="shipment"
    )
    assert (made.status, made.reference, sent.status, sent.arrives_at) == (
        "READY_TO_SHIP",
        "PO-7",
        "IN_TRANSIT",
        TEN_DAYS,
    )


def test_a_metafield_is_written_by_compare_and_set_and_removed(local: Local) -> None:
    metafields.ensure_definition(local.admin, owner_type="PRODUCTVARIANT", public=True)
    owner = to_gid("ProductVariant", local.kettle)
    (first,) = metafields.set_metafields(local.admin, [metafields.MetafieldWrite(owner, '{"v":1}', None)])

    with pytest.raises(UserErrors) as lost:
        metafields.set_metafields(local.admin, [metafields.MetafieldWrite(owner, '{"v":9}', None)])
    (second,) = metafields.set_metafields(local.admin, [metafields.MetafieldWrite(owner, '{"v":2}', first.digest)])

    assert lost.value.stale
    assert variants.fetch_variants(local.admin, [local.kettle]).found[local.kettle].backorder == second
    metafields.delete_metafields(local.admin, [owner])
    assert variants.fetch_variants(local.admin, [local.kettle]).found[local.kettle].backorder is None


def test_of_ten_ordered_six_are_held_and_four_left_free_until_the_hold_is_released(local: Local) -> None:
    order = local.order_ten()
    (whole,) = order.fulfillment_orders
    line = whole.lines[0]
    wish = fulfillment.HoldWish("backorder:1", "INVENTORY_OUT_OF_STOCK", "6 by 10 December", {line.id: 6})

    placed = fulfillment.place_hold(local.admin, whole.id, wish)

    assert placed.remaining is not None
    assert (placed.held.id, placed.held.status, placed.held.lines[0].remaining) == (whole.id, "ON_HOLD", 6)
    assert (placed.remaining.status, placed.remaining.lines[0].remaining) == ("OPEN", 4)
    assert (placed.hold.handle, placed.hold.ours) == ("backorder:1", True)

    fulfillment.release_holds(local.admin, whole.id, [placed.hold.id])
    again = orders.fetch_orders(local.admin, [order.id]).found[order.id].fulfillment_orders
    assert sorted((one.status, sum(of.remaining for of in one.lines)) for one in again) == [("CLOSED", 0), ("OPEN", 10)]


def test_an_order_is_tagged_marked_and_found_again(local: Local) -> None:
    order = local.order_ten()
    write = metafields.MetafieldWrite(to_gid("Order", order.id), "{}", None)

    orders.add_tags(local.admin, order.id, ["Backorder"])
    metafields.set_metafields(local.admin, [write])
    tagged = orders.fetch_orders(local.admin, [order.id]).found[order.id]
    orders.remove_tags(local.admin, order.id, ["Backorder"])

    assert (tagged.tags, tagged.backorder is not None) == (("Backorder",), True)
    assert [stamp.id for stamp in orders.iterate_order_stamps(local.admin, updated_since=None, only_open=True)] == [
        order.id
    ]
    assert list(orders.iterate_order_stamps(local.admin, updated_since=TEN_DAYS, only_open=False)) == []
    owners = fulfillment.fetch_owners(local.admin, [one.id for one in tagged.fulfillment_orders])
    assert set(owners.found.values()) == {order.id}


def test_the_contact_of_an_order_is_read_when_a_message_goes_out(local: Local) -> None:
    contact = contacts.fetch_contact(local.admin, local.order_ten().id)
    assert not isinstance(contact, Unreadable)
    assert isinstance(contact.status_page_url, str)


def test_a_deadline_is_set_and_an_unknown_order_is_not_found(local: Local) -> None:
    order = local.order_ten()
    fulfillment.set_deadline(local.admin, [one.id for one in order.fulfillment_orders], TEN_DAYS)
    (dated,) = orders.fetch_orders(local.admin, [order.id]).found[order.id].fulfillment_orders
    assert dated.fulfill_by == TEN_DAYS
    with pytest.raises(ResourceNotFound):
        orders.add_tags(local.admin, OrderId(5), ["Backorder"])


def test_a_bulk_query_is_started_and_followed(local: Local) -> None:
    started = bulk.start_bulk_query(local.admin, "{ productVariants { edges { node { id sku } } } }")
    found = bulk.fetch_bulk_operation(local.admin, started.id)
    assert not isinstance(found, Unreadable)
    assert (started.status, found.kind) == ("CREATED", "QUERY")


def test_the_limit_is_put_up_found_among_others_set_otherwise_and_taken_away(local: Local) -> None:
    strict, lenient = LimitRules(True, blocks=True, fail_open=False), LimitRules(True, blocks=False, fail_open=True)
    another = Validation(id=1, function_handle="another-app", title="Theirs", enabled=True)
    local.tiny.shop.validations[another.id] = another
    assert validations.fetch_limit(local.admin) is None

    validations.create_limit(local.admin, strict)
    made = validations.fetch_limit(local.admin)
    assert made is not None
    assert made.rules == strict
    validations.update_limit(local.admin, made.id, lenient)
    changed = validations.fetch_limit(local.admin)
    assert changed is not None
    assert (changed.id, changed.rules) == (made.id, lenient)

    for _ in range(2):
        validations.delete_limit(local.admin, made.id)
    assert validations.fetch_limit(local.admin) is None
    assert list(local.tiny.shop.validations) == [another.id]
