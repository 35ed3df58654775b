"""What is for sale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

    from app.domain.ids import ItemId, ProductId, VariantId
    from app.shopify.money import Money


LIMIT_KEY: Final = "limit"
"""A variant's second metafield, for the limit in the cart alone: a function cannot afford to read the first."""


@dataclass(frozen=True, slots=True)
class MetafieldFact:
    """An app-owned metafield. `digest` is what a compare-and-set must name."""

    value: str
    digest: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class ComponentFact:
    """`each` units (>= 1) of a variant's item go into one bundle."""

    variant_id: VariantId
    item_id: ItemId
    each: int


@dataclass(frozen=True, slots=True)
class VariantFact:
    id: VariantId
    product_id: ProductId
    item_id: ItemId
    product_title: str
    product_handle: str
    product_status: str
    title: str
    """The option values, or "Default Title"."""
    display_name: str
    sku: str | None
    price: Money
    inventory_policy: str
    """`CONTINUE` or `DENY`."""
    bundle: bool
    """Made of other variants: has no stock of its own."""
    image_url: str | None
    backorder: MetafieldFact | None
    updated_at: datetime
    components: tuple[ComponentFact, ...] | None = None
    """Of a bundle: what it is made of. None: not looked at."""
