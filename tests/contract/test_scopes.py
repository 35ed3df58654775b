"""The scopes in `shopify.app.toml` are those that our operations and topics need, plus a remainder with its reasons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from graphql import get_named_type

from app.shopify import operations
from app.shopify.facts import LIMIT_SCOPES
from app.shopify.operation import Operation
from tests.contract.admin_schema import definition, document, fragments_of, published, schema, selections
from tests.contract.app_toml import optional_scopes, scopes, topics

REMAINDER = {
    "read_all_orders": "a backorder may wait longer than the 60 days that read_orders reaches back",
    "write_orders": "tagsAdd and metafieldsSet take the access of their owner, which the schema does not list",
    "read_third_party_fulfillment_orders": "each scope shows only its own fulfilment orders",
    "write_third_party_fulfillment_orders": "each scope holds and releases only its own fulfilment orders",
    "write_app_proxy": "the customer's own page comes through the app proxy",
}
COMPLIANCE = {"customers/data_request", "customers/redact", "shop/redact"}


@cache
def access() -> dict[tuple[str, str | None], frozenset[str]]:
    """(type, field or None for the whole type) to the scopes of which any one suffices."""
    items = published()["offline_scopes"]["items"]
    return {(item["typeName"], item.get("fieldName")): frozenset(item["offlineScopes"]) for item in items}


def needs_of_operation(operation: Operation[Any]) -> set[frozenset[str]]:
    parsed = document(operation)
    node = definition(parsed)
    found: set[frozenset[str]] = set()

    def walk(selected: Any, parent: Any) -> None:
        for child, field, owner in selections(selected, parent, fragments_of(parsed)):
            kind = get_named_type(field.type)
            found.update({access().get((owner.name, child.name.value)), access().get((kind.name, None))} - {None})
            if child.selection_set:
                walk(child.selection_set, kind)

    walk(node.selection_set, schema().get_root_type(node.operation))
    return {group for group in found if group}


def needs_of_topic(topic: str) -> frozenset[str]:
    """Any one of these, by the topic's own description in the schema; none for topics about the app itself."""
    value = schema().type_map["WebhookSubscriptionTopic"].values[re.sub(r"[/]", "_", topic).upper()]  # type: ignore[attr-defined]
    _, _, required = (value.description or "").partition("Requires")
    return frozenset(re.findall(r"\b(?:read|write)_[a-z_]+", required))


def needs() -> Iterator[frozenset[str]]:
    for operation in operations.ALL:
        yield from needs_of_operation(operation)
    for topic in set(topics()) - COMPLIANCE:
        yield needs_of_topic(topic)


@cache
def all_needs() -> frozenset[frozenset[str]]:
    return frozenset(group for group in needs() if group)


def test_the_computed_scopes_cover_every_operation_and_topic_without_the_remainder() -> None:
    computed = {*scopes(), *optional_scopes()} - set(REMAINDER)
    assert [sorted(group) for group in all_needs() if not group & computed] == []


def test_each_computed_scope_is_the_only_one_to_cover_something() -> None:
    computed = {*scopes(), *optional_scopes()} - set(REMAINDER)
    assert {scope for scope in computed if all(group & (computed - {scope}) for group in all_needs())} == set()


def test_the_remainder_is_configured() -> None:
    assert set(REMAINDER) <= set(scopes())


def test_scopes_are_listed_once_and_in_order() -> None:
    assert scopes() == sorted(set(scopes()))
    assert optional_scopes() == sorted(set(optional_scopes()) - set(scopes()))


def test_only_the_limit_in_the_cart_asks_for_what_a_merchant_may_not_have_given() -> None:
    """Whoever calls anything else may count on having what it takes."""
    wanted = set(optional_scopes())
    asking = {each.name for each in operations.ALL if any(group & wanted for group in needs_of_operation(each))}

    assert wanted == set(LIMIT_SCOPES)
    assert asking == {"Validations", "CreateValidation", "UpdateValidation", "DeleteValidation"}
    assert not wanted & {scope.replace("write_", "read_") for scope in scopes()}


@pytest.mark.parametrize(
    ("operation", "scope"),
    [
        (operations.RECEIVE_SHIPMENT, "write_inventory_shipments_received_items"),
        (operations.HOLD_FULFILLMENT_ORDER, "write_merchant_managed_fulfillment_orders"),
        (operations.SET_INVENTORY_POLICY, "write_products"),
        (operations.CREATE_TRANSFER, "write_inventory_transfers"),
        (operations.ORDER_CONTACT, "read_customers"),
    ],
)
def test_the_needs_of_an_operation_are_found(operation: Operation[Any], scope: str) -> None:
    assert any(scope in group for group in needs_of_operation(operation))


def test_the_needs_of_a_topic_are_found() -> None:
    assert needs_of_topic("inventory_shipments/receive_items") == {"read_inventory_shipments_received_items"}
    assert needs_of_topic("inventory_items/update") == {"read_inventory", "read_products"}
    assert needs_of_topic("app/uninstalled") == frozenset()
