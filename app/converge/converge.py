"""The shop to its desired state: look at what is not settled, and write it.

Holds come first: what is not held leaves. What shoppers see comes second, one or two calls for many variants: while it
is late, too much is sold. What an order says of itself is many calls, and nobody loses by a few seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from app.converge.cart_limit import converge_limit
from app.converge.desk import Desk, retry_at
from app.converge.orders import converge_order
from app.converge.variants import converge_variants
from app.db import shopstate
from app.db.shopstate import HOLDS, LIMIT, Desired
from app.inbox.enqueue import enqueue_at
from app.inbox.hints import Hint, Kind
from app.log import get_logger
from app.shopify.errors import MissingScope, OutcomeUnknown, ResourceNotFound, UserErrors

_log = get_logger("converge")


def converge(desk: Desk) -> None:
    """Write everything whose time has come. What Shopify refuses is tried again later, and stops nothing else.

    Raises what concerns the whole shop: ShopifyUnavailable, NeedsReauth, ShopFrozen, LeaseLost.
    """
    with desk.database.read() as conn:
        wanted = shopstate.unsettled(conn, desk.shop.id, now=desk.now)
    orders = [each for each in wanted if each.resource.startswith("order:")]
    _converge_orders(desk, [each for each in orders if each.field == HOLDS])
    variants = [each for each in wanted if each.resource.startswith("variant:")]
    if variants:
        _attempt(desk, variants, lambda some: converge_variants(desk, some))
    _converge_orders(desk, [each for each in orders if each.field != HOLDS])
    limit = [each for each in wanted if each.resource == LIMIT]
    if limit:
        _attempt(desk, limit, lambda some: converge_limit(desk, some[0]))


def _converge_orders(desk: Desk, wanted: Sequence[Desired]) -> None:
    for _, fields in groupby(sorted(wanted, key=_resource), key=_resource):
        _attempt(desk, list(fields), lambda some: converge_order(desk, some))


def _resource(wanted: Desired) -> str:
    return wanted.resource


def _attempt(desk: Desk, wanted: Sequence[Desired], write: Callable[[Sequence[Desired]], None]) -> None:
    """Try together; where Shopify refuses, one by one, so that only what is at fault waits."""
    try:
        write(wanted)
    except (UserErrors, ResourceNotFound, MissingScope, OutcomeUnknown) as error:
        if len(wanted) > 1:
            for each in wanted:
                _attempt(desk, [each], write)
            return
        _postpone(desk, wanted[0], error)


def _postpone(desk: Desk, wanted: Desired, error: Exception) -> None:
    retry = retry_at(wanted, desk.now)
    is_news = isinstance(error, UserErrors) and error.stale and not wanted.attempts
    _log.warning("converge.refused", shop=desk.shop.domain, resource=wanted.resource, field=wanted.field)
    until = desk.now if is_news else retry  # what was out of date is being read anew: the read brings the next attempt
    with desk.database.write() as conn:
        shopstate.postpone(conn, desk.shop.id, wanted, until=until, error=str(error))
        enqueue_at(conn, desk.shop.id, Hint(Kind.DELIVER), cause="converge", at=retry)
