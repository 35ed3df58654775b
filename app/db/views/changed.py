"""What somebody else has changed after us and nobody has put right: inventory policies, and what we did to orders.

A field stays somebody else's for as long as nobody takes it over, whatever it is set to since. It is worth a word only
while it is not as we would have it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from app.db import activity
from app.db.shopstate import CONTINUE, HOLDS, POLICY, TAG, order_resource, place_field
from app.db.shown import ChangedVariant
from app.db.shown_changed import PolicyChange, Undone, UndoneKind
from app.db.tables.base import BigId
from app.db.tables.catalog import variant
from app.db.tables.orders import order_line
from app.db.tables.plans import plan_part
from app.db.tables.shopstate import IS_FOREIGN, desired, footprint
from app.db.tables.shopstate import activity as activity_table
from app.db.views.names import NAMED, name
from app.db.views.reader import Reader
from app.db.views.stretches import IS_OWED
from app.domain.ids import ItemId, LineId, OrderId, VariantId

_WANTED: Final = sa.and_(
    desired.c.shop_id == footprint.c.shop_id,
    desired.c.resource == footprint.c.resource,
    desired.c.field == footprint.c.field,
)
"""What we want of the same field; no such row: nothing any more."""
_SAID: Final = activity_table.c
_NAMING: Final = sa.literal('"field":"') + footprint.c.field + '"'
_NOTICED_AT: Final = (
    sa.select(sa.func.max(_SAID.at, type_=_SAID.at.type))
    .where(_SAID.shop_id == footprint.c.shop_id, _SAID.subject == footprint.c.resource)
    .where(_SAID.verb == activity.NOTICED)
    .where(sa.type_coerce(_SAID.detail, sa.Text).contains(_NAMING))
    .scalar_subquery()
    .label("noticed_at")
)
"""When the log last noticed a change of the field, business clock; the log's detail is JSON without spaces."""


def _number(kind: str, field: str) -> sa.ColumnElement[int]:
    """Of the resource `variant:1` the 1; only of rows of this field, for in others it may be no number."""
    return sa.case((footprint.c.field == field, sa.cast(sa.func.substr(footprint.c.resource, len(kind) + 2), BigId)))


def policies(reader: Reader, of: VariantId | None = None) -> dict[VariantId, ChangedVariant]:
    """Policies that others have set otherwise than we want them: the shop's, or this variant's. One statement."""
    mine = sa.and_(variant.c.shop_id == footprint.c.shop_id, variant.c.variant_id == _number("variant", POLICY))
    rows = reader.conn.execute(
        sa.select(*NAMED, variant.c.inventory_policy, footprint.c.accepted, desired.c.value, _NOTICED_AT)
        .join_from(footprint, desired, _WANTED)
        .join(variant, mine)
        .where(footprint.c.shop_id == reader.shop.id, IS_FOREIGN, footprint.c.field == POLICY)
        .where(variant.c.deleted_at.is_(None), variant.c.variant_id == of if of is not None else sa.true())
    ).mappings()
    differing = [row for row in rows if row["inventory_policy"] != row["value"]]
    return {
        VariantId(row["variant_id"]): ChangedVariant(
            name(row),
            PolicyChange(
                sells_on=row["inventory_policy"] == CONTINUE,
                since=row["noticed_at"],
                accepted=row["accepted"] == row["inventory_policy"],
            ),
        )
        for row in differing
    }


def released(reader: Reader) -> dict[ItemId, set[OrderId]]:
    """Orders whose hold somebody has released while units still wait, by the items they wait for. One statement.

    Without those of which the merchant has said that they may ship.
    """
    mine = sa.and_(order_line.c.shop_id == footprint.c.shop_id, order_line.c.order_id == _number("order", HOLDS))
    part = sa.and_(plan_part.c.shop_id == order_line.c.shop_id, plan_part.c.line_id == order_line.c.line_id)
    rows = reader.conn.execute(
        sa.select(plan_part.c.item_id, order_line.c.order_id)
        .distinct()
        .join_from(footprint, desired, _WANTED)
        .join(order_line, mine)
        .join(plan_part, part)
        .where(footprint.c.shop_id == reader.shop.id, IS_FOREIGN, footprint.c.field == HOLDS)
        .where(footprint.c.accepted.is_(None), desired.c.value != [], IS_OWED)
    )
    found: defaultdict[ItemId, set[OrderId]] = defaultdict(set)
    for row in rows:
        found[ItemId(row.item_id)].add(OrderId(row.order_id))
    return found


@dataclass(frozen=True, slots=True)
class UndoneOnOrders:
    """What was undone on some orders, to be asked line by line."""

    by_order: Mapping[OrderId, Sequence[sa.RowMapping]]
    """The fields that are somebody else's now, and what we want of each."""

    def of_line(self, order: OrderId, line: LineId, *, held: int) -> tuple[Undone, ...]:
        """Only what is still to be done: who released a hold on units that have shipped since has lost nothing."""
        found = []
        for row in self.by_order.get(order, ()):
            kind, units = _asked(row["field"], row["value"], line)
            missing = units - held if kind is UndoneKind.HOLD else units
            if missing > 0 or (kind is UndoneKind.TAG and row["value"]):
                found.append(Undone(kind, row["field"], missing, row["noticed_at"], row["accepted"] is not None))
        return tuple(found)


def undone(reader: Reader, item: ItemId, orders: Iterable[OrderId]) -> UndoneOnOrders:
    """Holds that were released on these orders, tags that were taken off, and units of the item that were moved back.

    One statement.
    """
    resources = {order_resource(order): order for order in orders}
    rows = reader.conn.execute(
        sa.select(footprint.c.resource, footprint.c.field, footprint.c.accepted, desired.c.value, _NOTICED_AT)
        .join(desired, _WANTED)
        .where(footprint.c.shop_id == reader.shop.id, IS_FOREIGN, footprint.c.resource.in_(resources))
        .where(footprint.c.field.in_([HOLDS, TAG, place_field(item)]))
        .order_by(footprint.c.field)
    ).mappings()
    found: defaultdict[OrderId, list[sa.RowMapping]] = defaultdict(list)
    for row in rows:
        found[resources[row["resource"]]].append(row)
    return UndoneOnOrders(found)


def _asked(field: str, value: Any, line: LineId) -> tuple[UndoneKind, int]:
    """What we want done to a line, and to how many units."""
    if field == HOLDS:
        return UndoneKind.HOLD, sum(group["units"].get(str(line), 0) for group in value)
    if field == TAG:
        return UndoneKind.TAG, 0
    return UndoneKind.PLACE, sum(move["units"] for move in value if move["line"] == line)
