"""Stands between the app and the local Shopify, on both ways, and writes down what passes and when."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import msgspec
from starlette.types import ASGIApp, Receive, Scope, Send

INVENTORY = "inventory_levels/update"
_NAMED = re.compile(r"(query|mutation)\s+(\w+)")


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the Admin API. Instants are seconds of the monotonic clock; `ids` are items read, or variants set."""

    operation: str
    is_write: bool
    points: int
    began: float
    ended: float
    ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class Webhook:
    """One delivery. `item` is 0 for any topic but the inventory's."""

    topic: str
    item: int
    sent: float
    answered: float
    status: int


@dataclass(slots=True)
class Log:
    """What passed. Written by many threads, read once they are quiet."""

    calls: list[Call] = field(default_factory=list)
    webhooks: list[Webhook] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, what: Call | Webhook) -> None:
        with self._lock:
            (self.calls if isinstance(what, Call) else self.webhooks).append(what)  # type: ignore[arg-type]

    def forget(self) -> None:
        with self._lock:
            self.calls.clear()
            self.webhooks.clear()


class WatchedWebhooks(httpx.BaseTransport):
    """Carries webhooks to the app as the network does."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._network = httpx.HTTPTransport(trust_env=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        topic, sent = request.headers.get("X-Shopify-Topic", ""), time.monotonic()
        item = int(msgspec.json.decode(request.read())["inventory_item_id"]) if topic == INVENTORY else 0
        response = self._network.handle_request(request)
        self._log.note(Webhook(topic, item, sent, time.monotonic(), response.status_code))
        return response

    def close(self) -> None:
        self._network.close()


class WatchedApi:
    """Around the local Shopify's ASGI app: every GraphQL call with its name, its price and the time it took."""

    def __init__(self, shopify: ASGIApp, log: Log) -> None:
        self._shopify = shopify
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].endswith("/graphql.json"):
            await self._shopify(scope, receive, send)
            return
        began, asked, answered = time.monotonic(), bytearray(), bytearray()

        async def listen() -> MutableMapping[str, Any]:
            message = await receive()
            asked.extend(message.get("body", b""))
            return message

        async def speak(message: MutableMapping[str, Any]) -> None:
            answered.extend(message.get("body", b""))
            await send(message)

        await self._shopify(scope, listen, speak)
        self._log.note(_call(bytes(asked), bytes(answered), began))


def _call(asked: bytes, answered: bytes, began: float) -> Call:
    request, answer = msgspec.json.decode(asked), msgspec.json.decode(answered)
    named = _NAMED.search(request["query"])
    kind, operation = named.groups() if named else ("query", "unnamed")
    cost = answer.get("extensions", {}).get("cost", {})
    return Call(
        operation=operation,
        is_write=kind == "mutation",
        points=cost.get("actualQueryCost") or 0,
        began=began,
        ended=time.monotonic(),
        ids=_ids(request.get("variables") or {}),
    )


def _ids(variables: dict[str, Any]) -> frozenset[int]:
    """Inventory items of a read, owners of metafields of a write."""
    gids = [*variables.get("itemIds", ()), *(each.get("ownerId", "") for each in variables.get("metafields", ()))]
    return frozenset(int(gid.rpartition("/")[2]) for gid in gids if gid)
