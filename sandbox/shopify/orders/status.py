"""The two statuses an order shows, from what happened to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.shopify.orders import amounts
from sandbox.shopify.orders.quantities import LIVE, shipped, unfulfilled

if TYPE_CHECKING:
    from sandbox.shopify.model import Order


def financial_status(order: Order) -> str:
    """An OrderDisplayFinancialStatus."""
    given_back, paid = amounts.refunded_total(order), amounts.received(order)
    if given_back:
        return "REFUNDED" if given_back >= paid else "PARTIALLY_REFUNDED"
    if paid and amounts.outstanding(order) > 0:
        return "PARTIALLY_PAID"
    return order.financial_status


def fulfillment_status(order: Order) -> str:
    """An OrderDisplayFulfillmentStatus. Recorded: a held part beside an open one reads UNFULFILLED, all held ON_HOLD;
    a cancelled order reads UNFULFILLED.
    """
    gone, open_units = sum(map(shipped, order.lines)), sum(map(unfulfilled, order.lines))
    if gone:
        return "PARTIALLY_FULFILLED" if open_units else "FULFILLED"
    standing = {owner.status for owner in order.fulfillment_orders if owner.status in LIVE}
    if "IN_PROGRESS" in standing:
        return "IN_PROGRESS"
    return standing.pop() if standing in ({"ON_HOLD"}, {"SCHEDULED"}) else "UNFULFILLED"


def is_editable(order: Order) -> bool:
    """Whether `orderEditBegin` would take it."""
    return order.cancelled_at is None
