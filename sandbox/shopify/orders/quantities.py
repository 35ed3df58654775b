"""How many units of a line stand where: derived from fulfilment orders and fulfilments, never stored twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.shopify.model import FulfillmentOrder, FulfillmentOrderLine, LineItem

LIVE = frozenset({"OPEN", "IN_PROGRESS", "ON_HOLD", "SCHEDULED", "INCOMPLETE"})
"""Fulfilment orders that still have something to do."""
_SHIPPABLE = frozenset({"OPEN", "IN_PROGRESS", "INCOMPLETE"})


def live_parts(line: LineItem) -> Iterator[tuple[FulfillmentOrder, FulfillmentOrderLine]]:
    """Where the line's unshipped units are, oldest fulfilment order first."""
    for fulfillment_order in line.order.fulfillment_orders:
        if fulfillment_order.status in LIVE:
            yield from ((fulfillment_order, part) for part in fulfillment_order.lines if part.line is line)


def shipped(line: LineItem) -> int:
    return sum(
        shipped_line.quantity
        for fulfillment in line.order.fulfillments
        if fulfillment.status == "SUCCESS"
        for shipped_line in fulfillment.lines
        if shipped_line.line is line
    )


def unfulfilled(line: LineItem) -> int:
    """Units still to ship, held ones and those not yet routed included."""
    claimed = sum(claim.quantity for claim in line.order.claims if claim.line is line)
    return claimed + sum(part.remaining for _, part in live_parts(line))


def fulfillable(line: LineItem) -> int:
    """As `unfulfilled` without what is held or scheduled (recorded: a hold lowers it by the held units)."""
    claimed = sum(claim.quantity for claim in line.order.claims if claim.line is line)
    return claimed + sum(part.remaining for owner, part in live_parts(line) if owner.status in _SHIPPABLE)


def refunded(line: LineItem) -> int:
    return sum(
        refund_line.quantity
        for refund in line.order.refunds
        for refund_line in refund.lines
        if refund_line.line is line
    )
