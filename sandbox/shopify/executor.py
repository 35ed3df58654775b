"""One GraphQL call, from text to answer: validation, cost, bucket, scopes, resolvers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from graphql import (
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    execute_sync,
    get_operation_ast,
    parse,
    validate,
)

from sandbox.shopify import idempotency
from sandbox.shopify.access import Access
from sandbox.shopify.bucket import Bucket
from sandbox.shopify.cost import MAXIMUM, CostModel
from sandbox.shopify.errors import ApiError, NotImplementedInSandbox
from sandbox.shopify.model import Resource
from sandbox.shopify.phrasing import as_shopify
from sandbox.shopify.schema import admin_schema

if TYPE_CHECKING:
    from graphql import DocumentNode, GraphQLResolveInfo

    from sandbox.shopify.request import Request

THROTTLE_DOCUMENTATION = "https://shopify.dev/api/usage/rate-limits"


def execute(
    request: Request,
    *,
    query: str,
    variables: Mapping[str, Any] | None = None,
    operation_name: str | None = None,
    debug: bool = False,
) -> dict[str, Any]:
    """The answer's JSON body. Runs as one act of the store: resolvers never race.

    `debug` adds the cost of each root field, as the header Shopify-GraphQL-Cost-Debug asks for.
    """
    try:
        document, invalid = _read(query)
        operation = _operation(document, operation_name)
    except GraphQLError as error:
        return {"errors": [error.formatted]}
    if invalid:
        return {"errors": [as_shopify(error) for error in invalid]}
    with request.store.act():
        return _priced(request, document, operation, variables or {}, debug=debug)


@lru_cache(maxsize=512)
def _read(query: str) -> tuple[DocumentNode, list[GraphQLError]]:
    """The document and what is wrong with it; a client sends the same few texts again and again."""
    document = parse(query)
    return document, validate(admin_schema().graphql, document)


def _operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    operation = get_operation_ast(document, name)
    if operation is None:
        raise GraphQLError("An operation name is required" if name is None else f'No operation named "{name}"')
    return operation


def _priced(
    request: Request,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
    *,
    debug: bool,
) -> dict[str, Any]:
    model = CostModel(admin_schema().graphql, document=document, operation=operation, variables=variables)
    requested = model.requested()
    if request.actor.is_merchant:
        return _run(request, document, operation, variables)
    bucket = _bucket(request)
    refused = _refusal(request, requested, bucket)
    if refused:
        return refused
    answer = _run(request, document, operation, variables)
    if "data" not in answer:
        return answer
    actual = min(requested, model.actual(answer["data"]))
    bucket.take(actual)
    fields = {"fields": model.by_root_field()} if debug else {}
    return {**answer, "extensions": {"cost": {**_cost(requested, actual, bucket), **fields}}}


def _run(
    request: Request, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]
) -> dict[str, Any]:
    result = execute_sync(
        admin_schema().graphql,
        document,
        context_value=request,
        variable_values=dict(variables),
        operation_name=operation.name.value if operation.name else None,
        field_resolver=resolve_field,
        type_resolver=concrete_type,
    )
    answer: dict[str, Any] = {}
    if result.errors:
        answer["errors"] = [as_shopify(error) for error in result.errors]
    if result.data is not None or not result.errors or any(error.path for error in result.errors):
        answer["data"] = result.data
    return answer


def resolve_field(source: Any, info: GraphQLResolveInfo[Any], **args: Any) -> Any:
    request: Request = info.context
    parent, name = info.parent_type.name, info.field_name
    access().check_field(request.actor, type_name=parent, field=name)
    resolver = admin_schema().resolvers.get((parent, name))
    if resolver is None:
        if isinstance(source, Mapping) and name in source:
            return source[name]
        raise NotImplementedInSandbox(f"{parent}.{name}")
    if info.operation.operation is OperationType.MUTATION and info.path.prev is None:
        return idempotency.once(request, info, args, lambda: resolver(source, request, args))
    return resolver(source, request, args)


def concrete_type(value: Any, info: GraphQLResolveInfo[Any], _abstract: Any) -> str:
    name = value.kind if isinstance(value, Resource) else value["__typename"]
    access().check_type(info.context.actor, type_name=name)
    return str(name)


@cache
def access() -> Access:
    loaded = admin_schema()
    return Access(loaded.access, schema=loaded.graphql)


def _bucket(request: Request) -> Bucket:
    buckets = request.store.buckets
    if request.shop.domain not in buckets:
        buckets[request.shop.domain] = Bucket.full(request.shop.restore_rate, now=request.store.machine())
    return buckets[request.shop.domain]


def _refusal(request: Request, requested: int, bucket: Bucket) -> dict[str, Any] | None:
    enough = bucket.has(requested, now=request.store.machine())
    if requested > MAXIMUM:
        return {
            "errors": [
                ApiError(
                    f"Query cost is {requested}, which exceeds the single query max cost limit ({MAXIMUM}).",
                    code="MAX_COST_EXCEEDED",
                    cost=requested,
                    maxCost=MAXIMUM,
                    documentation=THROTTLE_DOCUMENTATION,
                ).formatted
            ],
            "extensions": {"cost": _cost(requested, None, bucket)},
        }
    return None if enough or not request.store.dials.api.enforce_bucket else throttled(requested, bucket)


def throttled(requested: int, bucket: Bucket) -> dict[str, Any]:
    """HTTP 200, no data, code THROTTLED."""
    error = ApiError("Throttled", code="THROTTLED", documentation=THROTTLE_DOCUMENTATION)
    return {"errors": [error.formatted], "extensions": {"cost": _cost(requested, None, bucket)}}


def _cost(requested: int, actual: int | None, bucket: Bucket) -> dict[str, Any]:
    return {"requestedQueryCost": requested, "actualQueryCost": actual, "throttleStatus": bucket.status()}
