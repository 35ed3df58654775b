"""The way to one shop for a library that has Shopify's addresses built in."""

from __future__ import annotations

import httpx


class ShopOrigin(httpx.BaseTransport):
    """Sends whatever it is given to `origin`, through `http` and therefore with its timeouts and connection pool.

    `origin` is one shop's, such as `https://northpine.myshopify.com`; a path in it goes before the request's. The
    address the library wrote counts for its path and query only, so that no request can go to another shop than the one
    this was made for. Closing it leaves `http` open. Raises what `http` raises.
    """

    def __init__(self, http: httpx.Client, *, origin: str) -> None:
        self._http = http
        self._origin = origin

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        headers = {name: value for name, value in request.headers.items() if name != "host"}
        url = self._origin + request.url.raw_path.decode("ascii")
        return self._http.send(self._http.build_request(request.method, url, headers=headers, content=request.read()))
