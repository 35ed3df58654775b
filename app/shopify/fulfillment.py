"""Fulfilment orders: reading them, holding what is backordered, and letting it go.

Recorded at Shopify: holding part of a fulfilment order keeps the id of the held part and makes a new open one of the
rest; a release merges back into the open sibling. So ids are looked up again before every act.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.ids import FulfillmentOrderId, HoldId, ItemId, LineId, LocationId, OrderId
from app.shopify.facts import FulfillmentOrderFact, FulfillmentOrderLineFact, FulfillmentOrderStamp, HoldFact
from app.shopify.gid import FulfillmentOrderLineId, from_gid, from_optional_gid, to_gid, to_gids
from app.shopify.operations import (
    FULFILLMENT_ORDER_LINES,
    FULFILLMENT_ORDER_OWNERS,
    HOLD_FULFILLMENT_ORDER,
    MOVE_FULFILLMENT_ORDER,
    OPEN_FULFILLMENT_ORDERS,
    RELEASE_HOLDS,
    SET_FULFILLMENT_DEADLINE,
)
from app.shopify.reading import payload, read_nodes, read_pages, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from app.shopify.client import ShopAdmin
    from app.shopify.facts import Reading
    from app.shopify.types.fulfillment import (
        FulfillmentOrder,
        FulfillmentOrderHead,
        FulfillmentOrderLine,
        Hold,
        LinesOfFulfillmentOrder,
    )
    from app.shopify.types.wire import Page

_BATCH = 250


@dataclass(frozen=True, slots=True)
class HoldWish:
    """A hold to place. `handle` is unique among our holds on a fulfilment order, at most 64 characters.

    `quantities` of fulfilment-order lines are held; empty: the whole fulfilment order. Lines cannot be named on a
    fulfilment order that is on hold already.
    """

    handle: str
    reason: str
    notes: str
    quantities: Mapping[FulfillmentOrderLineId, int]


@dataclass(frozen=True, slots=True)
class HoldPlaced:
    """`held` keeps the id that was asked for; `remaining` is the new, open rest, if any."""

    hold: HoldFact
    held: FulfillmentOrderFact
    remaining: FulfillmentOrderFact | None


def fetch_owners(admin: ShopAdmin, ids: Sequence[FulfillmentOrderId]) -> Reading[FulfillmentOrderId, OrderId]:
    """The order that each fulfilment order belongs to: webhooks about them do not say."""
    return read_nodes(
        admin,
        FULFILLMENT_ORDER_OWNERS,
        ids,
        type_name="FulfillmentOrder",
        size=_BATCH,
        nodes=lambda data: data.nodes,
        fact=lambda owner, _: from_gid(owner.order_id, OrderId),
    )


def iterate_open(admin: ShopAdmin) -> Iterator[FulfillmentOrderStamp]:
    """Every fulfilment order that has something left to do, of those that the app's scopes let it see."""
    after: str | None = None
    while True:
        page = admin.execute(OPEN_FULFILLMENT_ORDERS, {"after": after}).data.fulfillment_orders
        for each in page.nodes:
            yield FulfillmentOrderStamp(
                from_gid(each.id, FulfillmentOrderId), from_gid(each.order_id, OrderId), each.updated_at
            )
        if not page.page_info.has_next_page:
            return
        after = page.page_info.end_cursor


def place_hold(admin: ShopAdmin, fulfillment_order: FulfillmentOrderId, wish: HoldWish) -> HoldPlaced:
    """Place one hold. Never repeated blindly: `OutcomeUnknown` means look for the handle before trying again.

    Raises UserErrors and every error of the client.
    """
    hold = {
        "handle": wish.handle,
        "reason": wish.reason,
        "reasonNotes": wish.notes,
        "notifyMerchant": False,
        "fulfillmentOrderLineItems": [
            {"id": to_gid("FulfillmentOrderLineItem", line), "quantity": quantity}
            for line, quantity in wish.quantities.items()
        ],
    }
    variables = {"id": to_gid("FulfillmentOrder", fulfillment_order), "hold": hold}
    result = payload(
        "fulfillmentOrderHold", admin.execute(HOLD_FULFILLMENT_ORDER, variables).data.fulfillment_order_hold
    )
    refuse("fulfillmentOrderHold", result.user_errors)
    rest = result.remaining_fulfillment_order
    return HoldPlaced(
        hold=hold_fact(payload("fulfillmentOrderHold", result.fulfillment_hold)),
        held=fulfillment_order_fact(admin, payload("fulfillmentOrderHold", result.fulfillment_order)),
        remaining=fulfillment_order_fact(admin, rest) if rest else None,
    )


