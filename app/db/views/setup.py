"""How far a shop has come in setting up."""

from __future__ import annotations

import sqlalchemy as sa

from app.db import connections
from app.db.shown import Setup
from app.db.tables.catalog import variant
from app.db.tables.inbox import Lane, State, inbox, standing
from app.db.views.modes import MODE, with_terms
from app.db.views.reader import Reader
from app.domain.model import Mode

FIRST_IMPORT = "hint:installed"
"""The topic of the inbox row that `app.usecases.install` leaves."""


def read(reader: Reader) -> Setup:
    """Whether the theme shows our block is not on record, so `theme_block` is always None (not known)."""
    klaviyo = connections.klaviyo(reader.conn, reader.shop.id)
    return Setup(
        variants_on=_variants_on(reader),
        theme_block=None,
        klaviyo=klaviyo is not None and klaviyo.state == connections.CONNECTED,
        importing=_is_importing(reader),
    )


def _variants_on(reader: Reader) -> int:
    living = sa.select(sa.func.count()).select_from(variant)
    living = living.where(variant.c.shop_id == reader.shop.id, variant.c.deleted_at.is_(None))
    return reader.conn.execute(with_terms(living, reader.shop.id).where(MODE != Mode.OFF)).scalar_one()


def _is_importing(reader: Reader) -> bool:
    """The first import is a row of the inbox like any other: while it waits the numbers still grow."""
    if reader.shop_read_at() is None:
        return True
    first = sa.and_(inbox.c.shop_id == reader.shop.id, inbox.c.lane == Lane.BULK, inbox.c.topic == FIRST_IMPORT)
    return bool(reader.conn.scalar(sa.select(sa.exists().where(first, standing(State.WAITING)))))
