"""What every act on a shop shares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.clock import Clock
from app.db.session import Database
from app.db.shops import Shop
from app.shopify.client import ShopAdmin


@dataclass(frozen=True, slots=True)
class Desk:
    """One shop whose acts are carried out."""

    admin: ShopAdmin
    database: Database
    shop: Shop
    clock: Clock
    is_held: Callable[[], bool]
