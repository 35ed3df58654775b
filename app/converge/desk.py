"""What every writer to the shop shares: the shop's API, the lease it works under, and how it gives up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.clock import Clock
from app.db import footprints, locks, shopstate
from app.db.leases import LeaseLost
from app.db.session import Database
from app.db.shops import Shop
from app.db.shopstate import Desired
from app.inbox.enqueue import enqueue_at
from app.inbox.hints import Hint, Kind
from app.shopify.client import ShopAdmin

_FIRST_RETRY = timedelta(seconds=5)
_LAST_RETRY = timedelta(hours=1)
_DOUBLED = 10
"""Times the wait grows: by then it is past the last one, and before a number that no interval holds."""


def retry_at(wanted: Desired, now: datetime) -> datetime:
    """When a field that could not be written is tried again: twice as late each time."""
    return now + min(_LAST_RETRY, _FIRST_RETRY * (1 << min(wanted.attempts, _DOUBLED)))


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

    def intend_all(self, wanted: Sequence[Desired]) -> list[Desired]:
        """The intentions to write fields that had no value before us; give those to call for."""
        self.check()
        at = self.admin.now()
        return self.together(
            wanted, lambda conn, each: footprints.intend(conn, self.shop.id, each, observed=None, at=at)
        )

    def together(self, wanted: Sequence[Desired], act: Callable[[sa.Connection, Desired], bool]) -> list[Desired]:
        """`act` on each, and give those of which it says yes: all in one transaction, but for what another one holds.

        That comes after, each in a transaction of its own: so nobody who holds any waits for more.
        """
        with self.database.write() as conn:
            free = locks.lock_if_free(conn, self.shop.id, [each.key for each in wanted])
            yes = {each.key for each in wanted if each.key in free and act(conn, each)}
        for each in wanted:
            if each.key not in free:
                with self.database.write() as conn:
                    yes |= {each.key} if act(conn, each) else set()
        return [each for each in wanted if each.key in yes]

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
