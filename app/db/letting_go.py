"""Orders that wait for a variant which was switched off and let go: their units are held no more, the promise stands.

It is said of a variant (`terms.lets_go`), so it ends with one row and holds for whatever its orders become meanwhile.
A unit bought in a bundle is let go with the bundle or with itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import sqlalchemy as sa

from app.db.rows import SHOP
from app.db.tables.orders import order_line
from app.db.tables.plans import plan_part
from app.db.tables.terms import terms
from app.db.terms import Scope
from app.domain.ids import ON_HAND, ItemId, LineId, OrderId, ShopId, VariantId

_IS_LET_GO = sa.exists().where(
    terms.c.shop_id == SHOP,
    terms.c.scope == Scope.VARIANT,
    terms.c.scope_id.in_((order_line.c.variant_id, order_line.c.bundle_id)),
    terms.c.lets_go,
)
_LINES = sa.select(order_line.c.line_id).where(order_line.c.shop_id == SHOP, _IS_LET_GO)
_LINES_OF_ORDER = _LINES.where(order_line.c.order_id == sa.bindparam("order"))
_WAITS = sa.or_(plan_part.c.supply_id.is_(None), plan_part.c.supply_id != ON_HAND)
_PLANNED = sa.and_(order_line.c.shop_id == plan_part.c.shop_id, order_line.c.line_id == plan_part.c.line_id)
_KEPT = (
    sa.select(sa.func.count(order_line.c.order_id.distinct()))
    .join(plan_part, _PLANNED)
    .where(plan_part.c.shop_id == SHOP, _WAITS, ~_IS_LET_GO)
    .where(sa.bindparam("variant").in_((order_line.c.variant_id, order_line.c.bundle_id)))
)
_LINES_OF_ITEM = _LINES.where(order_line.c.item_id == sa.bindparam("item"))


def lines_of_order(conn: sa.Connection, shop: ShopId, order: OrderId) -> set[LineId]:
    """The lines of the order of which nothing is to be held."""
    return {LineId(each) for each in conn.scalars(_LINES_OF_ORDER, {"shop": shop, "order": order})}


def lines_of_item(conn: sa.Connection, shop: ShopId, item: ItemId) -> set[LineId]:
    return {LineId(each) for each in conn.scalars(_LINES_OF_ITEM, {"shop": shop, "item": item})}


def end(conn: sa.Connection, shop: ShopId, variants: Iterable[VariantId]) -> set[VariantId]:
    """Hold what waits for these variants again. Gives those of them that were let go."""
    said = sa.and_(terms.c.shop_id == shop, terms.c.scope == Scope.VARIANT, terms.c.scope_id.in_(list(variants)))
    ended = conn.scalars(
        sa.update(terms).where(said, terms.c.lets_go).values(lets_go=False).returning(terms.c.scope_id)
    )
    return {VariantId(each) for each in ended}


def kept(conn: sa.Connection, shop: ShopId, variant: VariantId) -> int:
    """How many orders are held for units of the variant, bought by themselves or in a bundle, and were not let go."""
    return int(conn.scalar(_KEPT, {"shop": shop, "variant": variant}) or 0)


def orders_waiting(conn: sa.Connection, shop: ShopId, variants: Collection[VariantId]) -> set[OrderId]:
    """The orders with units of these variants that are not there yet, bought by themselves or in a bundle."""
    if not variants:
        return set()
    theirs = sa.or_(order_line.c.variant_id.in_(list(variants)), order_line.c.bundle_id.in_(list(variants)))
    found = conn.scalars(
        sa.select(order_line.c.order_id)
        .join(plan_part, _PLANNED)
        .where(plan_part.c.shop_id == shop, _WAITS, theirs)
        .distinct()
    )
    return {OrderId(each) for each in found}
