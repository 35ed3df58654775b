"""Bundles: variants that are made of others. Few variants are, so only theirs is asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.domain.ids import ItemId, VariantId
from app.shopify.facts import ComponentFact
from app.shopify.gid import from_gid
from app.shopify.operations import BUNDLE_COMPONENTS, MORE_COMPONENTS
from app.shopify.reading import read_nodes, read_pages

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.shopify.client import ShopAdmin
    from app.shopify.facts import VariantFact
    from app.shopify.types.catalog import Bundle, Component
    from app.shopify.types.wire import Page

_BATCH = 50


def with_components(admin: ShopAdmin, facts: Iterable[VariantFact]) -> tuple[VariantFact, ...]:
    """The same variants; each bundle among them with what it is made of. One gone meanwhile stays not looked at.

    The list is empty for a bundle that an app puts together in the cart: Shopify does not know its components.
    """
    variants = tuple(facts)
    bundles = [fact.id for fact in variants if fact.bundle]
    found = read_nodes(
        admin,
        BUNDLE_COMPONENTS,
        bundles,
        type_name="ProductVariant",
        size=_BATCH,
        nodes=lambda data: data.nodes,
        fact=lambda bundle, _: _components(admin, bundle),
    ).found
    return tuple(replace(fact, components=found.get(fact.id)) if fact.bundle else fact for fact in variants)


def component_facts(components: Sequence[Component]) -> tuple[ComponentFact, ...]:
    return tuple(
        ComponentFact(
            variant_id=from_gid(each.product_variant.id, VariantId),
            item_id=from_gid(each.product_variant.inventory_item.id, ItemId),
            each=each.quantity,
        )
        for each in components
    )


def _components(admin: ShopAdmin, bundle: Bundle) -> tuple[ComponentFact, ...]:
    def more(after: str) -> Page[Component] | None:
        found = admin.execute(MORE_COMPONENTS, {"id": bundle.id, "after": after}).data.product_variant
        return found.product_variant_components if found else None

    return component_facts(read_pages(bundle.product_variant_components, more))
