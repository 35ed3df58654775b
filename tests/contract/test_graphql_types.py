"""Every struct reads exactly what its document asks for, and expects null wherever the schema allows it."""

from __future__ import annotations

import types
import typing
from datetime import datetime
from typing import Any

import msgspec
import pytest
from graphql import (
    GraphQLOutputType,
    SelectionSetNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
)

from app.shopify import operations
from app.shopify.operation import Operation
from app.shopify.types.wire import Page
from tests.contract.admin_schema import definition, document, fragments_of, schema, selections

SCALARS = {
    "ID": str,
    "String": str,
    "URL": str,
    "Money": str,
    "Decimal": str,
    "UnsignedInt64": str,
    "Int": int,
    "Boolean": bool,
    "DateTime": datetime,
}
"""What each scalar is over the wire; an enum is a str."""
NULL_ALTHOUGH_THE_SCHEMA_SAYS_NO = {
    "OrderContact.order.statusPageUrl",
    "OrdersByIds.nodes[].purchasingEntity.company",
    "OrdersByIds.nodes[].purchasingEntity.location",
    "BulkOrders.orders.edges[].node.purchasingEntity.company",
    "BulkOrders.orders.edges[].node.purchasingEntity.location",
}
"""Protected customer data that was not approved; what a person who orders is not asked for."""


class Parity:
    """Compares one operation's struct with its document, and collects every difference in words."""

    def __init__(self, operation: Operation[Any]) -> None:
        self.parsed = document(operation)
        self.fragments = fragments_of(self.parsed)
        self.problems: list[str] = []
        node = definition(self.parsed)
        root = schema().get_root_type(node.operation)
        self.compare(operation.answer, node.selection_set, root, operation.name)

    def compare(self, struct: Any, selected: SelectionSetNode, parent: Any, path: str) -> None:
        hints = field_types(struct)
        asked = {(f.alias or f.name).value: (f, g.type) for f, g, _ in selections(selected, parent, self.fragments)}
        self.problems += [f"{path}.{name}: read, but not asked for" for name in hints.keys() - asked.keys()]
        self.problems += [f"{path}.{name}: asked for, but not read" for name in asked.keys() - hints.keys()]
        for name in hints.keys() & asked.keys():
            node, kind = asked[name]
            self.compare_value(hints[name], kind, node.selection_set, f"{path}.{name}")

    def compare_value(self, hint: Any, kind: GraphQLOutputType, selected: SelectionSetNode | None, path: str) -> None:
        inner, optional = without_none(hint)
        if optional == is_non_null_type(kind) and path not in NULL_ALTHOUGH_THE_SCHEMA_SAYS_NO:
            self.problems.append(f"{path}: {'never' if optional else 'may be'} null in the schema, read as {hint}")
        bare = get_nullable_type(kind)
        if is_list_type(bare):
            self.compare_value(typing.get_args(inner)[0], bare.of_type, selected, f"{path}[]")
        elif selected is not None:
            self.compare(inner, selected, get_named_type(bare), path)
        elif inner is not SCALARS.get(bare.name, str):
            self.problems.append(f"{path}: {bare.name} read as {inner}")


def field_types(struct: Any) -> dict[str, Any]:
    """Wire name to type, with the arguments of a generic struct filled in."""
    origin = typing.get_origin(struct) or struct
    filled = dict(zip(getattr(origin, "__parameters__", ()), typing.get_args(struct), strict=False))
    hints = typing.get_type_hints(origin)
    return {field.encode_name: fill(hints[field.name], filled) for field in msgspec.structs.fields(origin)}


def fill(hint: Any, filled: dict[Any, Any]) -> Any:
    if hint in filled:
        return filled[hint]
    wanted = getattr(hint, "__parameters__", ())
    return hint[tuple(filled[parameter] for parameter in wanted)] if wanted else hint


def without_none(hint: Any) -> tuple[Any, bool]:
    if typing.get_origin(hint) not in (types.UnionType, typing.Union):
        return hint, False
    (inner,) = (part for part in typing.get_args(hint) if part is not type(None))
    return inner, True


@pytest.mark.parametrize("operation", operations.ALL, ids=lambda operation: operation.name)
def test_a_struct_reads_what_its_document_asks_for(operation: Operation[object]) -> None:
    assert Parity(operation).problems == []


def planted(**fields: Any) -> Operation[Any]:
    """`OpenOrders`, read with an order of these fields."""
    order = msgspec.defstruct("Order", list(fields.items()), rename="camel")
    answer = msgspec.defstruct("OpenOrders", [("orders", Page[order])], rename="camel")  # type: ignore[valid-type]
    return Operation("OpenOrders", answer, points=13)


def test_parity_finds_a_struct_that_disagrees_about_null() -> None:
    assert Parity(planted(id=str, updated_at=datetime | None)).problems == [
        "OpenOrders.orders.nodes[].updatedAt: never null in the schema, read as datetime.datetime | None"
    ]


def test_parity_finds_a_scalar_read_as_another_type() -> None:
    assert Parity(planted(id=int, updated_at=datetime)).problems == [
        "OpenOrders.orders.nodes[].id: ID read as <class 'int'>"
    ]


def test_parity_finds_a_field_never_asked_for_and_one_never_read() -> None:
    assert sorted(Parity(planted(id=str, name=str)).problems) == [
        "OpenOrders.orders.nodes[].name: read, but not asked for",
        "OpenOrders.orders.nodes[].updatedAt: asked for, but not read",
    ]
