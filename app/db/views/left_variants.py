"""Variants with something of ours, and those of which somebody else has changed what we set."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from app.db import left_behind
from app.db.shopstate import METAFIELD, POLICY
from app.db.shown_leaving import LeftVariant, Theirs
from app.db.tables.catalog import variant
from app.db.tables.shopstate import footprint
from app.db.views.actors import spoken
from app.db.views.names import NAMED, name
from app.db.views.reader import Reader

_POLICY: Final = footprint.alias("policy_trace")
_PAGE: Final = footprint.alias("page_trace")
_POLICY_IS_OURS: Final = sa.func.coalesce(left_behind.is_ours(_POLICY), sa.false())
_PAGE_IS_OURS: Final = sa.func.coalesce(left_behind.is_ours(_PAGE), sa.false())
_IN_ALL: Final = sa.func.count().over().label("in_all")


def ours(reader: Reader, *, most: int) -> tuple[tuple[LeftVariant, ...], int]:
    """At most so many of them, those that go on selling past their stock first, and how many there are."""
    rows = _traced(
        reader,
        variant.c.inventory_policy,
        _POLICY.c.before,
        _POLICY.c.by.label("policy_by"),
        _PAGE.c.by.label("page_by"),
        _POLICY_IS_OURS.label("policy_is_ours"),
        _PAGE_IS_OURS.label("page_is_ours"),
        where=sa.or_(_POLICY_IS_OURS, _PAGE_IS_OURS),
        first=sa.func.coalesce(left_behind.sells_on(_POLICY), sa.false()).desc(),
        most=most,
    )
    found = tuple(
        LeftVariant(
            name=name(row),
            policy_before=row["before"] if row["policy_is_ours"] else None,
            policy_now=row["inventory_policy"],
            dated=bool(row["page_is_ours"]),
            by=_deciders(row),
        )
        for row in rows
    )
    return found, rows[0]["in_all"] if rows else 0


def _deciders(row: sa.RowMapping) -> dict[str, str]:
    found = {POLICY: row["policy_by"], METAFIELD: row["page_by"]}
    ours = {POLICY: row["policy_is_ours"], METAFIELD: row["page_is_ours"]}
    return {field: spoken(by) for field, by in found.items() if ours[field]}


def theirs(reader: Reader, *, most: int) -> tuple[tuple[Theirs, ...], int]:
    """Policies that somebody else has set after us; we write no page that others write too."""
    rows = _traced(
        reader,
        _POLICY.c.written,
        _POLICY.c.observed,
        where=left_behind.is_theirs(_POLICY),
        first=variant.c.product_title,
        most=most,
    )
    found = tuple(Theirs(POLICY, name(row), row["written"] or "", row["observed"] or "") for row in rows)
    return found, rows[0]["in_all"] if rows else 0


def _traced(
    reader: Reader,
    *columns: sa.ColumnElement[Any],
    where: sa.ColumnElement[bool],
    first: sa.ColumnElement[Any],
    most: int,
) -> list[sa.RowMapping]:
    rows = reader.conn.execute(
        sa.select(*NAMED, *columns, _IN_ALL)
        .outerjoin(_POLICY, sa.and_(left_behind.of_variant(_POLICY), _POLICY.c.field == POLICY))
        .outerjoin(_PAGE, sa.and_(left_behind.of_variant(_PAGE), _PAGE.c.field == METAFIELD))
        .where(variant.c.shop_id == reader.shop.id, variant.c.deleted_at.is_(None), where)
        .order_by(first, variant.c.product_title, variant.c.title, variant.c.variant_id)
        .limit(most)
    )
    return list(rows.mappings())
