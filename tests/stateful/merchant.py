"""What the merchant does: in Shopify's admin by hand, and in our app."""

from __future__ import annotations

from datetime import timedelta

from app.admin.views import Received
from app.db import footprints, incoming, terms
from app.db.shopstate import POLICY, TAG, order_resource, variant_resource
from app.db.tables.shopstate import FootprintState
from app.domain.ids import ItemId, LocationId, OrderId, VariantId
from app.domain.model import Mode
from app.errors import AppError
from app.replan.order import ORDER_TAG
from sandbox.shopify import stock
from sandbox.shopify.acts import catalog, metafields
from sandbox.shopify.model import Location, Order, Policy, Variant
from sandbox.shopify.orders import changes
from sandbox.shopify.orders.quantities import LIVE
from tests.stateful.answers import noticed
from tests.stateful.bundles import needed
from tests.stateful.scene import USER, Policies, Scene, pick


def set_policy(scene: Scene, which: int, policy: Policy) -> None:
    """The box "continue selling when out of stock"."""
    variant = pick(scene.variants(), which)
    if variant is not None and variant.policy != policy:
        change_policy(scene, variant, policy)


def change_policy(scene: Scene, variant: Variant, policy: Policy) -> None:
    catalog.set_policy(scene.world.sandbox.store, shop=scene.shop, variant=variant, policy=policy)
    scene.meant.policies[variant.id] = _meant_by(scene, variant)


def _meant_by(scene: Scene, variant: Variant) -> Policies:
    """What the value just set says, by what we had last written there."""
    with scene.world.parts.database.read() as conn:
        resource = variant_resource(VariantId(variant.id))
        trace = footprints.footprint_of(conn, scene.world.shop.id, resource, POLICY)
    made, state = Policies(variant.policy), trace.state if trace else FootprintState.RESTORED
    if state is not FootprintState.RESTORED:
        scene.meant.changed.add((resource, POLICY))
    match state:
        case FootprintState.CONFIRMED:
            made.kept = trace is not None and trace.written != variant.policy
            made.unknowable = not made.kept
        case FootprintState.FOREIGN:
            made.kept = True
        case FootprintState.INTENDED:
            made.unknowable = True
    return made


def write_a_note(scene: Scene, which: int, text: str) -> None:
    """A metafield of the merchant's own on a variant."""
    variant = pick(scene.variants(), which)
    if variant is None:
        return
    made = metafields.put(
        scene.world.sandbox.store,
        shop=scene.shop,
        owner=variant,
        namespace="custom",
        key="note",
        type_name="single_line_text_field",
        value=text,
    )
    scene.meant.notes[variant.gid] = made.value


def tag(scene: Scene, which: int, text: str) -> None:
    order = pick(scene.orders(), which)
    if order is not None and text not in order.tags:
        order.tags = sorted({*order.tags, text})
        scene.meant.tags[order.id].add(text)
        changes.say(scene.world.sandbox.store, shop=scene.shop, order=order)


def take_our_tag_off(scene: Scene, which: int) -> None:
    """Of an order on which the app knows its tag to be; it hears of it before anything else happens."""
    order = pick([each for each in scene.open_orders() if ORDER_TAG in each.tags], which)
    if order is not None and _is_confirmed(scene, order.id):
        take_tag_off(scene, order)


def take_tag_off(scene: Scene, order: Order) -> None:
    order.tags = [each for each in order.tags if each != ORDER_TAG]
    scene.meant.changed.add((order_resource(OrderId(order.id)), TAG))
    changes.say(scene.world.sandbox.store, shop=scene.shop, order=order)


def _is_confirmed(scene: Scene, order: int) -> bool:
    with scene.world.parts.database.read() as conn:
        trace = footprints.footprint_of(conn, scene.world.shop.id, order_resource(OrderId(order)), TAG)
    return trace is not None and trace.state is FootprintState.CONFIRMED


def count_stock(scene: Scene, which: int, place: int, *, units: int) -> None:
    """Somebody counts at a location: so many more are there, or fewer."""
    variant, at = pick(scene.singles(), which), pick(scene.places(), place)
    if variant is None or at is None:
        return
    store = scene.world.sandbox.store
    level = stock.level_at(store, shop=scene.shop, item=variant.inventory_item, location=at)
    stock.change(store, shop=scene.shop, level=level, deltas={"available": units})


def delete_product(scene: Scene, which: int) -> None:
    product = pick(list(scene.shop.products.values()), which)
    if product is None or any(needed(scene, each) for each in product.variants):
        return
    for each in product.variants:
        scene.meant.policies.pop(each.id, None)
        scene.meant.notes.pop(each.gid, None)
    catalog.delete_product(scene.world.sandbox.store, shop=scene.shop, product=product)


