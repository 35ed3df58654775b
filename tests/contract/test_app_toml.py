"""`shopify.app.toml` subscribes to exactly what we handle, and asks for nothing personal."""

from __future__ import annotations

import re

import pytest

from app.shopify.client import API_VERSION
from app.shopify.facts import LIMIT_KEY
from app.shopify.metafields import KEY
from tests.contract.admin_schema import schema
from tests.contract.app_toml import app_toml, subscriptions, topics
from tests.contract.test_scopes import COMPLIANCE
from webhooks.receive import PATHS
from webhooks.topics import TOPICS

HARMLESS = re.compile(
    r"(?:[a-z_]+\.)?(?:id|order_id|status)|admin_graphql_api_id|shop_id|myshopify_domain|type|previous|current"
    r"|inventory_item_id|location_id|available|shipment_id|destination_location_id|merge_intents|fulfillment_order_merges"
    r"|(?:order_edit\.)?(?:updated|created|completed|happened)_at"
)


CATALOGUE = re.compile(
    r"title|handle|has_variants_that_requires_components|variants\.(?:id|inventory_item_id|title|sku|price|inventory_policy)"
)
"""What every shopper sees of a product: by it our own echo is known."""


def test_the_topics_subscribed_to_are_exactly_those_handled() -> None:
    assert sorted(topics()) == sorted(TOPICS)


@pytest.mark.parametrize("topic", sorted(set(TOPICS) - COMPLIANCE))
def test_a_topic_exists_in_the_published_schema(topic: str) -> None:
    values = schema().type_map["WebhookSubscriptionTopic"].values  # type: ignore[attr-defined]
    assert topic.replace("/", "_").upper() in values


def test_every_subscription_leads_to_the_receiver() -> None:
    assert {subscription["uri"] for subscription in subscriptions()} == PATHS


def test_deliveries_carry_ids_times_and_counts_and_of_products_what_is_for_everybody_to_see() -> None:
    trimmed = [subscription for subscription in subscriptions() if "topics" in subscription]
    more = {
        (*subscription["topics"], field)
        for subscription in trimmed
        for field in subscription["include_fields"]
        if not HARMLESS.fullmatch(field)
    }
    assert {topic for topic, _ in more} == {"products/update"}
    assert [field for _, field in more if not CATALOGUE.fullmatch(field)] == []


def test_the_api_version_is_the_same_for_webhooks_and_calls() -> None:
    assert app_toml()["webhooks"]["api_version"] == API_VERSION


def test_what_the_page_reads_is_public_to_the_storefront_and_nothing_else_is() -> None:
    variant = app_toml()["variant"]["metafields"]["app"][KEY]
    limit = app_toml()["variant"]["metafields"]["app"][LIMIT_KEY]
    order = app_toml()["order"]["metafields"]["app"][KEY]
    assert (variant["type"], variant["access"]) == ("json", {"admin": "merchant_read", "storefront": "public_read"})
    assert (limit["type"], limit["access"]) == ("single_line_text_field", {"admin": "merchant_read"})
    assert (order["type"], order["access"]) == ("json", {"admin": "merchant_read"})


def test_the_proxy_serves_what_the_theme_links_to() -> None:
    assert app_toml()["app_proxy"] == {"url": "/proxy", "prefix": "apps", "subpath": "backorder"}
