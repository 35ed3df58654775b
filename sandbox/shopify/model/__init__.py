"""The state of a local Shopify: plain mutable dataclasses, one file a subject."""

from sandbox.shopify.model.app import AccessToken, App, Installation, RefreshToken, TopicSubscription, User
from sandbox.shopify.model.app import WebhookSubscription as WebhookSubscription
from sandbox.shopify.model.base import Address, Resource
from sandbox.shopify.model.bulk import BulkOperation, StagedUpload
from sandbox.shopify.model.catalog import Collection, Policy, Product, Variant
from sandbox.shopify.model.fulfillment import (
    Fulfillment,
    FulfillmentHold,
    FulfillmentLine,
    FulfillmentOrder,
    FulfillmentOrderLine,
)
from sandbox.shopify.model.inventory import (
    ON_HAND_PARTS,
    QUANTITY_NAMES,
    STORED_NAMES,
    InventoryItem,
    InventoryLevel,
    Location,
    LocationSnapshot,
    Shipment,
    ShipmentLine,
    Tracking,
    Transfer,
    TransferLine,
    total,
)
from sandbox.shopify.model.metafields import Metafield, MetafieldDefinition
from sandbox.shopify.model.orders import (
    CalculatedLine,
    CalculatedOrder,
    Claim,
    Customer,
    LineGroup,
    LineItem,
    Order,
    Refund,
    RefundLine,
    SellingPlan,
    Transaction,
)
from sandbox.shopify.model.returns import Return, ReturnLine
from sandbox.shopify.model.shop import Shop, ShopLocale, Validation

__all__ = [
    "ON_HAND_PARTS",
    "QUANTITY_NAMES",
    "STORED_NAMES",
    "AccessToken",
    "Address",
    "App",
    "BulkOperation",
    "CalculatedLine",
    "CalculatedOrder",
    "Claim",
    "Collection",
    "Customer",
    "Fulfillment",
    "FulfillmentHold",
    "FulfillmentLine",
    "FulfillmentOrder",
    "FulfillmentOrderLine",
    "Installation",
    "InventoryItem",
    "InventoryLevel",
    "LineGroup",
    "LineItem",
    "Location",
    "LocationSnapshot",
    "Metafield",
    "MetafieldDefinition",
    "Order",
    "Policy",
    "Product",
    "RefreshToken",
    "Refund",
    "RefundLine",
    "Resource",
    "Return",
    "ReturnLine",
    "SellingPlan",
    "Shipment",
    "ShipmentLine",
    "Shop",
    "ShopLocale",
    "StagedUpload",
    "TopicSubscription",
    "Tracking",
    "Transaction",
    "Transfer",
    "TransferLine",
    "User",
    "Validation",
    "Variant",
    "WebhookSubscription",
    "total",
]
