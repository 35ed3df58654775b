"""A web process as small as can be: the receiver on a free port, which it prints. Arguments: database URL, secret."""

from __future__ import annotations

import asyncio
import socket
import sys

import uvicorn

from app.db.session import Database
from webhooks.group_commit import GroupWriter
from webhooks.receive import WebhookReceiver


async def nothing_else(scope, receive, send):
    raise RuntimeError(scope["type"])


async def main() -> None:
    writer = GroupWriter(Database(sys.argv[1]))
    writer.start()
    receiver = WebhookReceiver(nothing_else, secrets=(sys.argv[2],), writer=writer)
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(receiver, lifespan="off", log_level="warning", access_log=False)
    print(listening.getsockname()[1], flush=True)
    await uvicorn.Server(config).serve(sockets=[listening])


asyncio.run(main())
