"""The life of a bulk operation, from CREATED to its end."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from random import Random
from typing import TYPE_CHECKING, Literal

from sandbox.shopify import wire
from sandbox.shopify.bulk import jsonl
from sandbox.shopify.bulk.engine import BulkFailure, root_objects, run_once
from sandbox.shopify.bulk.staged_uploads import read_lines
from sandbox.shopify.model import BulkOperation, Shop

if TYPE_CHECKING:
    from sandbox.shopify.request import Request
    from sandbox.shopify.store import Store

log = logging.getLogger(__name__)

MOST_AT_ONCE = 5
"""Of each type, for one app and shop."""
_ACTIVE = ("CREATED", "RUNNING", "CANCELING")


def active(shop: Shop, *, kind: Literal["QUERY", "MUTATION"]) -> list[BulkOperation]:
    return [op for op in shop.bulk_operations.values() if op.type == kind and op.status in _ACTIVE]


def start(request: Request, *, operation: BulkOperation, staged_key: str | None = None) -> None:
    """Register it and run it `store.dials.orders.bulk_seconds` later; a mutation reads its lines from `staged_key`."""
    store, shop = request.store, request.shop
    shop.bulk_operations[operation.id] = operation

    def work() -> None:
        if operation.type == "QUERY":
            _run(request, operation, lambda: _query_lines(request, operation))
        else:
            _run(request, operation, lambda: _mutation_lines(request, operation, staged_key or ""))

    store.scheduler.later(store.dials.orders.bulk_seconds, work)


def cancel(operation: BulkOperation) -> None:
    """CANCELING until the running work notices."""
    operation.status = "CANCELING"


def result_url(store: Store, *, shop: Shop, operation: BulkOperation) -> str | None:
    """Where the result lies; None without one."""
    if not operation.result:
        return None
    return f"{store.public_url}/{shop.handle}/bulk-operation-outputs/{operation.id}.jsonl"


def _run(request: Request, operation: BulkOperation, produce: Callable[[], Iterator[tuple[bool, bytes]]]) -> None:
    """Collect the lines; whatever goes wrong ends the operation, never the thread."""
    written: list[bytes] = []
    try:
        if operation.status == "CREATED":
            operation.status = "RUNNING"
        for is_root, line in produce():
            if operation.status == "CANCELING":
                break
            written.append(line)
            operation.object_count += 1
            operation.root_object_count += is_root
        _finish(request, operation, written)
    except BulkFailure as failure:
        log.error("bulk operation %s failed: %s", operation.id, failure)  # noqa: TRY400  the message is the finding
        _fail(request, operation, written, code=failure.code)


def _query_lines(request: Request, operation: BulkOperation) -> Iterator[tuple[bool, bytes]]:
    for root in root_objects(request, operation.document):
        for line in jsonl.lines(root, grouped=operation.group_objects):
            yield "__parentId" not in line, jsonl.encode(line)


def _mutation_lines(request: Request, operation: BulkOperation, key: str) -> Iterator[tuple[bool, bytes]]:
    for number, variables in enumerate(read_lines(request.shop, key=key)):
        answer = run_once(request, operation.document, variables)
        yield True, jsonl.encode({**answer, "__lineNumber": number})


def _finish(request: Request, operation: BulkOperation, written: list[bytes]) -> None:
    outcome = request.store.dials.orders.bulk_outcome
    if operation.status == "CANCELING":
        _end(request, operation, status="CANCELED", result=written, partial=True)
    elif outcome == "FAILED":
        _fail(request, operation, written[: len(written) // 2], code="INTERNAL_SERVER_ERROR")
    elif outcome == "EXPIRED":
        _end(request, operation, status="EXPIRED", result=[], partial=False)
    else:
        _end(request, operation, status="COMPLETED", result=written, partial=False)


def _fail(request: Request, operation: BulkOperation, written: list[bytes], *, code: str) -> None:
    operation.error_code = "ACCESS_DENIED" if code == "ACCESS_DENIED" else "INTERNAL_SERVER_ERROR"
    _end(request, operation, status="FAILED", result=written, partial=True)


def _end(
    request: Request,
    operation: BulkOperation,
    *,
    status: Literal["COMPLETED", "CANCELED", "FAILED", "EXPIRED"],
    result: list[bytes],
    partial: bool,
) -> None:
    store, shop = request.store, request.shop
    if store.dials.orders.bulk_shuffled:
        Random(operation.id).shuffle(result)
    with store.act():
        operation.result, operation.partial = b"".join(result) or None, partial
        operation.status, operation.completed_at = status, store.now()
        store.emit(
            shop,
            "bulk_operations/finish",
            {
                "admin_graphql_api_id": operation.gid,
                "type": operation.type.lower(),
                "status": status.lower(),
                "error_code": operation.error_code.lower() if operation.error_code else None,
                "created_at": wire.local(operation.created_at, zone=shop.timezone),
                "completed_at": wire.local(operation.completed_at, zone=shop.timezone),
            },
        )
