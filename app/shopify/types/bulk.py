"""What bulk operations ask for: the same resources without pages, and with what shows whether one is whole."""

from app.shopify.types.catalog import Component, Preview, VariantHead
from app.shopify.types.fulfillment import FulfillmentOrderHead, FulfillmentOrderLine
from app.shopify.types.orders import Line, OrderHead
from app.shopify.types.stock import ItemHead, Level, ShipmentHead, ShipmentLine, TransferHead, TransferLine
from app.shopify.types.wire import Count, Edges, Wire


class BulkMedia(Wire, frozen=True):
    id: str
    preview: Preview | None


class BulkLevel(Level, frozen=True):
    id: str


class BulkItem(ItemHead, frozen=True):
    locations_count: Count | None
    inventory_levels: Edges[BulkLevel]


class BulkComponent(Component, frozen=True):
    id: str


class BulkVariant(VariantHead, frozen=True):
    product_variant_components: Edges[BulkComponent]
    inventory_item: BulkItem
    media: Edges[BulkMedia]


class BulkVariants(Wire, frozen=True):
    product_variants: Edges[BulkVariant]


class BulkFulfillmentOrder(FulfillmentOrderHead, frozen=True):
    line_items: Edges[FulfillmentOrderLine]


class BulkOrder(OrderHead, frozen=True):
    subtotal_line_items_quantity: int
    line_items: Edges[Line]
    fulfillment_orders: Edges[BulkFulfillmentOrder]


class BulkOrders(Wire, frozen=True):
    orders: Edges[BulkOrder]


class BulkShipment(ShipmentHead, frozen=True):
    line_items_count: Count | None
    line_items: Edges[ShipmentLine] | None


class BulkTransfer(TransferHead, frozen=True):
    line_items_count: Count | None
    line_items: Edges[TransferLine]
    shipments: Edges[BulkShipment]


class BulkTransfers(Wire, frozen=True):
    inventory_transfers: Edges[BulkTransfer]
