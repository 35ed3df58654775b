"""Routes for the clock, the dials, the deliveries and a new beginning."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, TypeAdapter, ValidationError

from sandbox.shopify import wire
from sandbox.shopify.control.world import InWorld, World
from sandbox.shopify.dials import Dials
from sandbox.shopify.webhooks.delivery import Delivery

router = APIRouter(prefix="/sandbox")


class ClockMove(BaseModel):
    """One of the three. Forward only."""

    advance_seconds: float = 0
    advance_days: float = 0
    set: datetime | None = None


@router.get("/clock")
def clock(world: InWorld) -> dict[str, str]:
    return {"now": wire.utc(world.clock.now())}


@router.post("/clock")
def move_clock(world: InWorld, move: ClockMove) -> dict[str, str]:
    step = timedelta(seconds=move.advance_seconds, days=move.advance_days)
    if move.set:
        wanted = move.set if move.set.tzinfo else move.set.replace(tzinfo=UTC)
        step = wanted - world.clock.now()
    if step < timedelta(0):
        raise HTTPException(409, "the business clock only moves forward")
    world.clock.advance(step)
    return clock(world)


@router.get("/dials")
def dials(world: InWorld) -> dict[str, Any]:
    return asdict(world.store.dials)


@router.patch("/dials")
def turn_dials(world: InWorld, change: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Only what is named changes: `{"webhooks": {"loss_percent": 5}}`."""
    merged = asdict(world.store.dials)
    for section, values in change.items():
        unknown = set(values) - set(merged.get(section, {}))
        if section not in merged or unknown:
            raise HTTPException(422, f"no dial is called {section}.{', '.join(sorted(unknown))}")
        merged[section] |= values
    try:
        world.store.dials = TypeAdapter(Dials).validate_python(merged)
    except ValidationError as error:
        raise HTTPException(422, str(error)) from error
    return asdict(world.store.dials)


@router.get("/deliveries")
def deliveries(world: InWorld, topic: str | None = None, limit: int = 100) -> dict[str, Any]:
    """Newest last."""
    rows = [row for row in list(world.dispatcher.log) if topic in (None, row.topic)]
    return {"waiting": world.dispatcher.waiting(), "deliveries": [_shown(row) for row in rows[-limit:]]}


@router.post("/deliveries/wait")
def wait_for_deliveries(world: InWorld, timeout_seconds: float = 10) -> dict[str, Any]:
    """Answers when nothing is queued or under way; `idle` is false when the time was not enough."""
    idle = world.dispatcher.wait_idle(timeout_seconds)
    return {"idle": idle, "waiting": world.dispatcher.waiting()}


@router.post("/reset")
def reset(world: InWorld, seed: str = "tiny") -> dict[str, Any]:
    """Begin anew: clock, shops, dials, deliveries. The app's database has to begin anew with it."""
    if seed not in world.seeds:
        raise HTTPException(404, f"no seed is called {seed}; there are {', '.join(world.seeds)}")
    begin(world, seed=seed)
    return {"seed": seed, "shops": sorted(world.store.shops), "now": wire.utc(world.clock.now())}


def begin(world: World, *, seed: str) -> None:
    """Fill an emptied store from a seed; nothing of it is news to the app."""
    world.dispatcher.forget()
    world.restart_clock()
    with world.store.act():
        world.store.clear()
        world.seeds[seed](world.store)
        for shop in world.store.shops.values():
            shop.storefront_url = world.links.get("storefront", "")
        world.store.outbox.take()


def _shown(row: Delivery) -> dict[str, Any]:
    return {
        "webhook_id": row.webhook_id,
        "event_id": row.event_id,
        "shop": row.shop_domain,
        "topic": row.topic,
        "url": row.url,
        "body": row.body.decode(),
        "triggered_at": wire.utc(row.triggered_at),
        "state": row.state,
        "answers": row.answers,
    }
