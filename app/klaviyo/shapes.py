"""The wire shapes of an event's `properties`: flat PascalCase keys that segments and trigger filters can use, and
`Items` for templates.

Nothing is ever null: a key is left out or empty, and the same key always has the same type.
"""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType, field

Number = float
"""Klaviyo wants JSON numbers; nothing is computed with these."""


class ItemRow(Struct, frozen=True, rename="pascal", kw_only=True):
    """One row of `Items`, named like Klaviyo's own order events, so that merchants' existing blocks fit."""

    product_id: str = field(name="ProductID")
    variant_id: str = field(name="VariantID")
    sku: str = field(name="SKU")
    product_name: str
    variant_name: str
    quantity: int
    item_price: Number
    row_total: Number
    image_url: str = field(name="ImageURL")
    product_url: str = field(name="ProductURL")
    ship_date_text: str
    ship_date: str | UnsetType = UNSET
    previous_ship_date: str | UnsetType = UNSET


class Common(Struct, frozen=True, rename="pascal", kw_only=True):
    """In every event."""

    backorder_id: str
    order_id: str
    order_number: str
    order_url: str
    shop_name: str
    shop_domain: str
    item_names: list[str]
    skus: list[str] = field(name="SKUs")
    item_count: int
    backordered_quantity: int
    backorder_value: Number
    currency: str
    locale: str
    manage_url: str
    eta_version: int
    is_partial: bool
    action_required: bool
    schema_version: int
    source: str
    items: list[ItemRow]
    is_test: bool | UnsetType = UNSET


class PlacedProperties(Common, frozen=True, rename="pascal", kw_only=True):
    ship_date_text: str
    ship_window_text: str
    ship_date: str | UnsetType = UNSET
    days_until_ship: int | UnsetType = UNSET


class EtaChangedProperties(Common, frozen=True, rename="pascal", kw_only=True):
    previous_ship_date_text: str
    new_ship_date_text: str
    direction: str
    reason: str
    previous_ship_date: str | UnsetType = UNSET
    new_ship_date: str | UnsetType = UNSET
    delay_days: int | UnsetType = UNSET


class ActionNeededProperties(EtaChangedProperties, frozen=True, rename="pascal", kw_only=True):
    respond_by: str
    respond_by_text: str
    keep_url: str
    cancel_url: str
    default_outcome: str
    delay_count: int


class ShippingSoonProperties(Common, frozen=True, rename="pascal", kw_only=True):
    ship_date: str
    ship_date_text: str
    remaining_backordered_items: list[ItemRow]


class CancelledProperties(Common, frozen=True, rename="pascal", kw_only=True):
    cancelled_by: str
    cancel_reason: str
    refund_text: str
    refund_amount: Number | UnsetType = UNSET
