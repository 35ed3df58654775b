"""Variants to their desired state: the metafield shoppers read, and the inventory policy that lets them order.

Three-way: as the merchant had it, as we wrote it last, as it is now. Where "now" is not what we wrote, somebody else
decided, and we stop.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from app.converge.desk import Desk
from app.db import activity, catalog, published, shopstate
from app.db.catalog import StoredVariant
from app.db.shopstate import METAFIELD, POLICY, Desired, Footprint
from app.db.tables.shopstate import FootprintState
from app.domain.ids import ProductId, VariantId
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.shopify.errors import UserErrors
from app.shopify.gid import to_gid
from app.shopify.metafields import AT_MOST, MetafieldWrite, delete_metafields, set_metafields
from app.shopify.variants import set_inventory_policy

DENY = "DENY"


def converge_variants(desk: Desk, wanted: Sequence[Desired]) -> None:
    """Write in the order that never oversells: policies back to DENY, then metafields, then policies to CONTINUE."""
    known = _load(desk, wanted)
    policies = [each for each in wanted if each.field == POLICY]
    _write_policies(desk, [each for each in policies if each.value == DENY], known)
    _write_metafields(desk, [each for each in wanted if each.field == METAFIELD and each.value is not None], known)
    _write_policies(desk, [each for each in policies if each.value != DENY], known)
    _remove_metafields(desk, [each for each in wanted if each.field == METAFIELD and each.value is None])


def _load(desk: Desk, wanted: Iterable[Desired]) -> dict[int, StoredVariant]:
    with desk.database.read() as conn:
        return {each.id: each for each in catalog.stored_variants(conn, desk.shop.id, {each.id for each in wanted})}


def _write_policies(desk: Desk, wanted: Sequence[Desired], known: dict[int, StoredVariant]) -> None:
    by_product: dict[ProductId, list[Desired]] = {}
    for each in wanted:
        variant = known.get(each.id)
        if variant is None:
            desk.give_up(each, "the variant is gone")
        elif _must_write(desk, each, variant):
            by_product.setdefault(variant.product, []).append(each)
    for product, group in by_product.items():
        desk.check()
        with desk.database.write() as conn:
            for each in group:
                shopstate.intend(conn, desk.shop.id, each, observed=known[each.id].policy, at=desk.admin.now())
        stamps = set_inventory_policy(desk.admin, product, {VariantId(each.id): each.value for each in group})
        with desk.database.write() as conn:
            for each in group:
                stamp = stamps.get(VariantId(each.id))
                catalog.note_policy(conn, desk.shop.id, VariantId(each.id), each.value, stamp, at=desk.admin.now())
                _confirm(desk, conn, each)


def _must_write(desk: Desk, wanted: Desired, variant: StoredVariant) -> bool:
    """Whether the shop differs from what we want, and the difference is ours to mend."""
    with desk.database.write() as conn:
        trace = shopstate.footprint_of(conn, desk.shop.id, wanted.resource, wanted.field)
        if trace is not None and _is_foreign(trace, variant.policy):
            shopstate.notice_foreign(conn, desk.shop.id, wanted.resource, wanted.field, observed=variant.policy)
            shopstate.settle(conn, desk.shop.id, wanted)
            activity.log(
                conn,
                desk.shop.id,
                "noticed a change by somebody else",
                wanted.resource,
                actor="shopify",
                at=desk.now,
                detail={"field": wanted.field, "ours": trace.written, "now": variant.policy},
            )
            return False
        if variant.policy != wanted.value:
            return True
        if trace is not None:
            _confirm(desk, conn, wanted)
        else:
            shopstate.settle(conn, desk.shop.id, wanted)
        return False


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


def _confirm(desk: Desk, conn: Any, wanted: Desired) -> None:
    if wanted.why == "switched off":
        shopstate.restored(conn, desk.shop.id, wanted, at=desk.admin.now())
    else:
        shopstate.confirm(conn, desk.shop.id, wanted, at=desk.admin.now())
    shopstate.settle(conn, desk.shop.id, wanted)


def _write_metafields(desk: Desk, wanted: Sequence[Desired], known: dict[int, StoredVariant]) -> None:
    living = [each for each in wanted if each.id in known]
    for start in range(0, len(living), AT_MOST):
        _write_some(desk, living[start : start + AT_MOST], known)


def _write_some(desk: Desk, group: Sequence[Desired], known: dict[int, StoredVariant]) -> None:
    desk.check()
    with desk.database.write() as conn:
        for each in group:
            shopstate.intend(conn, desk.shop.id, each, observed=None, at=desk.admin.now())
    writes = [
        MetafieldWrite(
            to_gid("ProductVariant", each.id), msgspec.json.encode(each.value).decode(), known[each.id].metafield_digest
        )
        for each in group
    ]
    try:
        facts = set_metafields(desk.admin, writes)
    except UserErrors as error:
        if not error.stale:
            raise
        _read_again(desk, group)
        return
    with desk.database.write() as conn:
        for each, fact in zip(group, facts, strict=True):
            catalog.note_digest(conn, desk.shop.id, VariantId(each.id), fact.digest)
            published.went_live(conn, desk.shop.id, VariantId(each.id), each.value["v"], at=desk.clock.now())
            shopstate.confirm(conn, desk.shop.id, each, at=desk.admin.now())
            shopstate.settle(conn, desk.shop.id, each)


def _read_again(desk: Desk, group: Sequence[Desired]) -> None:
    """The digest we named no longer stood: read the variants anew, and come back."""
    with desk.database.write() as conn:
        for each in group:
            enqueue(conn, desk.shop.id, Hint(Kind.VARIANT, each.id), cause="metafield was stale")


def _remove_metafields(desk: Desk, wanted: Sequence[Desired]) -> None:
    for start in range(0, len(wanted), AT_MOST):
        group = wanted[start : start + AT_MOST]
        desk.check()
        delete_metafields(desk.admin, [to_gid("ProductVariant", each.id) for each in group])
        with desk.database.write() as conn:
            for each in group:
                catalog.note_digest(conn, desk.shop.id, VariantId(each.id), None)
                published.went_dark(conn, desk.shop.id, VariantId(each.id), at=desk.clock.now())
                _confirm(desk, conn, each)
