"""A file of deliveries as its page shows it."""

from __future__ import annotations

from collections import Counter

from app.db import supply_imports
from app.db.shown_incoming import ImportView
from app.db.views.reader import Reader
from app.domain.ids import ImportId
from app.errors import NotFound


def read(reader: Reader, import_id: ImportId) -> ImportView:
    """Raises NotFound for a file of another shop, or of none."""
    known = supply_imports.by_id(reader.conn, reader.shop.id, import_id)
    if known is None:
        raise NotFound("There is no such file in this shop.")
    does = Counter(row.does for row in known.rows)
    return ImportView(
        id=known.id,
        file_name=known.file_name,
        state=known.state,
        total=len(known.rows),
        new=does["add"],
        different=does["change"],
        done=known.done,
        added=known.added,
        changed=known.changed,
        faults=known.faults,
        refused=known.refused,
    )