def release_holds(
    admin: ShopAdmin, fulfillment_order: FulfillmentOrderId, holds: Sequence[HoldId]
) -> FulfillmentOrderFact:
    """Release these holds and no others. The fulfilment order may have merged with its open sibling afterwards.

    Raises ValueError for no holds (Shopify would release everybody's), UserErrors and every error of the client.
    """
    if not holds:
        raise ValueError("name the holds to release: an empty list releases everybody's")
    variables = {"id": to_gid("FulfillmentOrder", fulfillment_order), "holdIds": to_gids("FulfillmentHold", holds)}
    answered = admin.execute(RELEASE_HOLDS, variables).data.fulfillment_order_release_hold
    result = payload("fulfillmentOrderReleaseHold", answered)
    refuse("fulfillmentOrderReleaseHold", result.user_errors)
    released = payload("fulfillmentOrderReleaseHold", result.fulfillment_order)
    return fulfillment_order_fact(admin, released)


def move(
    admin: ShopAdmin,
    fulfillment_order: FulfillmentOrderId,
    *,
    to: LocationId,
    quantities: Mapping[FulfillmentOrderLineId, int],
) -> FulfillmentOrderFact:
    """Give units of these fulfilment-order lines to another location; returns what moved, which is new unless all did.

    Raises ValueError for no lines (Shopify would move everything), UserErrors and every error of the client.
    """
    if not quantities:
        raise ValueError("name the units to move: an empty list moves everything")
    lines = [{"id": to_gid("FulfillmentOrderLineItem", line), "quantity": units} for line, units in quantities.items()]
    where = {"id": to_gid("FulfillmentOrder", fulfillment_order), "location": to_gid("Location", to)}
    answered = admin.execute(MOVE_FULFILLMENT_ORDER, {**where, "lines": lines}).data.fulfillment_order_move
    result = payload("fulfillmentOrderMove", answered)
    refuse("fulfillmentOrderMove", result.user_errors)
    return fulfillment_order_fact(admin, payload("fulfillmentOrderMove", result.moved_fulfillment_order))


def set_deadline(admin: ShopAdmin, ids: Sequence[FulfillmentOrderId], deadline: datetime) -> None:
    """Set by when these are to be fulfilled (an aware instant). Raises UserErrors and every error of the client."""
    variables = {"ids": to_gids("FulfillmentOrder", ids), "deadline": deadline}
    data = admin.execute(SET_FULFILLMENT_DEADLINE, variables).data
    mutation = "fulfillmentOrdersSetFulfillmentDeadline"
    refuse(mutation, payload(mutation, data.fulfillment_orders_set_fulfillment_deadline).user_errors)


def fulfillment_order_fact(admin: ShopAdmin, order: FulfillmentOrder) -> FulfillmentOrderFact:
    """The wire's fulfilment order as a fact, with all its lines."""
    order_id = from_gid(order.id, FulfillmentOrderId)
    return whole_fulfillment_order(
        order, read_pages(order.line_items, lambda after: _more_lines(admin, order_id, after))
    )


def whole_fulfillment_order(order: FulfillmentOrderHead, lines: Sequence[FulfillmentOrderLine]) -> FulfillmentOrderFact:
    """The same where all its lines are at hand."""
    place = order.assigned_location
    return FulfillmentOrderFact(
        id=from_gid(order.id, FulfillmentOrderId),
        status=order.status,
        request_status=order.request_status,
        location_id=from_optional_gid(place.location.id if place.location else None, LocationId),
        location_name=place.name,
        fulfill_at=order.fulfill_at,
        fulfill_by=order.fulfill_by,
        actions=frozenset(supported.action for supported in order.supported_actions),
        holds=tuple(hold_fact(hold) for hold in order.fulfillment_holds),
        lines=tuple(_line_fact(line) for line in lines),
        updated_at=order.updated_at,
    )


def hold_fact(hold: Hold) -> HoldFact:
    return HoldFact(
        id=from_gid(hold.id, HoldId),
        handle=hold.handle or "",
        reason=hold.reason,
        notes=hold.reason_notes,
        ours=hold.held_by_requesting_app,
    )


def _line_fact(line: FulfillmentOrderLine) -> FulfillmentOrderLineFact:
    return FulfillmentOrderLineFact(
        id=from_gid(line.id, FulfillmentOrderLineId),
        line_id=from_gid(line.line_item.id, LineId),
        item_id=from_optional_gid(line.inventory_item_id, ItemId),
        total=line.total_quantity,
        remaining=line.remaining_quantity,
    )


def _more_lines(
    admin: ShopAdmin, fulfillment_order: FulfillmentOrderId, after: str
) -> Page[FulfillmentOrderLine] | None:
    variables = {"id": to_gid("FulfillmentOrder", fulfillment_order), "after": after}
    found: LinesOfFulfillmentOrder | None = admin.execute(FULFILLMENT_ORDER_LINES, variables).data.fulfillment_order
    return found.line_items if found else None
