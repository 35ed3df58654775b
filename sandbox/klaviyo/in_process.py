"""Reaches the double without a socket, for plain blocking code under test."""

from __future__ import annotations

import asyncio

import httpx
from fastapi import FastAPI


class InProcess(httpx.BaseTransport):
    """Runs one request on an ASGI application to its end, on an event loop of its own.

    Call it from a thread that runs no event loop; blocking code has no business on one anyway.
    """

    def __init__(self, app: FastAPI) -> None:
        self._transport = httpx.ASGITransport(app)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return asyncio.run(self._answer(request))

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        body = request.read()
        answer = await self._transport.handle_async_request(
            httpx.Request(request.method, request.url, headers=request.headers, content=body)
        )
        return httpx.Response(answer.status_code, headers=answer.headers, content=await answer.aread())


def in_process(app: FastAPI) -> httpx.Client:
    """A client for which every origin is `app`."""
    return httpx.Client(transport=InProcess(app))
