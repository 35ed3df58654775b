"""A shopper without JavaScript: reads the product page, fills the cart, checks out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

import httpx

from sandbox.demo.merchant import NotSeen, text_of
from sandbox.demo.processes import Demo

_PROMISE = re.compile(r'<p class="backorder-promise__headline">(.*?)</p>', re.DOTALL)
_TOKEN = re.compile(r"/orders/([^/?]+)")


@dataclass(frozen=True, slots=True)
class Bought:
    """An order as the shopper knows it. `status_url` is its page in the shop."""

    status_url: str
    token: str


class Shopper:
    def __init__(self, demo: Demo, *, email: str, first_name: str) -> None:
        self._demo = demo
        self._http = httpx.Client(base_url=demo.storefront_url, timeout=30, follow_redirects=True)
        self._form = {
            "email": email,
            "first_name": first_name,
            "last_name": "Lind",
            "country": "US",
            "address1": "1 Pine Street",
            "zip": "97201",
            "city": "Portland",
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def read_promise(self, handle: str) -> str:
        """The words of the theme block on a product page; empty when it says nothing."""
        page = self._http.get(f"/products/{handle}").raise_for_status().text
        found = _PROMISE.search(page)
        return text_of(found[1]) if found else ""

    def is_for_sale(self, handle: str) -> bool:
        """Whether the button can be pressed."""
        page = self._http.get(f"/products/{handle}").raise_for_status().text
        button = re.search(r'<button[^>]*name="add"[^>]*>', page)
        return button is not None and "disabled" not in button[0]

    def buy(self, variant_id: int, quantity: int, **properties: str) -> Bought:
        """Raises NotSeen when the shop does not take the order."""
        item = {"id": str(variant_id), "quantity": str(quantity)}
        item |= {f"properties[{name}]": value for name, value in properties.items()}
        added = self._http.post("/cart/add", data=item)
        if added.status_code != httpx.codes.OK:
            raise NotSeen(f"the cart refused: {text_of(added.text)[:200]}")
        done = self._http.post("/checkout", data=self._form)
        token = _TOKEN.search(str(done.url))
        if done.status_code != httpx.codes.OK or token is None:
            raise NotSeen(f"the checkout refused: {text_of(done.text)[:200]}")
        return Bought(str(done.url), token[1])

    def open(self, url: str) -> str:
        """A page by the address in a message. The shop's own domain is this storefront."""
        path = re.sub(r"^https?://[^/]+", "", url)
        return text_of(self._http.get(path).raise_for_status().text)
