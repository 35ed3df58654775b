"""The other half of every reading of a whole shop: before facts are replaced, note where ours were different, and why.

Only while a comparison is open (`app.db.comparisons`); the reads that hints ask for pass through without a look. Each
function belongs into the transaction that stores what it is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from app.db import actions, comparisons, footprints, known, shopstate
from app.db.comparisons import Run
from app.db.shops import Shop
from app.db.tables.shopstate import FootprintState
from app.db.watched import watched
from app.domain.comparison import Copy, Difference, Subject, Why, differences
from app.domain.ids import ItemId, OrderId
from app.inbox.hints import Hint
from app.refetch import copies
from app.refetch.fetch import Seen
from app.refetch.gather import Wanted
from app.refetch.verdicts import says_gone
from app.shopify.facts import ItemFact, LocationFact, OrderFact, ShopFact, TransferFact, Unreadable, VariantFact

_READ_AT_NIGHT: Final = frozenset(known.FIGURES) - {"available"}
"""Figures of stock nobody waits for: webhooks name only what is available (`app.refetch.noted`)."""
_WRITTEN_BY_US: Final = {
    "inventory_policy": shopstate.POLICY,
    "metafield": shopstate.METAFIELD,
    "holds": shopstate.HOLDS,
}
_CLOSED: Final = {"active": known.yes(value=False)}
"""What is left to say of a location that was deleted."""


def note_shop(
    conn: sa.Connection, shop: Shop, fact: ShopFact, locations: Sequence[LocationFact], *, started_at: datetime
) -> None:
    run = _telling(conn, shop)
    if run is None:
        return
    found = list(differences(known.shop_copy(conn, shop.id), copies.of_shop(fact, started_at), began=run.since))
    ours = known.locations(conn, shop.id)
    deleted = {key: replace(copy, values=_CLOSED, read_at=started_at) for key, copy in ours.items()}
    found += _compared(ours, deleted | {int(each.id): copies.of_location(each, started_at) for each in locations}, run)
    comparisons.note(conn, shop.id, run, found)


def note_variants(conn: sa.Connection, shop: Shop, facts: Sequence[VariantFact], *, started_at: datetime) -> None:
    run = _counted(conn, shop, Subject.VARIANT, len(facts))
    if run is None:
        return
    ours = known.variants(conn, shop.id, [fact.id for fact in facts], currency=shop.currency)
    theirs = {int(fact.id): copies.of_variant(fact, started_at) for fact in facts}
    found = _compared(ours, theirs, run, new=Why.NEW)
    comparisons.note(conn, shop.id, run, list(_by_whom(conn, shop, found)))


def note_items(conn: sa.Connection, shop: Shop, facts: Sequence[ItemFact], *, started_at: datetime) -> None:
    run = _counted(conn, shop, Subject.STOCK, len(facts))
    if run is None:
        return
    ours = known.items(conn, shop.id, [fact.id for fact in facts])
    theirs = {int(fact.id): copies.of_item(fact, started_at) for fact in facts}
    found = list(_compared(ours, theirs, run, new=Why.NEW))
    followed = watched(conn, shop.id, {ItemId(each.ref) for each in found if each.field in _READ_AT_NIGHT})
    told = [each for each in found if each.field not in _READ_AT_NIGHT or each.ref in followed]
    comparisons.note(conn, shop.id, run, told)


def note_orders(conn: sa.Connection, shop: Shop, facts: Sequence[OrderFact], *, started_at: datetime) -> None:
    """Counts none: by pages many are compared by their stamps alone."""
    run = _telling(conn, shop)
    if run is None:
        return
    ours = known.orders(conn, shop.id, [fact.id for fact in facts])
    theirs = {int(fact.id): copies.of_order(fact, started_at) for fact in facts}
    comparisons.note(conn, shop.id, run, list(_by_whom(conn, shop, _compared(ours, theirs, run))))


def note_transfers(conn: sa.Connection, shop: Shop, facts: Sequence[TransferFact], *, started_at: datetime) -> None:
    run = _counted(conn, shop, Subject.DELIVERY, len(facts))
    if run is None:
        return
    ours = known.deliveries(conn, shop.id, [fact.id for fact in facts])
    made = {int(fact.id): copies.of_transfer(fact, started_at) for fact in facts}
    theirs = {key: copy for key, copy in made.items() if copy is not None}
    found = list(_compared(ours, theirs, run))
    comparisons.note(conn, shop.id, run, [_received_by_us(conn, shop, each, theirs) for each in found])


def note_seen(conn: sa.Connection, shop: Shop, wanted: Wanted, seen: Seen) -> None:
    """Everything that one look at a few dozen resources showed, and what it did not."""
    note_orders(conn, shop, list(seen.orders.found.values()), started_at=seen.orders.started_at)
    note_items(conn, shop, list(seen.items.found.values()), started_at=seen.items.started_at)
    note_transfers(conn, shop, list(seen.transfers.found.values()), started_at=seen.transfers.started_at)
    run = _telling(conn, shop)
    if run is not None:
        gone = known.variants(conn, shop.id, list(seen.variants.unreadable), currency=shop.currency)
        comparisons.note(conn, shop.id, run, [each for copy in gone.values() for each in _gone(copy, run)])
        comparisons.note(conn, shop.id, run, list(_unreadable(conn, shop, wanted, seen)))


def note_unannounced(conn: sa.Connection, shop: Shop, wanted: Wanted, seen: Seen, told: AbstractSet[Hint]) -> None:
    """Orders looked at meanwhile for reasons of our own: what Shopify has not `told` us of belongs into the report."""
    facts = [fact for key, fact in seen.orders.found.items() if told.isdisjoint(wanted.orders.get(key, ()))]
    if facts:
        note_orders(conn, shop, facts, started_at=seen.orders.started_at)


def count_orders(conn: sa.Connection, shop: Shop, number: int) -> None:
    _counted(conn, shop, Subject.ORDER, number)


def _telling(conn: sa.Connection, shop: Shop) -> Run | None:
    """The open comparison, unless there was nothing before it that could differ."""
    run = comparisons.current(conn, shop.id)
    return None if run is None or run.is_first else run


def _counted(conn: sa.Connection, shop: Shop, subject: Subject, number: int) -> Run | None:
    run = comparisons.current(conn, shop.id)
    if run is None or not number:
        return None
    comparisons.count(conn, shop.id, run, subject, number)
    return None if run.is_first else run


def _compared(
    ours: Mapping[int, Copy], theirs: Mapping[int, Copy], run: Run, *, new: Why = Why.LOST
) -> Iterator[Difference]:
    for key, copy in theirs.items():
        yield from differences(ours.get(key), copy, began=run.since, new=new)


def _by_whom(conn: sa.Connection, shop: Shop, found: Iterable[Difference]) -> Iterator[Difference]:
    """What we write ourselves differs because a person wrote it too, or because no answer confirmed our write.

    What we have written since our copy was read is no difference: we know it, and the read that shows it is on its way.
    """
    for each in found:
        field = _WRITTEN_BY_US.get(each.field)
        trace = footprints.footprint_of(conn, shop.id, f"{each.subject}:{each.ref}", field) if field else None
        if trace is None or trace.state is FootprintState.RESTORED:
            yield each
        elif trace.is_unfinished or each.theirs == trace.intended:
            yield replace(each, why=Why.OWN_WRITE)
        elif field != shopstate.HOLDS:
            yield replace(each, why=Why.BY_HAND)
        elif trace.confirmed_at is None or each.known_since is None or trace.confirmed_at <= each.known_since:
            yield each


def _received_by_us(conn: sa.Connection, shop: Shop, found: Difference, theirs: Mapping[int, Copy]) -> Difference:
    """A receipt that we sent and heard nothing of."""
    shipments = {key for copy in theirs.values() for key, part in copy.parts.items() if found.ref in {key, *part.parts}}
    kinds = (actions.RECEIVE_SHIPMENT, actions.SET_ARRIVAL)
    waits = any(
        actions.is_waiting(conn, shop.id, kind, subject=f"shipment:{key}") for key in shipments for kind in kinds
    )
    return replace(found, why=Why.OWN_WRITE) if waits else found


def _gone(copy: Copy, run: Run) -> Iterator[Difference]:
    yield from differences(copy, None, began=run.since)


def _unreadable(conn: sa.Connection, shop: Shop, wanted: Wanted, seen: Seen) -> Iterator[Difference]:
    """What is asked for because a list of all did not have it is gone, and no mystery."""
    orders = _lost(seen.orders.unreadable.items())
    items = _lost(
        (key, each) for key, each in seen.items.unreadable.items() if not says_gone(wanted.items.get(key, ()))
    )
    yield from _not_shown(known.orders(conn, shop.id, [OrderId(key) for key in orders]), orders)
    yield from _not_shown(known.items(conn, shop.id, [ItemId(key) for key in items]), items)


def _lost(missing: Iterable[tuple[int, Unreadable]]) -> dict[int, str]:
    return {int(key): each.why for key, each in missing}


def _not_shown(ours: Mapping[int, Copy], why: Mapping[int, str]) -> Iterator[Difference]:
    for key, copy in ours.items():
        yield Difference(copy.subject, key, copy.name, "", None, why[key], copy.read_at, Why.UNREADABLE)
