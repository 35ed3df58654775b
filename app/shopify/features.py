"""What needs which of Shopify's access scopes: the one place to look when a merchant's grant lacks some.

A feature without its scopes is off, says so on its page, and comes back by itself with the grant
(`app/scopes_update`, or the night's look at the installation).
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

OPEN_AGAIN: Final = "Open Backorder again from your Shopify admin and agree to the access it asks for."
_ASK_SHOPIFY: Final = "Whoever runs Backorder asks Shopify for it; nothing is lost meanwhile."
BACKORDERS: Final = "backorders"
INCOMING: Final = "incoming"
SETTINGS: Final = "settings"


@dataclass(frozen=True, slots=True)
class Feature:
    """`needs` are scopes that must all be granted; a write scope stands for its read scope too."""

    needs: frozenset[str]
    off: str
    """What does not work without them, as a sentence."""
    what_to_do: str = OPEN_AGAIN
    page: str = BACKORDERS
    """Where the merchant meets it; the first page names everything."""

    def is_on(self, granted: AbstractSet[str]) -> bool:
        return not self.missing(granted)

    def missing(self, granted: AbstractSet[str]) -> frozenset[str]:
        return frozenset(scope for scope in self.needs if not _has(granted, scope))


def _has(granted: AbstractSet[str], scope: str) -> bool:
    return scope in granted or scope.replace("read_", "write_", 1) in granted


SELLING: Final = Feature(
    frozenset({"read_products", "write_products", "read_inventory", "read_locations", "read_orders"}),
    "Backorder cannot read your products, stock and orders, so no date can be worked out and none is shown.",
)
HOLDS: Final = Feature(
    frozenset({"write_merchant_managed_fulfillment_orders"}),
    "Units that are not there cannot be held: your warehouse sees every order as ready to ship.",
)
THIRD_PARTY_HOLDS: Final = Feature(
    frozenset({"write_third_party_fulfillment_orders"}),
    "Units that another company ships for you cannot be held.",
)
NOTES: Final = Feature(
    frozenset({"write_orders"}),
    "Orders that wait get no tag and no note for your warehouse.",
)
DELIVERIES: Final = Feature(
    frozenset({"read_inventory_transfers", "read_inventory_shipments"}),
    "Transfers and shipments of Shopify cannot be read, so what is on its way counts for nothing.",
    page=INCOMING,
)
ARRIVALS: Final = Feature(
    frozenset({"write_inventory_shipments"}),
    "A date you move here cannot be written to Shopify's shipment; it counts here all the same.",
    page=INCOMING,
)
TRANSFERS: Final = Feature(
    frozenset({"write_inventory_transfers"}),
    "Deliveries you add here cannot become transfers in Shopify; they count here all the same.",
    page=INCOMING,
)
STOCK: Final = Feature(
    frozenset({"write_inventory"}),
    "Units of a delivery that only Backorder knows cannot be added to Shopify's stock. Add them there, and receive the "
    "delivery here as already in stock.",
    page=INCOMING,
)
RECEIPTS: Final = Feature(
    frozenset({"write_inventory_shipments_received_items"}),
    "Units cannot be received here. Receive them in Shopify: both agree.",
    page=INCOMING,
)
OLD_ORDERS: Final = Feature(
    frozenset({"read_all_orders"}),
    "Shopify shows no order that is older than 60 days. What we knew of such an order stays; its changes are not seen.",
    _ASK_SHOPIFY,
)
CUSTOMERS: Final = Feature(
    frozenset({"read_customers"}),
    "Shopify does not say whose an order is: customers cannot be told of their dates, and no company is named.",
    page=SETTINGS,
)
CUSTOMER_PAGE: Final = Feature(
    frozenset({"write_app_proxy"}),
    "The page of a waiting customer does not open: links in messages lead nowhere.",
    page=SETTINGS,
)

FEATURES: Final = (
    SELLING,
    HOLDS,
    THIRD_PARTY_HOLDS,
    NOTES,
    DELIVERIES,
    ARRIVALS,
    TRANSFERS,
    STOCK,
    RECEIPTS,
    OLD_ORDERS,
    CUSTOMERS,
    CUSTOMER_PAGE,
)


def may_use(feature: Feature, granted: AbstractSet[str]) -> bool:
    """Whether to ask Shopify for it at all. Yes where the grant is not known yet."""
    return not granted or feature.is_on(granted)


def switched_off(granted: AbstractSet[str]) -> tuple[Feature, ...]:
    """What does not work with this grant. Nothing where the grant is not known yet."""
    return tuple(feature for feature in FEATURES if not may_use(feature, granted))
