"""Running a bulk query: the whole list once, its objects a few at a time, so that other callers get their turn."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from graphql import GraphQLError, execute_sync, get_named_type, parse

from sandbox.shopify.bulk.plan import Planner
from sandbox.shopify.connections import ALL
from sandbox.shopify.executor import concrete_type, resolve_field
from sandbox.shopify.schema import admin_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from graphql import DocumentNode, GraphQLOutputType, GraphQLResolveInfo

    from sandbox.shopify.request import Request

AT_ONCE = 100
"""Root objects answered under one hold of the lock."""


class BulkFailure(Exception):
    """A field of the query failed; a bulk operation then fails whole. `code` is a BulkOperationErrorCode."""

    def __init__(self, error: GraphQLError) -> None:
        super().__init__(error.message)
        given = (error.extensions or {}).get("code")
        self.code = "ACCESS_DENIED" if given == "ACCESS_DENIED" else "INTERNAL_SERVER_ERROR"


def root_objects(request: Request, query: str) -> Iterator[dict[str, Any]]:
    """The answer of every root object, as nested as the query. Each batch is read at one moment, not all of them.

    Raises BulkFailure.
    """
    document = parse(query)
    for name, rows in _rows(request, document).items():
        if rows:
            yield from _read(request, rows, Planner(request, document), name)


def _read(request: Request, rows: list[Any], planner: Planner, name: str) -> Iterator[dict[str, Any]]:
    try:
        read = planner.of_root(name)
        for start in range(0, len(rows), AT_ONCE):
            with request.store.act():
                nodes = [read(row) for row in rows[start : start + AT_ONCE]]
            yield from nodes
    except GraphQLError as error:
        raise BulkFailure(error) from error


def run_once(request: Request, query: str, variables: Mapping[str, Any]) -> dict[str, Any]:
    """One line of a bulk mutation: its data, and its errors where there are any."""
    with request.store.act():
        result = _execute(request, parse(query), resolve_field, variables)
    errors = [error.formatted for error in result.errors or ()]
    return {"data": result.data, **({"errors": errors} if errors else {})}


def _rows(request: Request, document: DocumentNode) -> dict[str, list[Any]]:
    """The unpaged nodes of every root connection, by its name in the answer."""
    rows: dict[str, list[Any]] = {}

    def capture(source: Any, info: GraphQLResolveInfo[Any], **args: Any) -> Any:
        value = _unpaged(source, info, **args)
        if info.path.prev is None and _is_connection(info):
            rows[str(info.path.key)] = value["nodes"]
            return {"edges": []}
        return value

    with request.store.act():
        _run(request, document, capture)
    return rows


def _unpaged(source: Any, info: GraphQLResolveInfo[Any], **args: Any) -> Any:
    if _is_connection(info) and args.get("first") is None and args.get("last") is None:
        args["first"] = ALL
    return resolve_field(source, info, **args)


def _is_connection(info: GraphQLResolveInfo[Any]) -> bool:
    return _leads_to_connection(info.return_type)


@cache
def _leads_to_connection(kind: GraphQLOutputType) -> bool:
    return get_named_type(kind).name.endswith("Connection")


def _run(request: Request, document: DocumentNode, resolver: Callable[..., Any]) -> dict[str, Any]:
    result = _execute(request, document, resolver, {})
    if result.errors:
        raise BulkFailure(result.errors[0])
    return result.data or {}


def _execute(
    request: Request, document: DocumentNode, resolver: Callable[..., Any], variables: Mapping[str, Any]
) -> Any:
    return execute_sync(
        admin_schema().graphql,
        document,
        context_value=request,
        variable_values=dict(variables),
        field_resolver=resolver,
        type_resolver=concrete_type,
    )
