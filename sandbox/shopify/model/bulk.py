"""Bulk operations and staged uploads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from sandbox.shopify.model.base import Resource

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(eq=False, kw_only=True)
class BulkOperation(Resource):
    kind: ClassVar[str] = "BulkOperation"

    type: Literal["QUERY", "MUTATION"]
    document: str
    created_at: datetime
    status: Literal["CREATED", "RUNNING", "COMPLETED", "CANCELING", "CANCELED", "FAILED", "EXPIRED"] = "CREATED"
    error_code: Literal["ACCESS_DENIED", "INTERNAL_SERVER_ERROR", "TIMEOUT"] | None = None
    completed_at: datetime | None = None
    group_objects: bool = False
    client_identifier: str | None = None
    object_count: int = 0
    root_object_count: int = 0
    result: bytes | None = None
    """JSONL; None until it ends, and when there is nothing to hand out."""
    partial: bool = False


@dataclass(eq=False, kw_only=True)
class StagedUpload(Resource):
    kind: ClassVar[str] = "StagedUpload"

    key: str
    content: bytes | None = None
