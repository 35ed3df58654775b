"""`POST /webhooks`: verify, store, answer, and nothing else. A bare ASGI callable in front of the app, because routing
and validation cost more than all of this together.

| what comes | answer |
| --- | --- |
| wrong or missing HMAC | 401, nothing stored |
| a required header is missing | 400 |
| valid, whatever is in it, from whatever shop | 200 once it is committed; the worker makes sense of it |
| valid, larger than 16 MB | 200, its body not kept, and a hint to reconcile |
| a duplicate webhook id | 200, nothing new |
| the queue is full, or the database refuses or is slow | 503: Shopify sends it again |
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any, Protocol

from app.clock import machine_now
from app.db.intake import Arrival
from app.inbox.hints import INTERNAL, Hint, Kind, encode, lane_of
from app.shopify.signatures import WebhookSignature
from webhooks.group_commit import NotStored
from webhooks.headers import Delivery, HeaderMissing, read_delivery, shopify_headers
from webhooks.topics import lane_for

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]

PATHS = frozenset({"/webhooks", "/webhooks/compliance"})
LARGEST_BODY = 16 * 1024 * 1024
_ANSWER_WITHIN = 4.5
"""Seconds. Shopify gives up after 5, and what it gave up on it sends again."""


class Writer(Protocol):
    """Where deliveries are stored."""

    async def add(self, arrival: Arrival, *, within: float) -> None:
        """Return when it is committed. Raises NotStored, after `within` seconds at the latest."""
        ...


class ClientGone(Exception):
    """The caller hung up before the body was complete."""


class WebhookReceiver:
    """Answers `POST` on the webhook paths and passes everything else to `app`.

    `secrets` are the app's client secrets, the current one first; during a rotation Shopify signs with either.
    `now` is the machine clock.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        secrets: Sequence[str],
        writer: Writer,
        now: Callable[[], datetime] = machine_now,
        largest_body: int = LARGEST_BODY,
    ) -> None:
        self._app = app
        self._unsigned = WebhookSignature(secrets)
        self._writer = writer
        self._now = now
        self._largest_body = largest_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] not in PATHS or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        try:
            status = await self._answer(shopify_headers(scope["headers"]), receive)
        except ClientGone:
            return
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    async def _answer(self, headers: dict[str, bytes], receive: Receive) -> HTTPStatus:
        claimed = headers.get("hmac-sha256")
        if not claimed:
            return HTTPStatus.UNAUTHORIZED
        signature = self._unsigned.fresh()
        body = await self._read(receive, signature)
        if not signature.matches(claimed):
            return HTTPStatus.UNAUTHORIZED
        try:
            await self._store(read_delivery(headers), body)
        except HeaderMissing:
            return HTTPStatus.BAD_REQUEST
        except NotStored:
            return HTTPStatus.SERVICE_UNAVAILABLE
        return HTTPStatus.OK

    async def _read(self, receive: Receive, signature: WebhookSignature) -> bytes | None:
        """The body, hashed as it comes; None when it is too large to keep. Raises ClientGone."""
        chunks: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientGone
            chunk = message.get("body", b"")
            signature.update(chunk)
            size += len(chunk)
            if size <= self._largest_body:
                chunks.append(chunk)
            else:
                chunks.clear()
            if not message.get("more_body", False):
                return b"".join(chunks) if size <= self._largest_body else None

    async def _store(self, delivery: Delivery, body: bytes | None) -> None:
        await self._writer.add(_arrival(delivery, body, received_at=self._now()), within=_ANSWER_WITHIN)


def _arrival(delivery: Delivery, body: bytes | None, *, received_at: datetime) -> Arrival:
    topic, lane = delivery.topic, lane_for(delivery.topic)
    if body is None:
        hint = Hint(Kind.RECONCILE)
        topic, lane, body = f"{INTERNAL}too large: {topic}", lane_of(hint.kind), encode(hint)
    return Arrival(
        domain=delivery.domain,
        lane=lane,
        topic=topic,
        webhook_id=delivery.webhook_id,
        event_id=delivery.event_id,
        api_version=delivery.api_version,
        triggered_at=delivery.triggered_at,
        received_at=received_at,
        body=body,
    )
