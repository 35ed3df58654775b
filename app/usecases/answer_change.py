"""What becomes of a field that somebody else has changed after us: ours again, or as they made it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.db import activity, catalog, footprints, locks
from app.db.catalog import StoredVariant
from app.db.footprints import Footprint
from app.db.shops import Shop
from app.db.shopstate import PLACE, POLICY, order_resource, variant_resource
from app.domain.ids import ItemId, OrderId, ShopId, VariantId
from app.errors import NotFound
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.replan.replan import replan


def take_over_variant(conn: sa.Connection, shop: Shop, variant: VariantId, *, by: str, now: datetime) -> None:
    """Set the variant's inventory policy by what there is to sell, again. Converge carries it out.

    Nothing happens where nobody else has changed it. Raises NotFound.
    """
    stored = _variant(conn, shop.id, variant)
    locks.lock_items(conn, shop.id, [stored.item])
    resource = variant_resource(variant)
    if footprints.take_over_field(conn, shop.id, resource, POLICY, by=by, at=now):
        activity.log(conn, shop.id, activity.TAKEN_OVER, resource, actor=by, at=now, detail={"field": POLICY})
        replan(conn, shop, [stored.item], by=by, now=now)
        enqueue(conn, shop.id, Hint(Kind.DELIVER), cause="took over again")


def leave_variant(conn: sa.Connection, shop: Shop, variant: VariantId, *, by: str, now: datetime) -> None:
    """The policy stays as somebody else set it, and nobody is asked again until it is set to something else.

    Nothing happens where nobody else has changed it. Raises NotFound.
    """
    stored, resource = _variant(conn, shop.id, variant), variant_resource(variant)
    if footprints.accept(conn, shop.id, resource, POLICY, value=stored.policy):
        detail = {"field": POLICY, "now": stored.policy}
        activity.log(conn, shop.id, activity.LEFT_ALONE, resource, actor=by, at=now, detail=detail)


def take_over_order(conn: sa.Connection, shop: Shop, order: OrderId, field: str, *, by: str, now: datetime) -> None:
    """Hold, tag or move the order's units again, after somebody has undone that. The order is read before.

    Nothing happens where nobody else has changed it. Raises NotFound for a field that we never wrote.
    """
    resource = order_resource(order)
    items = _moved(_trace(conn, shop.id, resource, field))
    locks.lock_items(conn, shop.id, items)
    locks.lock_orders(conn, shop.id, [order])
    if footprints.take_over_field(conn, shop.id, resource, field, by=by, at=now):
        activity.log(conn, shop.id, activity.TAKEN_OVER, resource, actor=by, at=now, detail={"field": field})
        replan(conn, shop, items, by=by, now=now, orders=[order])
        enqueue(conn, shop.id, Hint(Kind.ORDER, order), cause="took over again")


def leave_order(conn: sa.Connection, shop: Shop, order: OrderId, field: str, *, by: str, now: datetime) -> None:
    """What somebody has undone of ours on the order stays undone, and nobody is asked about it again.

    Nothing happens where nobody else has changed it. Raises NotFound for a field that we never wrote.
    """
    resource = order_resource(order)
    trace = _trace(conn, shop.id, resource, field)
    if footprints.accept(conn, shop.id, resource, field, value=trace.observed):
        detail = {"field": field, "now": trace.observed}
        activity.log(conn, shop.id, activity.LEFT_ALONE, resource, actor=by, at=now, detail=detail)


def _trace(conn: sa.Connection, shop: ShopId, resource: str, field: str) -> Footprint:
    trace = footprints.footprint_of(conn, shop, resource, field)
    if trace is None:
        raise NotFound("There is no such order in this shop.")
    return trace


def _moved(trace: Footprint) -> list[ItemId]:
    """Where the units of one item ship from is decided with the item."""
    kind, _, item = trace.field.partition(":")
    return [ItemId(int(item))] if kind == PLACE else []


def _variant(conn: sa.Connection, shop: ShopId, variant: VariantId) -> StoredVariant:
    found = catalog.stored_variants(conn, shop, [variant])
    if not found:
        raise NotFound("There is no such variant in this shop.")
    return found[0]
