"""What every API request passes before it is answered: dials, revision, key, scopes and rate limits."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Response

from sandbox.klaviyo.answers import Refusal, challenge, refused
from sandbox.klaviyo.dials import FaultKind
from sandbox.klaviyo.spec import Fault, Operation, document, operation
from sandbox.klaviyo.state import Klaviyo

OPT_OUT = "X-Klaviyo-Revision-Fall-Forward-Opt-Out"


@dataclass(frozen=True, slots=True)
class Caller:
    """A request that may pass. `integration` owns the metrics it makes; `fault` strikes after the work is done."""

    integration: str
    operation: Operation
    fault: FaultKind | None


def klaviyo_of(request: Request) -> Klaviyo:
    klaviyo: Klaviyo = request.app.state.klaviyo
    return klaviyo


Account = Annotated[Klaviyo, Depends(klaviyo_of)]


async def admit(request: Request, klaviyo: Account) -> Caller:
    fault = klaviyo.dials.draw(klaviyo.dice)
    await asyncio.sleep(klaviyo.dials.hang_seconds if fault is FaultKind.HANG else klaviyo.dials.delay_seconds)
    _dialled(fault, klaviyo)
    _revision(request)
    endpoint = request.scope["route"].path
    allowed = operation(request.method.lower(), endpoint)
    integration = _authorised(request, klaviyo, needed=allowed.scopes)
    _within_limits(request, klaviyo, endpoint=endpoint, allowed=allowed)
    return Caller(integration, allowed, fault)


Admitted = Annotated[Caller, Depends(admit)]


def _dialled(fault: FaultKind | None, klaviyo: Klaviyo) -> None:
    match fault:
        case FaultKind.THROTTLED:
            raise Refusal(_throttled(klaviyo.dials.retry_after))
        case FaultKind.UNAUTHORIZED:
            raise Refusal(_unauthorised())
        case FaultKind.FORBIDDEN:
            raise Refusal(_forbidden("any"))
        case FaultKind.CHALLENGE:
            raise Refusal(challenge())
        case FaultKind.RETIRED:
            raise Refusal(_retired())
        case FaultKind.SERVER_ERROR:
            raise Refusal(refused(500, "error", "A server error occurred."))
        case FaultKind.UNAVAILABLE | FaultKind.HANG:
            raise Refusal(refused(503, "service_unavailable", "Service unavailable."))


def _revision(request: Request) -> None:
    asked = request.headers.get("revision")
    if not asked:
        raise Refusal(refused(400, "invalid", "A 'revision' header is required."))
    # By default Klaviyo answers an unknown revision with the next newer one, without a word.
    if asked != document()["info"]["version"] and request.headers.get(OPT_OUT) == "1":
        raise Refusal(_retired())


def _authorised(request: Request, klaviyo: Klaviyo, *, needed: frozenset[str]) -> str:
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    if kind == "Klaviyo-API-Key" and secret.startswith("pk_"):
        granted, integration = needed - frozenset(klaviyo.dials.missing_scopes), "API"
    elif kind == "Bearer" and (scopes := klaviyo.grants.scopes_of(secret)) is not None:
        granted, integration = scopes, klaviyo.grants.app_name
    else:
        raise Refusal(_unauthorised())
    if needed - granted:
        raise Refusal(_forbidden(", ".join(sorted(needed - granted))))
    return integration


def _within_limits(request: Request, klaviyo: Klaviyo, *, endpoint: str, allowed: Operation) -> None:
    allowance = klaviyo.limits.take(f"{request.method} {endpoint}", allowed)
    if allowance.retry_after is not None:
        raise Refusal(_throttled(allowance.retry_after))
    request.state.rate_headers = allowance.headers


def _throttled(seconds: int) -> Response:
    title = "Request was throttled."
    return refused(429, "throttled", title, headers={"Retry-After": str(seconds)})


def _unauthorised() -> Response:
    return refused(401, "authentication_failed", "Incorrect authentication credentials.")


def _forbidden(scopes: str) -> Response:
    fault = Fault("/data", f"The API key is missing the required scope(s): {scopes}")
    return refused(403, "permission_denied", "You do not have permission to perform this action.", fault)


def _retired() -> Response:
    return refused(410, "gone", "This API revision is retired.")
