"""A tiny shop with an app that may do everything, and short ways to ask it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.seed import tiny
from sandbox.shopify.executor import execute
from sandbox.shopify.orders.checkout import PLAIN, Details, Want, place_order
from sandbox.shopify.request import MERCHANT, Actor, Request
from sandbox.shopify.scheduler import ManualScheduler

if TYPE_CHECKING:
    from sandbox.shopify.events import Event
    from sandbox.shopify.model import FulfillmentOrder, InventoryLevel, Order, Variant

FULFILLMENT_ORDER = """
fragment Standing on FulfillmentOrder {
  id status requestStatus fulfillAt fulfillBy
  supportedActions { action }
  assignedLocation { location { id } }
  fulfillmentHolds { id handle reason reasonNotes displayReason heldByRequestingApp }
  lineItems(first: 10) { nodes { id totalQuantity remainingQuantity lineItem { id quantity fulfillableQuantity } } }
}
"""
OPEN_ACTIONS = ["CREATE_FULFILLMENT", "REPORT_PROGRESS", "MOVE", "HOLD", "SPLIT"]
HELD_ACTIONS = ["RELEASE_HOLD", "HOLD", "MOVE"]


@dataclass
class Desk:
    """`scopes` are what the app has been granted; tests take some away."""

    tiny: tiny.Tiny = field(default_factory=tiny.seed)
    events: list[Event] = field(default_factory=list)
    scopes: set[str] = field(default_factory=set)

    def __post_init__(self):
        self.store, self.shop = self.tiny.store, self.tiny.shop
        self.scopes = set(self.shop.installation.scopes)
        self.store.outbox.listen(self.events.append)

    @property
    def topics(self) -> list[str]:
        return [event.topic for event in self.events]

    def place(self, *wants: tuple[Variant, int], details: Details = PLAIN, routed: bool = True) -> Order:
        """An order of these variants, sold whatever the stock; forgets the events it caused when routed."""
        for variant, _ in wants:
            variant.policy = "CONTINUE"
        cart = [Want(variant=variant, quantity=quantity) for variant, quantity in wants]
        order = place_order(self.store, shop=self.shop, wants=cart, details=details)
        if routed:
            self.wait()
            self.events.clear()
        return order

    def wait(self) -> None:
        """Let everything that happens a moment later happen."""
        assert isinstance(self.store.scheduler, ManualScheduler)
        self.store.scheduler.run_due()

    def ask(self, query: str, /, *, as_merchant: bool = False, **variables: Any) -> dict[str, Any]:
        """The whole answer. Documents that use `...Standing` get the fragment."""
        text = query + FULFILLMENT_ORDER if "...Standing" in query else query
        actor = MERCHANT if as_merchant else Actor(client_id=self.store.app.client_id, scopes=frozenset(self.scopes))
        request = Request(store=self.store, shop=self.shop, actor=actor)
        return execute(request, query=text, variables=variables)

    def data(self, query: str, /, **variables: Any) -> Any:
        """The one root field of an answer without errors."""
        answer = self.ask(query, **variables)
        assert "errors" not in answer, answer["errors"]
        (value,) = answer["data"].values()
        return value

    def level(self, variant: Variant) -> InventoryLevel:
        return variant.inventory_item.levels[self.tiny.warehouse.id]


def shape(owner: FulfillmentOrder) -> tuple[str, list[tuple[int, int]]]:
    """Status, and (total, remaining) of each line."""
    return owner.status, [(line.total, line.remaining) for line in owner.lines]


def actions(answer: dict[str, Any]) -> list[str]:
    return [entry["action"] for entry in answer["supportedActions"]]
