"""Klaviyo's API as Backorder calls it: plain blocking calls on an `httpx.Client` that brings timeouts and connections.

Nothing is retried here but one known, harmless fault; when to try again is the caller's, whose queue outlives
a process. Neither bodies nor keys are logged.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qs, quote, urlsplit

import httpx

from app.klaviyo.answers import decoded, error_of
from app.klaviyo.auth import Auth
from app.klaviyo.errors import RequestRefused, Transient
from app.klaviyo.request import EventRequest, frozen, without_phone
from app.klaviyo.resources import Account, Accounts, Flow, Flows, Metric, MetricsPage

REVISION: Final = "2026-07-15"
"""Supported until July 2028. A newer one is a decision: read the difference of the published specifications first."""
JSON_API: Final = "application/vnd.api+json"


class KlaviyoClient:
    """One for the whole process: `httpx.Client` may be shared by threads, and each call brings its shop's `auth`.

    Every method raises the classes of `errors.py`, by the answer or the lack of one.
    """

    def __init__(self, http: httpx.Client, *, origin: str = "https://a.klaviyo.com", revision: str = REVISION) -> None:
        self._http = http
        self._origin = origin.rstrip("/")
        self._headers = {
            "Accept": JSON_API,
            "Content-Type": JSON_API,
            "User-Agent": "Backorder",
            "revision": revision,
            # Without it a retired revision is silently answered by a newer one.
            "X-Klaviyo-Revision-Fall-Forward-Opt-Out": "1",
        }

    def create_event(self, auth: Auth, event: EventRequest) -> None:
        """Hand over one event. That Klaviyo took it promises no mail: a flow may be a draft, or skip the customer.

        A phone number Klaviyo cannot read is dropped and the event sent once more to the e-mail address.
        """
        try:
            self._call(auth, "POST", "/api/events", content=frozen(event))
        except RequestRefused as refused:
            rest = without_phone(event) if (refused.pointer or "").endswith("/phone_number") else None
            if rest is None:
                raise
            self._call(auth, "POST", "/api/events", content=frozen(rest))

    def account(self, auth: Auth) -> Account:
        """The account `auth` opens: how a key is checked (scope accounts:read)."""
        accounts = decoded(self._call(auth, "GET", "/api/accounts"), Accounts).data
        if not accounts:
            raise Transient("Klaviyo named no account for this connection.")
        return accounts[0]

    def metrics(self, auth: Auth, *, integration: str | None = None) -> tuple[Metric, ...]:
        """All metrics, or those of one integration: "API" for a private key's, the app's own name for OAuth's."""
        query = {"filter": f"equals(integration.name,'{integration}')"} if integration else {}
        found: list[Metric] = []
        while True:
            page = decoded(self._call(auth, "GET", "/api/metrics", params=query), MetricsPage)
            found += page.data
            cursor = _cursor(page.links.next)
            if cursor is None:
                return tuple(found)
            query = {**query, "page[cursor]": cursor}

    def flow_triggers(self, auth: Auth, metric_id: str) -> tuple[Flow, ...]:
        """The flows that this metric starts (scopes flows:read, metrics:read)."""
        path = f"/api/metrics/{quote(metric_id, safe='')}/flow-triggers"
        return tuple(decoded(self._call(auth, "GET", path), Flows).data)

    def _call(
        self,
        auth: Auth,
        method: str,
        path: str,
        *,
        params: dict[str, str] | None = None,
        content: bytes | None = None,
    ) -> httpx.Response:
        headers = {**self._headers, "Authorization": auth.header}
        try:
            response = self._http.request(
                method, self._origin + path, params=params or None, content=content, headers=headers
            )
        except httpx.TransportError as failed:
            raise Transient(f"Klaviyo could not be reached ({type(failed).__name__}).") from failed
        error = error_of(response, auth)
        if error is not None:
            raise error
        return response


def _cursor(next_page: str | None) -> str | None:
    """Only the cursor is taken from the answer's link: a key never follows an address that an answer names."""
    values = parse_qs(urlsplit(next_page or "").query).get("page[cursor]")
    return values[0] if values else None
