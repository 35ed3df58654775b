"""What every writer to the shop shares: the shop's API, the lease it works under, and how it gives up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.clock import Clock
from app.db import footprints, shopstate
from app.db.leases import LeaseLost
from app.db.session import Database
from app.db.shops import Shop
from app.db.shopstate import Desired
from app.inbox.enqueue import enqueue_at
from app.inbox.hints import Hint, Kind
from app.shopify.client import ShopAdmin

_FIRST_RETRY = timedelta(seconds=5)
_LAST_RETRY = timedelta(hours=1)


def retry_at(wanted: Desired, now: datetime) -> datetime:
    """When a field that could not be written is tried again: twice as late each time."""
    return now + min(_LAST_RETRY, _FIRST_RETRY * (1 << wanted.attempts))


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

    def wait(self, wanted: Desired, why: str) -> None:
        """The order is in no state for it: try when it was looked at again, which news of it brings sooner."""
        at = retry_at(wanted, self.now)
        with self.database.write() as conn:
            shopstate.postpone(conn, self.shop.id, wanted, until=at, error=why)
            enqueue_at(conn, self.shop.id, Hint(Kind.ORDER, wanted.id), cause="converge", at=at)
