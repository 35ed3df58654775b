"""The sandbox's own API: what tests and the control page do as the merchant, the buyer and time itself."""

import asyncio
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from app.clock import FixedClock, OffsetFileClock, machine_now
from sandbox.clock import SandboxClock
from sandbox.create import create_sandbox
from sandbox.seed import tiny
from sandbox.shopify.scheduler import ManualScheduler

NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)
SHOP = f"/sandbox/{tiny.DOMAIN}"


class Control:
    def __init__(self):
        self.clock = FixedClock(NOW)
        self.scheduler = ManualScheduler()
        self.sandbox = create_sandbox(
            clock=self.clock,
            threads=0,
            send=lambda _: 200,
            scheduler=self.scheduler,
            links={"storefront": "http://127.0.0.1:4002"},
        )

    def call(self, method, path, **more):
        async def ask():
            transport = httpx.ASGITransport(self.sandbox.shopify)
            async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as http:
                return await http.request(method, path, **more)

        return asyncio.run(ask())

    def get(self, path, **more):
        return self.call("GET", path, **more).json()

    def post(self, path, body=None, *, status=200):
        answer = self.call("POST", path, json=body)
        assert answer.status_code == status, answer.text
        return answer.json()


@pytest.fixture
def control():
    return Control()


def test_the_clock_moves_forward_by_steps_or_to_a_moment(control):
    assert control.get("/sandbox/clock") == {"now": "2026-11-21T15:00:00Z"}
    assert control.post("/sandbox/clock", {"advance_days": 2})["now"] == "2026-11-23T15:00:00Z"
    assert control.post("/sandbox/clock", {"advance_seconds": 90})["now"] == "2026-11-23T15:01:30Z"
    assert control.post("/sandbox/clock", {"set": "2026-12-03T12:00:00Z"})["now"] == "2026-12-03T12:00:00Z"


def test_the_clock_never_moves_back(control):
    refused = control.post("/sandbox/clock", {"set": "2026-11-20T00:00:00Z"}, status=409)
    assert refused == {"detail": "the business clock only moves forward"}
    control.post("/sandbox/clock", {"advance_days": -1}, status=409)
    assert control.clock.now() == NOW


def test_the_offset_file_moves_every_process_that_reads_it(tmp_path):
    file = tmp_path / "deep" / "clock"
    clock = SandboxClock(file)
    clock.start_at(NOW)
    clock.advance(timedelta(days=3))
    away = OffsetFileClock(file).now() - (NOW + timedelta(days=3))
    assert timedelta(0) <= away < timedelta(seconds=30)
    assert list(file.parent.iterdir()) == [file]
    with pytest.raises(ValueError, match="only moves forward"):
        clock.advance(timedelta(seconds=-1))
    assert machine_now().tzinfo is UTC


def test_dials_are_turned_one_by_one_and_unknown_ones_refused(control):
    answer = control.call("PATCH", "/sandbox/dials", json={"webhooks": {"loss_percent": 5}})
    assert answer.json()["webhooks"] == {
        "duplicate_percent": 0,
        "loss_percent": 5,
        "shuffle_window": 1,
        "delay_seconds": 0,
        "new_headers": False,
    }
    refused = control.call("PATCH", "/sandbox/dials", json={"webhooks": {"los_percent": 5}})
    assert (refused.status_code, refused.json()["detail"]) == (422, "no dial is called webhooks.los_percent")
    wrong = control.call("PATCH", "/sandbox/dials", json={"api": {"enforce_bucket": "perhaps"}})
    assert wrong.status_code == 422


def test_the_merchant_switches_a_policy_and_counts_stock(control):
    state = control.post(f"{SHOP}/variants/KETTLE-BLUE/policy", {"policy": "CONTINUE"})
    assert (state["policy"], state["sellable"], state["for_sale"]) == ("CONTINUE", 4, True)
    state = control.post(f"{SHOP}/variants/KETTLE-BLUE/stock", {"delta": -4})
    assert state["levels"]["Warehouse"]["available"] == 0
    state = control.post(f"{SHOP}/variants/KETTLE-BLUE/stock", {"delta": 2, "location": "Studio"})
    assert state["levels"]["Studio"]["on_hand"] == 2
    assert state == control.get(f"{SHOP}/variants/KETTLE-BLUE/state")


