"""Taking unshipped units off a line, for refunds, edits and cancellations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.shopify.fulfillment import commitments
from sandbox.shopify.fulfillment.units import remaining
from sandbox.shopify.orders.quantities import live_parts

if TYPE_CHECKING:
    from sandbox.shopify.model import LineItem, Location, Shop
    from sandbox.shopify.store import Store


def remove_units(
    store: Store, *, shop: Shop, line: LineItem, quantity: int, restock: bool, to: Location | None = None
) -> None:
    """Take up to `quantity` unshipped units of `line` off its fulfilment orders, oldest first, and free their stock.

    Restocked units become available at `to`, by default where they were committed.
    """
    left = quantity
    for claim in [claim for claim in line.order.claims if claim.line is line]:
        taken = min(left, claim.quantity)
        claim.quantity -= taken
        left -= taken
        _free(store, shop=shop, line=line, at=claim.location, quantity=taken, restock=restock, to=to)
    line.order.claims = [claim for claim in line.order.claims if claim.quantity]
    for owner, part in list(live_parts(line)):
        taken = min(left, part.remaining)
        if not taken:
            continue
        part.total -= taken
        part.remaining -= taken
        left -= taken
        owner.updated_at = store.now()
        if not remaining(owner):
            owner.status, owner.holds = "CLOSED", []
        _free(store, shop=shop, line=line, at=owner.location, quantity=taken, restock=restock, to=to)


def _free(
    store: Store, *, shop: Shop, line: LineItem, at: Location, quantity: int, restock: bool, to: Location | None
) -> None:
    elsewhere = restock and to is not None and to is not at
    stays = restock and not elsewhere
    commitments.let_go(store, shop=shop, line=line, location=at, quantity=quantity, restock=stays)
    if elsewhere and to is not None:
        commitments.take_back(store, shop=shop, line=line, location=to, quantity=quantity)
