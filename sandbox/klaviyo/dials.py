"""How unkind the double is. Every fault is one that Klaviyo or the way to it is known to show."""

from __future__ import annotations

import random
from enum import StrEnum

import msgspec


class FaultKind(StrEnum):
    THROTTLED = "throttled"
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    CHALLENGE = "challenge"
    """403 with a page of HTML and `cf-mitigated: challenge`: Cloudflare's, not Klaviyo's."""
    RETIRED = "retired"
    SERVER_ERROR = "server_error"
    UNAVAILABLE = "unavailable"
    HANG = "hang"
    """No answer for `hang_seconds`."""
    ANSWER_LOST = "answer_lost"
    """The event is recorded, and then the answer is a 502: sending again must change nothing."""
    EVENT_LOST = "event_lost"
    """202, and the event never shows up: Klaviyo promises no more than that."""


class Dials(msgspec.Struct, kw_only=True):
    """`next` is used up first, one fault a request; then `share` throws a die for each (0 to 1, by fault).

    `delay_seconds` slows every answer; `retry_after` is what a dialled 429 asks for; `missing_scopes` are those the
    merchant left off the private key.
    """

    next: list[FaultKind] = msgspec.field(default_factory=list)
    share: dict[FaultKind, float] = msgspec.field(default_factory=dict)
    retry_after: int = 1
    delay_seconds: float = 0.0
    hang_seconds: float = 60.0
    missing_scopes: list[str] = msgspec.field(default_factory=list)

    def draw(self, dice: random.Random) -> FaultKind | None:
        """The fault of this request, if any."""
        if self.next:
            return self.next.pop(0)
        throw = dice.random()
        for fault, share in self.share.items():
            if throw < share:
                return fault
            throw -= share
        return None

    def turned(self, changes: bytes) -> Dials:
        """These dials with the keys of a JSON object replaced.

        Raises:
            msgspec.ValidationError: An unknown fault or a wrong type.
        """
        merged = {**msgspec.to_builtins(self), **msgspec.json.decode(changes, type=dict[str, object])}
        return msgspec.convert(merged, Dials)
