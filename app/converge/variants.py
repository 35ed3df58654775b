"""Variants to their desired state: the metafield shoppers read, and the inventory policy that lets them order.

Three-way: as the merchant had it, as we wrote it last, as it is now. Where "now" is not what we wrote, somebody else
decided, and we stop.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial

import msgspec
import sqlalchemy as sa

from app.converge.desk import Desk
from app.db import catalog, footprints, published, shopstate
from app.db.catalog import StoredVariant
from app.db.footprints import SWITCHED_OFF, Footprint
from app.db.shopstate import DENY, METAFIELD, POLICY, Desired
from app.db.tables.shopstate import FootprintState
from app.domain.ids import ProductId, VariantId
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.replan.foreign import leave_to_others
from app.shopify.errors import UserErrors
from app.shopify.facts import LIMIT_KEY
from app.shopify.gid import to_gid
from app.shopify.metafields import KEY, VARIANTS_AT_MOST, MetafieldWrite, delete_metafields, set_metafields
from app.shopify.variants import fetch_variants, set_inventory_policy


def converge_variants(desk: Desk, wanted: Sequence[Desired]) -> None:
    """Write in the order that never oversells: policies back to DENY, then metafields, then policies to CONTINUE."""
    known = _look(desk, wanted)
    for each in wanted:
        if each.id not in known:
            desk.give_up(each, "the variant is gone")
    wanted = [each for each in wanted if each.id in known]
    policies = [each for each in wanted if each.field == POLICY]
    _write_policies(desk, [each for each in policies if each.value == DENY], known)
    _write_metafields(desk, [each for each in wanted if each.field == METAFIELD and each.value is not None], known)
    _write_policies(desk, [each for each in policies if each.value != DENY], known)
    _remove_metafields(desk, [each for each in wanted if each.field == METAFIELD and each.value is None])


def _look(desk: Desk, wanted: Iterable[Desired]) -> dict[int, StoredVariant]:
    """The variants as stored, read anew where a policy may be written.

    What we find there is kept as the merchant's own value, and a difference is taken for somebody's decision: an old
    memory, from before a change whose webhook is late or a write whose worker died, must not be.
    """
    fields = list(wanted)
    reading = fetch_variants(desk.admin, sorted({VariantId(each.id) for each in fields if each.field == POLICY}))
    with desk.database.write() as conn:
        catalog.save_variants(conn, desk.shop.id, list(reading.found.values()), started_at=reading.started_at)
        found = catalog.stored_variants(conn, desk.shop.id, {each.id for each in fields})
    return {each.id: each for each in found}


def _write_policies(desk: Desk, wanted: Sequence[Desired], known: dict[int, StoredVariant]) -> None:
    if not wanted:
        return
    desk.check()
    by_product: dict[ProductId, list[Desired]] = {}
    for each in desk.together(wanted, lambda conn, each: _intend(desk, conn, each, known[each.id])):
        by_product.setdefault(known[each.id].product, []).append(each)
    for product, group in by_product.items():
        desk.check()
        stamps = set_inventory_policy(desk.admin, product, {VariantId(each.id): each.value for each in group})
        desk.together(group, partial(_policy_written, desk, stamps))


def _intend(desk: Desk, conn: sa.Connection, wanted: Desired, variant: StoredVariant) -> bool:
    """Note that we mean to write, where the shop differs from what we want and the difference is ours to mend."""
    trace = footprints.footprint_of(conn, desk.shop.id, wanted.resource, wanted.field)
    if trace is not None and _is_foreign(trace, variant.policy):
        leave_to_others(conn, desk.shop.id, trace, observed=variant.policy, at=desk.now)
        shopstate.settle(conn, desk.shop.id, wanted)
        return False
    if variant.policy != wanted.value:
        return footprints.intend(conn, desk.shop.id, wanted, observed=variant.policy, at=desk.admin.now())
    if trace is not None and trace.state is not FootprintState.RESTORED:
        _confirm(desk, conn, wanted)
    else:
        shopstate.settle(conn, desk.shop.id, wanted)
    return False


def _policy_written(desk: Desk, stamps: Mapping[VariantId, datetime], conn: sa.Connection, wanted: Desired) -> bool:
    variant = VariantId(wanted.id)
    catalog.note_policy(conn, desk.shop.id, variant, wanted.value, stamps.get(variant), at=desk.admin.now())
    _confirm(desk, conn, wanted)
    return True


def _is_foreign(trace: Footprint, observed: str) -> bool:
    match trace.state:
        case FootprintState.FOREIGN:
            return True
        case FootprintState.CONFIRMED:
            return bool(observed != trace.written)
        case FootprintState.INTENDED:
            return observed not in {trace.intended, trace.written, trace.before}
        case FootprintState.RESTORED:
            return False


def _confirm(desk: Desk, conn: sa.Connection, wanted: Desired) -> None:
    note = footprints.restored if wanted.why == SWITCHED_OFF else footprints.confirm
    note(conn, desk.shop.id, wanted, at=desk.admin.now())
    shopstate.settle(conn, desk.shop.id, wanted)


def _write_metafields(desk: Desk, wanted: Sequence[Desired], known: dict[int, StoredVariant]) -> None:
    for start in range(0, len(wanted), VARIANTS_AT_MOST):
        group = desk.intend_all(wanted[start : start + VARIANTS_AT_MOST])
        if group:
            _write_some(desk, group, known)


def _write_some(desk: Desk, group: Sequence[Desired], known: dict[int, StoredVariant]) -> None:
    desk.check()
    writes = [_write_of(each, known[each.id].metafield_digest) for each in group]
    try:
        facts = set_metafields(desk.admin, writes)
    except UserErrors as error:
        if error.stale:
            _read_again(desk, group)
        raise
    digests = {each.id: fact.digest for each, fact in zip(group, facts, strict=True)}
    desk.together(group, partial(_metafield_written, desk, digests))


def _metafield_written(desk: Desk, digests: Mapping[int, str | None], conn: sa.Connection, wanted: Desired) -> bool:
    variant = VariantId(wanted.id)
    catalog.note_digest(conn, desk.shop.id, variant, digests[wanted.id])
    published.went_live(conn, desk.shop.id, variant, wanted.value["v"], at=desk.now)
    _confirm(desk, conn, wanted)
    return True


def _write_of(wanted: Desired, digest: str | None) -> MetafieldWrite:
    """What is for the cart stands in a metafield of its own."""
    shown = {key: part for key, part in wanted.value.items() if key != LIMIT_KEY}
    text = msgspec.json.encode(shown).decode()
    return MetafieldWrite(to_gid("ProductVariant", wanted.id), text, digest, wanted.value.get(LIMIT_KEY))


def _read_again(desk: Desk, group: Sequence[Desired]) -> None:
    """A digest we named no longer stood: read the variants anew before the next attempt."""
    with desk.database.write() as conn:
        for each in group:
            enqueue(conn, desk.shop.id, Hint(Kind.VARIANT, each.id), cause="metafield was stale")


def _remove_metafields(desk: Desk, wanted: Sequence[Desired]) -> None:
    for start in range(0, len(wanted), VARIANTS_AT_MOST):
        group = desk.intend_all(wanted[start : start + VARIANTS_AT_MOST])
        if not group:
            continue
        desk.check()
        delete_metafields(desk.admin, [to_gid("ProductVariant", each.id) for each in group], keys=(KEY, LIMIT_KEY))
        desk.together(group, partial(_metafield_removed, desk))


def _metafield_removed(desk: Desk, conn: sa.Connection, wanted: Desired) -> bool:
    variant = VariantId(wanted.id)
    catalog.note_digest(conn, desk.shop.id, variant, None)
    published.went_dark(conn, desk.shop.id, variant, at=desk.now)
    _confirm(desk, conn, wanted)
    return True
