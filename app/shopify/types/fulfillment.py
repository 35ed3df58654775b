"""Fulfilment orders and holds."""

from datetime import datetime

from app.shopify.types.wire import CodedUserError, Node, Page, Wire


class Hold(Wire, frozen=True):
    id: str
    handle: str | None
    reason: str
    reason_notes: str | None
    held_by_requesting_app: bool


class FulfillmentOrderLine(Wire, frozen=True):
    id: str
    total_quantity: int
    remaining_quantity: int
    inventory_item_id: str | None
    line_item: Node


class AssignedLocation(Wire, frozen=True):
    name: str
    location: Node | None


class SupportedAction(Wire, frozen=True):
    action: str


class FulfillmentOrderHead(Wire, frozen=True):
    id: str
    status: str
    request_status: str
    fulfill_at: datetime | None
    fulfill_by: datetime | None
    updated_at: datetime
    assigned_location: AssignedLocation
    supported_actions: list[SupportedAction]
    fulfillment_holds: list[Hold]


class FulfillmentOrder(FulfillmentOrderHead, frozen=True):
    line_items: Page[FulfillmentOrderLine]


class LinesOfFulfillmentOrder(Wire, frozen=True):
    line_items: Page[FulfillmentOrderLine]


class FulfillmentOrderLines(Wire, frozen=True):
    fulfillment_order: LinesOfFulfillmentOrder | None


class Owner(Wire, frozen=True):
    id: str
    order_id: str


class FulfillmentOrderOwners(Wire, frozen=True):
    nodes: list[Owner | None]


class FulfillmentOrderStamp(Wire, frozen=True):
    id: str
    order_id: str
    updated_at: datetime


class OpenFulfillmentOrders(Wire, frozen=True):
    fulfillment_orders: Page[FulfillmentOrderStamp]


class HoldPayload(Wire, frozen=True):
    fulfillment_hold: Hold | None
    fulfillment_order: FulfillmentOrder | None
    remaining_fulfillment_order: FulfillmentOrder | None
    user_errors: list[CodedUserError]


class HoldFulfillmentOrder(Wire, frozen=True):
    fulfillment_order_hold: HoldPayload | None


class ReleaseHoldsPayload(Wire, frozen=True):
    fulfillment_order: FulfillmentOrder | None
    user_errors: list[CodedUserError]


class ReleaseHolds(Wire, frozen=True):
    fulfillment_order_release_hold: ReleaseHoldsPayload | None


class MovePayload(Wire, frozen=True):
    moved_fulfillment_order: FulfillmentOrder | None
    user_errors: list[CodedUserError]


class MoveFulfillmentOrder(Wire, frozen=True):
    fulfillment_order_move: MovePayload | None


class DeadlinePayload(Wire, frozen=True):
    success: bool | None
    user_errors: list[CodedUserError]


class SetFulfillmentDeadline(Wire, frozen=True):
    fulfillment_orders_set_fulfillment_deadline: DeadlinePayload | None
