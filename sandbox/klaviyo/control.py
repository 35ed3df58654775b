"""The double's own knobs, under /sandbox: what it got, how unkind it is, and what the merchant did at Klaviyo."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from sandbox.klaviyo.gate import Account
from sandbox.klaviyo.state import RecordedEvent

router = APIRouter(prefix="/sandbox")


class FlowSetting(msgspec.Struct):
    """The merchant's flow for a metric: "live", "draft", "manual", or None for no flow."""

    metric: str
    status: str | None


@router.get("/events")
async def events(klaviyo: Account, metric: str = "", email: str = "") -> JSONResponse:
    """Recorded events, oldest first, of one metric or one address (case does not matter) if given."""
    found = [
        one
        for one in list(klaviyo.events)
        if (not metric or one.metric == metric) and (not email or one.email.casefold() == email.casefold())
    ]
    return JSONResponse({"events": [shown(one) for one in found]})


@router.get("/dials")
async def dials(klaviyo: Account) -> JSONResponse:
    return JSONResponse(msgspec.to_builtins(klaviyo.dials))


@router.post("/dials")
async def turn_dials(request: Request, klaviyo: Account) -> JSONResponse:
    """Replace the keys given; `{"next": ["throttled"]}` hits the next request only."""
    try:
        klaviyo.dials = klaviyo.dials.turned(await request.body())
    except msgspec.MsgspecError as wrong:
        return JSONResponse({"error": str(wrong)}, 400)
    return JSONResponse(msgspec.to_builtins(klaviyo.dials))


@router.post("/reset")
async def reset(klaviyo: Account) -> JSONResponse:
    klaviyo.reset()
    return JSONResponse({})


@router.post("/flows")
async def set_flow(request: Request, klaviyo: Account) -> JSONResponse:
    try:
        setting = msgspec.json.decode(await request.body(), type=FlowSetting)
    except msgspec.MsgspecError as wrong:
        return JSONResponse({"error": str(wrong)}, 400)
    klaviyo.set_flow(setting.metric, setting.status)
    return JSONResponse({})


@router.post("/uninstall")
async def uninstall(klaviyo: Account) -> JSONResponse:
    """The merchant removes the app at Klaviyo: tokens die, `invalid_grant` follows."""
    klaviyo.grants.uninstall()
    return JSONResponse({})


@router.post("/expire-access")
async def expire_access(klaviyo: Account) -> JSONResponse:
    """Access tokens die as after an hour; refresh tokens live."""
    klaviyo.grants.expire_access()
    return JSONResponse({})


def shown(event: RecordedEvent) -> dict[str, Any]:
    """The event as JSON values, instants in ISO 8601."""
    return {name: msgspec.to_builtins(getattr(event, name)) for name in RecordedEvent.__dataclass_fields__}
