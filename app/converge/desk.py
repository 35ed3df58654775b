"""What every writer to the shop shares: the shop's API, the lease it works under, and how it gives up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.clock import Clock
from app.db import footprints, shopstate
from app.db.leases import LeaseLost
from app.db.session import Database
from app.db.shops import Shop
from app.db.shopstate import Desired
from app.shopify.client import ShopAdmin


class NotYet(Exception):
    """The resource is in no state for it; later it may be. `str(error)` says why."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One shop being converged. `is_held` asks the database whether the lane is still ours."""

    admin: ShopAdmin
    database: Database
    shop: Shop
    clock: Clock
    is_held: Callable[[], bool]

    @property
    def now(self) -> datetime:
        """The business instant."""
        return self.clock.now()

    def check(self) -> None:
        """Call just before each write to Shopify. Raises LeaseLost when another worker has taken over."""
        if not self.is_held():
            raise LeaseLost

    def intend(self, wanted: Desired, *, observed: Any) -> bool:
        """Commit the intention to write, just before the call. False: do not call, something else is wanted by now."""
        self.check()
        with self.database.write() as conn:
            return footprints.intend(conn, self.shop.id, wanted, observed=observed, at=self.admin.now())

    def give_up(self, wanted: Desired, why: str) -> None:
        """The field cannot be so any more, and nobody will mind: stop trying, and say why."""
        with self.database.write() as conn:
            shopstate.abandon(conn, self.shop.id, wanted, why=why)
