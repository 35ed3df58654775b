"""What was done with a variant, by whom, as sentences: the log that is kept of everything, read backwards, and in its
place what we wrote into the shop last.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa

from app.db import activity
from app.db.footprints import SWITCHED_OFF
from app.db.shopstate import POLICY, variant_resource
from app.db.shown_changed import HistoryEntry
from app.db.tables.shopstate import FootprintState, footprint
from app.db.tables.shopstate import activity as activity_table
from app.db.views.actors import spoken
from app.db.views.reader import Reader
from app.domain.ids import ItemId, ShopId, VariantId

_MOST: Final = 10
_POLICIES: Final = {"CONTINUE": "sell on when out of stock", "DENY": "stop selling when out of stock"}
_SENTENCES: Final = {
    "switched on": "Switched backorders on.",
    "switched off": "Switched backorders off.",
    "discontinued": "No more of it will come.",
    "expected again": "It is expected again.",
    "refunded": "Refunded orders that waited for it.",
    activity.TAKEN_OVER: "Gave the inventory setting back to Backorder.",
}
"""By verb. One that is not here says itself."""


def read(reader: Reader, variant: VariantId, item: ItemId) -> tuple[HistoryEntry, ...]:
    """The last ten entries about the variant and its item, newest first; what follows from an act stands above it.

    One statement.
    """
    shop, resource = reader.shop.id, variant_resource(variant)
    both = sa.union_all(_done(shop, resource, item), _written(shop, resource)).subquery()
    rows = reader.conn.execute(
        sa.select(both).order_by(both.c.at.desc(), both.c.state == "", both.c.seq.desc(), both.c.said).limit(_MOST)
    )
    return tuple(HistoryEntry(row.at, spoken(row.by), _sentence(row)) for row in rows)


def _done(shop: ShopId, resource: str, item: ItemId) -> sa.Select[Any]:
    entry = activity_table.c
    return sa.select(
        entry.at,
        entry.actor.label("by"),
        entry.verb.label("said"),
        entry.detail.label("detail"),
        sa.literal("", sa.Text).label("why"),
        sa.literal("", sa.Text).label("state"),
        entry.activity_id.label("seq"),
    ).where(entry.shop_id == shop, entry.subject.in_([resource, f"item:{item}"]))


def _written(shop: ShopId, resource: str) -> sa.Select[Any]:
    """Policy and page as we wrote them last, with who decided that; not what somebody else has changed since.

    A field that was taken over, and that nobody has written since, is marked as put back too.
    """
    trace = footprint.c
    as_before = sa.and_(trace.why == SWITCHED_OFF, trace.written.is_not_distinct_from(trace.intended))
    stands = sa.or_(
        trace.state.in_((FootprintState.INTENDED, FootprintState.CONFIRMED)),
        sa.and_(trace.state == FootprintState.RESTORED, as_before),
    )
    return sa.select(
        trace.decided_at,
        trace.by,
        trace.field,
        trace.intended,
        trace.why,
        trace.state,
        sa.literal(0, activity_table.c.activity_id.type),
    ).where(trace.shop_id == shop, trace.resource == resource, trace.decided_at.is_not(None), stands)


def _sentence(row: sa.Row[*tuple[Any, ...]]) -> str:
    if not row.state:
        return _act(row.said, row.detail)
    said = _policy(row.detail, row.why) if row.said == POLICY else _page(row.detail, row.why)
    return f"{said} Shopify has not confirmed it yet." if row.state == FootprintState.INTENDED else said


def _act(verb: str, detail: Mapping[str, Any] | None) -> str:
    if verb == activity.NOTICED and detail:
        return f"Somebody set it to {_words(detail['now'])}, after Backorder had set it to {_words(detail['ours'])}."
    if verb == activity.LEFT_ALONE and detail:
        return f"Left it to {_words(detail['now'])}, as somebody else had set it."
    return _SENTENCES.get(verb, f"{verb.capitalize()}.")


def _policy(value: str, why: str) -> str:
    if why == SWITCHED_OFF:
        return f"Put it back to {_words(value)}, as it was before Backorder."
    return f"Set it to {_words(value)}: {why}."


def _page(value: Mapping[str, Any] | None, why: str) -> str:
    return "Took what Backorder said off its page." if value is None else f"Published on its page: {why}."


def _words(policy: str) -> str:
    return _POLICIES.get(policy, policy)
