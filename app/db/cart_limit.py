"""What the merchant wants of the limit in the cart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from app.db import shops
from app.db.tables.shops import shop_settings
from app.domain.ids import ShopId
from app.domain.pools import Pools


@dataclass(frozen=True, slots=True)
class CartLimit:
    """Whether carts are limited. `blocks`: a limit that Shopify cannot run stops the cart.

    `fail_open`: once the last promise has run out, the last known numbers go on counting.
    """

    on: bool = False
    blocks: bool = True
    fail_open: bool = False

    def desired(self, pools: Pools) -> dict[str, Any] | None:
        """The validation as it should be; None: there should be none."""
        if not self.on:
            return None
        return {"enabled": True, "blocks": self.blocks, "fail_open": self.fail_open, "pools": pools.slots()}


OFF: Final = CartLimit()


def chosen(conn: sa.Connection, shop: ShopId) -> CartLimit:
    """Off, where nobody has ever said anything."""
    said = shop_settings.c
    row = conn.execute(
        sa.select(said.limit_on, said.limit_blocks, said.limit_fail_open).where(said.shop_id == shop)
    ).first()
    return CartLimit(*row) if row else OFF


def choose(conn: sa.Connection, shop: ShopId, limit: CartLimit) -> None:
    shops.save_settings(conn, shop, limit_on=limit.on, limit_blocks=limit.blocks, limit_fail_open=limit.fail_open)
