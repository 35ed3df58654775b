"""Unkindness that a run chooses and can repeat: what becomes of webhooks, and how Shopify answers our calls."""

from __future__ import annotations

import json
import random
import re
from collections import Counter, deque
from collections.abc import Callable
from enum import StrEnum

import httpx

from sandbox.shopify.routes.admin_api import graphql
from sandbox.shopify.webhooks.delivery import Delivery
from sandbox.shopify.webhooks.dispatcher import ATTEMPTS
from tests.e2e.world import Outside, World

_MUTATION = re.compile(rb'"query":"mutation (\w+)')
_ADMIN = "/graphql.json"


class Fault(StrEnum):
    """What comes of one call to Shopify."""

    NONE = "none"
    UNREACHABLE = "unreachable"
    """It never arrived."""
    SERVER_ERROR = "server error"
    THROTTLED = "throttled"
    ANSWER_LOST = "answer lost"
    """It was carried out, and nobody was told."""


class Post:
    """The webhooks under way. Shopify takes them for delivered; the app gets them when, and if, it is told to."""

    def __init__(self, world: World) -> None:
        self._dispatcher = world.sandbox.dispatcher
        self._carry: Callable[[Delivery], int] = self._dispatcher._send
        self._dispatcher._send = self._take
        self.bag: list[Delivery] = []

    def collect(self) -> None:
        """Fetch what Shopify has to send."""
        self._dispatcher.pump()

    def deliver(self, count: int, *, chance: random.Random, twice: bool = False) -> None:
        """Any `count` of those under way arrive; `twice`: and will once more."""
        self.collect()
        for _ in range(min(count, len(self.bag))):
            place = chance.randrange(len(self.bag))
            letter = self.bag[place] if twice else self.bag.pop(place)
            self._bring(letter)

    def lose(self, count: int, *, chance: random.Random) -> None:
        self.collect()
        for _ in range(min(count, len(self.bag))):
            self.bag.pop(chance.randrange(len(self.bag)))

    def deliver_all(self) -> int:
        self.collect()
        letters, self.bag = self.bag, []
        for each in letters:
            self._bring(each)
        return len(letters)

    def _take(self, delivery: Delivery) -> int:
        self.bag.append(delivery)
        return 200

    def _bring(self, delivery: Delivery) -> None:
        """A busy machine may answer too late: Shopify sends it again."""
        assert any(self._carry(delivery) == 200 for _ in range(ATTEMPTS)), f"{delivery.topic} was not taken"


class Weather(httpx.BaseTransport):
    """Between the app and Shopify's Admin API. Faults come in the order they were announced, one a call."""

    def __init__(self, world: World) -> None:
        outside = world.parts.http._transport
        assert isinstance(outside, Outside)
        assert outside.shopify is not None
        self._world = world
        self._behind = outside.shopify
        outside.shopify = self
        self.faults: deque[Fault] = deque()
        self.lost: Counter[str] = Counter()
        """Mutations that are carried out so many times without anybody being told."""
        self.mutations: list[str] = []
        """Names of the mutations that reached Shopify, but for the definitions that every look makes sure of."""
        self.added: Counter[str] = Counter()
        """Units that our app has added to the stock, by the document it named."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if not request.url.path.endswith(_ADMIN):
            return self._behind.handle_request(request)
        fault = self.faults.popleft() if self.faults else Fault.NONE
        match fault:
            case Fault.UNREACHABLE:
                raise httpx.ConnectError("the line is down", request=request)
            case Fault.SERVER_ERROR:
                return httpx.Response(500, json={"errors": "Internal Server Error"})
            case Fault.THROTTLED:
                return httpx.Response(429, json={"errors": "Too many requests"}, headers={"Retry-After": "1.0"})
            case Fault.ANSWER_LOST:
                self._pass(request)
                raise httpx.ReadTimeout("no answer", request=request)
            case Fault.NONE:
                return self._pass(request)

    def clear(self) -> None:
        self.faults.clear()
        self.lost.clear()

    def _available(self) -> int:
        return sum(each.quantities["available"] for each in self._world.shopify.inventory_levels.values())

    def _pass(self, request: httpx.Request) -> httpx.Response:
        """Without an event loop and its threads: those take half of a call's time."""
        found = _MUTATION.search(request.read())
        named = found[1].decode() if found else ""
        if named and named != "CreateMetafieldDefinition":
            self.mutations.append(named)
        said, before = json.loads(request.content), self._available()
        answer = graphql(
            self._world.sandbox.store,
            self._world.shopify,
            request.url.path.split("/")[-2],
            said,
            request.headers["X-Shopify-Access-Token"],
        )
        if named == "AdjustStock":
            self.added[said["variables"]["input"]["referenceDocumentUri"]] += self._available() - before
        if self.lost[named] > 0:
            self.lost[named] -= 1
            raise httpx.ReadTimeout("no answer", request=request)
        return httpx.Response(answer.status_code, headers=dict(answer.headers), content=bytes(answer.body))
