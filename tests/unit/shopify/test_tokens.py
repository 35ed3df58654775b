from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx
import pytest
from cryptography.fernet import Fernet

from app.clock import machine_now
from app.shopify.errors import NeedsReauth, Refused, SessionRejected, ShopFrozen, ShopifyUnavailable
from app.shopify.ports import SealedToken, ShopRef, StoredToken
from app.shopify.secrets_box import SecretsBox
from app.shopify.token_exchange import TokenEndpoint
from app.shopify.tokens import TokenKeeper
from tests.unit.shopify.scripted import SHOP, START, Script, Time

BOX = SecretsBox([Fernet.generate_key().decode()])
DEAD = httpx.Response(400, json={"error": "invalid_grant"})


@dataclass
class Store:
    """The rows of one shop, as the database keeps them."""

    stored: StoredToken | None = None
    leased: bool = False
    given_up: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def load(self, shop: ShopRef) -> StoredToken | None:
        return None if self.given_up else self.stored

    def lease(self, shop: ShopRef, *, lasting: timedelta) -> bool:
        with self.lock:
            free, self.leased = not self.leased, True
            return free

    def swap(self, shop: ShopRef, *, version: int | None, new: SealedToken) -> bool:
        with self.lock:
            current = self.stored.version if self.stored else 0
            if version not in (None, current):
                return False
            self.stored, self.leased = StoredToken(new, current + 1), False
            return True

    def give_up(self, shop: ShopRef, *, version: int, reason: str) -> None:
        self.given_up.append(reason)
        self.leased = False

    def release(self, shop: ShopRef) -> None:
        self.leased = False


def sealed(name: str, *, expires: datetime, refresh_expires: datetime = START + timedelta(days=90)) -> SealedToken:
    return SealedToken(BOX.seal(f"shpat_{name}"), BOX.seal(f"shprt_{name}"), expires, refresh_expires)


def granted(name: str) -> httpx.Response:
    body = {
        "access_token": f"shpat_{name}",
        "scope": "read_orders,write_products",
        "expires_in": 3600,
        "refresh_token": f"shprt_{name}",
        "refresh_token_expires_in": 7776000,
    }
    return httpx.Response(200, json=body)


@dataclass
class World:
    keeper: TokenKeeper
    store: Store
    script: Script
    time: Time

    @property
    def forms(self) -> list[dict[str, str]]:
        return [{name: str(value) for name, value in body.items()} for body in self.script.bodies]


def world(*answers: httpx.Response | Exception, stored: SealedToken | None = None) -> World:
    time, script = Time(), Script(list(answers))
    store = Store(StoredToken(stored, 1) if stored else None)
    endpoint = TokenEndpoint(
        httpx.Client(transport=httpx.MockTransport(script)),
        shop_origin="https://{shop}",
        api_key="demo-key",
        secret="demo-secret",
        now=time.now,
    )
    return World(TokenKeeper(store, box=BOX, endpoint=endpoint, now=time.now, sleep=time.sleep), store, script, time)


FRESH = sealed("fresh", expires=START + timedelta(seconds=61))
STALE = sealed("stale", expires=START + timedelta(seconds=60))


def test_an_id_token_becomes_an_expiring_offline_token_sealed_at_rest() -> None:
    here = world(granted("new"))

    assert here.keeper.install(SHOP, id_token="id") == {"read_orders", "write_products"}

    assert str(here.script.requests[0].url) == "https://northpine.myshopify.com/admin/oauth/access_token"
    assert here.forms == [
        {
            "client_id": "demo-key",
            "client_secret": "demo-secret",
            "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
            "subject_token": "id",
            "subject_token_type": "urn:ietf:params:oauth:token-type:id_token",
            "requested_token_type": "urn:shopify:params:oauth:token-type:offline-access-token",
            "expiring": "1",
        }
    ]
    assert here.store.stored is not None
    token = here.store.stored.token
    assert (BOX.open(token.access_token), BOX.open(token.refresh_token)) == ("shpat_new", "shprt_new")
    assert (token.access_expires_at, token.refresh_expires_at) == (
        START + timedelta(hours=1),
        START + timedelta(days=90),
    )


def test_a_token_with_more_than_a_minute_to_live_is_used_as_it_is() -> None:
    assert world(stored=FRESH).keeper.access_token(SHOP) == "shpat_fresh"


def test_a_token_with_a_minute_to_live_is_refreshed_before_use() -> None:
    here = world(granted("new"), stored=STALE)

    assert here.keeper.access_token(SHOP) == "shpat_new"

    assert (here.forms[0]["grant_type"], here.forms[0]["refresh_token"]) == ("refresh_token", "shprt_stale")
    assert (here.store.stored.version if here.store.stored else None, here.store.leased) == (2, False)


