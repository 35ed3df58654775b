"""Metafields of any owner, and their definitions."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from sandbox.shopify.model.base import Resource

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(eq=False, kw_only=True)
class Metafield(Resource):
    kind: ClassVar[str] = "Metafield"

    owner: Resource
    namespace: str
    """Resolved: never `$app`."""
    key: str
    type: str
    value: str
    created_at: datetime
    updated_at: datetime

    @property
    def compare_digest(self) -> str:
        """64 hex digits that change with the value."""
        return hashlib.sha256(f"{self.type}\n{self.value}".encode()).hexdigest()


@dataclass(eq=False, kw_only=True)
class MetafieldDefinition(Resource):
    kind: ClassVar[str] = "MetafieldDefinition"

    name: str
    owner_type: str
    """A MetafieldOwnerType: `PRODUCTVARIANT`."""
    namespace: str
    key: str
    type: str
    description: str | None = None
    admin_access: str | None = None
    storefront_access: str = "NONE"
    customer_account_access: str = "NONE"
