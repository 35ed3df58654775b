"""The limit in the cart on the merchant's pages: as it is wanted, and what became of that."""

from __future__ import annotations

from typing import Any, Final

from app.db import cart_limit, footprints, shopstate
from app.db.shopstate import LIMIT, VALIDATION
from app.db.shown_leaving import Trace
from app.db.shown_settings import CartLimitView, Theirs
from app.db.tables.shopstate import FootprintState
from app.db.views.reader import Reader
from app.shopify.facts import LIMIT_SCOPES

_NAME: Final = "The limit in the cart"


def cart_limit_view(reader: Reader) -> CartLimitView:
    shop = reader.shop
    standing = shopstate.standing(reader.conn, shop.id, LIMIT, VALIDATION)
    trace = footprints.footprint_of(reader.conn, shop.id, LIMIT, VALIDATION)
    is_theirs = trace is not None and trace.state is FootprintState.FOREIGN
    return CartLimitView(
        allowed=shop.scopes.issuperset(LIMIT_SCOPES),
        chosen=cart_limit.chosen(reader.conn, shop.id),
        settled=standing.settled,
        problem=standing.last_error,
        theirs=_theirs(trace.observed) if trace is not None and is_theirs else None,
    )


def limit_trace(reader: Reader) -> Trace:
    """Leaving takes it away whoever set it last; only what somebody has deleted is not ours to count."""
    trace = footprints.footprint_of(reader.conn, reader.shop.id, LIMIT, VALIDATION)
    settled = shopstate.standing(reader.conn, reader.shop.id, LIMIT, VALIDATION).settled
    if trace is None:
        return Trace(_NAME, int(not settled), 0, 0)
    deleted = trace.state is FootprintState.FOREIGN and trace.observed is None
    back = trace.state is FootprintState.RESTORED
    return Trace(_NAME, int(not settled or not (deleted or back)), int(settled and back), int(settled and deleted))


def _theirs(observed: dict[str, Any] | None) -> Theirs:
    if observed is None:
        return Theirs.GONE
    return Theirs.CHANGED if observed["enabled"] else Theirs.OFF
