"""A shopper without JavaScript: asks for pages, keeps cookies, reads what the block says."""

from __future__ import annotations

import asyncio
import json
import re
from html.parser import HTMLParser
from typing import Any

import httpx

from sandbox.storefront.app import create_storefront
from tests.unit.theme.little_shop import DOMAIN, LittleShop

KETTLE = "/products/fjord-enamel-kettle"


class Visitor:
    def __init__(self, shop: LittleShop, *, proxy: httpx.BaseTransport | None = None) -> None:
        self._app = create_storefront(shop.store, shop=DOMAIN, proxy_transport=proxy)
        self._cookies = httpx.Cookies()

    def get(self, path: str, **kwargs: Any) -> httpx.Response:
        return self.ask("GET", path, **kwargs)

    def post(self, path: str, **kwargs: Any) -> httpx.Response:
        return self.ask("POST", path, **kwargs)

    def ask(self, method: str, path: str, **kwargs: Any) -> httpx.Response:
        return asyncio.run(self._ask(method, path, **kwargs))

    async def _ask(self, method: str, path: str, **kwargs: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self._app)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://shop.test", cookies=self._cookies, follow_redirects=True
        ) as client:
            answer = await client.request(method, path, **kwargs)
            self._cookies = client.cookies
            return answer

    def choose_country(self, code: str, *, return_to: str = "/") -> httpx.Response:
        """With the form in the footer."""
        return self.post("/localization", data={"country_code": code, "return_to": return_to})

    def block(self, path: str = KETTLE, *, variant: int | None = None) -> Block:
        query = f"?variant={variant}" if variant else ""
        return Block(self.get(path + query).text)


class Block(HTMLParser):
    """The theme block as it stands in a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        source = re.search(r"<backorder-promise.*?</backorder-promise>", page, re.DOTALL)
        assert source, "the page has no block"
        self.headline = self.detail = ""
        self.hidden = False
        self.sent: dict[str, str] = {}
        self.data: dict[str, Any] = {}
        self._in = ""
        self.feed(source[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "noscript":
            return
        named = dict(attrs)
        self._in = "data" if tag == "script" else (named.get("class") or "").rpartition("__")[2]
        if self._in == "text":
            self.hidden = "hidden" in named
        if tag == "input" and "disabled" not in named:
            self.sent[str(named["name"])] = str(named["value"])

    def handle_data(self, data: str) -> None:
        if self._in == "data":
            self.data = json.loads(data)
        elif self._in in ("headline", "detail"):
            setattr(self, self._in, data.strip())
        self._in = ""

    def variant(self, variant_id: int) -> Any:
        return self.data["variants"][str(variant_id)]
