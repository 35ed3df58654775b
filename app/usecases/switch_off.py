"""Put variants back as they were found. What was promised stays promised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.db import activity, bundles, catalog, letting_go, locks, shopstate, terms
from app.db.catalog import StoredVariant
from app.db.shops import Shop
from app.db.terms import Scope
from app.domain.ids import ItemId, OrderId, VariantId
from app.domain.model import Mode
from app.errors import AppError, NotFound
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.replan.anew import plan_all, shape_all

_OFF = "switched off"


def switch_off(
    conn: sa.Connection, shop: Shop, variants: Sequence[VariantId], *, by: str, now: datetime, release: bool = False
) -> None:
    """Make the state before us the desired one; converge carries it out.

    `release`: units that these variants still owe are held no more, and tags and notes speak of them no more. Promises
    stay, and customers go on hearing of them. Saying it again may release what was kept, or hold what was let go.

    What a bundle is made of goes with it, unless another bundle needs it or it was switched on by itself. Raises
    NotFound, and AppError for a variant without which a bundle that stays on could not be sold.
    """
    said = say_off(conn, shop, variants, by=by, now=now, release=release)
    plan_all(conn, shop, said.items, cause=_OFF, by=by, now=now)
    shape_all(conn, shop, said.orders, cause=_OFF, by=by, now=now)
    enqueue(conn, shop.id, Hint(Kind.DELIVER), cause=_OFF)


@dataclass(frozen=True, slots=True)
class SaidOff:
    """What has to be planned now, and which orders decided anew."""

    items: set[ItemId]
    orders: set[OrderId]


def say_off(
    conn: sa.Connection, shop: Shop, variants: Sequence[VariantId], *, by: str, now: datetime, release: bool
) -> SaidOff:
    """Say that they are off, and no more. Raises as `switch_off`."""
    known = {each.id: each for each in catalog.stored_variants(conn, shop.id, variants)}
    if unknown := set(variants) - known.keys():
        raise NotFound(f"{len(unknown)} of these variants are not in this shop any more.")
    _refuse_needed(conn, shop, known)
    parts = bundles.components(conn, shop.id, [each.id for each in known.values() if each.is_bundle])
    items = {each.item for each in known.values()} | {part.item for made_of in parts.values() for part in made_of}
    locks.lock_items(conn, shop.id, items)
    changed = known.keys() if release else letting_go.end(conn, shop.id, known)
    for variant in variants:
        terms.say(conn, shop.id, Scope.VARIANT, variant, by=by, at=now, mode=Mode.OFF, lets_go=release)
        resource, detail = shopstate.variant_resource(variant), {"release": release}
        activity.log(conn, shop.id, _OFF, resource, actor=by, at=now, detail=detail)
    return SaidOff(items, letting_go.orders_waiting(conn, shop.id, changed))


def _refuse_needed(conn: sa.Connection, shop: Shop, known: Mapping[VariantId, StoredVariant]) -> None:
    for part, needing in bundles.needing(conn, shop.id, list(known)).items():
        staying = [each for each in needing if each not in known]
        if staying:
            (bundle,) = catalog.stored_variants(conn, shop.id, staying[:1])
            raise AppError(f"{known[part].name} is part of {bundle.name}, which is on. Switch that off first.")
