"""A scripted Shopify: answers in order, and remembers what it was asked."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from app.domain.ids import ShopId
from app.shopify.bucket import LocalBucket
from app.shopify.call import Patience, Versions
from app.shopify.client import AdminClient, ShopAdmin
from app.shopify.ports import ShopRef

SHOP = ShopRef(ShopId(7), "northpine.myshopify.com")
START = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
COST = {
    "cost": {
        "requestedQueryCost": 10,
        "actualQueryCost": 4,
        "throttleStatus": {"maximumAvailable": 2000.0, "currentlyAvailable": 1990, "restoreRate": 100.0},
    }
}


@dataclass
class Time:
    """A clock that moves only when somebody sleeps."""

    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def now(self) -> datetime:
        return START + timedelta(seconds=sum(self.slept))

    def monotonic(self) -> float:
        return sum(self.slept)


@dataclass
class FixedTokens:
    tokens: list[str] = field(default_factory=lambda: ["first", "second"])
    renewed: int = 0

    def access_token(self, shop: ShopRef) -> str:
        return self.tokens[self.renewed]

    def renew(self, shop: ShopRef, *, rejected: str) -> str:
        assert rejected == self.tokens[self.renewed]
        self.renewed += 1
        return self.tokens[self.renewed]


@dataclass
class Script:
    """`answers` are responses or exceptions, used up one a request."""

    answers: list[httpx.Response | Exception]
    requests: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(request.content) for request in self.requests]

    @property
    def variables(self) -> list[dict[str, Any]]:
        return [body["variables"] for body in self.bodies]


def ok(data: object, *, errors: list[dict[str, Any]] | None = None, version: str = "2026-10") -> httpx.Response:
    body = {"data": data, "extensions": COST} | ({"errors": errors} if errors else {})
    return httpx.Response(200, json=body, headers={"X-Shopify-API-Version": version})


def failed(code: str, *, data: object = None, message: str = "no", **extensions: object) -> httpx.Response:
    errors = [{"message": message, "extensions": {"code": code, **extensions}}]
    return httpx.Response(200, json={"data": data, "errors": errors, "extensions": COST})


def throttled(*, requested: int, available: int) -> httpx.Response:
    status = {"maximumAvailable": 2000.0, "currentlyAvailable": available, "restoreRate": 100.0}
    cost = {"requestedQueryCost": requested, "actualQueryCost": None, "throttleStatus": status}
    errors = [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]
    return httpx.Response(200, json={"errors": errors, "extensions": {"cost": cost}})


def client(
    script: Script,
    *,
    time: Time | None = None,
    tokens: FixedTokens | None = None,
    bucket: LocalBucket | None = None,
    patience: Patience | None = None,
    versions: Versions | None = None,
) -> AdminClient:
    time = time or Time()
    return AdminClient(
        httpx.Client(transport=httpx.MockTransport(script)),
        shop_origin="http://127.0.0.1:4001/{shop}",
        tokens=tokens or FixedTokens(),
        bucket=bucket or LocalBucket(time.monotonic),
        patience=patience,
        sleep=time.sleep,
        now=time.now,
        versions=versions,
    )


def admin(*answers: httpx.Response | Exception) -> tuple[ShopAdmin, Script]:
    script = Script(list(answers))
    return client(script).for_shop(SHOP), script


def page(*nodes: object, after: str | None = None) -> dict[str, Any]:
    return {"nodes": list(nodes), "pageInfo": {"hasNextPage": after is not None, "endCursor": after}}
