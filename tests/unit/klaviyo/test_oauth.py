from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from app.klaviyo.auth import AccessToken, PrivateKey
from app.klaviyo.errors import ConnectionBroken, GrantLost, Throttled, Transient
from app.klaviyo.oauth import KlaviyoOAuth, challenge


def oauth(answer: httpx.Response | Exception) -> KlaviyoOAuth:
    def handle(_request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    http = httpx.Client(transport=httpx.MockTransport(handle))
    return KlaviyoOAuth(http, client_id="id", client_secret="secret")


def test_the_challenge_is_that_of_rfc_7636_appendix_b() -> None:
    assert challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_consent_is_asked_on_klaviyos_own_site_with_a_challenge_and_never_the_verifier() -> None:
    asked = oauth(httpx.Response(200)).consent("https://app.example/klaviyo/callback")
    query = parse_qs(urlsplit(asked.url).query)

    assert asked.url.startswith("https://www.klaviyo.com/oauth/authorize?")
    assert query == {
        "response_type": ["code"],
        "client_id": ["id"],
        "redirect_uri": ["https://app.example/klaviyo/callback"],
        "scope": ["accounts:read events:write metrics:read flows:read"],
        "state": [asked.state],
        "code_challenge_method": ["S256"],
        "code_challenge": [challenge(asked.verifier)],
    }
    assert 43 <= len(asked.verifier) <= 128


def test_two_consents_share_neither_state_nor_verifier() -> None:
    first, second = (oauth(httpx.Response(200)).consent("https://app.example/") for _ in range(2))

    assert first.state != second.state
    assert first.verifier != second.verifier


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(400, json={"error": "invalid_grant"}), GrantLost),
        (httpx.Response(401, json={"error": "invalid_client"}), ConnectionBroken),
        (httpx.Response(429, headers={"Retry-After": "7"}), Throttled),
        (httpx.Response(502, text="<html>"), Transient),
        (httpx.Response(200, text="<html>"), Transient),
        (httpx.ReadTimeout("slow"), Transient),
    ],
)
def test_a_refresh_that_fails_says_whether_the_grant_is_lost(
    answer: httpx.Response | Exception, error: type[Exception]
) -> None:
    with pytest.raises(error) as raised:
        oauth(answer).refresh("refresh")

    assert type(raised.value) is error


def test_disconnecting_a_shop_that_klaviyo_forgot_already_is_no_error() -> None:
    oauth(httpx.Response(400, json={"error": "invalid_grant"})).revoke("refresh")


def test_a_failed_revocation_is_told() -> None:
    with pytest.raises(Transient):
        oauth(httpx.Response(503)).revoke("refresh")


def test_no_secret_shows_itself_when_it_is_printed() -> None:
    consent = oauth(httpx.Response(200)).consent("https://app.example/")

    assert "hidden" not in f"{PrivateKey('hidden')} {AccessToken('hidden')}"
    assert consent.verifier not in repr(consent)
