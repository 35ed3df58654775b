"""What a query costs. Fitted to recorded answers of the real API; tests/contract keeps the fit.

An object costs 1, a scalar nothing; a mutation 10 with its payload's own fields free; a connection
`2 + size * (1 + what one node costs)` where size is `max(1, floor(2 ln first))`; money, page info and user errors are
free.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
    get_named_type,
    is_interface_type,
    is_object_type,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import DocumentNode, SelectionSetNode

MAXIMUM = 1000
"""One query may not ask for more."""
MUTATION = 10
COUNT = 10
"""`productsCount` and its kin."""
_FREE = frozenset({"PageInfo", "MoneyBag", "MoneyV2"})
_PAGE = frozenset({"nodes", "edges", "node"})


class CostModel:
    """The cost of one operation of a valid document."""

    def __init__(
        self,
        schema: GraphQLSchema,
        *,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
    ) -> None:
        self._schema = schema
        self._operation = operation
        self._variables = variables
        self._fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        self._mutates = operation.operation is OperationType.MUTATION

    def requested(self) -> int:
        """Before running: every page is taken as full."""
        return self._selections(self._operation.selection_set, self._root(), 0, None)

    def actual(self, data: Mapping[str, Any] | None) -> int:
        """After running: null costs nothing, pages count the nodes they hold, a mutation costs 10 at least."""
        return self._selections(self._operation.selection_set, self._root(), 0, data or {})

    def by_root_field(self) -> list[dict[str, Any]]:
        """The requested cost of each root field, as the debug header shows it."""
        return [
            {"path": [node.name.value], "requestedTotalCost": self._field(node, self._root(), 0, None)}
            for node in self._operation.selection_set.selections
            if isinstance(node, FieldNode)
        ]

    def _root(self) -> GraphQLNamedType:
        root = self._schema.mutation_type if self._mutates else self._schema.query_type
        if root is None:
            raise TypeError("a schema without roots")
        return root

    def _selections(self, selections: SelectionSetNode, parent: GraphQLNamedType, depth: int, data: Any) -> int:
        plain, conditional = 0, 0
        for node in selections.selections:
            if isinstance(node, FieldNode):
                plain += self._field(node, parent, depth, data)
                continue
            fragment = node if isinstance(node, InlineFragmentNode) else self._fragments[node.name.value]  # type: ignore[attr-defined]
            on = fragment.type_condition
            target = self._schema.type_map[on.name.value] if on else parent
            cost = self._selections(fragment.selection_set, target, depth, data)
            if target is parent:
                plain += cost
            else:
                conditional = max(conditional, cost)
        return plain + conditional

    def _field(self, node: FieldNode, parent: GraphQLNamedType, depth: int, data: Any) -> int:
        kind = self._kind(node, parent)
        if kind is None or node.selection_set is None:
            return 0
        value = None if data is None else data.get(node.alias.value if node.alias else node.name.value)
        if data is not None and value is None:
            return MUTATION if self._mutates and depth == 0 else 0
        if node.name.value in _PAGE and parent.name.endswith(("Connection", "Edge")):
            return self._selections(node.selection_set, kind, depth, value)
        if kind.name.endswith("Connection"):
            return self._connection(node, kind, depth, value)
        return self._price(kind, depth) + self._inside(node, kind, depth, value)

    def _kind(self, node: FieldNode, parent: GraphQLNamedType) -> GraphQLNamedType | None:
        """The type a field leads to; None where it costs nothing."""
        name = node.name.value
        if not (is_object_type(parent) or is_interface_type(parent)) or name not in parent.fields:
            return None
        kind = get_named_type(parent.fields[name].type)
        return None if kind.name in _FREE or kind.name.endswith("Error") else kind

    def _price(self, kind: GraphQLNamedType, depth: int) -> int:
        if self._mutates and depth < 2:
            return MUTATION if depth == 0 else 0
        return COUNT if kind.name == "Count" and depth == 0 else 1

    def _connection(self, node: FieldNode, kind: GraphQLNamedType, depth: int, value: Any) -> int:
        if value is None:
            return 2 + _size(self._page(node)) * (1 + self._inside(node, kind, depth, None))
        rows = value.get("nodes")
        if rows is None:
            rows = [edge.get("node") for edge in value.get("edges") or []]
        dearest = max((self._inside(node, kind, depth, _as_page(row)) for row in rows), default=0)
        return 2 + _size(len(rows)) * (1 + dearest)

    def _inside(self, node: FieldNode, kind: GraphQLNamedType, depth: int, value: Any) -> int:
        if node.selection_set is None:
            return 0
        if isinstance(value, list):
            return max((self._selections(node.selection_set, kind, depth + 1, item or {}) for item in value), default=0)
        return self._selections(node.selection_set, kind, depth + 1, value)

    def _page(self, node: FieldNode) -> int:
        for argument in node.arguments or ():
            if argument.name.value in ("first", "last"):
                given = argument.value
                size = self._variables.get(given.name.value) if isinstance(given, VariableNode) else None
                if isinstance(given, IntValueNode):
                    size = int(given.value)
                if isinstance(size, int):
                    return size
        return 1


def _size(first: int) -> int:
    return max(1, math.floor(2 * math.log(first))) if first > 0 else 0


def _as_page(row: Any) -> dict[str, Any]:
    return {"nodes": row or {}, "edges": {"node": row or {}}}