def test_a_rejected_token_is_refreshed_unless_another_process_did_it_already() -> None:
    here = world(granted("new"), stored=FRESH)
    assert here.keeper.renew(SHOP, rejected="shpat_older") == "shpat_fresh"
    assert here.keeper.renew(SHOP, rejected="shpat_fresh") == "shpat_new"
    assert len(here.script.requests) == 1


def test_while_another_process_refreshes_we_wait_for_its_token() -> None:
    here = world(stored=STALE)
    here.store.leased = True
    here.time.sleep = lambda _: here.store.swap(SHOP, version=1, new=FRESH)  # type: ignore[assignment]
    keeper = TokenKeeper(here.store, box=BOX, endpoint=here.keeper._endpoint, now=here.time.now, sleep=here.time.sleep)

    assert keeper.access_token(SHOP) == "shpat_fresh"
    assert here.script.requests == []


def test_a_refresher_that_died_is_waited_for_no_longer_than_its_lease() -> None:
    here = world(stored=STALE)
    here.store.leased = True

    with pytest.raises(ShopifyUnavailable):
        here.keeper.access_token(SHOP)

    assert 30.0 <= sum(here.time.slept) <= 30.2


def test_a_token_replaced_during_our_refresh_is_kept_and_ours_dropped() -> None:
    here = world(stored=STALE)

    def answer(_: httpx.Request) -> httpx.Response:
        here.store.stored = StoredToken(FRESH, 2)
        return granted("late")

    here.script.answers = []
    here.keeper._endpoint._http = httpx.Client(transport=httpx.MockTransport(answer))

    assert here.keeper.access_token(SHOP) == "shpat_fresh"


def test_a_refusal_because_somebody_else_refreshed_is_not_the_end() -> None:
    here = world(stored=STALE)

    def answer(_: httpx.Request) -> httpx.Response:
        here.store.stored = StoredToken(FRESH, 2)
        return DEAD

    here.keeper._endpoint._http = httpx.Client(transport=httpx.MockTransport(answer))

    assert here.keeper.access_token(SHOP) == "shpat_fresh"
    assert (here.store.given_up, here.store.leased) == ([], False)


def test_a_dead_refresh_token_asks_for_the_merchant_and_stays_dead() -> None:
    here = world(DEAD, stored=STALE)

    for _ in range(2):
        with pytest.raises(NeedsReauth):
            here.keeper.access_token(SHOP)

    assert len(here.script.requests) == 1
    assert len(here.store.given_up) == 1


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(503), ShopifyUnavailable),
        (httpx.Response(429), ShopifyUnavailable),
        (httpx.ConnectError("refused"), ShopifyUnavailable),
        (httpx.Response(402), ShopFrozen),
        (httpx.Response(418), Refused),
        (httpx.Response(200, json={"access_token": "shpat_without_an_end"}), Refused),
    ],
)
def test_a_refresh_that_fails_gives_the_lease_back_and_keeps_the_token(
    answer: httpx.Response | Exception, error: type[Exception]
) -> None:
    here = world(answer, stored=STALE)

    with pytest.raises(error):
        here.keeper.access_token(SHOP)

    assert (here.store.leased, here.store.given_up, here.store.stored) == (False, [], StoredToken(STALE, 1))


def test_a_stale_id_token_is_rejected_so_that_the_browser_brings_a_fresh_one() -> None:
    with pytest.raises(SessionRejected):
        world(httpx.Response(400, json={"error": "invalid_subject_token"})).keeper.install(SHOP, id_token="old")


def test_a_shop_without_a_token_asks_for_the_merchant() -> None:
    with pytest.raises(NeedsReauth):
        world().keeper.access_token(SHOP)


def test_a_429_of_the_token_endpoint_says_how_long_to_wait() -> None:
    with pytest.raises(ShopifyUnavailable) as told:
        world(httpx.Response(429, headers={"Retry-After": "7.5"}), stored=STALE).keeper.access_token(SHOP)
    assert told.value.retry_after == 7.5


def test_many_threads_that_need_a_token_refresh_it_once() -> None:
    now = machine_now()
    here = world(granted("new"), stored=sealed("stale", expires=now, refresh_expires=now + timedelta(days=80)))
    keeper = TokenKeeper(here.store, box=BOX, endpoint=here.keeper._endpoint)
    here.keeper._endpoint._now = machine_now

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: keeper.access_token(SHOP), range(8)))

    assert found == ["shpat_new"] * 8
    assert len(here.script.requests) == 1


def test_no_token_shows_in_a_repr() -> None:
    here = world(granted("new"))
    grant = here.keeper._endpoint.exchange("northpine.myshopify.com", id_token="id")
    assert "shpat" not in repr(grant)
    assert "sealed" not in repr(STALE)
    assert "gAAAA" not in repr(STALE)
