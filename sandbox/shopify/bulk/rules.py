"""What a bulk query may look like. Messages as recorded from the Admin API."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLList,
    GraphQLNonNull,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    get_named_type,
    is_interface_type,
    is_object_type,
    parse,
    validate,
)

from sandbox.shopify.schema import admin_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphql import DocumentNode, GraphQLNamedType, SelectionSetNode

MOST_CONNECTIONS = 5
DEEPEST = 2
"""Levels below the outermost connection."""


def violations(query: str) -> list[str]:
    """What forbids `query` as a bulk query, in Shopify's words; empty when nothing does."""
    try:
        document = parse(query)
    except GraphQLError as error:
        return [f"Invalid bulk query: {syntax_error(query, error)}"]
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    if len(operations) != 1 or operations[0].operation is not OperationType.QUERY:
        return ["Invalid operation type. Only `query` operations are supported."]
    invalid = validate(admin_schema().graphql, document)
    if invalid:
        return [f"Invalid bulk query: {invalid[0].message}"]
    return list(_findings(_survey(document, operations[0])))


def syntax_error(text: str, error: GraphQLError) -> str:
    return "syntax error, unexpected end of file" if not text.strip() or "<EOF>" in error.message else error.message


@dataclass
class _Survey:
    """What was found on the way through the query."""

    connections: int = 0
    deepest: int = 0
    top_level_nodes: list[str] = field(default_factory=list)
    by_nodes: list[str] = field(default_factory=list)
    without_id: list[str] = field(default_factory=list)
    within_list: bool = False


def _findings(survey: _Survey) -> Iterator[str]:
    yield from (f"Bulk queries cannot contain a top level `{name}` field." for name in survey.top_level_nodes)
    if not survey.connections:
        yield "Bulk queries must contain at least one connection."
    if survey.connections > MOST_CONNECTIONS:
        yield f"Bulk queries cannot contain more than {MOST_CONNECTIONS} connections."
    if survey.deepest > DEEPEST:
        yield f"Bulk queries cannot contain connections with a nesting depth greater than {DEEPEST}."
    if survey.by_nodes:
        named = ", ".join(f"'{name}'" for name in survey.by_nodes)
        yield (
            "All connection fields in a bulk query must select their contents using 'edges' > 'node', e.g: "
            f"'{survey.by_nodes[0]} {{ edges {{ node {{'. Selecting via 'nodes' is not supported. "
            f"Invalid connection fields: {named}."
        )
    if survey.without_id:
        yield (
            "The parent 'node' field for a nested connection must select the 'id' field without an alias and must be "
            f"of 'ID' return type. Connection fields without 'id': {', '.join(survey.without_id)}."
        )
    if survey.within_list:
        yield "Queries that contain a connection field within a list field are not currently supported."


def _survey(document: DocumentNode, operation: OperationDefinitionNode) -> _Survey:
    found = _Survey()
    root = admin_schema().graphql.query_type
    if root is not None:
        _Walker(document, found).selections(operation.selection_set, root, _Place())
    return found


@dataclass(frozen=True)
class _Place:
    depth: int = -1
    """Of the connection we are in; -1 outside of any."""
    connection: str = ""
    has_id: bool = True
    """Whether the node around us selects its id."""
    in_list: bool = False


class _Walker:
    def __init__(self, document: DocumentNode, found: _Survey) -> None:
        self._fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        self._found = found

    def selections(self, selected: SelectionSetNode, parent: GraphQLNamedType, place: _Place) -> None:
        for node in self.fields(selected):
            self._field(node, parent, place)

    def fields(self, selected: SelectionSetNode) -> Iterator[FieldNode]:
        """Every field of a selection, those in fragments too."""
        for node in selected.selections:
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                yield from self.fields(node.selection_set)
            elif isinstance(node, FragmentSpreadNode):
                yield from self.fields(self._fragments[node.name.value].selection_set)

    def _field(self, node: FieldNode, parent: GraphQLNamedType, place: _Place) -> None:
        name = node.name.value
        if place.depth < 0 and parent is admin_schema().graphql.query_type and name in ("node", "nodes"):
            self._found.top_level_nodes.append(name)
        if node.selection_set is None or not (is_object_type(parent) or is_interface_type(parent)):
            return
        kind = parent.fields[name].type
        target = get_named_type(kind)
        if target.name.endswith("Connection"):
            self._connection(node, target, place)
            return
        bare = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
        inside = _Place(place.depth, place.connection, place.has_id, place.in_list or isinstance(bare, GraphQLList))
        self.selections(node.selection_set, target, inside)

    def _connection(self, node: FieldNode, target: GraphQLNamedType, place: _Place) -> None:
        name, found = node.name.value, self._found
        found.connections += 1
        found.deepest = max(found.deepest, place.depth + 1)
        found.within_list = found.within_list or place.in_list
        if not place.has_id and place.connection not in found.without_id:
            found.without_id.append(place.connection)
        if node.selection_set is None:
            return
        for part in self.fields(node.selection_set):
            if part.name.value == "nodes":
                found.by_nodes.append(name)
            elif part.name.value == "edges" and part.selection_set:
                self._edges(part, target, name, place.depth + 1)

    def _edges(self, edges: FieldNode, connection: GraphQLNamedType, name: str, depth: int) -> None:
        for part in self.fields(edges.selection_set) if edges.selection_set else ():
            if part.name.value != "node" or not part.selection_set or not is_object_type(connection):
                continue
            edge = get_named_type(connection.fields["edges"].type)
            if is_object_type(edge):
                has_id = any(f.name.value == "id" and not f.alias for f in self.fields(part.selection_set))
                target = get_named_type(edge.fields["node"].type)
                self.selections(part.selection_set, target, _Place(depth, name, has_id))
