"""Plans as stored: the parts of every line and what a shopper may be told. Derived, so replaced whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from app.db.rows import SHOP, add, put
from app.db.tables.orders import order_line
from app.db.tables.plans import plan, plan_part
from app.domain.ids import ON_HAND, SET_ASIDE, ItemId, LineId, OrderId, PoolId, ShopId, SupplyId
from app.domain.model import Quantiles


@dataclass(frozen=True, slots=True)
class PlanPart:
    """Units of a line from position `first_unit` that share one fate.

    `supply` ON_HAND: they ship now. None: nothing covers them. `ship_by` is None in both cases.
    """

    line: LineId
    first_unit: int
    quantity: int
    supply: SupplyId | None
    ship_by: date | None
    range: Quantiles | None
    reason: str = ""
    alone: PlanPart | None = None
    """What the plan of its item says, where the units leave in one parcel with others and wait for those."""

    @property
    def is_backordered(self) -> bool:
        return self.supply != 0

    @property
    def of_its_item(self) -> PlanPart:
        """What the plan of its item says, whatever else the order waits for."""
        return self if self.alone is None else self.alone


@dataclass(frozen=True, slots=True)
class StoredPlan:
    input_hash: str
    output_hash: str
    availability: Any


_OF_ITEM = sa.select(plan.c.pool_id, plan.c.input_hash, plan.c.output_hash, plan.c.availability).where(
    plan.c.shop_id == SHOP, plan.c.item_id == sa.bindparam("item")
)


def of_item(conn: sa.Connection, shop: ShopId, item: ItemId) -> dict[PoolId, StoredPlan]:
    """The item's plan in each pool that it was ever planned in and that nobody cleared since."""
    rows = conn.execute(_OF_ITEM, {"shop": shop, "item": item})
    return {PoolId(row.pool_id): StoredPlan(row.input_hash, row.output_hash, row.availability) for row in rows}


def planned_items(conn: sa.Connection, shop: ShopId) -> set[ItemId]:
    """All items that have a plan."""
    found = conn.scalars(sa.select(plan.c.item_id).where(plan.c.shop_id == shop, plan.c.output_hash != ""))
    return {ItemId(each) for each in found}


def planned_after(conn: sa.Connection, shop: ShopId, item: ItemId, *, most: int) -> list[ItemId]:
    """The next items past this one that have a plan, by id."""
    found = conn.scalars(
        sa.select(plan.c.item_id)
        .where(plan.c.shop_id == shop, plan.c.item_id > item, plan.c.output_hash != "")
        .distinct()
        .order_by(plan.c.item_id)
        .limit(most)
    )
    return [ItemId(each) for each in found]


def save(
    conn: sa.Connection,
    shop: ShopId,
    item: ItemId,
    pool: PoolId,
    *,
    stored: StoredPlan,
    parts: Sequence[PlanPart],
    at: datetime,
) -> None:
    """Replace the item's plan. The item must be locked (`locks.lock_items`)."""
    row = {
        "shop_id": shop,
        "item_id": item,
        "pool_id": pool,
        "input_hash": stored.input_hash,
        "output_hash": stored.output_hash,
        "availability": stored.availability,
        "planned_at": at,
    }
    put(conn, plan, [row])
    clear_parts(conn, shop, item, [pool])
    add(conn, plan_part, [_row(shop, item, pool, part) for part in parts])


def clear_parts(conn: sa.Connection, shop: ShopId, item: ItemId, pools: Sequence[PoolId]) -> None:
    """Before several pools are saved: what one of them has of a line may be another's from now on."""
    mine = sa.and_(plan_part.c.shop_id == shop, plan_part.c.item_id == item)
    conn.execute(sa.delete(plan_part).where(mine, plan_part.c.pool_id.in_(pools)))


def clear(conn: sa.Connection, shop: ShopId, item: ItemId, pools: Sequence[PoolId]) -> None:
    """The item has no plan in these pools any more."""
    clear_parts(conn, shop, item, pools)
    mine = sa.and_(plan.c.shop_id == shop, plan.c.item_id == item)
    conn.execute(sa.delete(plan).where(mine, plan.c.pool_id.in_(pools)))


def parts_of_item(conn: sa.Connection, shop: ShopId, item: ItemId, *pools: PoolId) -> list[PlanPart]:
    """The planned parts of all lines of an item, by line and position; of these pools, where any is named."""
    rows = conn.execute(
        sa.select(plan_part)
        .where(plan_part.c.shop_id == shop, plan_part.c.item_id == item)
        .where(plan_part.c.pool_id.in_(pools) if pools else sa.true())
        .order_by(plan_part.c.line_id, plan_part.c.first_unit)
    ).mappings()
    return [_part(row) for row in rows]


def units_on_hand(conn: sa.Connection, shop: ShopId, item: ItemId) -> dict[LineId, int]:
    """Units that the stored plan gives from stock to lines which still wait for them, set aside for a parcel or not."""
    rows = conn.execute(
        sa.select(plan_part.c.line_id, plan_part.c.first_unit, plan_part.c.quantity)
        .add_columns(order_line.c.ordered, order_line.c.open)
        .join(
            order_line,
            sa.and_(order_line.c.shop_id == plan_part.c.shop_id, order_line.c.line_id == plan_part.c.line_id),
        )
        .where(
            plan_part.c.shop_id == shop,
            plan_part.c.item_id == item,
            plan_part.c.supply_id.in_((ON_HAND, SET_ASIDE)),
        )
    )
    units: dict[LineId, int] = {}
    for row in rows:
        still_open = _still_open(row.first_unit, row.quantity, ordered=row.ordered, open_=row.open)
        units[LineId(row.line_id)] = units.get(LineId(row.line_id), 0) + still_open
    return units


