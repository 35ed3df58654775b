"""Variants, their policy, and app-owned metafields."""

from datetime import datetime

from app.shopify.types.wire import CodedUserError, IndexedUserError, Node, Nodes, Page, Wire, WireUserError


class Metafield(Wire, frozen=True):
    value: str
    compare_digest: str
    updated_at: datetime


class Image(Wire, frozen=True):
    url: str


class Preview(Wire, frozen=True):
    image: Image | None


class Media(Wire, frozen=True):
    preview: Preview | None


class Product(Wire, frozen=True):
    id: str
    title: str
    handle: str
    status: str
    featured_media: Media | None


class VariantHead(Wire, frozen=True):
    id: str
    title: str
    display_name: str
    sku: str | None
    price: str
    inventory_policy: str
    requires_components: bool
    updated_at: datetime
    product: Product
    metafield: Metafield | None


class Variant(VariantHead, frozen=True):
    inventory_item: Node
    media: Nodes[Media]


class ComponentVariant(Wire, frozen=True):
    id: str
    inventory_item: Node


class Component(Wire, frozen=True):
    quantity: int
    product_variant: ComponentVariant


class BundleParts(Wire, frozen=True):
    product_variant_components: Page[Component]


class Bundle(BundleParts, frozen=True):
    id: str


class BundleComponents(Wire, frozen=True):
    nodes: list[Bundle | None]


class MoreComponents(Wire, frozen=True):
    product_variant: BundleParts | None


class ShopCurrency(Wire, frozen=True):
    currency_code: str


class VariantsByIds(Wire, frozen=True):
    shop: ShopCurrency
    nodes: list[Variant | None]


class ProductWithVariants(Wire, frozen=True):
    variants: Page[Variant]


class ProductVariants(Wire, frozen=True):
    shop: ShopCurrency
    product: ProductWithVariants | None


class VariantsPage(Wire, frozen=True):
    shop: ShopCurrency
    product_variants: Page[Variant]


class VariantPolicy(Wire, frozen=True):
    id: str
    inventory_policy: str
    updated_at: datetime


class SetInventoryPolicyPayload(Wire, frozen=True):
    product_variants: list[VariantPolicy] | None
    user_errors: list[CodedUserError]


class SetInventoryPolicy(Wire, frozen=True):
    product_variants_bulk_update: SetInventoryPolicyPayload | None


class SetMetafieldsPayload(Wire, frozen=True):
    metafields: list[Metafield] | None
    user_errors: list[IndexedUserError]


class SetMetafields(Wire, frozen=True):
    metafields_set: SetMetafieldsPayload | None


class MetafieldIdentifier(Wire, frozen=True):
    owner_id: str
    namespace: str
    key: str


class DeleteMetafieldsPayload(Wire, frozen=True):
    deleted_metafields: list[MetafieldIdentifier | None] | None
    user_errors: list[WireUserError]


class DeleteMetafields(Wire, frozen=True):
    metafields_delete: DeleteMetafieldsPayload | None


class CreateDefinitionPayload(Wire, frozen=True):
    created_definition: Node | None
    user_errors: list[CodedUserError]


class CreateMetafieldDefinition(Wire, frozen=True):
    metafield_definition_create: CreateDefinitionPayload | None
