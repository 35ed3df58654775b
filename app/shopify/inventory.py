"""Inventory items with their levels, and stock read together with the supply on its way to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.ids import ItemId, LocationId, VariantId
from app.shopify.facts import ItemFact, LevelFact, Quantities, Reading
from app.shopify.gid import TransferId, from_gid, to_gid, to_gids
from app.shopify.operations import ITEM_LEVELS, ITEM_VARIANTS, ITEMS_WITH_LEVELS, OPEN_TRANSFERS, STOCK_AND_SUPPLY
from app.shopify.reading import batches, join, read_nodes, read_pages, sort_nodes
from app.shopify.transfers import OPEN_STATUSES, fetch_transfers, transfer_fact
from app.shopify.types.wire import Node, Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.shopify.answer import Answer
    from app.shopify.client import ShopAdmin
    from app.shopify.facts import TransferFact
    from app.shopify.types.stock import Item, ItemHead, Level, LevelsOfItem, StockAndSupply, VariantsOfItem

_ITEMS = 100
_ITEMS_WITH_SUPPLY = 25
_IDS = 250
"""As many as one `nodes(ids:)` takes."""


@dataclass(frozen=True, slots=True)
class ItemWanted:
    """An item to look at, with what we know of it: transfers are searched by variant, and known ones are read too,
    because a transfer that was completed meanwhile is no longer among the open ones.
    """

    id: ItemId
    variants: tuple[VariantId, ...]
    transfers: tuple[TransferId, ...] = ()


@dataclass(frozen=True, slots=True)
class StockReading:
    """Levels and the transfers that feed them, of one moment per batch of items."""

    items: Reading[ItemId, ItemFact]
    transfers: Reading[TransferId, TransferFact]


def fetch_stock(admin: ShopAdmin, ids: Sequence[ItemId]) -> StockReading:
    """Items alone, for an app that may not see what is on its way."""
    items = read_nodes(
        admin,
        ITEMS_WITH_LEVELS,
        ids,
        type_name="InventoryItem",
        size=_ITEMS,
        nodes=lambda data: data.nodes,
        fact=lambda item, _: _item_fact(admin, item),
    )
    return StockReading(items, Reading(items.started_at, {}, {}))


def fetch_stock_and_supply(admin: ShopAdmin, wanted: Sequence[ItemWanted]) -> StockReading:
    """Look at items together with every open transfer, and its shipments, that touches them.

    A batch is one request, so a unit received in between can neither vanish nor count twice. An open transfer costs
    thirty points to read and one to name, so those that nobody knew of are only named at first, and the whole request
    is repeated with them. Only what does not fit (a fiftieth line, a transfer after 250) is read after it.
    """
    now = admin.now()
    reading = StockReading(Reading(now, {}, {}), Reading(now, {}, {}))
    for batch in batches(wanted, _ITEMS_WITH_SUPPLY):
        one = _read_together(admin, batch)
        reading = StockReading(join(reading.items, one.items), join(reading.transfers, one.transfers))
    return reading


def _read_together(admin: ShopAdmin, wanted: Sequence[ItemWanted]) -> StockReading:
    item_ids = [item.id for item in wanted]
    known = list(dict.fromkeys(transfer for item in wanted for transfer in item.transfers))
    query = open_transfers_query(variant for item in wanted for variant in item.variants)
    while True:
        variables = {
            "itemIds": to_gids("InventoryItem", item_ids),
            "transferIds": to_gids("InventoryTransfer", known[:_IDS]),
            "openTransfers": query,
        }
        answer = admin.execute(STOCK_AND_SUPPLY, variables)
        unknown = [transfer for transfer in _open_transfers(admin, answer, query) if transfer not in known]
        if not unknown:
            return _stock_reading(admin, answer, item_ids, known)
        known += unknown


def _stock_reading(
    admin: ShopAdmin, answer: Answer[StockAndSupply], items: Sequence[ItemId], known: Sequence[TransferId]
) -> StockReading:
    found = sort_nodes(answer, items, answer.data.items, under="items", fact=lambda item, _: _item_fact(admin, item))
    supply = sort_nodes(
        answer,
        known[:_IDS],
        answer.data.known,
        under="known",
        fact=lambda transfer, _: transfer_fact(admin, transfer),
    )
    return StockReading(found, join(supply, fetch_transfers(admin, known[_IDS:])))


def _open_transfers(admin: ShopAdmin, answer: Answer[StockAndSupply], query: str) -> list[TransferId]:
    def more(after: str) -> Page[Node]:
        found = admin.execute(OPEN_TRANSFERS, {"query": query, "after": after}).data.inventory_transfers
        return Page([Node(transfer.id) for transfer in found.nodes], found.page_info)

    return [from_gid(transfer.id, TransferId) for transfer in read_pages(answer.data.open, more)]


def open_transfers_query(variants: Iterable[VariantId]) -> str:
    """Open transfers that carry one of `variants`, in Shopify's search syntax; without variants, none at all."""
    carried = " OR ".join(f"product_variant_id:{variant}" for variant in dict.fromkeys(variants))
    statuses = " OR ".join(f"status:{status.lower()}" for status in OPEN_STATUSES)
    return f"({statuses}) AND ({carried or 'id:0'})"


def _item_fact(admin: ShopAdmin, item: Item) -> ItemFact:
    item_id = from_gid(item.id, ItemId)
    variants = read_pages(item.variants, lambda after: _more_variants(admin, item_id, after)) if item.variants else []
    levels = read_pages(item.inventory_levels, lambda after: _more_levels(admin, item_id, after))
    return item_fact(item, [from_gid(variant.id, VariantId) for variant in variants], levels)


def item_fact(item: ItemHead, variants: Sequence[VariantId], levels: Sequence[Level]) -> ItemFact:
    """The wire's item as a fact, with all its levels."""
    item_id = from_gid(item.id, ItemId)
    return ItemFact(
        id=item_id,
        sku=item.sku,
        tracked=item.tracked,
        requires_shipping=item.requires_shipping,
        variants=tuple(variants),
        levels=tuple(_level_fact(level, item_id) for level in levels),
        updated_at=item.updated_at,
    )


def _more_variants(admin: ShopAdmin, item: ItemId, after: str) -> Page[Node] | None:
    variables = {"id": to_gid("InventoryItem", item), "after": after}
    found: VariantsOfItem | None = admin.execute(ITEM_VARIANTS, variables).data.inventory_item
    return found.variants if found else None


def _more_levels(admin: ShopAdmin, item: ItemId, after: str) -> Page[Level] | None:
    variables = {"id": to_gid("InventoryItem", item), "after": after}
    found: LevelsOfItem | None = admin.execute(ITEM_LEVELS, variables).data.inventory_item
    return found.inventory_levels if found else None


def _level_fact(level: Level, item: ItemId) -> LevelFact:
    named = {quantity.name: quantity.quantity for quantity in level.quantities}
    return LevelFact(
        item_id=item,
        location_id=from_gid(level.location.id, LocationId),
        active=level.is_active,
        quantities=Quantities(**{name: named.get(name, 0) for name in Quantities.__slots__}),
        updated_at=level.updated_at,
    )
