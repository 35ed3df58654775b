"""What Shopify would give back, and what it gave back."""

from app.shopify.types.orders import MoneyV2
from app.shopify.types.wire import Node, Wire, WireUserError


class PresentmentBag(Wire, frozen=True):
    presentment_money: MoneyV2


class SuggestedTransaction(Wire, frozen=True):
    gateway: str | None
    kind: str
    amount_set: PresentmentBag
    parent_transaction: Node | None


class Suggestion(Wire, frozen=True):
    suggested_transactions: list[SuggestedTransaction]


class OrderToRefund(Wire, frozen=True):
    suggested_refund: Suggestion | None


class SuggestedRefund(Wire, frozen=True):
    order: OrderToRefund | None


class Refund(Wire, frozen=True):
    total_refunded_set: PresentmentBag


class RefundPayload(Wire, frozen=True):
    refund: Refund | None
    user_errors: list[WireUserError]


class RefundUnits(Wire, frozen=True):
    refund_create: RefundPayload | None
