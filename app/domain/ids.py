"""Identities. Shopify's are the numeric part of a gid (64-bit, above 2^53 in practice); ours are row numbers."""

from typing import NewType

ShopId = NewType("ShopId", int)

VariantId = NewType("VariantId", int)
ProductId = NewType("ProductId", int)
ItemId = NewType("ItemId", int)
"""An inventory item. Several variants may share one: stock, supply and plan are per item, never per variant."""
LocationId = NewType("LocationId", int)
OrderId = NewType("OrderId", int)
LineId = NewType("LineId", int)
"""An order's line item. Fulfilment-order line ids change at every hold and release, so nothing is keyed on them."""
FulfillmentOrderId = NewType("FulfillmentOrderId", int)
HoldId = NewType("HoldId", int)

PoolId = NewType("PoolId", int)
"""A set of locations that the merchant says may serve each other; the number is its slot, from 1 to 5."""
SupplierId = NewType("SupplierId", int)
InboundId = NewType("InboundId", int)
"""What arrives together, with one date: a Shopify shipment, a purchase order. Holds one supply an item."""
SupplyId = NewType("SupplyId", int)
"""The units of one item in an inbound."""
PurchaseId = NewType("PurchaseId", int)
"""An order to a supplier. What is ordered becomes an inbound."""
ImportId = NewType("ImportId", int)
"""A file of deliveries that somebody uploaded."""

ON_HAND = SupplyId(0)
"""The supply that is already there. Real supplies count from 1."""
TO_ORDER = SupplyId(-1)
"""The supply of a unit that is made for its order: the merchant's lead time stands behind it."""
SET_ASIDE = SupplyId(-2)
"""The supply of a unit on hand that waits: for its share to be fixed, or for the rest of its parcel."""
DEFAULT_POOL = PoolId(1)
"""Every active location that fulfils online orders and is in no drawn pool: all of them before anybody draws one."""
