"""What the app may see of an order: its age, and the personal data in it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from sandbox.shopify.errors import ApiError
from sandbox.shopify.model import Order

if TYPE_CHECKING:
    from sandbox.shopify.request import Request

WALL = timedelta(days=60)
"""Older orders are for apps with `read_all_orders`."""
PROTECTED = "https://shopify.dev/docs/apps/launch/protected-customer-data"
T = TypeVar("T")


def is_visible(request: Request, order: Order) -> bool:
    if request.actor.may(("read_all_orders",)):
        return True
    return order.created_at >= request.now() - WALL


def visible_orders(request: Request) -> list[Order]:
    return [order for order in request.shop.orders.values() if is_visible(request, order)]


def find_order(request: Request, gid: str) -> Order | None:
    """None also for one behind the wall."""
    found = request.find(Order, gid)
    return found if found and is_visible(request, found) else None


def personal(request: Request, value: T, *, field: str) -> T:
    """`value`, or ACCESS_DENIED at that field when the app is not approved for protected customer data, level 2."""
    installation = request.shop.installation
    if request.actor.is_merchant or (installation and installation.level_two_approved):
        return value
    raise ApiError(
        f"This app is not approved to use the {field} field. See {PROTECTED} for more details.", code="ACCESS_DENIED"
    )
