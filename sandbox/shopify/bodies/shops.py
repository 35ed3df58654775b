"""Bodies about the shop itself and the app in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify import wire

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sandbox.shopify.model import Customer, Installation, Location, Shop


def shop_body(shop: Shop) -> dict[str, Any]:
    return {
        "id": shop.id,
        "name": shop.name,
        "email": shop.email,
        "domain": shop.domain,
        "country": shop.country_code,
        "country_code": shop.country_code,
        "primary_locale": next(locale.locale for locale in shop.locales if locale.primary),
        "currency": shop.currency,
        "customer_email": shop.email,
        "iana_timezone": shop.timezone,
        "shop_owner": f"{shop.user.first_name} {shop.user.last_name}",
        "plan_display_name": shop.plan_name,
        "plan_name": shop.plan_name.lower(),
        "myshopify_domain": shop.domain,
        "created_at": wire.local(shop.created_at, zone=shop.timezone),
    }


def location_body(shop: Shop, *, location: Location) -> dict[str, Any]:
    address = location.address
    return {
        "id": location.id,
        "name": location.name,
        "address1": address.address1,
        "address2": address.address2,
        "city": address.city,
        "zip": address.zip,
        "country": address.country_code,
        "phone": address.phone,
        "created_at": wire.local(location.created_at, zone=shop.timezone),
        "updated_at": wire.local(location.updated_at, zone=shop.timezone),
        "country_code": address.country_code,
        "province_code": address.province_code,
        "legacy": False,
        "active": location.active,
        "admin_graphql_api_id": location.gid,
    }


def scopes_body(shop: Shop, *, installation: Installation, previous: Iterable[str], updated_at: str) -> dict[str, Any]:
    return {
        "id": installation.gid,
        "shop_id": shop.gid,
        "previous": sorted(previous),
        "current": sorted(installation.scopes),
        "updated_at": updated_at,
    }


def redact_body(shop: Shop) -> dict[str, Any]:
    return {"shop_id": shop.id, "shop_domain": shop.domain}


def data_request_body(shop: Shop, *, customer: Customer, number: int) -> dict[str, Any]:
    """`customers/data_request`; `number` is the request's own id."""
    return {
        **redact_body(shop),
        "orders_requested": _orders_of(shop, customer),
        "customer": _person(customer),
        "data_request": {"id": number},
    }


def customer_redact_body(shop: Shop, *, customer: Customer) -> dict[str, Any]:
    return {**redact_body(shop), "customer": _person(customer), "orders_to_redact": _orders_of(shop, customer)}


def _person(customer: Customer) -> dict[str, Any]:
    return {"id": customer.id, "email": customer.email, "phone": customer.phone}


def _orders_of(shop: Shop, customer: Customer) -> list[int]:
    return [order.id for order in shop.orders.values() if order.customer is customer]
