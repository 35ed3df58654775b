"""Open units of waiting lines, cut so that all units of a piece share one plan and one promise.

A plan's part says what units will get, the ledger what their customer was told; their borders need not agree. A
stretch runs from one border of either to the next. The promise of a unit is the last row that covers its position
(`app.domain.ledger`), which is looked up once a stretch and not once a unit.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import sqlalchemy as sa

from app.db.shown import Outlook
from app.db.tables.orders import order_line
from app.db.tables.plans import plan_part
from app.db.tables.promises import promise
from app.domain.ids import ON_HAND, ItemId, ShopId

WORST_FIRST: Final = tuple(Outlook)
"""An outlook is a number in SQL, its place in here, so that the worst of many is their minimum."""
IS_OWED: Final = sa.or_(plan_part.c.supply_id.is_(None), plan_part.c.supply_id != ON_HAND)
"""Of a plan's part: stock on hand does not cover it."""


def stretches(shop: ShopId, *, today: date, item: ItemId | None = None) -> sa.CTE:
    """Every stretch of the shop, or of one item. `today` is the shop's calendar day.

    Columns: those of the plan's part and of the standing promise (null: never told), the line's order and unit price,
    `first_unit` and `quantity` of the stretch itself, `owed` (not covered by stock on hand), and `outlook`.
    """
    cut = _cut(shop, item)
    return (
        sa.select(
            cut.c.line_id,
            cut.c.first_unit,
            cut.c.quantity,
            *(plan_part.c[name] for name in ("item_id", "supply_id", "ship_by", "p50", "p80", "p90", "reason")),
            promise.c.shown_on,
            promise.c.legal_on,
            order_line.c.order_id,
            order_line.c.unit_price_minor,
            IS_OWED.label("owed"),
            _outlook(today).label("outlook"),
        )
        .join_from(cut, plan_part, _same(shop, plan_part, cut, line_id="line_id", first_unit="part"))
        .join(order_line, _same(shop, order_line, cut, line_id="line_id"))
        .outerjoin(promise, _same(shop, promise, cut, line_id="line_id", seq="seq"))
        .cte("stretch")
    )


def _cut(shop: ShopId, item: ItemId | None) -> sa.Subquery:
    """Line, plan part, first unit, quantity, and the ledger row that stands for the stretch."""
    border = _borders(shop, item)
    following = sa.func.lead(border.c.first_unit).over(
        partition_by=(border.c.line_id, border.c.part), order_by=border.c.first_unit
    )
    later = promise.alias("later")
    covers = sa.and_(
        later.c.first_unit <= border.c.first_unit, border.c.first_unit < later.c.first_unit + later.c.quantity
    )
    standing = sa.select(sa.func.max(later.c.seq)).where(
        later.c.shop_id == shop, later.c.line_id == border.c.line_id, covers
    )
    return sa.select(
        border.c.line_id,
        border.c.part,
        border.c.first_unit,
        (sa.func.coalesce(following, border.c.end) - border.c.first_unit).label("quantity"),
        standing.scalar_subquery().label("seq"),
    ).subquery("cut")


def _borders(shop: ShopId, item: ItemId | None) -> sa.Subquery:
    """Where a stretch begins: at the first unit of every part, and wherever a promise begins or ends inside one."""
    end = plan_part.c.first_unit + plan_part.c.quantity
    mine = sa.and_(plan_part.c.shop_id == shop, plan_part.c.item_id == item if item is not None else sa.true())

    def at(unit: sa.ColumnElement[Any]) -> sa.Select[Any]:
        return sa.select(
            plan_part.c.line_id, plan_part.c.first_unit.label("part"), unit.label("first_unit"), end.label("end")
        ).where(mine)

    told = sa.and_(promise.c.shop_id == plan_part.c.shop_id, promise.c.line_id == plan_part.c.line_id)
    inside = [
        at(unit).join(promise, told).where(unit > plan_part.c.first_unit, unit < end)
        for unit in (promise.c.first_unit, promise.c.first_unit + promise.c.quantity)
    ]
    return sa.union(at(plan_part.c.first_unit), *inside).subquery("border")


def _same(shop: ShopId, table: sa.Table, cut: sa.Subquery, **columns: str) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.shop_id == shop, *(table.c[name] == cut.c[of] for name, of in columns.items()))


def _outlook(today: date) -> sa.ColumnElement[int]:
    undated = sa.and_(IS_OWED, plan_part.c.ship_by.is_(None))
    return sa.case(
        (promise.c.shown_on < today, WORST_FIRST.index(Outlook.LATE)),
        (undated, WORST_FIRST.index(Outlook.NO_DATE)),
        (plan_part.c.ship_by > promise.c.shown_on, WORST_FIRST.index(Outlook.AT_RISK)),
        else_=WORST_FIRST.index(Outlook.ON_TRACK),
    )
