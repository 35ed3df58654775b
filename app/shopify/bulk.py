"""Bulk operations: a query over everything, answered by a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.shopify.facts import BulkFact, Unreadable
from app.shopify.gid import BulkOperationId, from_gid, to_gid
from app.shopify.operations import BULK_OPERATION, RUN_BULK_QUERY
from app.shopify.reading import payload, refuse

if TYPE_CHECKING:
    from app.shopify.client import ShopAdmin
    from app.shopify.types.shop import Bulk


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
