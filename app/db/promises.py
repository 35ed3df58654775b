"""The promise ledger. Rows are only ever added; the promise of a unit is the last row that covers its position."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.db.rows import SHOP, add
from app.db.tables.promises import promise
from app.domain.ids import LineId, OrderId, ShopId, SupplyId
from app.domain.model import Cause, Promise, Quantiles


@dataclass(frozen=True, slots=True)
class Told:
    """A promise with the circumstances it was made in."""

    promise: Promise
    order: OrderId
    supply: SupplyId | None
    shown_version: int | None
    made_at: datetime
    plan_hash: str


_OF_LINES = (
    sa.select(promise)
    .where(promise.c.shop_id == SHOP, promise.c.line_id.in_(sa.bindparam("lines", expanding=True)))
    .order_by(promise.c.line_id, promise.c.seq)
)


def of_lines(conn: sa.Connection, shop: ShopId, lines: Iterable[LineId]) -> dict[LineId, list[Told]]:
    """Everything ever promised to each line, in the order of telling."""
    found: dict[LineId, list[Told]] = {}
    rows = conn.execute(_OF_LINES, {"shop": shop, "lines": list(lines)}).mappings()
    for row in rows:
        found.setdefault(LineId(row["line_id"]), []).append(_told(row))
    return found


def append(conn: sa.Connection, shop: ShopId, told: Sequence[Told]) -> None:
    """Add rows to the ledger, numbered after those each line has."""
    lines = {each.promise.line for each in told}
    last = {
        row.line_id: row.seq
        for row in conn.execute(
            sa.select(promise.c.line_id, sa.func.max(promise.c.seq).label("seq"))
            .where(promise.c.shop_id == shop, promise.c.line_id.in_(list(lines)))
            .group_by(promise.c.line_id)
        )
    }
    rows = []
    for each in told:
        line = each.promise.line
        last[line] = last.get(line, 0) + 1
        rows.append(_row(shop, each, seq=last[line]))
    add(conn, promise, rows)


def _row(shop: ShopId, told: Told, *, seq: int) -> dict[str, object]:
    made = told.promise
    return {
        "shop_id": shop,
        "line_id": made.line,
        "seq": seq,
        "first_unit": made.part,
        "quantity": made.quantity,
        "revision": made.revision,
        "order_id": told.order,
        "shown_on": made.shown_on,
        "legal_on": made.legal_on,
        "cause": made.cause,
        "p50": made.range.p50 if made.range else None,
        "p80": made.range.p80 if made.range else None,
        "p90": made.range.p90 if made.range else None,
        "supply_id": told.supply,
        "shown_version": told.shown_version,
        "made_at": told.made_at,
        "plan_hash": told.plan_hash,
    }


def _told(row: sa.RowMapping) -> Told:
    return Told(
        promise=Promise(
            line=LineId(row["line_id"]),
            part=row["first_unit"],
            revision=row["revision"],
            quantity=row["quantity"],
            shown_on=row["shown_on"],
            legal_on=row["legal_on"],
            cause=Cause(row["cause"]),
            range=Quantiles(row["p50"], row["p80"], row["p90"]) if row["p50"] else None,
        ),
        order=OrderId(row["order_id"]),
        supply=SupplyId(row["supply_id"]) if row["supply_id"] is not None else None,
        shown_version=row["shown_version"],
        made_at=row["made_at"],
        plan_hash=row["plan_hash"],
    )
