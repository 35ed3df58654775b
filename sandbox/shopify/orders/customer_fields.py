"""Reading a customer: what is personal only for an approved app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify.connections import connection
from sandbox.shopify.model import Customer
from sandbox.shopify.orders.addresses import address
from sandbox.shopify.orders.visibility import personal, visible_orders
from sandbox.shopify.registry import Resolvers

if TYPE_CHECKING:
    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

resolvers = Resolvers()

resolvers.attributes(
    "Customer",
    {
        "id": "gid",
        "legacyResourceId": "id",
        "createdAt": "created_at",
        "updatedAt": "updated_at",
        "locale": "locale",
        "tags": "tags",
        "state": lambda _: "DISABLED",
        "taxExempt": lambda _: False,
        "verifiedEmail": lambda _: True,
    },
)


@resolvers.query("customer")
def customer_by_id(request: Request, args: Args) -> Customer | None:
    return request.find(Customer, args["id"])


@resolvers.field("Customer.firstName")
def first_name(customer: Customer, request: Request, _args: Args) -> str | None:
    return personal(request, customer.first_name, field="firstName")


@resolvers.field("Customer.lastName")
def last_name(customer: Customer, request: Request, _args: Args) -> str | None:
    return personal(request, customer.last_name, field="lastName")


@resolvers.field("Customer.displayName")
def display_name(customer: Customer, request: Request, _args: Args) -> str:
    parts = [part for part in (customer.first_name, customer.last_name) if part]
    return personal(request, " ".join(parts) or customer.email or "", field="displayName")


@resolvers.field("Customer.email")
def email(customer: Customer, request: Request, _args: Args) -> str | None:
    return personal(request, customer.email, field="email")


@resolvers.field("Customer.phone")
def phone(customer: Customer, request: Request, _args: Args) -> str | None:
    return personal(request, customer.phone, field="phone")


@resolvers.field("Customer.defaultEmailAddress")
def default_email(customer: Customer, request: Request, _args: Args) -> dict[str, Any] | None:
    state = "SUBSCRIBED" if customer.accepts_marketing else "NOT_SUBSCRIBED"
    found = {"emailAddress": customer.email, "marketingState": state, "validFormat": True} if customer.email else None
    return personal(request, found, field="defaultEmailAddress")


@resolvers.field("Customer.defaultPhoneNumber")
def default_phone(customer: Customer, request: Request, _args: Args) -> dict[str, Any] | None:
    found = {"phoneNumber": customer.phone, "marketingState": "NOT_SUBSCRIBED"} if customer.phone else None
    return personal(request, found, field="defaultPhoneNumber")


@resolvers.field("Customer.defaultAddress")
def default_address(customer: Customer, request: Request, _args: Args) -> dict[str, Any] | None:
    return personal(request, address(customer.address, owner=customer), field="defaultAddress")


@resolvers.field("Customer.orders")
def orders_of(customer: Customer, request: Request, args: Args) -> dict[str, Any]:
    return connection((order for order in visible_orders(request) if order.customer is customer), args)


@resolvers.field("Customer.numberOfOrders")
def number_of_orders(customer: Customer, request: Request, _args: Args) -> int:
    return sum(1 for order in request.shop.orders.values() if order.customer is customer)
