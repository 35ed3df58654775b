"""How much each past outcome says about one supplier: recent ones more, its own most, its kin and the shop a little.

`weight = own + M * kin`, and kin the same of the parent and the shop: a supplier without history is judged by the
shop's, and its own record takes over as it grows. M = 12 outcomes and a half-life of a year were chosen on real
vendor lead times; a stronger pull scores better on average and lets single suppliers fall to 44 % kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from app.domain.outcomes import Outcome

PULL: Final = 12.0
HALF_LIFE_DAYS: Final = 365.0


def weights(outcomes: Sequence[Outcome], *, supplier: str, parent: str, today: date, pull: float = PULL) -> list[float]:
    """The weight of each outcome for `supplier` on `today`; they sum to its own recent outcomes plus `pull`."""
    recent = [0.5 ** ((today - outcome.since).days / HALF_LIFE_DAYS) for outcome in outcomes]
    shop = _normalised(recent)
    kin = [
        pull * base + (fresh if outcome.parent == parent else 0.0)
        for outcome, fresh, base in zip(outcomes, recent, shop, strict=True)
    ]
    return [
        pull * base + (fresh if outcome.supplier == supplier else 0.0)
        for outcome, fresh, base in zip(outcomes, recent, _normalised(kin), strict=True)
    ]


def _normalised(values: Sequence[float]) -> list[float]:
    total = sum(values)
    return [value / total for value in values] if total else list(values)
