"""What the Admin client needs from the outside: a shared rate bucket and a place for tokens.

The database implements both (rows shared by every process); tests and single-process tools use memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from app.domain.ids import ShopId


@dataclass(frozen=True, slots=True)
class ShopRef:
    """A shop as calls name it. `domain` is the permanent one, `*.myshopify.com`."""

    id: ShopId
    domain: str


@dataclass(frozen=True, slots=True)
class ThrottleStatus:
    """What Shopify says about a shop's points (`extensions.cost.throttleStatus`). `restore_rate` is points a second."""

    maximum: float
    available: float
    restore_rate: float


class Bucket(Protocol):
    """One leaky bucket of points per shop, shared by every process. Runs on the machine clock.

    `app.shopify.bucket.BucketState` holds the arithmetic; an implementation only has to keep one such value per shop
    and change it atomically.
    """

    def take(self, shop: ShopRef, points: int, *, people: bool) -> float:
        """Take `points` now and return 0.0, or take nothing and return the seconds to wait before asking again.

        Half of the bucket is kept for callers with `people=True`: background work waits for the upper half.
        """
        ...

    def settle(self, shop: ShopRef, *, taken: int, status: ThrottleStatus | None) -> None:
        """Report how a call ended: `status` is what Shopify said, or None where it said nothing."""
        ...


@dataclass(frozen=True, slots=True)
class StoredToken:
    """A shop's offline token at rest. `sealed` is opaque ciphertext; the instants are machine time, UTC."""

    sealed: bytes = field(repr=False)
    access_expires_at: datetime
    refresh_expires_at: datetime
    scopes: frozenset[str] = frozenset()


class TokenStore(Protocol):
    """Where sealed tokens live. Every method is one short transaction of its own, closed before any network call."""

    def load(self, shop: ShopRef) -> StoredToken | None:
        """The current token; None where the shop has none or must re-authorise."""
        ...

    def lease(self, shop: ShopRef, *, lasting: timedelta) -> bool:
        """Try to become the only refresher of this shop for `lasting`. False: another process is at it."""
        ...

    def swap(self, shop: ShopRef, *, old: bytes | None, new: StoredToken) -> bool:
        """Replace the token whose `sealed` is `old` (None: whatever is there) and end the lease.

        False, and nothing written, when the stored one is no longer `old`.
        """
        ...

    def give_up(self, shop: ShopRef, *, old: bytes, reason: str) -> None:
        """Mark the shop as needing a merchant's visit, if its token is still `old`, and end the lease."""
        ...

    def release(self, shop: ShopRef) -> None:
        """End the lease without a new token (Shopify did not answer)."""
        ...
