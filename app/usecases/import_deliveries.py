"""A file of deliveries: read and compared first, taken over in slices when the merchant says so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Final

import sqlalchemy as sa

from app.clock import local_date
from app.db import activity, locks, own_deliveries, supply_imports
from app.db.etas import state_eta
from app.db.own_deliveries import Standing
from app.db.shops import Shop
from app.db.supply_imports import FittedRow, Import
from app.db.tables.supplies import EtaSource
from app.domain.ids import ImportId, ItemId
from app.domain.own_supply import NewDelivery, Refused, fold, with_quantity
from app.domain.supplies_csv import ReadFile
from app.domain.table import Fault
from app.errors import AppError, Conflict, NotFound
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.replan.replan import replan
from app.usecases.add_delivery import keep_delivery
from app.usecases.announce import require_settled
from app.usecases.fit_file import NOTHING, difference, fit

_SLICE: Final = 25
_LONGEST_SLICE: Final = 300
"""Rows of one transaction. The rows of a reference stay together as long as they fit."""
_WHO: Final = "file"


@dataclass(frozen=True, slots=True)
class Compared:
    """The rows of a file that fit the shop, and what is wrong with the others, in the order of the file."""

    rows: list[FittedRow]
    faults: list[Fault]


def compare(conn: sa.Connection, shop: Shop, read: ReadFile, *, now: datetime) -> Compared:
    """What the file would do. Reads only: a long file may take seconds, and nobody else should wait for it."""
    rows, faults = fit(conn, shop, read.rows, today=local_date(now, shop.timezone))
    return Compared(rows, sorted([*read.faults, *faults], key=lambda fault: fault.row))


def keep_file(
    conn: sa.Connection, shop: Shop, compared: Compared, *, file_name: str, by: str, now: datetime
) -> ImportId:
    """Keep what was read, with what it would do. Nothing of it counts yet: each row is compared again in its turn."""
    rows, faults = compared.rows, compared.faults
    return supply_imports.insert(conn, shop.id, file_name=file_name, rows=rows, faults=faults, by=by, now=now)


def take_over(conn: sa.Connection, shop: Shop, import_id: ImportId, *, by: str, now: datetime) -> None:
    """Decide to take the good rows over. Raises NotFound, and Conflict where somebody has decided it before."""
    if supply_imports.by_id(conn, shop.id, import_id) is None:
        raise NotFound("There is no such file in this shop.")
    if not supply_imports.begin(conn, shop.id, import_id):
        raise Conflict("This file has been taken over already.")
    activity.log(conn, shop.id, "imported deliveries", f"import:{import_id}", actor=by, at=now)
    enqueue(conn, shop.id, Hint(Kind.DELIVER), cause="imported deliveries")


def import_slice(conn: sa.Connection, shop: Shop, *, now: datetime) -> None:
    """Take over the next rows of a file that is under way; the rest follows in another transaction."""
    known = supply_imports.running(conn, shop.id)
    if known is None:
        return
    rows = _next(known)
    standing = _lock(conn, shop, rows)
    counted, items = known, set[ItemId]()
    for reference, together in groupby(rows, key=lambda row: fold(row.reference)):
        counted, touched = _take(conn, shop, counted, list(together), standing.get(reference), now=now)
        items |= touched
    counted = replace(counted, done=known.done + len(rows))
    supply_imports.go_on(conn, shop.id, counted)
    replan(conn, shop, items, by=f"{_WHO}:{known.id}", now=now)
    if rows:
        enqueue(conn, shop.id, Hint(Kind.DELIVER), cause="imported deliveries")


def _lock(conn: sa.Connection, shop: Shop, rows: tuple[FittedRow, ...]) -> dict[str, Standing]:
    """Hold all that the slice touches, in the order in which everybody takes it; gives what stands, by reference."""
    references = {fold(row.reference) for row in rows}
    locks.lock_references(conn, shop.id, references)
    for each in own_deliveries.standing(conn, shop.id, references).values():
        locks.lock_inbound(conn, shop.id, each.delivery.id)
    locks.lock_items(conn, shop.id, [row.item for row in rows])
    return own_deliveries.standing(conn, shop.id, references)


def _next(known: Import) -> tuple[FittedRow, ...]:
    rest = known.rows[known.done : known.done + _LONGEST_SLICE]
    end = min(_SLICE, len(rest))
    while 0 < end < len(rest) and fold(rest[end].reference) == fold(rest[end - 1].reference):
        end += 1
    return rest[:end]


def _take(
    conn: sa.Connection,
    shop: Shop,
    known: Import,
    rows: list[FittedRow],
    standing: Standing | None,
    *,
    now: datetime,
) -> tuple[Import, set[ItemId]]:
    """One delivery of the file. A row that does not fit any more is refused, and the others go on."""
    today = local_date(now, shop.timezone)
    good, refused = _fitting(rows, standing, today=today)
    try:
        if standing is None:
            _add(conn, shop, good, by=f"{_WHO}:{known.id}", note=known.file_name, now=now)
            added, changed = len(good), 0
        else:
            added, changed = _change(conn, shop, standing, good, known, now=now)
    except (AppError, Refused) as error:
        return replace(known, refused=(*known.refused, *refused, *(Fault(row.row, str(error)) for row in good))), set()
    counted = replace(
        known, added=known.added + added, changed=known.changed + changed, refused=(*known.refused, *refused)
    )
    return counted, {row.item for row in good}


def _fitting(rows: list[FittedRow], standing: Standing | None, *, today: date) -> tuple[list[FittedRow], list[Fault]]:
    good, refused = [], []
    for row in rows:
        try:
            does = difference(row, standing, today=today)
        except Refused as error:
            refused.append(Fault(row.row, str(error)))
        else:
            good.append(row.having(does))
    return good, refused


def _add(conn: sa.Connection, shop: Shop, rows: list[FittedRow], *, by: str, note: str, now: datetime) -> None:
    if not rows:
        return
    head = rows[0]
    new = NewDelivery(
        reference=head.reference,
        destination=head.place,
        quantities={row.item: row.quantity for row in rows},
        expected_on=head.expected_on,
        supplier=head.supplier or None,
    )
    keep_delivery(conn, shop, new, by=by, now=now, note=note)


def _change(
    conn: sa.Connection, shop: Shop, standing: Standing, rows: list[FittedRow], known: Import, *, now: datetime
) -> tuple[int, int]:
    """Lines added and lines changed of a delivery that is there. Raises Conflict while an act on it waits."""
    rows = [row for row in rows if row.does != NOTHING]
    delivery = standing.delivery
    if not rows:
        return 0, 0
    require_settled(conn, shop, delivery, now=now)
    lines = {line.item: line for line in delivery.lines}
    for row in rows:
        if row.item not in lines:
            own_deliveries.add_line(conn, shop.id, delivery.id, row.item, row.quantity, now=now)
        else:
            line = lines[row.item]
            own_deliveries.save_units(conn, shop.id, line.supply, with_quantity(line.units, row.quantity))
    day = rows[0].expected_on
    if day is not None and day != standing.expected_on:
        by, note = f"{_WHO}:{known.id}", known.file_name
        state_eta(conn, shop.id, delivery.id, day, at=now, source=EtaSource.MERCHANT, by=by, note=note)
    new = sum(row.item not in lines for row in rows)
    return new, len(rows) - new
