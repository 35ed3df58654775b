"""What became of the hints of a batch, decided while their resources are stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from app.db import inbox as rows
from app.domain.ids import ShopId
from app.inbox.hints import Hint
from app.inbox.work import Pending
from app.shopify.facts import Unreadable

_INVISIBLE = "Shopify does not show this"
_RETRIES = (1.0, 5.0, 30.0)
"""A read that came too early is repeated after these seconds; then it is taken for the truth."""


@dataclass(slots=True)
class Verdicts:
    """Hints to look at once more, and hints to park with a reason. All others are done."""

    pending: Mapping[Hint, Pending]
    retry: dict[Hint, float] = field(default_factory=dict)
    parked: dict[Hint, str] = field(default_factory=dict)

    @property
    def is_nobodys(self) -> bool:
        """Whether no hint asked: a look of our own at the whole shop."""
        return not self.pending

    def too_early(self, hints: Iterable[Hint]) -> bool:
        """Ask for another look; False when that was done often enough, so that what was read must do."""
        waiting = [each for each in self._known(hints) if self.pending[each].attempts < len(_RETRIES)]
        for hint in waiting:
            self.retry[hint] = _RETRIES[self.pending[hint].attempts]
        return bool(waiting)

    def unreadable(self, hints: Iterable[Hint], missing: Unreadable) -> None:
        """Park: null means "not visible to us", never "gone".

        What a missing scope hides asks nobody to look: a new grant has everything compared, this too.
        """
        if missing.is_denied:
            return
        for hint in self._known(hints):
            self.parked[hint] = f"{_INVISIBLE}: {missing.why}"

    def triggered_at(self, hints: Iterable[Hint]) -> datetime | None:
        """The newest instant at which Shopify says something happened to the resource."""
        stamps = [self.pending[hint].triggered_at for hint in self._known(hints)]
        return max((stamp for stamp in stamps if stamp is not None), default=None)

    def done(self) -> set[Hint]:
        return set(self.pending) - self.retry.keys() - self.parked.keys()

    def _known(self, hints: Iterable[Hint]) -> list[Hint]:
        return [hint for hint in hints if hint in self.pending]


def says_gone(hints: Iterable[Hint]) -> bool:
    return any(hint.gone for hint in hints)


def replay_invisible(conn: sa.Connection, shop: ShopId) -> None:
    """Something is known to be deleted by now: news of it that came before may be what was parked as invisible."""
    rows.replay(conn, shop, [each.id for each in rows.parked(conn, shop) if each.reason.startswith(_INVISIBLE)])
