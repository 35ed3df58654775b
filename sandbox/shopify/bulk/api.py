"""Bulk operations in the Admin API: start, read, cancel."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

from graphql import FieldNode, GraphQLError, OperationDefinitionNode, OperationType, parse

from sandbox.shopify.bulk.operations import MOST_AT_ONCE, active, cancel, result_url, start
from sandbox.shopify.bulk.rules import syntax_error, violations
from sandbox.shopify.bulk.staged_uploads import is_readable
from sandbox.shopify.connections import connection, sort
from sandbox.shopify.errors import refused, user_error
from sandbox.shopify.model import BulkOperation
from sandbox.shopify.registry import Resolvers
from sandbox.shopify.search import search

if TYPE_CHECKING:
    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

resolvers = Resolvers()

FORBIDDEN_MUTATIONS = re.compile(r"bulkOperation\w+|stagedUploadsCreate")
FILTERS = {
    "id": lambda operation: operation.id,
    "status": lambda operation: operation.status,
    "operation_type": lambda operation: operation.type,
    "created_at": lambda operation: operation.created_at,
}

resolvers.attributes(
    "BulkOperation",
    {
        "id": "gid",
        "type": "type",
        "status": "status",
        "errorCode": "error_code",
        "query": "document",
        "createdAt": "created_at",
        "completedAt": "completed_at",
        "objectCount": "object_count",
        "rootObjectCount": "root_object_count",
        "fileSize": lambda operation: len(operation.result) if operation.result and not operation.partial else None,
    },
)


@resolvers.field("BulkOperation.url")
def bulk_url(operation: BulkOperation, request: Request, _args: Args) -> str | None:
    return None if operation.partial else result_url(request.store, shop=request.shop, operation=operation)


@resolvers.field("BulkOperation.partialDataUrl")
def bulk_partial_url(operation: BulkOperation, request: Request, _args: Args) -> str | None:
    return result_url(request.store, shop=request.shop, operation=operation) if operation.partial else None


@resolvers.query("bulkOperation")
def bulk_operation(request: Request, args: Args) -> BulkOperation | None:
    return request.find(BulkOperation, args["id"])


@resolvers.query("bulkOperations")
def bulk_operations(request: Request, args: Args) -> dict[str, Any]:
    every = request.shop.bulk_operations.values()
    found = search(every, args.get("query"), readers=FILTERS, where="bulkOperations")
    keys = {
        "CREATED_AT": lambda operation: operation.created_at,
        "COMPLETED_AT": lambda operation: (operation.completed_at is None, operation.completed_at or 0),
    }
    return connection(sort(found, {"sortKey": "CREATED_AT", **args}, keys=keys), args)


@resolvers.query("currentBulkOperation")
def current_bulk_operation(request: Request, args: Args) -> BulkOperation | None:
    kind = args.get("type") or "QUERY"
    return next((op for op in reversed(request.shop.bulk_operations.values()) if op.type == kind), None)


@resolvers.mutation("bulkOperationRunQuery")
def bulk_operation_run_query(request: Request, args: Args) -> dict[str, Any]:
    wrong = violations(args["query"])
    if wrong:
        return refused(*(user_error(["query"], text, code="INVALID") for text in wrong), bulkOperation=None)
    busy = _busy(request, "QUERY")
    if busy:
        return refused(busy, bulkOperation=None)
    operation = BulkOperation(
        id=request.store.new_id(),
        type="QUERY",
        document=args["query"],
        created_at=request.now(),
        group_objects=bool(args.get("groupObjects")),
    )
    start(request, operation=operation)
    return {"bulkOperation": operation, "userErrors": []}


@resolvers.mutation("bulkOperationRunMutation")
def bulk_operation_run_mutation(request: Request, args: Args) -> dict[str, Any]:
    error = _mutation_error(args["mutation"]) or _file_error(request, args["stagedUploadPath"])
    error = error or _busy(request, "MUTATION")
    if error:
        return refused(error, bulkOperation=None)
    operation = BulkOperation(
        id=request.store.new_id(),
        type="MUTATION",
        document=args["mutation"],
        created_at=request.now(),
        client_identifier=args.get("clientIdentifier"),
    )
    start(request, operation=operation, staged_key=args["stagedUploadPath"])
    return {"bulkOperation": operation, "userErrors": []}


@resolvers.mutation("bulkOperationCancel")
def bulk_operation_cancel(request: Request, args: Args) -> dict[str, Any]:
    operation = request.find(BulkOperation, args["id"])
    if operation is None:
        return refused(user_error(["id"], "Bulk operation does not exist"), bulkOperation=None)
    if operation.status not in ("CREATED", "RUNNING", "CANCELING"):
        text = f"A bulk operation cannot be canceled when it is {operation.status.lower()}"
        return {"bulkOperation": operation, "userErrors": [user_error(None, text)]}
    cancel(operation)
    return {"bulkOperation": operation, "userErrors": []}


def _busy(request: Request, kind: Literal["QUERY", "MUTATION"]) -> dict[str, Any] | None:
    running = active(request.shop, kind=kind)
    if len(running) < MOST_AT_ONCE:
        return None
    gids = ", ".join(operation.gid for operation in running)
    text = f"A bulk {kind.lower()} operation for this app and shop is already in progress: {gids}."
    return user_error(None, text, code="OPERATION_IN_PROGRESS")


def _mutation_error(text: str) -> dict[str, Any] | None:
    try:
        document = parse(text)
    except GraphQLError as error:
        said = f"Failed to parse the mutation - {syntax_error(text, error)} at {_last_token(text)}"
        return user_error(None, said, code="INVALID_MUTATION")
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    if len(operations) != 1 or operations[0].operation is not OperationType.MUTATION:
        said = "Invalid operation type. Only `mutation` operations are supported."
        return user_error(None, said, code="INVALID_MUTATION")
    fields = [node for node in operations[0].selection_set.selections if isinstance(node, FieldNode)]
    if len(fields) != 1:
        return user_error(["mutation"], "You must specify a single top level mutation.")
    if FORBIDDEN_MUTATIONS.fullmatch(fields[0].name.value):
        return user_error(["mutation"], "You must use an allowed mutation name.")
    return None


def _last_token(text: str) -> str:
    """`[line, column]` where the last word begins: where the recorded parser says the file ended."""
    at = max((match.start() for match in re.finditer(r"\S+", text)), default=0)
    before = text[:at]
    return f"[{before.count(chr(10)) + 1}, {at - before.rfind(chr(10))}]"


def _file_error(request: Request, key: str) -> dict[str, Any] | None:
    upload = request.shop.staged_uploads.get(key)
    if upload is not None and upload.content is not None:
        if is_readable(request.shop, key=key):
            return None
        return user_error(None, "The JSONL file could not be read.", code="INVALID_STAGED_UPLOAD_FILE")
    return user_error(
        None,
        "The JSONL file could not be found. Try uploading the file again, and check that you've entered the URL "
        "correctly for the stagedUploadPath mutation argument.",
        code="NO_SUCH_FILE",
    )
