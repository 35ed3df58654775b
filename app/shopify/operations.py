"""Everything that this app ever asks of, or does through, the Admin API."""

from __future__ import annotations

from app.shopify.operation import Operation, Repeat
from app.shopify.types import bulk, catalog, fulfillment, orders, refunds, shop, stock, validations

SHOP_AND_INSTALLATION = Operation("ShopAndInstallation", shop.ShopAndInstallation, points=6)
LOCATIONS = Operation("Locations", shop.Locations, points=16)
BULK_OPERATION = Operation("BulkOperation", shop.BulkOperation, points=1)
RUN_BULK_QUERY = Operation("RunBulkQuery", shop.RunBulkQuery, points=10, repeat=Repeat.TWICE)
SHOP_IDENTITY = Operation("ShopIdentity", shop.ShopIdentity, points=1)
SHOP_SIZE = Operation("ShopSize", shop.ShopSize, points=20)

BULK_VARIANTS = Operation("BulkVariants", bulk.BulkVariants, points=0)
BULK_ORDERS = Operation("BulkOrders", bulk.BulkOrders, points=0)
BULK_TRANSFERS = Operation("BulkTransfers", bulk.BulkTransfers, points=0)
BULK = (BULK_VARIANTS, BULK_ORDERS, BULK_TRANSFERS)
"""Never executed but handed to RUN_BULK_QUERY as text. What they read costs no points."""

VARIANTS_BY_IDS = Operation("VariantsByIds", catalog.VariantsByIds, points=13)
PRODUCT_VARIANTS = Operation("ProductVariants", catalog.ProductVariants, points=112)
VARIANTS_PAGE = Operation("VariantsPage", catalog.VariantsPage, points=111)
BUNDLE_COMPONENTS = Operation("BundleComponents", catalog.BundleComponents, points=24)
MORE_COMPONENTS = Operation("MoreComponents", catalog.MoreComponents, points=24)
SET_INVENTORY_POLICY = Operation("SetInventoryPolicy", catalog.SetInventoryPolicy, points=10, repeat=Repeat.SAME)
SET_METAFIELDS = Operation("SetMetafields", catalog.SetMetafields, points=10, repeat=Repeat.TWICE)
DELETE_METAFIELDS = Operation("DeleteMetafields", catalog.DeleteMetafields, points=10, repeat=Repeat.SAME)
CREATE_METAFIELD_DEFINITION = Operation(
    "CreateMetafieldDefinition", catalog.CreateMetafieldDefinition, points=10, repeat=Repeat.SAME
)

ITEMS_WITH_LEVELS = Operation("ItemsWithLevels", stock.ItemsWithLevels, points=29)
ITEM_LEVELS = Operation("ItemLevels", stock.ItemLevels, points=36)
ITEM_VARIANTS = Operation("ItemVariants", stock.ItemVariants, points=14)
STOCK_AND_SUPPLY = Operation("StockAndSupply", stock.StockAndSupply, points=135)
OPEN_TRANSFERS = Operation("OpenTransfers", stock.OpenTransfers, points=382)
TRANSFERS_BY_IDS = Operation("TransfersByIds", stock.TransfersByIds, points=95)
TRANSFER_LINES = Operation("TransferLines", stock.TransferLines, points=25)
TRANSFER_SHIPMENTS = Operation("TransferShipments", stock.TransferShipments, points=111)
SHIPMENT_BY_ID = Operation("ShipmentById", stock.ShipmentById, points=18)
SHIPMENT_LINES = Operation("ShipmentLines", stock.ShipmentLines, points=25)
RECEIVE_SHIPMENT = Operation("ReceiveShipment", stock.ReceiveShipment, points=27, repeat=Repeat.KEYED)
SET_SHIPMENT_TRACKING = Operation("SetShipmentTracking", stock.SetShipmentTracking, points=27, repeat=Repeat.SAME)
ADJUST_STOCK = Operation("AdjustStock", stock.AdjustStock, points=10, repeat=Repeat.KEYED)
CREATE_TRANSFER = Operation("CreateTransfer", stock.CreateTransfer, points=104, repeat=Repeat.KEYED)
CREATE_SHIPMENT_IN_TRANSIT = Operation(
    "CreateShipmentInTransit", stock.CreateShipmentInTransit, points=27, repeat=Repeat.KEYED
)

ORDERS_BY_IDS = Operation("OrdersByIds", orders.OrdersByIds, points=151)
ORDER_LINES = Operation("OrderLines", orders.OrderLines, points=91)
ORDER_FULFILLMENT_ORDERS = Operation("OrderFulfillmentOrders", orders.OrderFulfillmentOrders, points=129)
OPEN_ORDERS = Operation("OpenOrders", orders.OpenOrders, points=13)
ORDER_CONTACT = Operation("OrderContact", orders.OrderContact, points=2)
SUGGESTED_REFUND = Operation("SuggestedRefund", refunds.SuggestedRefund, points=4)
REFUND_UNITS = Operation("RefundUnits", refunds.RefundUnits, points=10, repeat=Repeat.KEYED)
ADD_TAGS = Operation("AddTags", orders.AddTags, points=10, repeat=Repeat.SAME)
REMOVE_TAGS = Operation("RemoveTags", orders.RemoveTags, points=10, repeat=Repeat.SAME)

FULFILLMENT_ORDER_LINES = Operation("FulfillmentOrderLines", fulfillment.FulfillmentOrderLines, points=25)
FULFILLMENT_ORDER_OWNERS = Operation("FulfillmentOrderOwners", fulfillment.FulfillmentOrderOwners, points=1)
OPEN_FULFILLMENT_ORDERS = Operation("OpenFulfillmentOrders", fulfillment.OpenFulfillmentOrders, points=13)
HOLD_FULFILLMENT_ORDER = Operation(
    "HoldFulfillmentOrder", fulfillment.HoldFulfillmentOrder, points=50, repeat=Repeat.TWICE
)
RELEASE_HOLDS = Operation("ReleaseHolds", fulfillment.ReleaseHolds, points=30, repeat=Repeat.TWICE)
MOVE_FULFILLMENT_ORDER = Operation(
    "MoveFulfillmentOrder", fulfillment.MoveFulfillmentOrder, points=30, repeat=Repeat.TWICE
)
SET_FULFILLMENT_DEADLINE = Operation(
    "SetFulfillmentDeadline", fulfillment.SetFulfillmentDeadline, points=10, repeat=Repeat.SAME
)

VALIDATIONS = Operation("Validations", validations.Validations, points=16)
CREATE_VALIDATION = Operation("CreateValidation", validations.CreateValidation, points=11, repeat=Repeat.TWICE)
UPDATE_VALIDATION = Operation("UpdateValidation", validations.UpdateValidation, points=11, repeat=Repeat.SAME)
DELETE_VALIDATION = Operation("DeleteValidation", validations.DeleteValidation, points=10, repeat=Repeat.SAME)

ALL: tuple[Operation[object], ...] = tuple(value for value in list(globals().values()) if isinstance(value, Operation))
