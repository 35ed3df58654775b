"""A merchant's decisions, and the plan that follows from them."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.db import shops, terms
from app.db.terms import Scope
from app.domain.ids import ItemId, ShopId, VariantId
from app.domain.model import Mode
from app.replan.replan import replan
from tests.integration.factories.moments import NOW


def switch_on(conn: sa.Connection, shop: ShopId, variant: VariantId, *, mode: Mode = Mode.BACKORDER) -> None:
    terms.say(conn, shop, Scope.VARIANT, variant, by="person:42", at=NOW, mode=mode)


def plan(conn: sa.Connection, shop: ShopId, *items: ItemId, now: datetime = NOW) -> None:
    replan(conn, shops.by_id(conn, shop), items, now=now)
