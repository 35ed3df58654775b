"""Where acts are carried out, and what an act leaves to be written when it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import sqlalchemy as sa

from app.clock import Clock
from app.db.session import Database
from app.db.shops import Shop
from app.shopify.client import ShopAdmin

Settle: TypeAlias = Callable[[sa.Connection], None]
"""Writes what follows from an act, in the transaction that marks it done."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One shop whose acts are carried out."""

    admin: ShopAdmin
    database: Database
    shop: Shop
    clock: Clock
    is_held: Callable[[], bool]
