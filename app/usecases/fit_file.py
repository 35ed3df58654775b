"""A file of deliveries against the shop: which products and places its rows name, and what they would change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa

from app.db import own_deliveries, supply_imports
from app.db.own_deliveries import Standing
from app.db.shops import Shop
from app.db.supply_imports import FittedRow
from app.domain.ids import ItemId, LocationId
from app.domain.own_supply import Refused, fold, with_quantity
from app.domain.supplies_csv import ImportRow
from app.domain.table import Fault

ADD, CHANGE, NOTHING = "add", "change", "nothing"


def fit(
    conn: sa.Connection, shop: Shop, rows: tuple[ImportRow, ...], *, today: date
) -> tuple[list[FittedRow], list[Fault]]:
    """The rows that fit the shop, those of a reference together, and the faults of the others."""
    items = supply_imports.items_by_sku(conn, shop.id, [row.sku for row in rows])
    places = supply_imports.places_by_name(conn, shop.id)
    fitted: dict[str, list[FittedRow]] = {}
    faults = []
    standing = own_deliveries.standing(conn, shop.id, (fold(row.reference) for row in rows))
    for row in rows:
        key = fold(row.reference)
        try:
            found = _fit(row, items, places)
            does = difference(found, standing.get(key), today=today)
        except Refused as refused:
            faults.append(Fault(row.row, str(refused)))
            continue
        fitted.setdefault(key, []).append(found.having(does))
    return [row for together in fitted.values() for row in together], faults


def _fit(row: ImportRow, items: Mapping[str, set[ItemId]], places: Mapping[str, LocationId]) -> FittedRow:
    found = items.get(row.sku.lower(), set())
    if not found:
        raise Refused(f"sku {row.sku} is no product whose stock Shopify counts")
    if len(found) > 1:
        raise Refused(f"sku {row.sku} is {len(found)} products: give each its own in Shopify")
    place = places.get(fold(row.location)) if row.location else next(iter(places.values()), None)
    if place is None:
        raise Refused(f"location {row.location!r} is not one of {', '.join(sorted(places)) or 'the shop'}")
    return FittedRow(row.row, next(iter(found)), row.quantity, row.expected_on, row.supplier, place, row.reference)


def difference(row: FittedRow, standing: Standing | None, *, today: date) -> str:
    """What the row would do. Raises Refused for what cannot be done.

    A delivery that is over is left alone, so that the same file may come again at any time; so is what the file leaves
    out.
    """
    if standing is None:
        _check_day(row, today)
        return ADD
    known = standing.delivery
    if known.is_closed:
        return NOTHING
    line = next((each for each in known.lines if each.item == row.item), None)
    is_moved = row.expected_on is not None and row.expected_on != standing.expected_on
    if line is not None and line.units.quantity == row.quantity and not is_moved:
        return NOTHING
    if not known.is_here:
        raise Refused(f"{row.reference} is a transfer in Shopify by now: change it there")
    if row.supplier and fold(row.supplier) != fold(standing.supplier):
        raise Refused(f"{row.reference} comes from {standing.supplier or 'nobody named'}: cancel it first")
    if row.place != known.destination:
        raise Refused(f"{row.reference} goes to another location: cancel it first")
    if is_moved:
        _check_day(row, today)
    if line is None:
        return ADD
    with_quantity(line.units, row.quantity)
    return CHANGE


def _check_day(row: FittedRow, today: date) -> None:
    if row.expected_on is not None and row.expected_on < today:
        raise Refused(f"expected_on {row.expected_on} has passed: say when it is expected now, or leave it empty")
