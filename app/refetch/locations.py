"""Locations as Shopify has them now. Only those that serve online orders are in a region, or in the rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from app.db import catalog
from app.domain.ids import ShopId
from app.replan.anew import plan_anew
from app.shopify.facts import LocationFact


def keep_locations(conn: sa.Connection, shop: ShopId, facts: Sequence[LocationFact], *, started_at: datetime) -> None:
    """Store them: all that the shop has, so one that is missing was deleted. Where one opened or closed there is more,
    or less, to sell: everything is planned anew.
    """
    catalog.close_locations(conn, shop, but=[fact.id for fact in facts], started_at=started_at)
    if catalog.save_locations(conn, shop, facts, started_at=started_at):
        plan_anew(conn, shop, cause="a location opened or closed")