def switch_on(scene: Scene, which: int) -> None:
    variant = pick(scene.variants(), which)
    if variant is None:
        return
    known = scene.meant.policies[variant.id]
    if not is_on(scene, variant):
        known.kept = False
    theirs = noticed(scene)
    try:
        scene.world.acts.switch_on(scene.world.shop.id, [VariantId(variant.id)], user=USER)
    except AppError:
        return
    taken = theirs - noticed(scene)
    scene.meant.ours_again(taken)
    for each in scene.variants():
        if (variant_resource(VariantId(each.id)), POLICY) in taken:
            scene.meant.policies[each.id] = Policies(each.policy)


def switch_off(scene: Scene, which: int, *, release: bool) -> None:
    variant = pick(scene.variants(), which)
    if variant is None:
        return
    try:
        scene.world.acts.switch_off(scene.world.shop.id, [VariantId(variant.id)], release=release, user=USER)
    except AppError:
        return


def discontinue(scene: Scene, which: int) -> None:
    """No more of it will come."""
    variant = pick(scene.variants(), which)
    if variant is None:
        return
    try:
        scene.meant.over.add(scene.world.acts.discontinue(scene.world.shop.id, VariantId(variant.id), user=USER))
    except AppError:
        return


def expect_again(scene: Scene, which: int) -> None:
    item = pick(sorted(scene.meant.over), which)
    if item is not None:
        scene.world.acts.expect_again(scene.world.shop.id, ItemId(item), user=USER)
        scene.meant.over.remove(item)


def is_on(scene: Scene, variant: Variant) -> bool:
    """For sale past its stock, by itself or with a bundle; what will not come is neither."""
    if variant.inventory_item.id in scene.meant.over:
        return False
    with scene.world.parts.database.read() as conn:
        said = terms.of_variants(conn, scene.world.shop.id, [VariantId(variant.id)])
    mode = said.get(VariantId(variant.id))
    return mode is not None and mode.mode is not Mode.OFF


def move_arrival(scene: Scene, which: int, *, days: int) -> None:
    """The merchant hears of another date, and says it in our app."""
    supply = pick(_supplies(scene), which)
    if supply is None:
        return
    to = scene.now.date() + timedelta(days=days)
    try:
        scene.world.acts.move_eta(
            scene.world.shop.id, supply.id, to=to, seen=supply.eta, reason="The supplier called", user=USER
        )
    except AppError:
        return


def receive_in_our_app(scene: Scene, which: int, *, accepted: int, rejected: int) -> None:
    supply = pick(_supplies(scene), which)
    if supply is None:
        return
    good = min(accepted, supply.open_quantity)
    bad = min(rejected, supply.open_quantity - good)
    if not good + bad:
        return
    try:
        scene.world.acts.receive(scene.world.shop.id, [Received(supply.id, good, bad)], user=USER)
    except AppError:
        return


def _supplies(scene: Scene) -> list[incoming.OpenSupply]:
    shop = scene.world.shop.id
    with scene.world.parts.database.read() as conn:
        items = sorted(each.inventory_item.id for each in scene.variants())
        return [one for item in items for one in incoming.open_supplies(conn, shop, ItemId(item))]


def choose_parcels(scene: Scene, *, one: bool) -> None:
    scene.settings.choose_parcels(scene.world.shop.id, one=one, user=USER)


def choose_moving(scene: Scene, *, moves: bool) -> None:
    scene.settings.choose_moving(scene.world.shop.id, moves=moves, user=USER)


def choose_sharing(scene: Scene, *, hours: int | None) -> None:
    scene.settings.choose_sharing(scene.world.shop.id, hours=hours, user=USER)


def trust_suppliers(scene: Scene, *, days: int) -> None:
    scene.settings.set_buffers(scene.world.shop.id, usual=days, own={}, user=USER)


def give_a_clock(scene: Scene, place: int, *, zone: str | None) -> None:
    """A location lives in another time zone than the shop; None: not any more."""
    at = pick(scene.places(), place)
    if at is None:
        return
    try:
        scene.settings.say_zone(scene.world.shop.id, LocationId(at.id), zone=zone, user=USER)
    except AppError:
        return


def switch_place(scene: Scene, *, active: bool) -> None:
    """The second location is closed, once nothing is to leave it or on its way there, or opened again."""
    _, studio = list(scene.shop.locations.values())[:2]
    if studio.active == active or (not active and _is_busy(scene, studio)):
        return
    catalog.set_location_active(scene.world.sandbox.store, shop=scene.shop, location=studio, active=active)


def _is_busy(scene: Scene, place: Location) -> bool:
    parts = [part for order in scene.orders() for part in order.fulfillment_orders if part.location is place]
    claims = [claim for order in scene.orders() for claim in order.claims if claim.location is place]
    moving = [each for each in scene.shop.transfers.values() if each.status in ("READY_TO_SHIP", "IN_PROGRESS")]
    goods = [each for each in moving if place in (each.destination.location, each.origin and each.origin.location)]
    return bool([part for part in parts if part.status in LIVE] or claims or goods)
