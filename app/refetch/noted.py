"""Stock of items that nobody waits for: what a webhook says of it is kept, and Shopify is not asked.

A shop at size moves thousands of levels that are none of our business; each read of an item with its supply costs
twenty points of a hundred a second. What the pages need of such an item is whether it ran out, and the webhook's own
`available` says so. An item is read again as soon as it is switched on, owed or on its way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from app.db import inventory
from app.db.session import Database
from app.db.shops import Shop
from app.db.watched import watched
from app.domain.ids import ItemId, LocationId
from app.inbox.hints import Hint, Kind
from app.inbox.work import Pending, Work

TOPIC: Final = "inventory_levels/update"
_STAMPS_ARE_WHOLE_SECONDS: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class LevelNews:
    """`available` units of the item at the location since `at` (Shopify's stamp, whole seconds)."""

    item: ItemId
    location: LocationId
    available: int
    at: datetime


Told = dict[Hint, list[LevelNews]]


def note_levels(database: Database, shop: Shop, work: Work, read: Callable[[bytes], LevelNews | None]) -> None:
    """Finish those hints of the batch that need no read. `read` takes a webhook's body."""
    told = _told(work, read)
    if not told:
        return
    with database.write() as conn:
        unwatched = told.keys() - _watched(conn, shop, told)
        received = {each.hint: max(row.received_at for row in each.rows) for each in work.pending}
        done = [hint for hint in sorted(unwatched) if _note(conn, shop, told[hint], at=received[hint])]
        work.finish(conn, done=done)


def _told(work: Work, read: Callable[[bytes], LevelNews | None]) -> Told:
    """Hints for which every row that waits is a level's news."""
    told: Told = {}
    for each in work.pending:
        if each.hint in work.left and each.hint.kind is Kind.ITEM and not each.hint.gone:
            news = _news(each, read)
            if news:
                told[each.hint] = news
    return told


def _news(pending: Pending, read: Callable[[bytes], LevelNews | None]) -> list[LevelNews]:
    if any(row.topic != TOPIC for row in pending.rows):
        return []
    found = [news for row in pending.rows if (news := read(row.body)) is not None]
    return found if len(found) == len(pending.rows) else []


def _watched(conn: sa.Connection, shop: Shop, told: Told) -> set[Hint]:
    mine = watched(conn, shop.id, [ItemId(hint.id) for hint in told])
    return {hint for hint in told if ItemId(hint.id) in mine}


def _note(conn: sa.Connection, shop: Shop, news: list[LevelNews], *, at: datetime) -> bool:
    """False where the news cannot be ordered against what we have: then the item is read after all."""
    newest = {each.location: each for each in sorted(news, key=lambda each: each.at)}
    stamps = [each.at for each in news]
    if len(set(stamps)) != len(stamps):
        return False
    known = inventory.level_stamps(conn, shop.id, news[0].item)
    if any(place not in known for place in newest):
        return False
    newer = [each for place, each in newest.items() if each.at > known[place]]
    older = [each for place, each in newest.items() if each.at + _STAMPS_ARE_WHOLE_SECONDS <= known[place]]
    if len(newer) + len(older) != len(newest):
        return False
    for each in newer:
        inventory.note_available(conn, shop.id, each.item, each.location, each.available, each.at, at=at)
    return True
