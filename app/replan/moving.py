"""Units that may ship, but are asked of a location that has none: ask the one that has, if the merchant wants that.

Shopify gives a backorder to the first location that ships the item, wherever its stock will land.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from app.db import footprints, fulfillment, letting_go, shopstate, stock
from app.db.fulfillment import ENDED
from app.db.shopstate import Desired, order_resource, place_field
from app.db.tables.shopstate import FootprintState
from app.domain.ids import ItemId, OrderId, ShopId
from app.domain.moving import Claim, Move, moves
from app.replan.facts import Desk, Known
from app.replan.foreign import leave_to_others


def want_moves(conn: sa.Connection, desk: Desk, item: ItemId, pools: Sequence[Known]) -> None:
    """Decide which orders are to ship units of this item from elsewhere. Held units stay where they are.

    A pool's orders ship from its own locations, wherever Shopify has put them.
    """
    if not desk.settings.moves_orders:
        return
    shop = desk.shop.id
    before = shopstate.orders_to_move(conn, shop, item, {line.order for known in pools for line in known.lines})
    wanted: dict[OrderId, list[Move]] = {each: [] for each in before}
    claims = [] if desk.settings.lets_go else _claims(conn, shop, item)
    for known in pools if claims else ():
        lines = {line.line for line in known.lines}
        mine = [claim for claim in claims if claim.line in lines]
        for move in moves(mine, stock.by_location(conn, shop, item, known.facts.pool)):
            wanted.setdefault(move.claim.order, []).append(move)
    for order, found in sorted(wanted.items()):
        _notice_move(conn, desk, order, item)
        value = [_asked(move) for move in found]
        why = "the stock is at another location" if found else "it ships from where the stock is"
        wish = Desired(order_resource(order), place_field(item), value, why)
        shopstate.want(conn, shop, wish, by=desk.by, at=desk.now)


def _claims(conn: sa.Connection, shop: ShopId, item: ItemId) -> list[Claim]:
    """Units that were let go are the warehouse's own business."""
    let_go = letting_go.lines_of_item(conn, shop, item)
    return [claim for claim in fulfillment.claims(conn, shop, item) if claim.line not in let_go]


def _asked(move: Move) -> dict[str, int]:
    claim = move.claim
    return {"from": claim.fulfillment_order, "line": claim.line, "units": move.units, "to": move.to}


def _notice_move(conn: sa.Connection, desk: Desk, order: OrderId, item: ItemId) -> None:
    """Who moves units away from where we sent them has decided: we move no more of that order."""
    trace = footprints.footprint_of(conn, desk.shop.id, order_resource(order), place_field(item))
    stored = fulfillment.load_order(conn, desk.shop.id, order)
    if trace is None or stored is None or trace.state is not FootprintState.CONFIRMED or trace.confirmed_at is None:
        return
    if stored.fetched_at < trace.confirmed_at:
        return
    here = {str(each.id): each.location for each in stored.fulfillments if each.status not in ENDED}
    if any(here.get(owner, place) != place for owner, place in trace.written.items()):
        leave_to_others(conn, desk.shop.id, trace, observed=here, at=desk.now)