def test_goods_are_ordered_delayed_and_received_short(control):
    ordered = {"items": {"MUG-RED": 12}, "arrives_at": "2026-12-01T12:00:00Z", "supplier": "Harz Zeltbau"}
    made = control.post(f"{SHOP}/shipments", ordered)
    assert (made["name"], made["status"], made["tags"]) == ("#T0002-1", "IN_TRANSIT", ["supplier:Harz Zeltbau"])
    moved = control.post(f"{SHOP}/shipments/T0002-1/arrival", {"arrives_at": "2026-12-06T12:00:00Z"})
    assert moved["arrives_at"] == "2026-12-06T12:00:00Z"
    received = [
        {"sku": "MUG-RED", "quantity": 10},
        {"sku": "MUG-RED", "quantity": 2, "verdict": "REJECTED"},
    ]
    got = control.post(f"{SHOP}/shipments/T0002-1/receive", {"received": received})
    assert got["status"] == "RECEIVED"
    assert (got["lines"][0]["accepted"], got["lines"][0]["rejected"]) == (10, 2)
    assert control.get(f"{SHOP}/variants/MUG-RED/state")["levels"]["Warehouse"]["on_hand"] == 35
    again = control.post(f"{SHOP}/shipments/T0002-1/receive", status=409)
    assert again["detail"] == "#T0002-1 is RECEIVED"


def test_a_buyer_is_refused_what_is_sold_out_and_served_under_continue(control):
    properties = {"Ships by": "10 December", "_backorder": "7"}
    bought = {"items": {"KETTLE-BLUE": 10}, "properties": properties, "country": "DE"}
    refused = control.post(f"{SHOP}/orders", bought, status=409)
    assert refused["detail"] == "Fjord Enamel Kettle: 10 asked for, 4 left"
    control.post(f"{SHOP}/variants/KETTLE-BLUE/policy", {"policy": "CONTINUE"})
    placed = control.post(f"{SHOP}/orders", bought, status=201)
    assert placed["name"] == "#1001"
    assert placed["lines"][0]["properties"] == properties
    (order,) = control.sandbox.store.shops[tiny.DOMAIN].orders.values()
    assert order.shipping_address.country_code == "DE"
    assert placed["fulfillment_orders"] == []
    control.scheduler.run_due()
    (owner,) = control.get(f"{SHOP}/orders/1001/state")["fulfillment_orders"]
    assert (owner["status"], owner["units"]) == ("OPEN", {"KETTLE-BLUE": 10})
    level = control.get(f"{SHOP}/variants/KETTLE-BLUE/state")["levels"]["Warehouse"]
    assert (level["available"], level["committed"], level["on_hand"]) == (-6, 10, 4)


def test_the_warehouse_ships_and_the_merchant_edits_and_cancels(control):
    control.post(f"{SHOP}/orders", {"items": {"MUG-RED": 2}}, status=201)
    control.scheduler.run_due()
    edited = control.post(f"{SHOP}/orders/1001/edit", {"quantities": {"MUG-RED": 1, "KETTLE-BLUE": 1}})
    assert [(line["sku"], line["current"]) for line in edited["lines"]] == [("MUG-RED", 1), ("KETTLE-BLUE", 1)]
    control.scheduler.run_due()
    shipped = control.post(f"{SHOP}/orders/1001/ship")
    assert [line["shipped"] for line in shipped["lines"]] == [1, 1]
    control.post(f"{SHOP}/orders", {"items": {"MUG-RED": 2}}, status=201)
    control.scheduler.run_due()
    assert control.post(f"{SHOP}/orders/1002/cancel")["cancelled"] is True
    assert [order["name"] for order in control.get(f"{SHOP}/orders", params={"open_only": True})] == ["#1001"]


