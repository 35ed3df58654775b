"""Files of deliveries as rows: what was read of each, and how far it has come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa

from app.db.rows import add, row_id
from app.db.tables.catalog import item, location, variant
from app.db.tables.purchases import ImportState, supply_import
from app.domain.ids import ImportId, ItemId, LocationId, ShopId
from app.domain.table import Fault

_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class FittedRow:
    """A row of a file with the product and place it names in this shop. `row` counts from 1 with the header."""

    row: int
    item: ItemId
    quantity: int
    expected_on: date | None
    supplier: str
    place: LocationId
    reference: str
    does: str = "add"
    """What it came to when the file was read: `add`, `change` or `nothing`."""

    def having(self, does: str) -> FittedRow:
        return replace(self, does=does)


@dataclass(frozen=True, slots=True)
class Import:
    """`done` of `rows` were taken over; `refused` are those that no longer fitted when their turn came."""

    id: ImportId
    file_name: str
    state: ImportState
    rows: tuple[FittedRow, ...]
    faults: tuple[Fault, ...]
    refused: tuple[Fault, ...]
    done: int
    added: int
    changed: int


def insert(
    conn: sa.Connection,
    shop: ShopId,
    *,
    file_name: str,
    rows: Sequence[FittedRow],
    faults: Sequence[Fault],
    by: str,
    now: datetime,
) -> ImportId:
    made = ImportId(row_id(now))
    row = {
        "shop_id": shop,
        "import_id": made,
        "file_name": file_name,
        "state": ImportState.CHECKED,
        "rows": [_packed(each) for each in rows],
        "faults": [[fault.row, fault.sentence] for fault in faults],
        "refused": [],
        "uploaded_at": now,
        "uploaded_by": by,
    }
    add(conn, supply_import, [row])
    return made


def begin(conn: sa.Connection, shop: ShopId, import_id: ImportId) -> bool:
    """Whether this call set it going: a file is taken over once, however often somebody says so."""
    mine = sa.and_(supply_import.c.shop_id == shop, supply_import.c.import_id == import_id)
    fresh = sa.and_(mine, supply_import.c.state == ImportState.CHECKED)
    return conn.execute(sa.update(supply_import).where(fresh).values(state=ImportState.RUNNING)).rowcount == 1


def go_on(conn: sa.Connection, shop: ShopId, known: Import) -> None:
    """Store how far it has come."""
    conn.execute(
        sa.update(supply_import)
        .where(supply_import.c.shop_id == shop, supply_import.c.import_id == known.id)
        .values(
            state=ImportState.DONE if known.done >= len(known.rows) else ImportState.RUNNING,
            done=known.done,
            added=known.added,
            changed=known.changed,
            refused=[[fault.row, fault.sentence] for fault in known.refused],
        )
    )


def is_running(conn: sa.Connection, shop: ShopId) -> bool:
    """Whether a file is being taken over."""
    under_way = sa.exists().where(supply_import.c.shop_id == shop, supply_import.c.state == ImportState.RUNNING)
    return bool(conn.scalar(sa.select(under_way)))


def running(conn: sa.Connection, shop: ShopId) -> Import | None:
    """The oldest file that is being taken over."""
    found = conn.scalar(
        sa.select(supply_import.c.import_id)
        .where(supply_import.c.shop_id == shop, supply_import.c.state == ImportState.RUNNING)
        .order_by(supply_import.c.import_id)
        .limit(1)
    )
    return by_id(conn, shop, ImportId(found)) if found is not None else None


def by_id(conn: sa.Connection, shop: ShopId, import_id: ImportId) -> Import | None:
    row = (
        conn.execute(
            sa.select(supply_import).where(supply_import.c.shop_id == shop, supply_import.c.import_id == import_id)
        )
        .mappings()
        .first()
    )
    if row is None:
        return None
    return Import(
        id=import_id,
        file_name=row["file_name"],
        state=ImportState(row["state"]),
        rows=tuple(_unpacked(each) for each in row["rows"]),
        faults=tuple(Fault(*each) for each in row["faults"]),
        refused=tuple(Fault(*each) for each in row["refused"]),
        done=row["done"],
        added=row["added"],
        changed=row["changed"],
    )


def _packed(row: FittedRow) -> list[Any]:
    day = row.expected_on.isoformat() if row.expected_on else None
    return [row.row, row.item, row.quantity, day, row.supplier, row.place, row.reference, row.does]


def _unpacked(packed: Sequence[Any]) -> FittedRow:
    row = FittedRow(*packed)
    return replace(row, expected_on=date.fromisoformat(packed[3]) if packed[3] else None)


def items_by_sku(conn: sa.Connection, shop: ShopId, skus: Iterable[str]) -> dict[str, set[ItemId]]:
    """The items that Shopify counts, by SKU in small letters. Several may share one."""
    wanted = sorted({sku.lower() for sku in skus})
    found: dict[str, set[ItemId]] = {}
    folded = sa.func.lower(variant.c.sku)
    for start in range(0, len(wanted), _AT_ONCE):
        rows = conn.execute(
            sa.select(folded.label("sku"), variant.c.item_id)
            .join(item, sa.and_(item.c.shop_id == shop, item.c.item_id == variant.c.item_id))
            .where(
                variant.c.shop_id == shop,
                variant.c.deleted_at.is_(None),
                item.c.deleted_at.is_(None),
                item.c.tracked.is_(True),
                folded.in_(wanted[start : start + _AT_ONCE]),
            )
        )
        for row in rows:
            found.setdefault(row.sku, set()).add(ItemId(row.item_id))
    return found


def places_by_name(conn: sa.Connection, shop: ShopId) -> dict[str, LocationId]:
    """Active locations by name, folded, those that fulfil online orders first."""
    rows = conn.execute(
        sa.select(location.c.location_id, location.c.name)
        .where(location.c.shop_id == shop, location.c.is_active.is_(True))
        .order_by(location.c.fulfills_online_orders.desc(), location.c.name, location.c.location_id)
    )
    found: dict[str, LocationId] = {}
    for row in rows:
        found.setdefault(" ".join(row.name.split()).casefold(), LocationId(row.location_id))
    return found
