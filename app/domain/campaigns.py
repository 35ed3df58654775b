"""Collect orders until there are enough to place one's own: a threshold, a deadline, and the money back if missed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.model import Mode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from app.domain.ids import LineId
    from app.domain.model import DemandLine, Terms


class CampaignState(StrEnum):
    COLLECTING = "collecting"
    REACHED = "reached"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Campaign:
    """Units wanted by the end of a local day. `ordered_on`: the supplier order is placed, there is no way back."""

    target: int
    deadline: date
    ordered_on: date | None = None


@dataclass(frozen=True, slots=True)
class CampaignOutlook:
    """Where a campaign stands, what to order if it has succeeded, and whose money goes back if it has not."""

    state: CampaignState
    pledged: int
    missing: int
    order_units: int
    refund: tuple[LineId, ...]


def judge(campaign: Campaign, lines: Sequence[DemandLine], *, today: date) -> CampaignOutlook:
    """The state of a campaign whose `lines` have been ordered so far. Reached is reached: a later cancellation does
    not undo it once the supplier order is placed.
    """
    pledged = sum(line.open for line in lines if line.open > 0)
    reached = campaign.ordered_on is not None or pledged >= campaign.target
    missed = not reached and today > campaign.deadline
    state = CampaignState.REACHED if reached else CampaignState.MISSED if missed else CampaignState.COLLECTING
    to_order = pledged if reached and campaign.ordered_on is None else 0
    refund = tuple(sorted(line.id for line in lines if line.open > 0)) if missed else ()
    return CampaignOutlook(state, pledged, max(0, campaign.target - pledged), to_order, refund)


def campaign_terms(terms: Terms, campaign: Campaign) -> Terms:
    """Terms under which a campaign's units are planned: made to order, with the lead time running from the supplier
    order, which until it is placed is expected no earlier than the deadline.
    """
    return replace(terms, mode=Mode.MADE_TO_ORDER, lead_from=campaign.ordered_on or campaign.deadline)
