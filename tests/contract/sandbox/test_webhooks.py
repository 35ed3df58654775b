"""Webhooks as they leave: signed, trimmed, repeated, shuffled and lost."""

import base64
import hashlib
import hmac
import json
import threading
from datetime import UTC, datetime

import httpx
import pytest

from app.clock import FixedClock
from sandbox.create import create_sandbox
from sandbox.seed import tiny
from sandbox.shopify import stock
from sandbox.shopify.acts import catalog
from sandbox.shopify.app_toml import read
from sandbox.shopify.control import app_life
from sandbox.shopify.errors import ApiError
from sandbox.shopify.executor import execute
from sandbox.shopify.model import WebhookSubscription
from sandbox.shopify.request import Actor, Request
from sandbox.shopify.webhooks.fields import only

NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)
TOML = """
[access_scopes]
scopes = "read_products, write_products,read_inventory"
optional_scopes = ["read_themes"]
[webhooks]
api_version = "2026-10"
[[webhooks.subscriptions]]
topics = ["inventory_levels/update", "products/update"]
uri = "/webhooks"
include_fields = ["inventory_item_id", "updated_at", "variants.id"]
[[webhooks.subscriptions]]
topics = ["app/uninstalled"]
uri = "https://elsewhere.example.com/gone"
name = "gone"
[[webhooks.subscriptions]]
compliance_topics = ["shop/redact"]
uri = "/webhooks/compliance"
[variant.metafields.app.backorder]
name = "Backorder"
type = "json"
access.admin = "merchant_read"
access.storefront = "public_read"
"""


class Post:
    """The app's door: keeps what came and answers what the test says."""

    def __init__(self):
        self.came = []
        self.answers = []
        self._lock = threading.Lock()

    def __call__(self, request):
        with self._lock:
            self.came.append(request)
            return httpx.Response(self.answers.pop(0) if self.answers else 200)


class World:
    def __init__(self, tmp_path, threads=0):
        file = tmp_path / "shopify.app.toml"
        file.write_text(TOML)
        self.door = Post()
        self.sandbox = create_sandbox(
            clock=FixedClock(NOW),
            toml=file,
            app_url="http://app",
            app_transport=httpx.MockTransport(self.door),
            threads=threads,
        )
        self.store = self.sandbox.store
        self.shop = self.store.shops[tiny.DOMAIN]
        self.kettle = next(variant for variant in self.shop.variants.values() if variant.sku == "KETTLE-BLUE")
        (self.level,) = self.kettle.inventory_item.levels.values()

    def sell(self, units=1):
        with self.store.act():
            stock.change(self.store, shop=self.shop, level=self.level, deltas={"available": -units})

    def pump(self):
        self.sandbox.dispatcher.pump()
        return self.door.came


@pytest.fixture
def world(tmp_path):
    return World(tmp_path)


def test_a_delivery_is_signed_over_its_raw_body(world):
    world.sell()
    (request,) = world.pump()
    digest = hmac.new(tiny.SECRET.encode(), request.content, hashlib.sha256).digest()
    assert str(request.url) == "http://app/webhooks"
    assert request.headers["X-Shopify-Hmac-Sha256"] == base64.b64encode(digest).decode()
    assert request.headers["X-Shopify-Topic"] == "inventory_levels/update"
    assert request.headers["X-Shopify-Shop-Domain"] == tiny.DOMAIN
    assert request.headers["X-Shopify-API-Version"] == "2026-10"
    assert request.headers["X-Shopify-Triggered-At"] == "2026-11-21T15:00:00.000000000Z"
    assert len(request.headers["X-Shopify-Webhook-Id"]) == len(request.headers["X-Shopify-Event-Id"]) == 36


def test_only_the_included_fields_are_sent(world):
    world.sell()
    (request,) = world.pump()
    assert json.loads(request.content) == {
        "inventory_item_id": world.kettle.inventory_item.id,
        "updated_at": "2026-11-21T10:00:00-05:00",
    }
    assert world.kettle.inventory_item.id > 2**53


