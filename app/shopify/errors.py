"""What the Admin API can refuse, sorted by what a caller should do about it.

| error | what it means for the caller |
| --- | --- |
| `ShopifyUnavailable`, `Throttled` | nothing happened; the whole shop waits `retry_after` seconds and tries again |
| `OutcomeUnknown` | a write may or may not have happened; read before writing again |
| `NeedsReauth`, `ShopFrozen` | nothing works until a merchant acts; keep the work, stop asking |
| `SessionRejected` | whoever asks has not proved who they are |
| `MissingScope`, `ResourceNotFound`, `UserErrors`, `Refused` | this one thing cannot be done; other things can |
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.errors import AppError, Conflict, Forbidden, NotFound, Unavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

STALE_CODES = frozenset({"STALE_OBJECT", "INVALID_COMPARE_DIGEST", "CHANGE_FROM_QUANTITY_STALE"})
"""The user-error codes that say a compare-and-set lost."""


class ShopifyError(AppError):
    """Shopify answered something other than what was asked for."""

    status = 502


class ShopifyUnavailable(ShopifyError, Unavailable):
    """Shopify did not answer, or asked for patience. Nothing was written. `retry_after` is in seconds."""

    status = 503

    def __init__(self, message: str, *, retry_after: float = 1.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Throttled(ShopifyUnavailable):
    """The shop's points are used up; `retry_after` is computed from the restore rate or taken from `Retry-After`."""


class UrlExpired(ShopifyError):
    """A file's address has run out: ask for the file's owner again, which gives a new one."""


class OutcomeUnknown(ShopifyError, Unavailable):
    """A write was sent and no answer came. It may have happened: read the resource before anything is tried again."""

    status = 503


class NeedsReauth(ShopifyError, Forbidden):
    """The token is dead for good: the app was uninstalled, or 90 days passed unused. A merchant must open the app."""

    status = 403
    heading = "Shopify has ended our access"

    def __init__(self, reason: str) -> None:
        super().__init__(f"{reason} Open Backorder again from your Shopify admin.")


class SessionRejected(ShopifyError, Forbidden):
    """An id token that proves nothing: forged, expired, or for another app. The browser gets a fresh one."""

    status = 401


class ShopFrozen(ShopifyError, Unavailable):
    """The shop is frozen, locked or closed (402, 423, 404): it answers nobody until its owner acts."""

    status = 503
    heading = "Shopify has closed this shop for now"

    def __init__(self, reason: str) -> None:
        super().__init__(f"{reason} What has come meanwhile is kept, and is dealt with once the shop is open again.")


class Refused(ShopifyError):
    """The request itself is at fault: an invalid document or variable, or too dear a query. A bug of ours."""

    status = 500


class ResourceNotFound(ShopifyError, NotFound):
    """A gid that we passed names nothing that this app may see."""

    status = 404


@dataclass(frozen=True, slots=True)
class FieldError:
    """One entry of the top-level `errors`. `path` is the field's dotted path in the answer, empty if none was named."""

    message: str
    code: str
    path: str = ""
    required: str = ""
    """Shopify's own text of the access that is missing, for `ACCESS_DENIED`."""


class MissingScope(ShopifyError, Forbidden):
    """ACCESS_DENIED and no data came back. Partial data is not an error: see `Answer.denied`."""

    status = 403

    def __init__(self, fields: Sequence[FieldError]) -> None:
        self.fields = tuple(fields)
        wanted = "; ".join(sorted({error.required or error.message for error in fields}))
        super().__init__(f"Shopify did not grant what this needs: {wanted}")


@dataclass(frozen=True, slots=True)
class UserError:
    """One entry of a mutation's `userErrors`. `code` is empty where the schema's plain `UserError` has none."""

    message: str
    code: str = ""
    field: tuple[str, ...] = ()
    index: int | None = None
    """Which of several inputs failed (`elementIndex` of metafieldsSet)."""


class UserErrors(ShopifyError, Conflict):
    """A mutation was understood and refused; nothing was written, unless its docstring says otherwise."""

    status = 409

    def __init__(self, operation: str, errors: Sequence[UserError]) -> None:
        self.operation = operation
        self.errors = tuple(errors)
        super().__init__(" ".join(error.message for error in errors))

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(error.code for error in self.errors if error.code)

    @property
    def stale(self) -> bool:
        """Whether a compare-and-set lost: somebody else wrote meanwhile."""
        return bool(self.codes & STALE_CODES)
