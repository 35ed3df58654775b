"""A shop of three products, small enough to know by heart."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from app.clock import FixedClock
from sandbox.shopify.acts import metafields
from sandbox.shopify.model import (
    App,
    Collection,
    Installation,
    InventoryItem,
    Location,
    MetafieldDefinition,
    Product,
    Resource,
    Shop,
    ShopLocale,
    Validation,
    Variant,
)
from sandbox.shopify.scheduler import ManualScheduler
from sandbox.shopify.stock import change, level_at
from sandbox.shopify.store import Store

DOMAIN = "northpine.myshopify.com"
NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="100" height="100" fill="#eef2ec"/>'
    '<path d="M30 40h35l8 38H22z" fill="{color}"/><path d="M40 40a8 8 0 0 1 16 0" fill="none" stroke="#444"/></svg>'
)
FOUR_AND_FORTY = {
    "v": 7,
    "state": "backorder",
    "steps": [{"upto": 4, "by": None}, {"upto": 44, "by": "2026-12-10"}],
    "left": 44,
    "until": "2026-11-22T15:00:00Z",
}
NONE_IN_STOCK = FOUR_AND_FORTY | {"v": 8, "steps": [{"upto": 40, "by": "2026-12-10"}], "left": 40}
SOLD_OUT = FOUR_AND_FORTY | {"v": 9, "state": "sold_out", "steps": [], "left": 0}


class LittleShop:
    """`kettle` comes in Blue (4 on hand), Red (none) and Green (none, sold out); `mug` has nothing to choose."""

    def __init__(self, *, now: datetime = NOW) -> None:
        self.clock = FixedClock(now)
        self.app = App(
            id=4242, client_id="demo-key", secret="demo-secret", handle="backorder", title="Backorder", url="http://app"
        )
        self.store = Store(app=self.app, clock=self.clock, scheduler=ManualScheduler())
        self.shop = Shop(id=self.store.new_id(), domain=DOMAIN, name="Northpine", created_at=now)
        self.shop.locales += [ShopLocale(locale="de", name="Deutsch"), ShopLocale(locale="fr", name="Français")]
        self.shop.installation = Installation(id=self.store.new_id(), app=self.app, scopes=set(), installed_at=now)
        self.store.shops[DOMAIN] = self.shop
        self.location = Location(id=self.store.new_id(), name="Portland", created_at=now, updated_at=now)
        self.shop.locations[self.location.id] = self.location
        self.define(self.app.namespace, "backorder")
        self.kettle = self.product("Fjord Enamel Kettle", {"Blue": 4, "Red": 0, "Green": 0}, price=6400)
        self.mug = self.product("Camp Mug", {"Default Title": 12}, price=1800)
        self.collection("Kitchen", [self.kettle, self.mug])
        self.blue, self.red, self.green = self.kettle.variants

    def define(self, namespace: str, key: str, *, access: str = "PUBLIC_READ") -> None:
        definition = MetafieldDefinition(
            id=self.store.new_id(),
            name=key,
            owner_type="PRODUCTVARIANT",
            namespace=namespace,
            key=key,
            type="json",
            storefront_access=access,
        )
        self.shop.metafield_definitions[definition.id] = definition

    def product(self, title: str, stock: dict[str, int], *, price: int) -> Product:
        """One option, Colour, with a variant for each of `stock`."""
        now = self.store.now()
        product = Product(
            id=self.store.new_id(),
            title=title,
            handle=title.lower().replace(" ", "-"),
            created_at=now,
            updated_at=now,
            vendor="Tallinn Metalworks",
            description="<p>Two litres, for a fire or a stove.</p>",
            picture=PICTURE.format(color="#3d5a73"),
            options={"Title" if "Default Title" in stock else "Colour": list(stock)},
        )
        self.shop.products[product.id] = product
        for name, units in stock.items():
            self._variant(product, name=name, units=units, price=price)
        return product

    def _variant(self, product: Product, *, name: str, units: int, price: int) -> None:
        now = self.store.now()
        sku = f"{product.title.split()[-1]}-{name}".upper().replace(" ", "-")
        item = InventoryItem(id=self.store.new_id(), sku=sku, created_at=now, updated_at=now)
        option = next(iter(product.options))
        variant = Variant(
            id=self.store.new_id(),
            product=product,
            inventory_item=item,
            title=name,
            sku=sku,
            price=price,
            created_at=now,
            updated_at=now,
            selected_options={option: name},
            position=len(product.variants) + 1,
        )
        item.variants.append(variant)
        product.variants.append(variant)
        self.shop.inventory_items[item.id] = item
        self.shop.variants[variant.id] = variant
        level = level_at(self.store, shop=self.shop, item=item, location=self.location)
        change(self.store, shop=self.shop, level=level, deltas={"available": units})

    def collection(self, title: str, products: list[Product]) -> Collection:
        collection = Collection(
            id=self.store.new_id(), title=title, handle=title.lower(), updated_at=self.store.now(), products=products
        )
        self.shop.collections[collection.id] = collection
        return collection

    def promise(self, variant: Variant, value: dict[str, Any], *, policy: str = "CONTINUE") -> None:
        """What the app publishes for a variant, and the policy that goes with it."""
        self._put(variant, "backorder", "json", json.dumps(value))
        variant.policy = "CONTINUE" if policy == "CONTINUE" else "DENY"

    def limit(self, variant: Variant, text: str) -> None:
        """What the app writes for the limit in the cart."""
        self._put(variant, "limit", "single_line_text_field", text)

    def switch_on_limit(self) -> None:
        """The limit in the cart, as the app's settings page does."""
        made = Validation(
            id=self.store.new_id(), function_handle="backorder-limit", title="Backorder limit", enabled=True
        )
        self.shop.validations[made.id] = made

    def configure_limit(self, settings: dict[str, Any]) -> None:
        """What the app writes for the limit of the whole shop."""
        (validation,) = self.shop.validations.values()
        self._put(validation, "backorder-limit", "json", json.dumps(settings))

    def _put(self, owner: Resource, key: str, type_name: str, value: str) -> None:
        metafields.put(
            self.store,
            shop=self.shop,
            owner=owner,
            namespace=self.app.namespace,
            key=key,
            type_name=type_name,
            value=value,
        )
