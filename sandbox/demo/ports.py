"""Where everything listens. A demonstration has fixed addresses, a check takes what is free."""

from __future__ import annotations

import socket
from dataclasses import dataclass

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Ports:
    app: int = 4000
    shopify: int = 4001
    storefront: int = 4002
    klaviyo: int = 4003

    @staticmethod
    def url(port: int) -> str:
        return f"http://{HOST}:{port}"


def free() -> Ports:
    """Ports that nobody listens on now. Held open together, so that all differ."""
    sockets = [socket.socket() for _ in range(4)]
    try:
        for each in sockets:
            each.bind((HOST, 0))
        return Ports(*(each.getsockname()[1] for each in sockets))
    finally:
        for each in sockets:
            each.close()


def taken(ports: Ports) -> list[int]:
    """Those of these ports that somebody listens on already."""
    return [port for port in (ports.app, ports.shopify, ports.storefront, ports.klaviyo) if _answers(port)]


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex((HOST, port)) == 0