def test_somebody_elses_hold_stops_the_warehouse_until_the_merchant_releases_it(control):
    control.post(f"{SHOP}/orders", {"items": {"MUG-RED": 2}}, status=201)
    control.scheduler.run_due()
    (owner,) = control.post(f"{SHOP}/orders/1001/hold", {"client_id": "fraud-app"})["fulfillment_orders"]
    assert (owner["status"], owner["holds"][0]["held_by"]) == ("ON_HOLD", "fraud-app")
    assert control.post(f"{SHOP}/ship") == {"shipped": 0}
    (owner,) = control.post(f"{SHOP}/orders/1001/release_holds")["fulfillment_orders"]
    assert owner["status"] == "OPEN"
    assert control.post(f"{SHOP}/ship") == {"shipped": 1}


def test_the_merchant_may_ask_the_admin_api_anything_without_a_bucket(control):
    query = '{ productVariants(first: 1, query: "sku:MUG-RED") { nodes { sku price } } }'
    assert control.post(f"{SHOP}/graphql", {"query": query}) == {
        "data": {"productVariants": {"nodes": [{"sku": "MUG-RED", "price": "12.00"}]}}
    }


def test_a_customer_asks_what_is_kept_and_then_to_be_forgotten(control):
    events = []
    control.sandbox.store.outbox.listen(events.append)
    control.post(f"{SHOP}/orders", {"items": {"MUG-RED": 1}, "email": "ada@example.com"}, status=201)
    events.clear()
    number = control.post(f"{SHOP}/customers/ada@example.com/data_request")["data_request"]
    control.post(f"{SHOP}/customers/ada@example.com/redact")
    asked, forgotten = events
    shop = control.sandbox.store.shops[tiny.DOMAIN]
    ((order,), (person,)) = list(shop.orders), list(shop.customers)
    customer = {"id": person, "email": "ada@example.com", "phone": None}
    about = {"shop_id": shop.id, "shop_domain": tiny.DOMAIN, "customer": customer}
    assert asked.topic == "customers/data_request"
    assert asked.body == {**about, "orders_requested": [order], "data_request": {"id": number}}
    assert forgotten.topic == "customers/redact"
    assert forgotten.body == {**about, "orders_to_redact": [order]}


def test_deliveries_are_listed_and_waited_for(control):
    control.sandbox.store.app.subscriptions = ()
    assert control.post("/sandbox/deliveries/wait?timeout_seconds=1") == {"idle": True, "waiting": 0}
    assert control.get("/sandbox/deliveries") == {"waiting": 0, "deliveries": []}


def test_a_reset_brings_the_same_shop_back(control):
    before = control.get(f"{SHOP}/variants/KETTLE-BLUE/state")
    control.post(f"{SHOP}/variants/KETTLE-BLUE/stock", {"delta": 9})
    assert control.post("/sandbox/reset?seed=tiny")["shops"] == [tiny.DOMAIN]
    assert control.get(f"{SHOP}/variants/KETTLE-BLUE/state") == before
    assert control.post("/sandbox/reset?seed=nothing", status=404)["detail"].startswith("no seed is called nothing")


def test_unknown_names_are_404(control):
    assert control.get(f"{SHOP}/variants/NOTHING/state") == {"detail": "nothing here is called NOTHING"}
    assert control.call("GET", "/sandbox/elsewhere.myshopify.com/variants/X/state").status_code == 404


def test_locations_are_switched_off_and_variants_deleted(control):
    assert control.post(f"{SHOP}/locations/Studio/active", {"active": False}) == {"location": "Studio", "active": False}
    assert control.call("DELETE", f"{SHOP}/variants/MUG-RED").status_code == 200
    assert control.call("GET", f"{SHOP}/variants/MUG-RED/state").status_code == 404


def test_the_control_page_names_places_shops_and_seeds(control):
    page = control.call("GET", "/")
    assert page.status_code == 200
    for text in ("http://127.0.0.1:4002", tiny.DOMAIN, "northpine", "Business clock"):
        assert text in page.text


def test_the_three_apps_share_one_shop(control):
    async def ask():
        transport = httpx.ASGITransport(control.sandbox.storefront)
        async with httpx.AsyncClient(transport=transport, base_url="http://shop") as http:
            return await http.get("/products/fjord-enamel-kettle")

    assert "Fjord Enamel Kettle" in asyncio.run(ask()).text
