"""The token endpoint and what tokens open: exchange, expiry, refresh and rotation."""

import asyncio
import base64
from datetime import UTC, datetime, timedelta

import httpx
import jwt
import pytest

from app.clock import FixedClock, machine_now
from sandbox.create import create_sandbox
from sandbox.seed import tiny

NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)
TOKEN_URL = f"/{tiny.DOMAIN}/admin/oauth/access_token"
API_URL = f"/{tiny.DOMAIN}/admin/api/2026-10/graphql.json"
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"
OFFLINE = "urn:shopify:params:oauth:token-type:offline-access-token"
ONLINE = "urn:shopify:params:oauth:token-type:online-access-token"


class Office:
    """A sandbox whose machine clock the test moves; id tokens are checked against real time, so they stay real."""

    def __init__(self):
        self.sandbox = create_sandbox(clock=FixedClock(NOW), threads=0, send=lambda _: 200)
        self.machine = FixedClock(machine_now())
        self.sandbox.store.machine = self.machine.now
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(self.sandbox.shopify), base_url="http://sandbox")

    async def id_token(self, **forged):
        return (await self.http.get(f"/sandbox/{tiny.DOMAIN}/id_token", params=forged)).json()["id_token"]

    async def post(self, **form):
        client = {"client_id": tiny.CLIENT_ID, "client_secret": tiny.SECRET}
        return await self.http.post(TOKEN_URL, data={**client, **form})

    async def exchange(self, *, subject=None, kind=OFFLINE, **more):
        token = subject or await self.id_token()
        form = {"grant_type": EXCHANGE, "subject_token": token, "subject_token_type": ID_TOKEN, "expiring": "1"}
        return await self.post(**{**form, "requested_token_type": kind, **more})

    async def refresh(self, token):
        return await self.post(grant_type="refresh_token", refresh_token=token)

    async def ask(self, token):
        headers = {"X-Shopify-Access-Token": token}
        return await self.http.post(API_URL, json={"query": "{ shop { name } }"}, headers=headers)


@pytest.fixture
def office():
    return Office()


def run(coroutine):
    return asyncio.run(coroutine)


def test_an_id_token_is_exchanged_for_an_expiring_offline_token(office):
    async def story():
        answer = await office.exchange()
        granted = answer.json()
        assert answer.status_code == 200
        assert set(granted) == {"access_token", "scope", "expires_in", "refresh_token", "refresh_token_expires_in"}
        assert (granted["expires_in"], granted["refresh_token_expires_in"]) == (3600, 7_776_000)
        assert granted["access_token"].startswith("shpat_")
        opened = await office.ask(granted["access_token"])
        assert opened.json()["data"] == {"shop": {"name": "Northpine"}}
        assert opened.headers["X-Shopify-API-Version"] == "2026-10"

    run(story())


def test_the_endpoint_takes_json_too(office):
    async def story():
        form = {"grant_type": EXCHANGE, "subject_token": await office.id_token(), "subject_token_type": ID_TOKEN}
        form |= {"client_id": tiny.CLIENT_ID, "client_secret": tiny.SECRET, "expiring": "1"}
        assert (await office.http.post(TOKEN_URL, json=form)).status_code == 200

    run(story())


@pytest.mark.parametrize(
    "forged", [{"exp": -60}, {"aud": "another-app"}, {"secret": "another-secret-that-is-long-enough-for-hs256"}]
)
def test_a_stale_or_forged_id_token_is_an_invalid_subject(office, forged):
    async def story():
        answer = await office.exchange(subject=await office.id_token(**forged))
        assert (answer.status_code, answer.json()) == (400, {"error": "invalid_subject_token"})

    run(story())


def test_an_id_token_of_another_shop_is_an_invalid_subject(office):
    async def story():
        claims = jwt.decode(await office.id_token(), options={"verify_signature": False})
        other = jwt.encode({**claims, "dest": "https://elsewhere.myshopify.com"}, tiny.SECRET, algorithm="HS256")
        assert (await office.exchange(subject=other)).json() == {"error": "invalid_subject_token"}

    run(story())


def test_an_online_token_comes_with_its_user(office):
    async def story():
        granted = (await office.exchange(kind=ONLINE)).json()
        assert granted["expires_in"] == 86399
        assert granted["associated_user"]["first_name"] == "Robin"
        assert "refresh_token" not in granted

    run(story())


def test_a_wrong_secret_and_a_missing_app_are_told_apart(office):
    async def story():
        wrong = await office.exchange(client_secret="wrong")
        assert wrong.json() == {"error": "invalid_client"}
        await office.http.post(f"/sandbox/{tiny.DOMAIN}/uninstall")
        assert (await office.exchange()).json() == {"error": "application_cannot_be_found"}

    run(story())


def test_a_token_without_end_is_refused_by_the_api(office):
    async def story():
        granted = (await office.exchange(expiring="0")).json()
        assert set(granted) == {"access_token", "scope"}
        refused = await office.ask(granted["access_token"])
        assert refused.status_code == 403
        assert refused.json()["errors"].startswith("[API] Non-expiring access tokens are no longer accepted")

    run(story())


