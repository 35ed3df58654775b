"""Bulk operations: a query over everything, answered by a file."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import msgspec

from app.shopify.facts import BulkFact, Unreadable
from app.shopify.gid import BulkOperationId, from_gid, to_gid
from app.shopify.jsonl import Line, read_lines
from app.shopify.operations import BULK_OPERATION, RUN_BULK_QUERY, SHOP_SIZE
from app.shopify.reading import payload, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.shopify.client import ShopAdmin
    from app.shopify.operation import Operation
    from app.shopify.types.shop import Bulk
    from app.shopify.types.wire import Count

RUNNING: Final = frozenset({"CREATED", "RUNNING", "CANCELING"})
COMPLETED: Final = "COMPLETED"
IN_PROGRESS: Final = "OPERATION_IN_PROGRESS"
"""The user-error code that says five run in this shop already."""
ACCESS_DENIED: Final = "ACCESS_DENIED"
_WHICH: Final = '"WHICH"'


def fetch_size(admin: ShopAdmin) -> int:
    """Variants or open orders of the shop, whichever are more. Orders are counted to 10,000."""
    data = admin.execute(SHOP_SIZE).data
    return max(_number(data.product_variants_count), _number(data.orders_count))


def bulk_text(operation: Operation[object], *, which: str) -> str:
    """A bulk query's document with its search put in: bulk operations take no variables."""
    return operation.document.replace(_WHICH, msgspec.json.encode(which).decode())


def start_bulk_query(admin: ShopAdmin, query: str) -> BulkFact:
    """Start `query` (with a connection, without variables). Five may run at once in a shop.

    Raises UserErrors (code OPERATION_IN_PROGRESS where five run already) and every error of the client.
    """
    result = payload(
        "bulkOperationRunQuery", admin.execute(RUN_BULK_QUERY, {"query": query}).data.bulk_operation_run_query
    )
    refuse("bulkOperationRunQuery", result.user_errors)
    return _fact(payload("bulkOperationRunQuery", result.bulk_operation))


def fetch_bulk_operation(admin: ShopAdmin, operation: BulkOperationId) -> BulkFact | Unreadable:
    found = admin.execute(BULK_OPERATION, {"id": to_gid("BulkOperation", operation)}).data.bulk_operation
    return Unreadable() if found is None else _fact(found)


@contextmanager
def open_result(admin: ShopAdmin, url: str) -> Iterator[Iterator[Line]]:
    """The lines of a result, as they are downloaded. `url` lives for seven days, and is read without our token.

    Raises UrlExpired, ShopifyUnavailable, and BrokenFile from the lines.
    """
    with admin.client.download(url) as chunks:
        yield read_lines(chunks)


def _number(counted: Count | None) -> int:
    return counted.count if counted else 0


def _fact(bulk: Bulk) -> BulkFact:
    return BulkFact(
        id=from_gid(bulk.id, BulkOperationId),
        kind=bulk.type,
        status=bulk.status,
        error_code=bulk.error_code,
        objects=int(bulk.object_count),
        url=bulk.url,
        partial_url=bulk.partial_data_url,
        created_at=bulk.created_at,
        completed_at=bulk.completed_at,
    )
