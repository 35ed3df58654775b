"""What was done with a variant, by whom, as sentences: the log that is kept of everything, read backwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa

from app.db import activity
from app.db.shopstate import variant_resource
from app.db.shown_changed import HistoryEntry
from app.db.tables.shopstate import activity as activity_table
from app.db.views.reader import Reader
from app.domain.ids import ItemId, VariantId

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
    """The last ten entries about the variant and its item, newest first. One statement."""
    said = activity_table.c
    rows = reader.conn.execute(
        sa.select(said.at, said.actor, said.verb, said.detail)
        .where(said.shop_id == reader.shop.id, said.subject.in_([variant_resource(variant), f"item:{item}"]))
        .order_by(said.at.desc(), said.activity_id.desc())
        .limit(_MOST)
    )
    return tuple(HistoryEntry(row.at, _speaker(row.actor), _sentence(row.verb, row.detail)) for row in rows)


def _speaker(actor: str) -> str:
    """The log knows staff by number only: a session token brings no name."""
    kind = actor.partition(":")[0]
    return {"person": "Your team", "shopify": "In Shopify"}.get(kind, "Backorder")


def _sentence(verb: str, detail: Mapping[str, Any] | None) -> str:
    if verb == activity.NOTICED and detail:
        return f"Somebody set it to {_words(detail['now'])}, after Backorder had set it to {_words(detail['ours'])}."
    if verb == activity.LEFT_ALONE and detail:
        return f"Left it to {_words(detail['now'])}, as somebody else had set it."
    return _SENTENCES.get(verb, f"{verb.capitalize()}.")


def _words(policy: str) -> str:
    return _POLICIES.get(policy, policy)
