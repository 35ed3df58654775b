"""Products, variants, collections."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal

from sandbox.shopify.model.base import Resource

if TYPE_CHECKING:
    from datetime import datetime

    from sandbox.shopify.model.inventory import InventoryItem

Policy = Literal["DENY", "CONTINUE"]


@dataclass(eq=False, kw_only=True)
class Product(Resource):
    kind: ClassVar[str] = "Product"

    title: str
    handle: str
    created_at: datetime
    updated_at: datetime
    vendor: str = ""
    product_type: str = ""
    status: Literal["ACTIVE", "ARCHIVED", "DRAFT"] = "ACTIVE"
    tags: list[str] = field(default_factory=list)
    description: str = ""
    """HTML."""
    picture: str = ""
    """SVG text; served by the sandbox under `/pictures/{product id}.svg`."""
    options: dict[str, list[str]] = field(default_factory=dict)
    """Option name to its values, in order; `{"Title": ["Default Title"]}` for a product without options."""
    variants: list[Variant] = field(default_factory=list)
    is_gift_card: bool = False


@dataclass(eq=False, kw_only=True)
class Variant(Resource):
    kind: ClassVar[str] = "ProductVariant"

    product: Product = field(repr=False)
    inventory_item: InventoryItem = field(repr=False)
    title: str
    sku: str | None
    price: int
    """Minor units of the shop's currency."""
    created_at: datetime
    updated_at: datetime
    compare_at_price: int | None = None
    barcode: str | None = None
    policy: Policy = "DENY"
    selected_options: dict[str, str] = field(default_factory=dict)
    position: int = 1
    taxable: bool = True
    requires_components: bool = False
    """Sold only as the bundle of other variants that an app makes of it."""
    components: dict[Variant, int] = field(default_factory=dict, repr=False)
    """Of a bundle: units of each variant in one. Empty: an app puts it together in the cart."""
    picture: str | None = None
    """SVG text of its own; None shows the product's. Served under `/pictures/{variant id}.svg`."""

    @property
    def display_title(self) -> str:
        return self.product.title if self.title == "Default Title" else f"{self.product.title} - {self.title}"


@dataclass(eq=False, kw_only=True)
class Collection(Resource):
    kind: ClassVar[str] = "Collection"

    title: str
    handle: str
    updated_at: datetime
    products: list[Product] = field(default_factory=list)