def test_included_fields_reach_into_objects_and_lists():
    body = {"id": 1, "order": {"id": 2, "name": "x"}, "lines": [{"id": 3, "sku": "a"}, {"sku": "b"}], "none": None}
    assert only(body, fields=["order.id", "lines.id", "none.id", "absent"]) == {
        "order": {"id": 2},
        "lines": [{"id": 3}, {}],
        "none": None,
    }


def test_the_webhooks_of_one_act_share_an_event_and_not_an_id(world):
    with world.store.act():
        world.sell()
        catalog.set_policy(world.store, shop=world.shop, variant=world.kettle, policy="CONTINUE")
    first, second = world.pump()
    assert first.headers["X-Shopify-Event-Id"] == second.headers["X-Shopify-Event-Id"]
    assert first.headers["X-Shopify-Webhook-Id"] != second.headers["X-Shopify-Webhook-Id"]


def test_a_refused_delivery_is_retried_with_the_same_id_and_body(world):
    world.door.answers = [503, 301]
    world.sell()
    came = world.pump()
    assert len(came) == 3
    assert len({request.headers["X-Shopify-Webhook-Id"] for request in came}) == 1
    assert len({request.content for request in came}) == 1
    (logged,) = world.sandbox.dispatcher.log
    assert (logged.state, logged.answers) == ("delivered", [503, 301, 200])


def test_after_nine_failures_an_api_subscription_is_deleted_and_the_declared_ones_stay(world):
    row = WebhookSubscription(
        id=1, topic="INVENTORY_LEVELS_UPDATE", uri="http://app/own", created_at=NOW, updated_at=NOW
    )
    world.shop.installation.subscriptions[1] = row
    world.door.answers = [500] * 18
    world.sell()
    assert len(world.pump()) == 18
    assert world.shop.installation.subscriptions == {}
    world.sell()
    assert [str(request.url) for request in world.pump()[18:]] == ["http://app/webhooks"]


def test_duplicates_have_the_same_id(world):
    world.store.dials.webhooks.duplicate_percent = 100
    world.sell()
    first, second = world.pump()
    assert first.headers["X-Shopify-Webhook-Id"] == second.headers["X-Shopify-Webhook-Id"]


def test_lost_ones_are_only_logged(world):
    world.store.dials.webhooks.loss_percent = 100
    world.sell()
    assert world.pump() == []
    assert [delivery.state for delivery in world.sandbox.dispatcher.log] == ["lost"]


def test_a_shuffle_window_changes_the_order_and_loses_nothing(world):
    world.store.dials.webhooks.shuffle_window = 10
    for _ in range(10):
        world.sell()
    sent = [delivery.webhook_id for delivery in world.sandbox.dispatcher.log]
    came = [request.headers["X-Shopify-Webhook-Id"] for request in world.pump()]
    assert sorted(came) == sorted(sent)
    assert came != sent


def test_the_new_headers_can_be_dialled(world):
    world.store.dials.webhooks.new_headers = True
    world.sell()
    (request,) = world.pump()
    assert request.headers["shopify-topic"] == "inventory_levels/update"
    assert "X-Shopify-Topic" not in request.headers


def test_background_threads_deliver_and_tell_when_they_are_idle(tmp_path):
    world = World(tmp_path, threads=3)
    for _ in range(20):
        world.sell()
    assert world.sandbox.dispatcher.wait_idle(10)
    assert len(world.door.came) == 20
    world.sandbox.close()


def test_an_uninstalled_shop_gets_its_last_words_and_the_redaction(world):
    with world.store.act():
        app_life.uninstall(world.store, shop=world.shop)
    world.sell()
    with world.store.act():
        app_life.redact(world.store, shop=world.shop)
    gone, redact = world.pump()
    assert str(gone.url) == "https://elsewhere.example.com/gone"
    assert gone.headers["X-Shopify-Name"] == "gone"
    assert json.loads(gone.content)["myshopify_domain"] == tiny.DOMAIN
    assert str(redact.url) == "http://app/webhooks/compliance"
    assert json.loads(redact.content) == {"shop_id": world.shop.id, "shop_domain": tiny.DOMAIN}