def test_an_access_token_lives_an_hour_and_survives_a_refresh(office):
    async def story():
        first = (await office.exchange()).json()
        second = (await office.refresh(first["refresh_token"])).json()
        assert second["access_token"] != first["access_token"]
        assert (await office.ask(first["access_token"])).status_code == 200
        office.machine.advance(timedelta(seconds=3601))
        assert (await office.ask(first["access_token"])).status_code == 401

    run(story())


def test_a_used_refresh_token_may_be_tried_again_until_its_replacement_is_used(office):
    async def story():
        first = (await office.exchange()).json()["refresh_token"]
        second = (await office.refresh(first)).json()["refresh_token"]
        retried = (await office.refresh(first)).json()["refresh_token"]
        assert (await office.refresh(second)).json() == {"error": "invalid_grant"}
        third = await office.refresh(retried)
        assert third.status_code == 200
        assert (await office.refresh(first)).json() == {"error": "invalid_grant"}

    run(story())


def test_a_new_exchange_kills_the_refresh_tokens_before_it(office):
    async def story():
        before = (await office.exchange()).json()["refresh_token"]
        await office.exchange()
        assert (await office.refresh(before)).json() == {"error": "invalid_grant"}

    run(story())


def test_a_refresh_token_lives_ninety_days(office):
    async def story():
        token = (await office.exchange()).json()["refresh_token"]
        office.machine.advance(timedelta(days=90))
        assert (await office.refresh(token)).json() == {"error": "invalid_grant"}

    run(story())


def test_an_uninstall_ends_every_token(office):
    async def story():
        token = (await office.exchange()).json()["access_token"]
        await office.http.post(f"/sandbox/{tiny.DOMAIN}/uninstall")
        assert (await office.ask(token)).status_code == 401

    run(story())


def test_new_scopes_come_with_new_tokens_only(office):
    async def story():
        old = (await office.exchange()).json()
        await office.http.post(f"/sandbox/{tiny.DOMAIN}/scopes", json={"scopes": ["read_products"]})
        new = (await office.exchange()).json()
        assert new["scope"] == "read_products"
        assert "write_inventory" in old["scope"]
        sent = [row.topic for row in office.sandbox.dispatcher.log]
        assert sent == []

    run(story())


@pytest.mark.parametrize(
    ("dial", "status"),
    [
        ({"expire_tokens": True}, 401),
        ({"too_many_requests_percent": 100}, 429),
        ({"server_error_percent": 100}, 500),
    ],
)
def test_the_dials_make_the_api_unkind(office, dial, status):
    async def story():
        token = (await office.exchange()).json()["access_token"]
        await office.http.patch("/sandbox/dials", json={"api": dial})
        answer = await office.ask(token)
        assert answer.status_code == status
        assert (answer.headers.get("Retry-After") == "1.0") == (status == 429)

    run(story())


def test_the_throttled_dial_answers_200_without_data(office):
    async def story():
        token = (await office.exchange()).json()["access_token"]
        await office.http.patch("/sandbox/dials", json={"api": {"throttled_percent": 100}})
        answer = await office.ask(token)
        assert answer.status_code == 200
        assert answer.json()["errors"][0]["extensions"]["code"] == "THROTTLED"

    run(story())


def test_a_missing_scope_can_be_dialled(office):
    async def story():
        token = (await office.exchange()).json()["access_token"]
        missing = ["read_locations", "read_inventory", "write_inventory"]
        await office.http.patch("/sandbox/dials", json={"api": {"missing_scopes": missing}})
        query = {"query": "{ locations(first: 1) { nodes { id } } }"}
        answer = await office.http.post(API_URL, json=query, headers={"X-Shopify-Access-Token": token})
        assert answer.json()["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"

    run(story())


def test_the_debug_header_shows_the_cost_of_each_root_field(office):
    async def story():
        token = (await office.exchange()).json()["access_token"]
        headers = {"X-Shopify-Access-Token": token, "Shopify-GraphQL-Cost-Debug": "1"}
        query = {"query": "{ shop { id } locations(first: 10) { nodes { id } } }"}
        cost = (await office.http.post(API_URL, json=query, headers=headers)).json()["extensions"]["cost"]
        assert cost["fields"] == [
            {"path": ["shop"], "requestedTotalCost": 1},
            {"path": ["locations"], "requestedTotalCost": 6},
        ]

    run(story())


def test_opening_the_app_carries_a_fresh_id_token_and_the_host(office):
    seen = []

    def app(request):
        seen.append(request.url.params)
        return httpx.Response(200)

    office.sandbox.world.app_transport = httpx.MockTransport(app)

    async def story():
        answer = await office.http.post(f"/sandbox/{tiny.DOMAIN}/install")
        assert answer.json()["app_answered"] == 200

    run(story())
    (params,) = seen
    claims = jwt.decode(params["id_token"], tiny.SECRET, algorithms=["HS256"], audience=tiny.CLIENT_ID)
    assert claims["dest"] == f"https://{tiny.DOMAIN}"
    assert base64.urlsafe_b64decode(params["host"] + "==").decode() == "admin.shopify.com/store/northpine"
    assert (params["shop"], params["embedded"]) == (tiny.DOMAIN, "1")
