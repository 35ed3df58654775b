"""The double as one ASGI application: API, OAuth, control and the inbox page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cache

from fastapi import APIRouter, FastAPI, Request, Response
from starlette.routing import BaseRoute

from app.clock import Clock, SystemClock
from sandbox.klaviyo import api, control, inbox, oauth
from sandbox.klaviyo.answers import Refusal
from sandbox.klaviyo.grants import DEMO_CLIENT, DEMO_SECRET, Grants
from sandbox.klaviyo.state import Klaviyo


def create_klaviyo(
    *,
    clock: Clock | None = None,
    flow_status: str | None = "live",
    client_id: str = DEMO_CLIENT,
    client_secret: str = DEMO_SECRET,
    seed: int = 1,
) -> FastAPI:
    """A fresh Klaviyo with one account; `app.state.klaviyo` is its `Klaviyo`. Any key that begins with `pk_` opens it.

    `clock` is the business clock (what "received" says); `flow_status` the state of the flow that the merchant has for
    every metric: "live" mails, "draft" does not, None is no flow. `seed` makes ids and dials repeatable.
    """
    double = FastAPI(title="Local Klaviyo", openapi_url=None, routes=_routes())
    grants = Grants(client_id=client_id, client_secret=client_secret)
    double.state.klaviyo = Klaviyo(clock=clock or SystemClock(), grants=grants, flow_status=flow_status, seed=seed)
    double.add_exception_handler(Refusal, _refuse)
    double.middleware("http")(_add_rate_headers)
    return double


@cache
def _routes() -> list[BaseRoute]:
    """The same ones for every double of a process: FastAPI is slow to make them, and they keep nothing."""
    together = APIRouter()
    for part in (control, oauth, inbox, api):
        together.include_router(part.router)
    return together.routes


async def _refuse(_request: Request, refusal: Exception) -> Response:
    if not isinstance(refusal, Refusal):
        raise refusal
    return refusal.response


async def _add_rate_headers(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await call_next(request)
    # Klaviyo's 429 carries Retry-After instead; there the gate has left no headers.
    response.headers.update(getattr(request.state, "rate_headers", {}))
    return response
