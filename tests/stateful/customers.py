"""What customers do, and what is done with their orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sandbox.shopify.functions.validations import Refused as TurnedAway
from sandbox.shopify.model import Address, LineItem, Order, SellingPlan
from sandbox.shopify.orders import actors, changes, refunding
from sandbox.shopify.orders.checkout import Details, SoldOut, Want, place_order
from sandbox.shopify.orders.quantities import refunded, shipped, unfulfilled
from sandbox.shopify.orders.refunding import GivenBack, RestockType
from tests.stateful.scene import Scene, pick

CHANNELS = (
    Details(),
    Details(source_name="shopify_draft_order"),
    Details(source_name="pos"),
    Details(payment="PENDING", tags=("VIP",)),
    Details(payment="AUTHORIZED"),
)


COUNTRIES = (None, "US", "DE", "AT")
PARCELS = (None, "one", "as-they-come")
PLANS = (None, SellingPlan(id=77, name="Pay later"), SellingPlan(id=78, name="Preorder", reserves_on="FULFILLMENT"))


def buy(
    scene: Scene,
    cart: Sequence[tuple[int, int]],
    *,
    buyer: int,
    channel: int = 0,
    plan: SellingPlan | None = None,
    parcels: str | None = None,
    country: str | None = None,
) -> None:
    """A cart of (which variant, how many); the same variant twice is two lines. Sold out is sold out.

    The first line is bought under the selling `plan`, unless it is a bundle. The cart asks for `parcels`, if for any.
    It goes to `country`; None: nowhere, for it is picked up.
    """
    variants = scene.variants()
    if not variants:
        return
    wants = [
        Want(variant=variants[which % len(variants)], quantity=units, properties={"row": str(row)})
        for row, (which, units) in enumerate(cart)
    ]
    if not wants[0].made_of():
        wants[0] = replace(wants[0], selling_plan=plan)
    details = replace(
        CHANNELS[channel % len(CHANNELS)],
        attributes={"parcels": parcels} if parcels else {},
        shipping_address=Address(country_code=country) if country else None,
    )
    try:
        made = place_order(
            scene.world.sandbox.store,
            shop=scene.shop,
            wants=wants,
            customer=scene.world.customer(f"buyer{buyer % 5}@example.com"),
            details=details,
        )
    except (SoldOut, TurnedAway):
        return
    scene.meant.tags[made.id] = set(made.tags)


def change_parcels(scene: Scene, which: int, *, parcels: str | None) -> None:
    """Somebody writes what the customer asked for on the phone into the order."""
    order = pick(scene.open_orders(), which)
    if order is not None:
        order.attributes = {"parcels": parcels} if parcels else {}
        changes.say(scene.world.sandbox.store, shop=scene.shop, order=order)


def race(scene: Scene, which: int, *, units: int, buyers: int) -> None:
    """Many check out at once, all with the same page before them."""
    for buyer in range(buyers):
        buy(scene, [(which, units)], buyer=buyer)


def route(scene: Scene) -> None:
    """The moment after orders: they get their fulfilment orders."""
    scene.world.scheduler.run_due()


def cancel(scene: Scene, which: int, *, restock: bool) -> None:
    order = pick([each for each in scene.open_orders() if not any(map(shipped, each.lines))], which)
    if order is not None:
        actors.cancel_order(scene.world.sandbox.store, shop=scene.shop, order=order, restock=restock)


def edit(scene: Scene, which: int, line_place: int, *, units: int, restock: bool) -> None:
    """Set a line to `units`, or as few as have shipped."""
    order = pick(scene.open_orders(), which)
    line = pick(_editable(order), line_place) if order else None
    if order is None or line is None:
        return
    least = line.current_quantity - unfulfilled(line)
    actors.edit_order(
        scene.world.sandbox.store, shop=scene.shop, order=order, quantities={line: max(least, units)}, restock=restock
    )


def _editable(order: Order) -> list[LineItem]:
    """Of a line that money was given back for alone, nobody can say which units are still wanted."""
    return [each for each in order.lines if each.variant is not None and not refunded(each)]


def add_to(scene: Scene, which: int, variant_place: int, *, units: int) -> None:
    order, variant = pick(scene.open_orders(), which), pick(scene.singles(), variant_place)
    if order is not None and variant is not None:
        actors.edit_order(scene.world.sandbox.store, shop=scene.shop, order=order, add={variant: units})


def give_back(scene: Scene, which: int, line_place: int, *, units: int, kind: RestockType) -> None:
    """Refund units: unshipped ones taken off, shipped ones that came back, or the money alone."""
    order = pick(scene.open_orders(), which)
    line = pick(order.lines, line_place) if order else None
    if order is None or line is None:
        return
    there = {
        "CANCEL": unfulfilled(line) if not _money_back(line) else 0,
        "RETURN": shipped(line) - _returned(line) if line.variant is not None else 0,
        "NO_RESTOCK": unfulfilled(line) if not refunded(line) else 0,
    }
    count = min(units, there[kind], line.current_quantity)
    if count <= 0:
        return
    place = next(iter(scene.shop.locations.values()))
    given = GivenBack(line=line, quantity=count, restock_type=kind, location=place if kind == "RETURN" else None)
    refunding.refund(scene.world.sandbox.store, shop=scene.shop, order=order, units=[given], money=line.price * count)


def _money_back(line: LineItem) -> int:
    return _of_kind(line, "NO_RESTOCK")


def _returned(line: LineItem) -> int:
    return _of_kind(line, "RETURN")


def _of_kind(line: LineItem, kind: RestockType) -> int:
    rows = [row for refund in line.order.refunds for row in refund.lines]
    return sum(row.quantity for row in rows if row.line is line and row.restock_type == kind)
