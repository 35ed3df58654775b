"""The whole life of a grant between our OAuth code and the local Klaviyo."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI

from app.clock import machine_now
from app.klaviyo.client import KlaviyoClient
from app.klaviyo.errors import AccessTokenRejected, ConnectionBroken, GrantLost
from app.klaviyo.oauth import KlaviyoOAuth, Tokens
from sandbox.klaviyo.app import create_klaviyo
from sandbox.klaviyo.in_process import in_process

ORIGIN = "http://klaviyo.test"
BACK = "https://app.example/klaviyo/callback"


@pytest.fixture
def double() -> FastAPI:
    return create_klaviyo(client_id="our-app", client_secret="our-secret")


@pytest.fixture
def http(double: FastAPI) -> Iterator[httpx.Client]:
    with in_process(double) as client:
        yield client


@pytest.fixture
def oauth(http: httpx.Client) -> KlaviyoOAuth:
    return KlaviyoOAuth(http, client_id="our-app", client_secret="our-secret", origin=ORIGIN, consent_origin=ORIGIN)


def allowed(http: httpx.Client, oauth: KlaviyoOAuth) -> tuple[str, str]:
    """Go through the consent page as a merchant; the code and our verifier."""
    consent = oauth.consent(BACK)
    page = http.get(consent.url)
    assert "Allow Backorder into your Klaviyo account?" in page.text
    asked = {name: values[0] for name, values in parse_qs(urlsplit(consent.url).query).items()}
    back = http.post(f"{ORIGIN}/oauth/authorize", data=asked)
    answer = parse_qs(urlsplit(back.headers["location"]).query)
    assert answer["state"] == [consent.state]
    return answer["code"][0], consent.verifier


@pytest.fixture
def tokens(http: httpx.Client, oauth: KlaviyoOAuth) -> Tokens:
    code, verifier = allowed(http, oauth)
    return oauth.exchange(code, verifier=verifier, redirect_uri=BACK)


def test_consent_leads_to_tokens_that_open_the_account(http: httpx.Client, tokens: Tokens) -> None:
    account = KlaviyoClient(http, origin=ORIGIN).account(tokens.access)

    assert account.id == "NrthPn"
    assert timedelta(minutes=59) < tokens.expires_at - machine_now() <= timedelta(hours=1)


def test_a_code_is_good_once(http: httpx.Client, oauth: KlaviyoOAuth) -> None:
    code, verifier = allowed(http, oauth)
    oauth.exchange(code, verifier=verifier, redirect_uri=BACK)

    with pytest.raises(GrantLost):
        oauth.exchange(code, verifier=verifier, redirect_uri=BACK)


@pytest.mark.parametrize(("verifier", "back"), [("x" * 43, BACK), (None, "https://elsewhere.example/")])
def test_a_stolen_code_is_worth_nothing(
    http: httpx.Client, oauth: KlaviyoOAuth, verifier: str | None, back: str
) -> None:
    code, ours = allowed(http, oauth)

    with pytest.raises(GrantLost):
        oauth.exchange(code, verifier=verifier or ours, redirect_uri=back)


def test_a_refresh_gives_new_tokens_and_kills_the_old_refresh_token(oauth: KlaviyoOAuth, tokens: Tokens) -> None:
    renewed = oauth.refresh(tokens.refresh_token)

    assert renewed.refresh_token != tokens.refresh_token
    assert renewed.access != tokens.access
    with pytest.raises(GrantLost):
        oauth.refresh(tokens.refresh_token)


def test_an_expired_access_token_is_rejected_and_its_refresh_helps(
    http: httpx.Client, oauth: KlaviyoOAuth, tokens: Tokens
) -> None:
    client = KlaviyoClient(http, origin=ORIGIN)
    http.post(f"{ORIGIN}/sandbox/expire-access")

    with pytest.raises(AccessTokenRejected):
        client.metrics(tokens.access)

    assert client.metrics(oauth.refresh(tokens.refresh_token).access) == ()


def test_a_grant_unused_for_ninety_days_is_dead(double: FastAPI, oauth: KlaviyoOAuth, tokens: Tokens) -> None:
    def three_months_later() -> datetime:
        return machine_now() + timedelta(days=90, seconds=1)

    double.state.klaviyo.grants.now = three_months_later

    with pytest.raises(GrantLost):
        oauth.refresh(tokens.refresh_token)


def test_an_uninstall_at_klaviyo_ends_everything(http: httpx.Client, oauth: KlaviyoOAuth, tokens: Tokens) -> None:
    http.post(f"{ORIGIN}/sandbox/uninstall")

    with pytest.raises(AccessTokenRejected):
        KlaviyoClient(http, origin=ORIGIN).metrics(tokens.access)
    with pytest.raises(GrantLost):
        oauth.refresh(tokens.refresh_token)


def test_revoking_twice_is_as_good_as_once(oauth: KlaviyoOAuth, tokens: Tokens) -> None:
    oauth.revoke(tokens.refresh_token)
    oauth.revoke(tokens.refresh_token)

    with pytest.raises(GrantLost):
        oauth.refresh(tokens.refresh_token)


def test_a_wrong_client_secret_is_our_own_fault_and_no_lost_grant(http: httpx.Client, tokens: Tokens) -> None:
    stranger = KlaviyoOAuth(http, client_id="our-app", client_secret="wrong", origin=ORIGIN)

    with pytest.raises(ConnectionBroken) as raised:
        stranger.refresh(tokens.refresh_token)
    assert type(raised.value) is ConnectionBroken
