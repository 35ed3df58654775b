"""Reading and writing metafields of any owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.shopify.acts.catalog import touch_product
from sandbox.shopify.model import Metafield, Product, Variant

if TYPE_CHECKING:
    from sandbox.shopify.model import Resource, Shop
    from sandbox.shopify.store import Store


def of_owner(shop: Shop, *, owner: Resource) -> list[Metafield]:
    return [metafield for (gid, _, _), metafield in shop.metafields.items() if gid == owner.gid]


def put(
    store: Store, *, shop: Shop, owner: Resource, namespace: str, key: str, type_name: str, value: str
) -> Metafield:
    """Create or overwrite; `namespace` is resolved. The owner's product hears of it, as at Shopify."""
    now = store.now()
    found = shop.metafields.get((owner.gid, namespace, key))
    if found is None:
        found = Metafield(
            id=store.new_id(),
            owner=owner,
            namespace=namespace,
            key=key,
            type=type_name,
            value=value,
            created_at=now,
            updated_at=now,
        )
        shop.metafields[owner.gid, namespace, key] = found
    found.value, found.type, found.updated_at = value, type_name, now
    _touch(store, shop, owner)
    return found


def remove(store: Store, *, shop: Shop, owner: Resource, namespace: str, key: str) -> bool:
    """Whether there was one."""
    found = shop.metafields.pop((owner.gid, namespace, key), None)
    if found:
        _touch(store, shop, owner)
    return found is not None


def _touch(store: Store, shop: Shop, owner: Resource) -> None:
    if isinstance(owner, Variant):
        owner.updated_at = store.now()
        touch_product(store, shop=shop, product=owner.product)
    elif isinstance(owner, Product):
        touch_product(store, shop=shop, product=owner)
