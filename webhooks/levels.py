"""What an `inventory_levels/update` body says besides which item: enough for stock that nobody waits for."""

from __future__ import annotations

from datetime import UTC, datetime

from app.domain.ids import ItemId, LocationId
from app.refetch.noted import LevelNews
from webhooks.payloads import InventoryLevel, item_of, number, read


def read_level(body: bytes) -> LevelNews | None:
    """The level's news; None where something is missing, so that the item must be read. Raises Unreadable."""
    found = read(body, InventoryLevel)
    item, location, at = item_of(found), number(found.location_id), _instant(found.updated_at)
    if item is None or location is None or found.available is None or at is None:
        return None
    return LevelNews(ItemId(item), LocationId(location), found.available, at)


def _instant(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else None
