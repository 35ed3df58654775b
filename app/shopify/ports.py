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

        Half of the bucket is kept for callers with `people=True`: background work starts nothing below the upper half.
        """
        ...

    def settle(self, shop: ShopRef, *, taken: int, status: ThrottleStatus | None) -> None:
        """Report how a call ended: `status` is what Shopify said, or None where it said nothing."""
        ...


@dataclass(frozen=True, slots=True)
class SealedToken:
    """A shop's expiring offline token, encrypted. The instants are machine time, UTC."""

    access_token: bytes = field(repr=False)
    refresh_token: bytes = field(repr=False)
    access_expires_at: datetime
    refresh_expires_at: datetime


@dataclass(frozen=True, slots=True)
class StoredToken:
    """A sealed token as it stands in the store. `version` grows by one at each replacement."""

    token: SealedToken
    version: int


class TokenStore(Protocol):
    """Where sealed tokens live. Every method is one short transaction of its own, closed before any network call."""

    def load(self, shop: ShopRef) -> StoredToken | None:
        """The current token; None where the shop has none or must re-authorise."""
        ...

    def lease(self, shop: ShopRef, *, lasting: timedelta) -> bool:
        """Try to become the only refresher of this shop for `lasting`. False: another process is at it."""
        ...

    def swap(self, shop: ShopRef, *, version: int | None, new: SealedToken) -> bool:
        """Replace the token of that `version` (None: whatever is there, or nothing) and end the lease.

        False, and nothing written, when the stored version is another one.
        """
        ...

    def give_up(self, shop: ShopRef, *, version: int, reason: str) -> None:
        """Mark the shop as needing a merchant's visit, if its token is still of that `version`, and end the lease."""
        ...

    def release(self, shop: ShopRef) -> None:
        """End the lease without a new token: Shopify did not answer."""
        ...
