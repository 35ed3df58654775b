"""How far a merchant trusts stated dates: days added to them, for the shop and for single suppliers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.db import activity, buffers, shops
from app.db.shops import Shop
from app.domain.ids import ItemId, SupplierId
from app.errors import NotFound
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.replan.anew import plan_all
from app.replan.replan import Replanned

_CHANGED = "changed delivery times"


@dataclass(frozen=True, slots=True)
class _Change:
    """What really changes, with what was there before."""

    usual: tuple[int, int] | None
    own: Mapping[SupplierId, tuple[int | None, int | None]]
    follow_usual: frozenset[SupplierId | None]
    """Whose dates the shop's days may stretch: without days of their own, or not named at all."""

    def __bool__(self) -> bool:
        return self.usual is not None or bool(self.own)

    @property
    def suppliers(self) -> set[SupplierId | None]:
        return set(self.own) | (set(self.follow_usual) if self.usual else set())

    @property
    def detail(self) -> dict[str, Any]:
        own = {str(who): {"from": before, "to": after} for who, (before, after) in self.own.items()}
        usual = {"usual": {"from": self.usual[0], "to": self.usual[1]}} if self.usual else {}
        return {**usual, "suppliers": own}


def set_buffers(
    conn: sa.Connection,
    shop: Shop,
    *,
    usual: int,
    own: Mapping[SupplierId, int | None],
    by: str,
    now: datetime,
) -> Replanned | None:
    """Add `usual` calendar days to stated dates, and `own` days for these suppliers; None: as their record says.

    Plans what rests on a changed number anew. Suppliers that `own` does not name stay as they are. Raises NotFound.
    """
    buffers.lock(conn, shop.id)
    change = _change(conn, shop, usual, own)
    if not change:
        return Replanned()
    if change.usual:
        buffers.say_usual(conn, shop.id, usual)
    buffers.say_own(conn, shop.id, {who: after for who, (_, after) in change.own.items()})
    activity.log(conn, shop.id, _CHANGED, "settings", actor=by, at=now, detail=change.detail)
    changed = plan_all(conn, shop, _items(conn, shop, change), cause=_CHANGED, by=by, now=now)
    enqueue(conn, shop.id, Hint(Kind.DELIVER), cause=_CHANGED)
    return changed


def _change(conn: sa.Connection, shop: Shop, usual: int, own: Mapping[SupplierId, int | None]) -> _Change:
    before = shops.settings(conn, shop.id).buffer_days
    stands = {each.supplier: each.days for each in buffers.of_suppliers(conn, shop.id)}
    if own.keys() - stands.keys():
        raise NotFound("One of these suppliers is not in this shop any more.")
    after = {**stands, **own}
    return _Change(
        usual=None if usual == before else (before, usual),
        own={who: (stands[who], after[who]) for who in sorted(own) if stands[who] != after[who]},
        follow_usual=frozenset({None, *(who for who, days in after.items() if days is None)}),
    )


def _items(conn: sa.Connection, shop: Shop, change: _Change) -> set[ItemId]:
    coming = buffers.items_coming(conn, shop.id)
    return {item for who in change.suppliers for item in coming.get(who, ())}
