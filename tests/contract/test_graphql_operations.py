"""Every operation is valid against the published schema, affordable, and safe to send as it is flagged."""

from __future__ import annotations

from pathlib import Path

import pytest
from graphql import OperationType, validate

from app.shopify import operations
from app.shopify.operation import Operation, Repeat
from sandbox.shopify.bulk.rules import violations
from sandbox.shopify.cost import CostModel
from tests.contract.admin_schema import definition, document, schema

QUERIES = Path(operations.__file__).parent / "queries"
each = pytest.mark.parametrize("operation", operations.ALL, ids=lambda operation: operation.name)


@each
def test_an_operation_is_valid_against_the_published_schema(operation: Operation[object]) -> None:
    assert validate(schema(), document(operation)) == []


@each
def test_an_operation_has_the_name_of_its_file(operation: Operation[object]) -> None:
    name = definition(document(operation)).name
    assert name is not None
    assert name.value == operation.name


@pytest.mark.parametrize("operation", operations.BULK, ids=lambda operation: operation.name)
def test_a_bulk_query_keeps_to_the_rules_of_bulk_queries(operation: Operation[object]) -> None:
    assert violations(operation.document) == []
    assert operation.document.count('"WHICH"') == 1


@pytest.mark.parametrize(
    "operation", [each for each in operations.ALL if each not in operations.BULK], ids=lambda operation: operation.name
)
def test_the_points_set_aside_are_those_shopify_asks_for_and_below_the_limit(operation: Operation[object]) -> None:
    parsed = document(operation)
    model = CostModel(schema(), document=parsed, operation=definition(parsed), variables={})
    assert model.requested() == operation.points
    assert operation.points < 1000


@each
def test_only_reads_are_flagged_as_reads(operation: Operation[object]) -> None:
    is_query = definition(document(operation)).operation is OperationType.QUERY
    assert is_query == (operation.repeat is Repeat.READ)


@each
def test_a_keyed_operation_carries_the_idempotent_directive_and_no_other_does(operation: Operation[object]) -> None:
    assert ("@idempotent(key: $key)" in operation.document) == (operation.repeat is Repeat.KEYED)


def test_every_file_is_an_operation_and_every_operation_is_listed_once() -> None:
    names = [operation.name for operation in operations.ALL]
    assert sorted(names) == sorted(path.stem for path in QUERIES.glob("*.graphql"))


def test_every_fragment_is_used_by_at_least_two_documents_or_fragments() -> None:
    texts = {path: path.read_text() for path in QUERIES.rglob("*.graphql")}
    for fragment in (QUERIES / "fragments").glob("*.graphql"):
        users = [path for path, text in texts.items() if f"...{fragment.stem}\n" in text]
        assert len(users) >= 2, fragment.stem
