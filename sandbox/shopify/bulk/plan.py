"""A selection made ready once, then read from any number of objects: what a GraphQL executor decides anew at every
field of every object (which fields, which arguments, who may) is decided here for all of them.

The answers are those of the executor, which a test compares; a bulk operation over a large shop takes a tenth of the
time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.values import get_argument_values

from sandbox.shopify.connections import ALL
from sandbox.shopify.errors import NotImplementedInSandbox
from sandbox.shopify.executor import access
from sandbox.shopify.model import Resource
from sandbox.shopify.schema import admin_schema

if TYPE_CHECKING:
    from graphql import DocumentNode, GraphQLNamedType, GraphQLObjectType, GraphQLOutputType, SelectionSetNode

    from sandbox.shopify.request import Request

Read = Callable[[Any], Any]
"""From an object, or a value, to its part of the answer. Raises whatever its resolvers raise."""


@dataclass(frozen=True, slots=True)
class Planner:
    """Makes plans for one caller and one document without variables."""

    request: Request
    document: DocumentNode

    def of_root(self, name: str) -> Read:
        """How the root field that answers as `name` reads one of its nodes."""
        root = admin_schema().graphql.query_type
        operation = next(each for each in self.document.definitions if not isinstance(each, FragmentDefinitionNode))
        if root is None:
            raise TypeError("a schema without queries")
        fields = self._collect(root, [operation.selection_set])  # type: ignore[attr-defined]
        edges = self._inside(root, fields[name], "edges")
        return self._object(*self._inside_of(*edges, "node"))

    def _inside(self, parent: Any, nodes: Sequence[FieldNode], name: str) -> tuple[Any, list[FieldNode]]:
        """The type that `nodes` lead to, and the field `name` of it as selected there."""
        kind = get_named_type(parent.fields[nodes[0].name.value].type)
        return kind, self._collect(kind, _selections(nodes))[name]

    def _inside_of(self, parent: Any, nodes: Sequence[FieldNode], name: str) -> tuple[Any, list[SelectionSetNode]]:
        edge, found = self._inside(parent, nodes, name)
        return get_named_type(edge.fields[name].type), _selections(found)

    def _object(self, kind: GraphQLObjectType, selections: Sequence[SelectionSetNode]) -> Read:
        steps = [(key, self._field(kind, nodes)) for key, nodes in self._collect(kind, selections).items()]
        return lambda source: {key: read(source) for key, read in steps}

    def _collect(self, kind: GraphQLNamedType, selections: Sequence[SelectionSetNode]) -> dict[str, list[FieldNode]]:
        found: dict[str, list[FieldNode]] = {}
        for selection in selections:
            for node in self._fields(kind, selection):
                found.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
        return found

    def _fields(self, kind: GraphQLNamedType, selection: SelectionSetNode) -> Iterator[FieldNode]:
        for node in selection.selections:
            if isinstance(node, FieldNode):
                yield node
                continue
            part = self._fragment(node.name.value) if isinstance(node, FragmentSpreadNode) else node
            if isinstance(part, InlineFragmentNode | FragmentDefinitionNode) and _applies(part, kind):
                yield from self._fields(kind, part.selection_set)

    def _fragment(self, name: str) -> FragmentDefinitionNode:
        mine = (each for each in self.document.definitions if isinstance(each, FragmentDefinitionNode))
        return next(each for each in mine if each.name.value == name)

    def _field(self, parent: GraphQLObjectType, nodes: Sequence[FieldNode]) -> Read:
        name = nodes[0].name.value
        if name == "__typename":
            return lambda _source: parent.name
        access().check_field(self.request.actor, type_name=parent.name, field=name)
        definition = parent.fields[name]
        complete = self._complete(definition.type, nodes, f"{parent.name}.{name}")
        resolver = admin_schema().resolvers.get((parent.name, name))
        if resolver is None:
            return lambda source: complete(_entry(source, parent.name, name))
        arguments = _unpaged(definition.type, get_argument_values(definition, nodes[0]))
        request = self.request
        return lambda source: complete(resolver(source, request, dict(arguments)))

    def _complete(self, kind: GraphQLOutputType, nodes: Sequence[FieldNode], where: str) -> Read:
        if is_non_null_type(kind):
            return _never_null(self._complete(kind.of_type, nodes, where), where)
        if is_list_type(kind):
            each = self._complete(kind.of_type, nodes, where)
            return lambda value: None if value is None else [each(one) for one in value]
        if is_leaf_type(kind):
            serialize = kind.serialize
            return lambda value: None if value is None else serialize(value)
        if is_abstract_type(kind):
            return self._abstract(_selections(nodes))
        read = self._object(kind, _selections(nodes))  # type: ignore[arg-type]
        return lambda value: None if value is None else read(value)

    def _abstract(self, selections: Sequence[SelectionSetNode]) -> Read:
        """Behind an interface: a plan for each type that is met there."""
        plans: dict[str, Read] = {}

        def read(value: Any) -> Any:
            if value is None:
                return None
            name = value.kind if isinstance(value, Resource) else str(value["__typename"])
            if name not in plans:
                access().check_type(self.request.actor, type_name=name)
                plans[name] = self._object(admin_schema().graphql.type_map[name], selections)  # type: ignore[arg-type]
            return plans[name](value)

        return read


def _selections(nodes: Sequence[FieldNode]) -> list[SelectionSetNode]:
    return [node.selection_set for node in nodes if node.selection_set]


def _applies(part: InlineFragmentNode | FragmentDefinitionNode, kind: GraphQLNamedType) -> bool:
    if part.type_condition is None or part.type_condition.name.value == kind.name:
        return True
    on, schema = admin_schema().graphql.type_map[part.type_condition.name.value], admin_schema().graphql
    return is_abstract_type(on) and schema.is_sub_type(on, kind)


def _unpaged(kind: GraphQLOutputType, arguments: dict[str, Any]) -> dict[str, Any]:
    is_page = get_named_type(kind).name.endswith("Connection")
    if is_page and arguments.get("first") is None and arguments.get("last") is None:
        return {**arguments, "first": ALL}
    return arguments


def _entry(source: Any, parent: str, name: str) -> Any:
    if isinstance(source, Mapping) and name in source:
        return source[name]
    raise NotImplementedInSandbox(f"{parent}.{name}")


def _never_null(read: Read, where: str) -> Read:
    def certain(value: Any) -> Any:
        found = read(value)
        if found is None:
            raise GraphQLError(f"Cannot return null for non-nullable field {where}.")
        return found

    return certain
