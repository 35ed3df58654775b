"""The inbox page: every event as the mail its customer would get, newest first, with the JSON one click away."""

from __future__ import annotations

import json
from dataclasses import dataclass

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from sandbox.klaviyo.control import shown
from sandbox.klaviyo.gate import Account
from sandbox.klaviyo.mail import Mail, mail_of
from sandbox.klaviyo.pages import render
from sandbox.klaviyo.state import RecordedEvent

MOST_LISTED = 200

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Letter:
    """An event and its mail."""

    event: RecordedEvent
    mail: Mail

    @property
    def recipient(self) -> str:
        return self.event.email or self.event.phone

    @property
    def when(self) -> str:
        return f"{self.event.received_at:%b} {self.event.received_at.day}, {self.event.received_at:%H:%M}"

    @property
    def unsent(self) -> str:
        """Why no mail went out; empty where one did."""
        if self.event.backfill:
            return "Recorded as history: it starts no flow"
        return "" if self.event.mailed else "Not sent: the flow for this event is not live"

    @property
    def json(self) -> str:
        return json.dumps(shown(self.event), indent=2, ensure_ascii=False)


@router.get("/")
async def inbox(klaviyo: Account, event: str = "", to: str = "") -> Response:
    """The page. `event`: the one to open, by default the newest; `to`: only one customer's."""
    everyone = sorted({one.email or one.phone for one in klaviyo.events})
    found = [Letter(one, mail_of(one)) for one in reversed(klaviyo.events) if to in {"", one.email or one.phone}]
    letters = found[:MOST_LISTED]
    chosen = next((one for one in found if one.event.id == event), letters[0] if letters else None)
    return render(
        "inbox.html",
        letters=letters,
        total=len(found),
        chosen=chosen,
        is_chosen=bool(event),
        to=to,
        everyone=everyone,
        known=len(klaviyo.events),
    )


@router.get("/sandbox/latest")
async def latest(klaviyo: Account) -> JSONResponse:
    """How many events there are: what an open page asks to learn that there is something new."""
    return JSONResponse({"count": len(klaviyo.events)})
