"""The facts in a database, and what was computed of them, in terms that two databases of one shop share."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from app.db.session import Database
from app.db.tables.catalog import item, level, location, variant
from app.db.tables.orders import fulfillment_line, fulfillment_order, order, order_line
from app.db.tables.plans import plan, plan_part
from app.db.tables.shopstate import desired
from app.db.tables.supplies import SupplySource, inbound, supply
from tests.stateful.scene import Scene

Facts = dict[str, dict[Any, Any]]
_ENDED = ("CLOSED", "CANCELLED", "INCOMPLETE")


def facts_of(database: Database, scene: Scene) -> Facts:
    """By subject: key to value. Of orders only the open ones: nobody asks Shopify for others at an import."""
    with database.read() as conn:
        return {
            "locations": _table(conn, location, ["location_id"], ["name", "is_active", "fulfills_online_orders"]),
            "variants": _living(conn, variant, ["variant_id"], ["item_id", "inventory_policy"]),
            "items": _living(conn, item, ["item_id"], ["tracked"]),
            "levels": _levels(conn, scene),
            "open lines": _lines(conn),
            "tags of open orders": _tags(conn),
            "fulfilment orders": _fulfillments(conn),
            "supplies": _supplies(conn, scene),
            "plans": _plans(conn, scene),
            "what is on offer": _offers(conn, scene),
            "holds that are wanted": _wishes(conn, scene),
        }


def known_as(ours: Facts, theirs: Facts) -> Facts:
    """Ours, less what an import cannot know: which item a line was sold as, once its variant is deleted."""
    gone = {line for line, facts in theirs["open lines"].items() if facts["item_id"] is None}
    lines = {line: facts | {"item_id": None} if line in gone else facts for line, facts in ours["open lines"].items()}
    return ours | {"open lines": lines}


def _table(conn: sa.Connection, table: sa.Table, keys: list[str], values: list[str], *where: Any) -> dict[Any, Any]:
    rows = conn.execute(sa.select(table).where(*where)).mappings()
    return {tuple(row[key] for key in keys): {value: row[value] for value in values} for row in rows}


def _living(conn: sa.Connection, table: sa.Table, keys: list[str], values: list[str]) -> dict[Any, Any]:
    return _table(conn, table, keys, values, table.c.deleted_at.is_(None))


def _levels(conn: sa.Connection, scene: Scene) -> dict[Any, Any]:
    living = level.c.item_id.in_(list(scene.shop.inventory_items))
    values = ["available", "committed", "on_hand", "incoming"]
    return _table(conn, level, ["item_id", "location_id"], values, living)


def _lines(conn: sa.Connection) -> dict[Any, Any]:
    columns = ["order_id", "item_id", "ordered", "open", "committed"]
    found = _table(conn, order_line, ["line_id"], columns, order_line.c.open > 0)
    return {line: facts for (line,), facts in found.items()}


def _open_orders() -> sa.Select[Any]:
    return sa.select(order_line.c.order_id).where(order_line.c.open > 0)


def _tags(conn: sa.Connection) -> dict[Any, Any]:
    return _table(conn, order, ["order_id"], ["tags"], order.c.order_id.in_(_open_orders()))


def _fulfillments(conn: sa.Connection) -> dict[Any, Any]:
    parts: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for row in conn.execute(sa.select(fulfillment_line)).mappings():
        parts[row["fulfillment_order_id"]][row["line_id"]] = row["remaining"]
    columns = ["location_id", "status", "request_status", "actions", "holds"]
    living = (fulfillment_order.c.order_id.in_(_open_orders()), fulfillment_order.c.status.not_in(_ENDED))
    found = _table(conn, fulfillment_order, ["fulfillment_order_id"], columns, *living)
    return {key: facts | {"lines": parts[key[0]]} for key, facts in found.items()}


def _supplies(conn: sa.Connection, scene: Scene) -> dict[Any, Any]:
    left = supply.c.quantity - supply.c.accepted - supply.c.rejected - supply.c.closed
    rows = conn.execute(
        sa.select(
            inbound.c.source,
            inbound.c.transfer_id,
            inbound.c.shipment_id,
            sa.case((inbound.c.source == SupplySource.OWN, inbound.c.reference)),
            supply.c.item_id,
            left.label("left"),
        )
        .join(inbound, inbound.c.inbound_id == supply.c.inbound_id)
        .where(inbound.c.closed_at.is_(None), left > 0)
    )
    return {tuple(row[:5]): row.left for row in rows if row.item_id in scene.shop.inventory_items}


def _plans(conn: sa.Connection, scene: Scene) -> dict[Any, Any]:
    """Units of each line with the day they ship by, in order; which of two supplies of one day is all the same."""
    rows = conn.execute(sa.select(plan_part).order_by(plan_part.c.line_id, plan_part.c.first_unit)).mappings()
    found: dict[Any, Any] = {}
    living = [row for row in rows if row["item_id"] in scene.shop.inventory_items]
    for line, mine in groupby(living, key=lambda row: row["line_id"]):
        found[line] = [(fate, sum(row["quantity"] for row in some)) for fate, some in groupby(mine, key=_fate)]
    return found


def _fate(row: sa.RowMapping) -> tuple[str, Any]:
    kinds = {None: "nothing", 0: "on hand", -2: "set aside"}
    return kinds.get(row["supply_id"], "coming"), row["ship_by"]


def _offers(conn: sa.Connection, scene: Scene) -> dict[Any, Any]:
    found = _table(conn, plan, ["item_id", "pool_id"], ["availability"], plan.c.output_hash != "")
    return {key: value for key, value in found.items() if key[0] in scene.shop.inventory_items}


def _wishes(conn: sa.Connection, scene: Scene) -> dict[Any, Any]:
    """Units wanted on hold by order, group by group, without those of deleted products.

    Until when is left out: that is what the customer was told, which an import cannot know.
    """
    lives = {str(line.id) for each in scene.orders() for line in each.lines if line.variant is not None}
    rows = conn.execute(sa.select(desired.c.resource, desired.c.value).where(desired.c.field == "holds"))
    found = {}
    for resource, value in rows:
        groups = [
            (each["reason"], {line: each["units"][line] for line in lives & set(each["units"])}) for each in value
        ]
        if any(units for _, units in groups):
            found[resource] = [(reason, units) for reason, units in groups if units]
    return found
