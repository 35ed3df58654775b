"""Orders to suppliers: the list, and one of them with what became of its lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import sqlalchemy as sa

from app.db import purchases
from app.db.incoming import last_eta
from app.db.purchases import Purchase, PurchaseLine
from app.db.shown import VariantName
from app.db.shown_purchases import PurchaseLineRow, PurchasePage, PurchaseRow, PurchaseView
from app.db.tables.catalog import item, location, variant
from app.db.tables.purchases import purchase_line, purchase_order
from app.db.tables.supplies import inbound, supplier, supply
from app.db.views.names import NAMED, name, speaks_for
from app.db.views.reader import Reader
from app.domain.ids import ItemId, PurchaseId, SupplyId
from app.domain.own_supply import Units
from app.domain.purchasing import PurchaseState, doubts, state_of
from app.errors import NotFound
from app.shopify.money import Money, decimal_places

PAGE_SIZE: Final = 25


def read(reader: Reader, page: int) -> PurchasePage:
    """One page of the shop's orders, the newest first."""
    mine = purchase_order.c.shop_id == reader.shop.id
    total = reader.conn.scalar(sa.select(sa.func.count()).select_from(purchase_order).where(mine)) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(page, pages)
    newest = sa.select(purchase_order.c.purchase_id).where(mine).order_by(purchase_order.c.purchase_id.desc())
    ids = list(reader.conn.scalars(newest.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)))
    return PurchasePage(tuple(_rows(reader, ids)), page, pages)


def _rows(reader: Reader, ids: Sequence[int]) -> list[PurchaseRow]:
    """The orders of these ids, the newest first: three statements."""
    shop = reader.shop.id
    heads = reader.conn.execute(
        sa.select(
            purchase_order,
            supplier.c.name.label("supplier_name"),
            inbound.c.closed_at,
            last_eta(shop, purchase_order.c.inbound_id).label("eta"),
        )
        .select_from(purchase_order)
        .outerjoin(
            supplier, sa.and_(supplier.c.shop_id == shop, supplier.c.supplier_id == purchase_order.c.supplier_id)
        )
        .outerjoin(inbound, sa.and_(inbound.c.shop_id == shop, inbound.c.inbound_id == purchase_order.c.inbound_id))
        .where(purchase_order.c.shop_id == shop, purchase_order.c.purchase_id.in_(ids))
        .order_by(purchase_order.c.purchase_id.desc())
    ).mappings()
    ordered, coming = _ordered(reader, ids), _coming(reader, ids)
    return [_row(head, ordered.get(head["purchase_id"], 0), coming.get(head["purchase_id"], [])) for head in heads]


def _ordered(reader: Reader, ids: Sequence[int]) -> dict[int, int]:
    rows = reader.conn.execute(
        sa.select(purchase_line.c.purchase_id, sa.func.sum(purchase_line.c.quantity).label("units"))
        .where(purchase_line.c.shop_id == reader.shop.id, purchase_line.c.purchase_id.in_(ids))
        .group_by(purchase_line.c.purchase_id)
    )
    return {row.purchase_id: int(row.units) for row in rows}


def _coming(reader: Reader, ids: Sequence[int]) -> dict[int, list[Units]]:
    rows = reader.conn.execute(
        sa.select(purchase_order.c.purchase_id, supply)
        .select_from(purchase_order)
        .join(supply, sa.and_(supply.c.shop_id == reader.shop.id, supply.c.inbound_id == purchase_order.c.inbound_id))
        .where(purchase_order.c.shop_id == reader.shop.id, purchase_order.c.purchase_id.in_(ids))
    ).mappings()
    found: dict[int, list[Units]] = {}
    for row in rows:
        found.setdefault(row["purchase_id"], []).append(_units(row))
    return found


def _units(row: sa.RowMapping) -> Units:
    return Units(row["quantity"], row["accepted"], row["rejected"], row["closed"])


def _row(head: sa.RowMapping, ordered: int, coming: Sequence[Units]) -> PurchaseRow:
    is_ordered = head["inbound_id"] is not None
    return PurchaseRow(
        id=PurchaseId(head["purchase_id"]),
        number=head["number"],
        supplier=head["supplier_name"] or "",
        state=state_of(PurchaseState(head["state"]), coming, is_closed=head["closed_at"] is not None),
        ordered_on=head["ordered_on"],
        expected_on=head["eta"] if is_ordered else head["expected_on"],
        units=ordered,
        received=sum(each.accepted for each in coming),
    )


def one(reader: Reader, purchase_id: PurchaseId) -> PurchaseView:
    """Raises NotFound for an order of another shop, or of none."""
    known = purchases.by_id(reader.conn, reader.shop.id, purchase_id)
    if known is None:
        raise NotFound("There is no such order in this shop.")
    (row,) = _rows(reader, [purchase_id])
    lines = _lines(reader, known)
    place = reader.conn.scalar(
        sa.select(location.c.name).where(
            location.c.shop_id == reader.shop.id, location.c.location_id == known.heading.destination
        )
    )
    return PurchaseView(
        row=row,
        place=place or "A location that is gone",
        place_id=known.heading.destination,
        currency=known.heading.currency,
        note=known.heading.note,
        lines=lines,
        total=_total(lines, known.heading.currency),
    )


def _lines(reader: Reader, known: Purchase) -> tuple[PurchaseLineRow, ...]:
    named = _names(reader, [line.item for line in known.lines])
    rows = reader.conn.execute(
        sa.select(supply).where(supply.c.shop_id == reader.shop.id, supply.c.inbound_id == known.inbound)
    ).mappings()
    coming = {ItemId(row["item_id"]): row for row in rows}
    shown = [_line(known, line, named[line.item], coming.get(line.item)) for line in known.lines]
    return tuple(sorted(shown, key=lambda line: (line.variant.product, line.variant.variant, line.item)))


def _names(reader: Reader, items: Sequence[ItemId]) -> Mapping[ItemId, VariantName]:
    rows = reader.conn.execute(
        sa.select(item.c.item_id, *NAMED)
        .select_from(item)
        .outerjoin(variant, speaks_for(reader.shop.id, item.c.item_id))
        .where(item.c.shop_id == reader.shop.id, item.c.item_id.in_(items))
    ).mappings()
    return {ItemId(row["item_id"]): name(row) for row in rows}


def _line(known: Purchase, line: PurchaseLine, called: VariantName, coming: sa.RowMapping | None) -> PurchaseLineRow:
    cost = line.unit_cost
    currency = known.heading.currency
    return PurchaseLineRow(
        item=line.item,
        variant=called,
        supply=SupplyId(coming["supply_id"]) if coming else None,
        quantity=line.lot.quantity,
        received=coming["accepted"] if coming else 0,
        rejected=coming["rejected"] if coming else 0,
        pack=line.lot.pack,
        least=line.lot.least,
        unit_cost=None if cost is None else Money(cost, currency, decimal_places(currency)),
        doubts=doubts(line.lot) if known.state is PurchaseState.DRAFT else (),
    )


def _total(lines: Sequence[PurchaseLineRow], currency: str) -> Money | None:
    costs = [line.unit_cost.minor * line.quantity for line in lines if line.unit_cost is not None]
    return Money(sum(costs), currency, decimal_places(currency)) if costs else None
