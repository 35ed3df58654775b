"""Products of which a webhook shows just what we know: nothing is read again.

Every metafield and policy that we write comes back to us as `products/update`, and a product of fifty variants costs
seventy points to read: without this a busy shop spends more on its own echoes than on everything else. A body is
still not believed: one that differs in anything we keep, or leaves a variant out, makes us look. So does every one of a
product with a bundle, for what that is made of is not in it. Pictures are not either, and wait for the night.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from app.db.listings import Listed, listed
from app.db.session import Database
from app.db.shops import Shop
from app.domain.ids import ProductId
from app.inbox.hints import Hint, Kind
from app.inbox.work import Pending, Work

TOPIC: Final = "products/update"

Listing = frozenset[Listed]


def note_products(database: Database, shop: Shop, work: Work, read: Callable[[bytes], Listing | None]) -> None:
    """Finish those hints of the batch that bring nothing new. `read` takes a webhook's body."""
    told = _told(work, read)
    if not told:
        return
    with database.write() as conn:
        known = {hint: listed(conn, shop.id, ProductId(hint.id)) for hint in told}
        work.finish(conn, done=[hint for hint, listings in told.items() if listings == {known[hint]}])


def _told(work: Work, read: Callable[[bytes], Listing | None]) -> dict[Hint, set[Listing | None]]:
    """Hints of products that only such webhooks speak of, with the listings those show."""
    return {
        each.hint: {read(row.body) for row in each.rows}
        for each in work.pending
        if each.hint in work.left and each.hint.kind is Kind.PRODUCT and _is_update(each)
    }


def _is_update(pending: Pending) -> bool:
    return not pending.hint.gone and all(row.topic == TOPIC for row in pending.rows)
