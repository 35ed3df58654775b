"""What is made of other variants, and what must be true of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.seed import builder
from sandbox.shopify.acts import catalog
from sandbox.shopify.model import Variant
from tests.e2e.world import World
from tests.stateful.pages import offers as offers_on

if TYPE_CHECKING:
    from tests.stateful.scene import Scene

SET = "TEA-SET"


def add_set(world: World) -> None:
    """A product that another app makes of kettles and mugs."""
    store, shop = world.sandbox.store, world.shopify
    with store.act():
        product = builder.add_product(store, shop=shop, title="Tea Set", handle="tea-set", vendor="Northpine")
        made = builder.add_variant(store, shop=shop, product=product, sku=SET, price=6900)
        parts = {world.variant("KETTLE-BLUE"): 1, world.variant("MUG-RED"): 4}
        catalog.make_bundle(store, shop=shop, variant=made, components=parts)


def make_of(scene: Scene, first: int, second: int, *, each: int) -> None:
    """The set is made of something else from now on."""
    made = next((variant for variant in scene.variants() if variant.sku == SET), None)
    singles = scene.singles()
    if made is None or not singles:
        return
    parts = {singles[first % len(singles)]: each, singles[second % len(singles)]: 1}
    catalog.make_bundle(scene.world.sandbox.store, shop=scene.shop, variant=made, components=parts)


def needed(scene: Scene, variant: Variant) -> bool:
    """Whether a bundle is made of it: the app that makes bundles keeps such a product from being deleted."""
    return any(variant in other.components for other in scene.variants())


def is_its_scarcest(scene: Scene, bundle: Variant, said: dict[str, Any], plans: dict[int, Any]) -> None:
    """By no day are more bundles offered than any component is enough for by then, and in all as many as that."""
    for region, offer in offers_on(said).items():
        parts = {part: _offered(scene, bundle, part, plans)[region] for part in bundle.components}
        _is_scarcest(bundle, offer, parts)


def _is_scarcest(bundle: Variant, said: dict[str, Any], offers: dict[Variant, Any]) -> None:
    for part, each in bundle.components.items():
        offered = offers[part]
        for step in said["steps"]:
            there = [0, *[of["upto"] for of in offered["steps"] if (of["by"] or "") <= (step["by"] or "")]]
            assert step["upto"] <= there[-1] // each, f"{bundle.sku}: {said}, and of {part.sku} there is {offered}"
    fewest = min(offers[part]["left"] // each for part, each in bundle.components.items())
    assert said["left"] == fewest, f"{bundle.sku}: {said['left']} offered, {fewest} can be made"


def _offered(scene: Scene, bundle: Variant, part: Variant, plans: dict[int, Any]) -> dict[int, Any]:
    """To each region, as its page says; what will not come has no page, and is there as the plan says."""
    if part.inventory_item.id in scene.meant.over:
        return plans[part.inventory_item.id]
    offered = scene.world.metafield(part.sku)
    assert offered is not None, f"{bundle.sku} is on, and its {part.sku} is not"
    return offers_on(offered)
