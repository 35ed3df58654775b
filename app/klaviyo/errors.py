"""What can go wrong at Klaviyo, sorted by what the caller must do about it.

`str(error)` is a sentence for the merchant that may quote Klaviyo, so it is shown and stored but never logged. The log
gets `error_id`, the only trace Klaviyo's support can follow.
"""

from __future__ import annotations

from app.errors import AppError, Unavailable


class KlaviyoError(AppError):
    """Klaviyo did not do what we asked. `answered` is its HTTP status, None where no answer came."""

    def __init__(
        self, sentence: str, *, answered: int | None = None, error_id: str | None = None, pointer: str | None = None
    ) -> None:
        super().__init__(sentence)
        self.answered = answered
        self.error_id = error_id
        self.pointer = pointer


class RequestRefused(KlaviyoError):
    """Permanent for this one request: park it and show the merchant why. Sending it again changes nothing."""


class ConnectionBroken(KlaviyoError):
    """Permanent for the shop's connection: keep its events, pause its queue, ask the merchant to reconnect."""


class AccessTokenRejected(ConnectionBroken):
    """An OAuth access token was turned down: refresh once under the shop's lock, send once more, then pause."""


class GrantLost(ConnectionBroken):
    """The refresh token is dead: uninstalled at Klaviyo, unused for 90 days, or revoked. Only a new consent helps."""


class RevisionRetired(KlaviyoError):
    """The revision we pin is gone, so every shop is affected: stop and wake us, not the merchant."""

    status = 503


class Transient(KlaviyoError, Unavailable):
    """It may work later. Sending an event again is safe, because its `unique_id` is the same.

    `retry_after` is in seconds, at the least; None where Klaviyo named no time.
    """

    def __init__(
        self,
        sentence: str,
        *,
        answered: int | None = None,
        error_id: str | None = None,
        pointer: str | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(sentence, answered=answered, error_id=error_id, pointer=pointer)
        self.retry_after = retry_after


class Throttled(Transient):
    """We were too fast. Not a failed attempt: wait `retry_after` and some jitter."""


class CloudflareChallenge(Transient):
    """The wall before Klaviyo took us for a robot; Klaviyo saw nothing. Back off, and wake us if it lasts."""