def _still_open(first: int, quantity: int, *, ordered: int, open_: int) -> int:
    return max(0, min(first + quantity - 1, ordered) - max(first - 1, ordered - open_))


def waiting(conn: sa.Connection, shop: ShopId, item: ItemId) -> tuple[int, int]:
    """Units of the item that wait for a supply, and the orders they belong to, by the stored plan."""
    row = conn.execute(
        sa.select(
            sa.func.coalesce(sa.func.sum(plan_part.c.quantity), 0).label("units"),
            sa.func.count(order_line.c.order_id.distinct()).label("orders"),
        )
        .join(
            order_line,
            sa.and_(order_line.c.shop_id == plan_part.c.shop_id, order_line.c.line_id == plan_part.c.line_id),
        )
        .where(
            plan_part.c.shop_id == shop,
            plan_part.c.item_id == item,
            sa.or_(plan_part.c.supply_id.is_(None), plan_part.c.supply_id != ON_HAND),
        )
    ).one()
    return int(row.units), int(row.orders)


def parts_of_order(conn: sa.Connection, shop: ShopId, order: OrderId) -> list[PlanPart]:
    """The planned parts of all lines of an order, by line and position."""
    rows = conn.execute(
        sa.select(plan_part)
        .join(
            order_line,
            sa.and_(order_line.c.shop_id == plan_part.c.shop_id, order_line.c.line_id == plan_part.c.line_id),
        )
        .where(plan_part.c.shop_id == shop, order_line.c.order_id == order)
        .order_by(plan_part.c.line_id, plan_part.c.first_unit)
    ).mappings()
    return [_part(row) for row in rows]


def orders_waiting(conn: sa.Connection, shop: ShopId) -> set[OrderId]:
    """The orders with units that are not there yet."""
    waits = sa.or_(plan_part.c.supply_id.is_(None), plan_part.c.supply_id != ON_HAND)
    same = sa.and_(order_line.c.shop_id == plan_part.c.shop_id, order_line.c.line_id == plan_part.c.line_id)
    found = conn.scalars(
        sa.select(order_line.c.order_id).join(plan_part, same).where(plan_part.c.shop_id == shop, waits).distinct()
    )
    return {OrderId(each) for each in found}


def orders_planned(conn: sa.Connection, shop: ShopId, items: Collection[ItemId] | None = None) -> int:
    """How many orders have open units that are planned, wherever these come from; of these items, or of all."""
    same = sa.and_(order_line.c.shop_id == plan_part.c.shop_id, order_line.c.line_id == plan_part.c.line_id)
    orders = sa.select(sa.func.count(order_line.c.order_id.distinct()))
    those = sa.true() if items is None else plan_part.c.item_id.in_(items)
    return conn.scalar(orders.join(plan_part, same).where(plan_part.c.shop_id == shop, those)) or 0


def change_parts(conn: sa.Connection, shop: ShopId, parts: Sequence[PlanPart]) -> None:
    """Say something else of units that have their place in the plan already."""
    mine = sa.and_(plan_part.c.shop_id == shop, plan_part.c.line_id == sa.bindparam("of"))
    statement = sa.update(plan_part).where(mine, plan_part.c.first_unit == sa.bindparam("from"))
    for part in parts:
        conn.execute(statement.values(_fate(part)), {"of": part.line, "from": part.first_unit})


def _row(shop: ShopId, item: ItemId, pool: PoolId, part: PlanPart) -> dict[str, Any]:
    place = {"line_id": part.line, "first_unit": part.first_unit, "quantity": part.quantity}
    return {"shop_id": shop, "item_id": item, "pool_id": pool, **place, **_fate(part)}


def _fate(part: PlanPart) -> dict[str, Any]:
    return {
        "supply_id": part.supply,
        "ship_by": part.ship_by,
        "p50": part.range.p50 if part.range else None,
        "p80": part.range.p80 if part.range else None,
        "p90": part.range.p90 if part.range else None,
        "reason": part.reason,
        "alone": _alone(part.alone),
    }


def _alone(part: PlanPart | None) -> dict[str, Any] | None:
    if part is None:
        return None
    law = [day.isoformat() for day in part.range] if part.range else None
    day = part.ship_by.isoformat() if part.ship_by else None
    return {"supply": part.supply, "by": day, "range": law, "reason": part.reason}


def _part(row: sa.RowMapping) -> PlanPart:
    part = PlanPart(
        line=LineId(row["line_id"]),
        first_unit=row["first_unit"],
        quantity=row["quantity"],
        supply=SupplyId(row["supply_id"]) if row["supply_id"] is not None else None,
        ship_by=row["ship_by"],
        range=Quantiles(row["p50"], row["p80"], row["p90"]) if row["p50"] else None,
        reason=row["reason"],
    )
    return part if row["alone"] is None else replace(part, alone=_read_alone(part, row["alone"]))


def _read_alone(part: PlanPart, kept: Mapping[str, Any]) -> PlanPart:
    return replace(
        part,
        supply=None if kept["supply"] is None else SupplyId(kept["supply"]),
        ship_by=date.fromisoformat(kept["by"]) if kept["by"] else None,
        range=Quantiles(*map(date.fromisoformat, kept["range"])) if kept["range"] else None,
        reason=kept["reason"],
    )
