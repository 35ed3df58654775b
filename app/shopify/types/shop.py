"""The shop, our installation, locations, bulk operations."""

from datetime import datetime

from app.shopify.types.wire import CodedUserError, Count, Page, Wire


class Domain(Wire, frozen=True):
    url: str


class Plan(Wire, frozen=True):
    public_display_name: str
    shopify_plus: bool
    partner_development: bool


class Shop(Wire, frozen=True):
    id: str
    name: str
    myshopify_domain: str
    email: str
    iana_timezone: str
    currency_code: str
    primary_domain: Domain
    plan: Plan


class ShopNames(Wire, frozen=True):
    id: str
    myshopify_domain: str


class ShopIdentity(Wire, frozen=True):
    shop: ShopNames


class AccessScope(Wire, frozen=True):
    handle: str


class App(Wire, frozen=True):
    id: str
    handle: str | None


class Installation(Wire, frozen=True):
    access_scopes: list[AccessScope]
    app: App


class ShopAndInstallation(Wire, frozen=True):
    shop: Shop
    current_app_installation: Installation


class Address(Wire, frozen=True):
    country_code: str | None


class Location(Wire, frozen=True):
    id: str
    name: str
    is_active: bool
    fulfills_online_orders: bool
    ships_inventory: bool
    is_fulfillment_service: bool
    updated_at: datetime
    address: Address


class Locations(Wire, frozen=True):
    locations: Page[Location]


class Bulk(Wire, frozen=True):
    id: str
    type: str
    status: str
    error_code: str | None
    object_count: str
    url: str | None
    partial_data_url: str | None
    created_at: datetime
    completed_at: datetime | None


class BulkOperation(Wire, frozen=True):
    bulk_operation: Bulk | None


class RunBulkQueryPayload(Wire, frozen=True):
    bulk_operation: Bulk | None
    user_errors: list[CodedUserError]


class RunBulkQuery(Wire, frozen=True):
    bulk_operation_run_query: RunBulkQueryPayload | None


class ShopSize(Wire, frozen=True):
    product_variants_count: Count | None
    orders_count: Count | None
