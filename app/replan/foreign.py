"""Somebody else has decided about what we wrote: we stop, and say so once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.db import activity, footprints
from app.db.footprints import Footprint
from app.db.tables.shopstate import FootprintState
from app.domain.ids import ShopId


def leave_to_others(conn: sa.Connection, shop: ShopId, trace: Footprint, *, observed: Any, at: datetime) -> None:
    """From here on the field is theirs, until the merchant says otherwise. `at` is the business instant.

    Call it before anything is wanted of the field: footprints are locked first, wishes after.
    """
    footprints.notice_foreign(conn, shop, trace.resource, trace.field, observed=observed)
    if trace.state is FootprintState.FOREIGN:
        return
    activity.log(
        conn,
        shop,
        activity.NOTICED,
        trace.resource,
        actor="shopify",
        at=at,
        detail={"field": trace.field, "ours": trace.written, "now": observed},
    )
