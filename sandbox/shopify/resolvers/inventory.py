"""Reading stock: items, levels, quantities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify import wire
from sandbox.shopify.acts.catalog import touch_item
from sandbox.shopify.connections import connection, count
from sandbox.shopify.errors import user_error
from sandbox.shopify.model import ON_HAND_PARTS, QUANTITY_NAMES, InventoryItem, InventoryLevel, Location
from sandbox.shopify.registry import Resolvers
from sandbox.shopify.search import search

if TYPE_CHECKING:
    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

resolvers = Resolvers()

ITEM_FILTERS = {
    "default": lambda item: item.sku,
    "id": lambda item: item.id,
    "sku": lambda item: item.sku,
    "created_at": lambda item: item.created_at,
    "updated_at": lambda item: item.updated_at,
}
LEVEL_FILTERS = {
    "inventory_item_id": lambda level: level.item.id,
    "created_at": lambda level: level.created_at,
    "updated_at": lambda level: level.updated_at,
}

resolvers.attributes(
    "InventoryItem",
    {
        "id": "gid",
        "legacyResourceId": "id",
        "sku": "sku",
        "tracked": "tracked",
        "requiresShipping": "requires_shipping",
        "createdAt": "created_at",
        "updatedAt": "updated_at",
        "locationsCount": lambda item: count(item.levels.values()),
        "variant": lambda item: item.variants[0],
        "measurement": lambda _: {"weight": {"unit": "KILOGRAMS", "value": 0.0}},
    },
)
resolvers.attributes(
    "InventoryLevel",
    {
        "id": "gid",
        "item": "item",
        "location": "location",
        "isActive": "active",
        "canDeactivate": lambda level: level.on_hand == 0 and level.quantities["incoming"] == 0,
        "createdAt": "created_at",
        "updatedAt": "updated_at",
    },
)


@resolvers.field("InventoryLevel.quantities")
def level_quantities(level: InventoryLevel, _request: Request, args: Args) -> list[dict[str, Any]]:
    """`updatedAt` is null for on_hand and for what never changed, as recorded."""
    return [
        {
            "id": f"gid://shopify/InventoryQuantity/{level.id}?inventory_item_id={level.item.id}&name={name}",
            "name": name,
            "quantity": level.quantity(name),
            "updatedAt": level.changed_at.get(name),
        }
        for name in args["names"]
        if name in QUANTITY_NAMES
    ]


@resolvers.field("InventoryItem.unitCost")
def item_unit_cost(item: InventoryItem, request: Request, _args: Args) -> dict[str, str] | None:
    if item.unit_cost is None:
        return None
    currency = request.shop.currency
    return {"amount": wire.money(item.unit_cost, currency=currency), "currencyCode": currency}


@resolvers.field("InventoryItem.variants")
def item_variants(item: InventoryItem, _request: Request, args: Args) -> dict[str, Any]:
    return connection(item.variants, args)


@resolvers.field("InventoryItem.inventoryLevels")
def item_levels(item: InventoryItem, _request: Request, args: Args) -> dict[str, Any]:
    shown = [level for level in item.levels.values() if level.active or args.get("includeInactive")]
    return connection(search(shown, args.get("query"), readers=LEVEL_FILTERS, where="inventoryLevels"), args)


@resolvers.field("InventoryItem.inventoryLevel")
def item_level(item: InventoryItem, request: Request, args: Args) -> InventoryLevel | None:
    place = request.find(Location, args["locationId"])
    return _shown(item.levels.get(place.id) if place else None, args)


@resolvers.field("Location.inventoryLevel")
def location_level(place: Location, request: Request, args: Args) -> InventoryLevel | None:
    item = request.find(InventoryItem, args["inventoryItemId"])
    return _shown(item.levels.get(place.id) if item else None, args)


def _shown(level: InventoryLevel | None, args: Args) -> InventoryLevel | None:
    return level if level and (level.active or args.get("includeInactive")) else None


@resolvers.query("inventoryItem")
def inventory_item(request: Request, args: Args) -> InventoryItem | None:
    return request.find(InventoryItem, args["id"])


@resolvers.query("inventoryItems")
def inventory_items(request: Request, args: Args) -> dict[str, Any]:
    items = request.shop.inventory_items.values()
    return connection(search(items, args.get("query"), readers=ITEM_FILTERS, where="inventoryItems"), args)


@resolvers.query("inventoryLevel")
def inventory_level(request: Request, args: Args) -> InventoryLevel | None:
    return request.find(InventoryLevel, args["id"])


@resolvers.query("inventoryProperties")
def inventory_properties(_request: Request, _args: Args) -> dict[str, Any]:
    return {
        "quantityNames": [
            {
                "name": name,
                "displayName": name.replace("_", " ").capitalize(),
                "isInUse": True,
                "belongsTo": ["on_hand"] if name in ON_HAND_PARTS else [],
                "comprises": list(ON_HAND_PARTS) if name == "on_hand" else [],
            }
            for name in QUANTITY_NAMES
        ]
    }


@resolvers.mutation("inventoryItemUpdate")
def inventory_item_update(request: Request, args: Args) -> dict[str, Any]:
    item = request.find(InventoryItem, args["id"])
    if item is None:
        return {"inventoryItem": None, "userErrors": [user_error(["id"], "The product couldn't be updated.")]}
    item.tracked = args["input"].get("tracked", item.tracked)
    item.sku = args["input"].get("sku", item.sku)
    touch_item(request.store, shop=request.shop, item=item)
    return {"inventoryItem": item, "userErrors": []}
