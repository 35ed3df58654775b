"""The published Admin schema, and our documents seen through it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    build_client_schema,
    parse,
)

from app.shopify.operation import Operation

FILE = Path(__file__).parents[2] / "sandbox" / "schema" / "admin_2026-10.json.gz"


@cache
def published() -> dict[str, Any]:
    with gzip.open(FILE) as stream:
        content: dict[str, Any] = json.load(stream)
    return content


@cache
def schema() -> GraphQLSchema:
    return build_client_schema({"__schema": published()["data"]["__schema"]}, assume_valid=True)


def document(operation: Operation[Any]) -> DocumentNode:
    return parse(operation.document)


def definition(parsed: DocumentNode) -> OperationDefinitionNode:
    (found,) = (node for node in parsed.definitions if isinstance(node, OperationDefinitionNode))
    return found


def selections(
    selected: SelectionSetNode, parent: GraphQLNamedType, fragments: dict[str, FragmentDefinitionNode]
) -> Iterator[tuple[FieldNode, GraphQLField, GraphQLNamedType]]:
    """Every field asked for under `parent`, through inline fragments and spreads, with the type that owns it."""
    for node in selected.selections:
        if isinstance(node, FieldNode):
            yield node, parent.fields[node.name.value], parent  # type: ignore[attr-defined]
            continue
        named = fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
        assert isinstance(named, (FragmentDefinitionNode, InlineFragmentNode))
        assert named.type_condition is not None
        on = schema().type_map[named.type_condition.name.value]
        yield from selections(named.selection_set, on, fragments)


def fragments_of(parsed: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    return {node.name.value: node for node in parsed.definitions if isinstance(node, FragmentDefinitionNode)}
