"""A merchant at the keyboard, over HTTP: opens pages, reads them, and sends the forms that are on them."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Callable
from typing import Any, Self, TypeVar

import httpx

from sandbox.demo.processes import Demo

DOMAIN = "northpine.myshopify.com"
T = TypeVar("T")


class NotSeen(Exception):
    """What should have been there in time was not."""


class Merchant:
    """Every request carries a session token that the local admin minted for it."""

    def __init__(self, demo: Demo, *, domain: str = DOMAIN, app_url: str | None = None) -> None:
        self._demo = demo
        self._app_url = app_url or demo.app_url
        self._domain = domain
        self._http = httpx.Client(timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def open(self, path: str = "/") -> str:
        """A page as a document, the way the admin's frame opens it. Raises NotSeen unless it is 200."""
        answer = self._http.get(
            f"{self._app_url}{path}",
            params={"shop": self._domain, "embedded": "1", "id_token": self._token()},
        )
        if answer.status_code != httpx.codes.OK:
            raise NotSeen(f"{path} answered {answer.status_code}: {_sentence(answer.text)}")
        return answer.text

    def send(self, path: str, **fields: str) -> httpx.Response:
        """A form as htmx sends it. Raises NotSeen when it was refused."""
        headers = {"Authorization": f"Bearer {self._token()}", "HX-Request": "true"}
        answer = self._http.post(f"{self._app_url}{path}", data=fields, headers=headers)
        if answer.status_code not in {httpx.codes.OK, httpx.codes.NO_CONTENT}:
            raise NotSeen(f"{path} answered {answer.status_code}: {_sentence(answer.text)}")
        return answer

    def ask(self, path: str) -> Any:
        """The local Shopify's own view, as JSON."""
        return self._http.get(f"{self._demo.shopify_url}/sandbox/{self._domain}{path}").raise_for_status().json()

    def act(self, path: str, **body: Any) -> Any:
        """An act in the local Shopify's admin, warehouse or checkout."""
        url = f"{self._demo.shopify_url}/sandbox/{self._domain}{path}"
        return self._http.post(url, json=body).raise_for_status().json()

    def pass_days(self, days: float) -> None:
        """Move the business clock forward; every process follows."""
        url = f"{self._demo.shopify_url}/sandbox/clock"
        self._http.post(url, json={"advance_seconds": round(days * 86_400)}).raise_for_status()

    def now(self) -> str:
        """The business instant, ISO 8601 in UTC."""
        found = self._http.get(f"{self._demo.shopify_url}/sandbox/clock").raise_for_status().json()
        return str(found["now"])

    def set_dials(self, **dials: Any) -> None:
        """Make the local Shopify unkind."""
        self._http.patch(f"{self._demo.shopify_url}/sandbox/dials", json=dials).raise_for_status()

    def events(self, metric: str, *, email: str = "") -> list[dict[str, Any]]:
        """What the local Klaviyo got, oldest first, samples left out."""
        params = {"metric": metric} | ({"email": email} if email else {})
        found = self._http.get(f"{self._demo.klaviyo_url}/sandbox/events", params=params).raise_for_status().json()
        rows: list[dict[str, Any]] = found["events"] if isinstance(found, dict) else found
        return sorted((row for row in rows if not row.get("backfill")), key=lambda row: str(row.get("id")))

    def _token(self) -> str:
        return str(self.ask("/id_token")["id_token"])


def wait_for(what: str, look: Callable[[], T | None], *, seconds: float = 60) -> T:
    """The first answer that is neither None nor False. Raises NotSeen after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found is not None and found is not False:
            return found
        if time.monotonic() > deadline:
            raise NotSeen(f"{what}: not seen within {seconds:.0f} s")
        time.sleep(0.1)


def text_of(page: str) -> str:
    """A page's words on one line."""
    bare = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", bare)).split())


def _sentence(page: str) -> str:
    return text_of(page)[:300]
