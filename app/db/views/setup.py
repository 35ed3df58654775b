"""How far a shop has come in setting up."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from app.db import connections, imports
from app.db.imports import Import
from app.db.shown import ImportProgress, Setup
from app.db.tables.catalog import variant
from app.db.tables.imports import Step, bulk_import
from app.db.tables.inbox import Lane, State, inbox, standing
from app.db.tables.shops import shop
from app.db.views.modes import MODE, with_terms
from app.db.views.reader import Reader
from app.domain.model import Mode

FIRST_IMPORT = "hint:installed"
"""The topic of the inbox row that `app.usecases.install` leaves."""


_WORDS: Final = {
    Step.VARIANTS: "products and stock",
    Step.ORDERS: "open orders",
    Step.TRANSFERS: "shipments on their way",
    Step.CATCH_UP: "what changed meanwhile",
}


def read(reader: Reader) -> Setup:
    """Whether the theme shows our block is not on record, so `theme_block` is always None (not known)."""
    klaviyo = connections.klaviyo(reader.conn, reader.shop.id)
    importing, under_way = _import_state(reader)
    return Setup(
        variants_on=_variants_on(reader),
        theme_block=None,
        klaviyo=klaviyo is not None and klaviyo.state == connections.CONNECTED,
        importing=importing,
        progress=progress_of(under_way) if under_way else None,
    )


def progress_of(state: Import) -> ImportProgress:
    done, steps = list(Step).index(state.step), len(Step) - 1
    share = min(1.0, state.stored / state.objects) if state.objects else 0.0
    percent = min(99, int(100 * (done + share) / steps))
    return ImportProgress(_WORDS[state.step], percent, stored=state.stored, lines=state.objects)


def _variants_on(reader: Reader) -> int:
    living = sa.select(sa.func.count()).select_from(variant)
    living = living.where(variant.c.shop_id == reader.shop.id, variant.c.deleted_at.is_(None))
    return reader.conn.execute(with_terms(living, reader.shop.id).where(MODE != Mode.OFF)).scalar_one()


def _import_state(reader: Reader) -> tuple[bool, Import | None]:
    """Whether the shop's numbers still grow, and the bulk import that is under way.

    The first import is a row of the inbox like any other: while it waits nothing is known yet.
    """
    first = sa.and_(inbox.c.shop_id == reader.shop.id, inbox.c.lane == Lane.BULK, inbox.c.topic == FIRST_IMPORT)
    waits = sa.exists().where(first, standing(State.WAITING)).label("waits")
    row = (
        reader.conn.execute(
            sa.select(shop.c.fetched_at, waits, bulk_import)
            .outerjoin_from(shop, bulk_import, bulk_import.c.shop_id == shop.c.id)
            .where(shop.c.id == reader.shop.id)
        )
        .mappings()
        .one()
    )
    under_way = imports.of_row(row)
    return row["fetched_at"] is None or bool(row["waits"]) or under_way is not None, under_way