def test_installing_grants_the_declared_scopes_and_puts_up_the_declared_metafields(world):
    assert world.shop.installation.scopes == {"read_products", "write_products", "read_inventory"}
    (definition,) = world.shop.metafield_definitions.values()
    assert (definition.owner_type, definition.namespace, definition.key, definition.storefront_access) == (
        "PRODUCTVARIANT",
        world.store.app.namespace,
        "backorder",
        "PUBLIC_READ",
    )


def test_a_topic_without_its_scope_is_not_delivered(world):
    world.shop.installation.scopes -= {"read_inventory"}
    with world.store.act():
        world.sell()
        catalog.set_policy(world.store, shop=world.shop, variant=world.kettle, policy="CONTINUE")
    assert [request.headers["X-Shopify-Topic"] for request in world.pump()] == ["products/update"]


def test_seeding_sends_nothing(world):
    assert world.pump() == []


def test_the_projects_own_toml_is_readable_and_a_filter_in_one_is_a_loud_error(tmp_path, pytestconfig):
    declared = read(pytestconfig.rootpath / "shopify.app.toml")
    assert "orders/create" in {row.topic for row in declared.subscriptions}
    filtered = tmp_path / "shopify.app.toml"
    filtered.write_text('[[webhooks.subscriptions]]\ntopics = ["orders/create"]\nuri = "/w"\nfilter = "id:1"\n')
    with pytest.raises(ApiError, match="sandbox does not implement webhook filters"):
        read(filtered)


CREATE = """mutation($topic: WebhookSubscriptionTopic!, $given: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $given) {
    webhookSubscription { id topic uri format includeFields metafieldNamespaces } userErrors { field message } } }"""
DELETE = """mutation($id: ID!) { webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId
  userErrors { field message } } }"""


def ask(world, query, **variables):
    actor = Actor(client_id=tiny.CLIENT_ID, scopes=frozenset(world.shop.installation.scopes))
    request = Request(store=world.store, shop=world.shop, actor=actor)
    (payload,) = execute(request, query=query, variables=variables)["data"].values()
    return payload


def test_a_subscription_made_through_the_api_is_served(world):
    given = {"uri": "http://127.0.0.1/own", "metafieldNamespaces": ["$app"], "includeFields": ["id"]}
    made = ask(world, CREATE, topic="PRODUCTS_UPDATE", given=given)["webhookSubscription"]
    assert made["metafieldNamespaces"] == [world.store.app.namespace]
    with world.store.act():
        catalog.set_policy(world.store, shop=world.shop, variant=world.kettle, policy="CONTINUE")
    declared, own = world.pump()
    assert str(own.url) == "http://127.0.0.1/own"
    assert json.loads(own.content) == {"id": world.kettle.product.id}
    assert json.loads(declared.content)["variants"] == [{"id": world.kettle.id}]


@pytest.mark.parametrize(
    ("uri", "message"),
    [
        ("", "Address can't be blank"),
        ("http://example.com/hooks", "Address protocol http:// is not supported"),
        ("https://hooks.shopify.com/x", "Address cannot be a Shopify or an internal domain"),
    ],
)
def test_bad_addresses_are_refused_in_the_recorded_words(world, uri, message):
    payload = ask(world, CREATE, topic="PRODUCTS_UPDATE", given={"uri": uri})
    assert payload == {
        "webhookSubscription": None,
        "userErrors": [{"field": ["webhookSubscription", "callbackUrl"], "message": message}],
    }


def test_deleting_an_unknown_subscription_is_a_user_error(world):
    payload = ask(world, DELETE, id="gid://shopify/WebhookSubscription/7")
    assert payload["userErrors"] == [{"field": ["id"], "message": "Webhook subscription does not exist"}]
