"""What Shopify says about a shop's resources, as plain values.

Ids are numbers. Instants are aware, UTC. Quantities are whole units. Money is integer minor units. Statuses stay
Shopify's own upper-case words, because a new one must not break reading.

Absence has two meanings and they never share a spelling: `None` says that Shopify answered "there is none", and
`Unreadable` says that we may not see it (a scope was lost, protected data was not approved, the 60-day wall without
`read_all_orders`, or the resource is gone: Shopify does not tell these apart).
"""

from app.shopify.facts.catalog import LIMIT_KEY, ComponentFact, MetafieldFact, VariantFact
from app.shopify.facts.orders import (
    BundleFact,
    ContactFact,
    FulfillmentOrderFact,
    FulfillmentOrderLineFact,
    FulfillmentOrderStamp,
    HoldFact,
    LineFact,
    OrderFact,
    OrderStamp,
)
from app.shopify.facts.reading import Reading, Unreadable
from app.shopify.facts.shop import BulkFact, LocationFact, ShopFact, ShopIdentity
from app.shopify.facts.stock import (
    ItemFact,
    LevelFact,
    Quantities,
    ShipmentFact,
    ShipmentLineFact,
    TransferFact,
    TransferLineFact,
)
from app.shopify.facts.validations import LIMIT_SCOPES, LimitFact, LimitRules

__all__ = [
    "LIMIT_KEY",
    "LIMIT_SCOPES",
    "BulkFact",
    "BundleFact",
    "ComponentFact",
    "ContactFact",
    "FulfillmentOrderFact",
    "FulfillmentOrderLineFact",
    "FulfillmentOrderStamp",
    "HoldFact",
    "ItemFact",
    "LevelFact",
    "LimitFact",
    "LimitRules",
    "LineFact",
    "LocationFact",
    "MetafieldFact",
    "OrderFact",
    "OrderStamp",
    "Quantities",
    "Reading",
    "ShipmentFact",
    "ShipmentLineFact",
    "ShopFact",
    "ShopIdentity",
    "TransferFact",
    "TransferLineFact",
    "Unreadable",
    "VariantFact",
]
