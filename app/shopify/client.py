"""The Admin GraphQL client: one request at a time, patient, and honest about what it does not know.

What is tried again, and by whom: a request that certainly did nothing (throttled, 429, never sent) is tried again here
whatever it is; a lost answer (5xx, a broken connection) only for reads and for writes that may be repeated. A write
that may not raises `OutcomeUnknown`, so that its caller looks before acting again.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import msgspec

from app.clock import machine_now
from app.shopify.call import Call, Patience, Unheeded, Wiring
from app.shopify.download import downloading
from app.shopify.operation import Operation, Repeat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from datetime import datetime

    import httpx

    from app.shopify.answer import Answer
    from app.shopify.call import AccessTokens, Versions
    from app.shopify.ports import Bucket, ShopRef

Data = TypeVar("Data")

API_VERSION = "2026-10"


class AdminClient:
    """Calls the Admin API for any number of shops from any number of threads.

    `http` carries the timeouts and the connection pool; `shop_origin` is a template such as `https://{shop}`.
    """

    def __init__(
        self,
        http: httpx.Client,
        *,
        shop_origin: str,
        tokens: AccessTokens,
        bucket: Bucket,
        api_version: str = API_VERSION,
        patience: Patience | None = None,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], datetime] = machine_now,
        versions: Versions | None = None,
    ) -> None:
        self._wiring = Wiring(http, tokens, bucket, patience or Patience(), sleep, now, versions or Unheeded())
        self._shop_origin = shop_origin
        self._api_version = api_version

    def now(self) -> datetime:
        """The machine's instant, aware, UTC."""
        return self._wiring.now()

    def download(self, url: str) -> AbstractContextManager[Iterator[bytes]]:
        """A file that an answer named. Raises UrlExpired and ShopifyUnavailable."""
        return downloading(self._wiring.http, url)

    def for_shop(self, shop: ShopRef, *, people: bool = False) -> ShopAdmin:
        """This client, bound to one shop and to whether a person is waiting."""
        return ShopAdmin(self, shop, people)

    def execute(
        self,
        shop: ShopRef,
        operation: Operation[Data],
        variables: Mapping[str, object] | None = None,
        *,
        idempotency_key: str | None = None,
        people: bool = False,
    ) -> Answer[Data]:
        """Run `operation`. `idempotency_key` goes into the variable `key` of KEYED operations, which demand one.

        `people` says that a person is waiting: such calls may use the whole bucket, others only its upper half.
        Raises every error of `app.shopify.errors` but `UserErrors`, which is up to the one who knows the payload.
        """
        if (operation.repeat is Repeat.KEYED) != (idempotency_key is not None):
            raise ValueError(f"{operation.name}: an idempotency key belongs to keyed operations and to no others")
        values = dict(variables or {}) | ({"key": idempotency_key} if idempotency_key is not None else {})
        body = msgspec.json.encode({"query": operation.document, "variables": values})
        url = f"{self._shop_origin.format(shop=shop.domain)}/admin/api/{self._api_version}/graphql.json"
        return Call(self._wiring, shop, operation, url=url, body=body, people=people).run()


@dataclass(frozen=True, slots=True)
class ShopAdmin:
    """The Admin API of one shop: what every function that reads or writes a subject takes first."""

    client: AdminClient
    shop: ShopRef
    people: bool = False

    def execute(
        self,
        operation: Operation[Data],
        variables: Mapping[str, object] | None = None,
        *,
        idempotency_key: str | None = None,
    ) -> Answer[Data]:
        """As `AdminClient.execute`."""
        return self.client.execute(self.shop, operation, variables, idempotency_key=idempotency_key, people=self.people)

    def now(self) -> datetime:
        """The machine's instant, aware, UTC."""
        return self.client.now()
