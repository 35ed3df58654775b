"""The list of backorders: searched, counted by outlook, sorted, and cut into pages.

Text is compared here and not in SQL, where the two databases disagree about what is the same letter in another case.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from app.db.shown import BackorderPage, BackorderQuery, Outlook, Sort
from app.db.views import candidates, rows
from app.db.views.candidates import Candidate
from app.db.views.reader import Reader

PAGE_SIZE: Final = 25


def read(reader: Reader, query: BackorderQuery) -> BackorderPage:
    """One page; a page past the end is the last one."""
    found = [each for each in candidates.switched_on_or_owed(reader) if _matches(each, query.text)]
    changed = [each for each in found if each.is_changed]
    wanted = [each for each in (changed if query.changed else found) if query.outlook in (None, each.outlook)]
    wanted.sort(key=_KEYS[query.sort])
    pages = max(1, -(-len(wanted) // PAGE_SIZE))
    page = min(max(1, query.page), pages)
    shown = rows.complete(reader, wanted[(page - 1) * PAGE_SIZE : page * PAGE_SIZE])
    return BackorderPage(shown.rows, _counts(found), page, pages, reader.oldest(shown.fetched), len(changed))


def _matches(each: Candidate, text: str) -> bool:
    sought = text.casefold()
    return any(sought in said.casefold() for said in (each.name.product, each.name.variant, each.name.sku))


def _counts(found: Sequence[Candidate]) -> Mapping[Outlook, int]:
    counted = Counter(each.outlook for each in found)
    return {outlook: counted[outlook] for outlook in Outlook}


def _title(each: Candidate) -> tuple[str, str, int]:
    return (each.name.product.casefold(), each.name.variant.casefold(), each.name.id)


_KEYS: Final[Mapping[Sort, Callable[[Candidate], Any]]] = {
    Sort.SHIPS_FIRST: lambda each: (each.ships_by or date.max, *_title(each)),
    Sort.MOST_OWED: lambda each: (-each.owed, *_title(each)),
    Sort.PRODUCT: _title,
}
