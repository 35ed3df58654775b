from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shopify import session_token as shopify_api
from shopify_app import ShopifyApp

from app.clock import machine_now
from app.shopify.errors import SessionRejected
from app.shopify.session_token import SessionToken, verify_session_token

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
KEY = "demo-key"
SECRET = "a secret that is long enough even for the HS512 which we do not take"
OLD = "the secret that was rotated out an hour ago"


def token(*, secret: str = SECRET, now: datetime = NOW, algorithm: str = "HS256", **changes: Any) -> str:
    at = int(now.timestamp())
    claims = {
        "iss": "https://northpine.myshopify.com/admin",
        "dest": "https://northpine.myshopify.com",
        "aud": KEY,
        "sub": "42",
        "exp": at + 60,
        "nbf": at,
        "iat": at,
        "jti": "j",
        "sid": "s-1",
    } | changes
    return jwt.encode({name: value for name, value in claims.items() if value is not ...}, secret, algorithm=algorithm)


def verify(text: str, *, now: datetime = NOW) -> SessionToken:
    return verify_session_token(text, api_key=KEY, secrets=[SECRET, OLD], now=now)


def test_a_token_signed_by_shopify_names_shop_user_and_session() -> None:
    assert verify(token()) == SessionToken("northpine.myshopify.com", "42", "s-1")


def test_the_secret_before_a_rotation_is_still_good() -> None:
    assert verify(token(secret=OLD)).shop == "northpine.myshopify.com"


@pytest.mark.parametrize(("seconds", "good"), [(-11, False), (-10, True), (69, True), (70, False)])
def test_time_has_ten_seconds_of_leeway_on_either_side(seconds: int, good: bool) -> None:
    now = NOW + timedelta(seconds=seconds)
    if good:
        assert verify(token(), now=now).user_id == "42"
    else:
        with pytest.raises(SessionRejected):
            verify(token(), now=now)


@pytest.mark.parametrize(
    "changes",
    [
        {"secret": "some-other-secret-long-enough-for-it"},
        {"secret": SECRET, "algorithm": "HS512"},
        {"aud": "another-app"},
        {"dest": "https://evil.com", "iss": "https://evil.com/admin"},
        {"iss": "https://other.myshopify.com/admin"},
        {"dest": "http://northpine.myshopify.com"},
        {"dest": "https://northpine.myshopify.com:8080", "iss": "https://northpine.myshopify.com:8080/admin"},
        {"dest": "https://a@northpine.myshopify.com", "iss": "https://a@northpine.myshopify.com/admin"},
        {"dest": 7},
        {"dest": "https://[", "iss": "https://["},
        {"sub": ...},
        {"sub": ""},
        {"exp": ...},
        {"exp": "soon"},
        {"nbf": None},
    ],
    ids=str,
)
def test_a_token_that_proves_nothing_is_rejected(changes: dict[str, Any]) -> None:
    with pytest.raises(SessionRejected):
        verify(token(**changes))


def test_an_unsigned_token_is_rejected() -> None:
    claims = jwt.decode(token(), options={"verify_signature": False})
    with pytest.raises(SessionRejected):
        verify(jwt.encode(claims, None, algorithm="none"))


@given(st.text(max_size=300) | st.just("a." * 5000))
def test_no_text_makes_verification_fail_in_another_way(text: str) -> None:
    with pytest.raises(SessionRejected):
        verify(text)


@given(place=st.integers(0, 10_000), letter=st.sampled_from("abAB01-_."))
def test_changing_any_letter_of_a_token_never_changes_who_it_names(place: int, letter: str) -> None:
    good = token()
    place %= len(good)
    try:
        found = verify(good[:place] + letter + good[place + 1 :])
    except SessionRejected:
        return
    assert found == verify(good)


ORACLE_CASES: list[dict[str, Any]] = [
    {},
    {"aud": "another-app"},
    {"secret": "some-other-secret-long-enough-for-it"},
    {"now": machine_now() - timedelta(hours=1)},
    {"now": machine_now() + timedelta(hours=1)},
]


@pytest.mark.parametrize("changes", ORACLE_CASES, ids=["good", "audience", "secret", "expired", "not yet valid"])
def test_shopifys_own_libraries_say_the_same_of_a_token(changes: dict[str, Any]) -> None:
    text = token(**{"now": machine_now(), **changes})
    assert {ours(text), shopify_api_says(text), shopify_app_says(text)} in ({"northpine.myshopify.com"}, {None})


def test_a_token_whose_issuer_is_another_shop_is_rejected_as_shopify_api_does_and_shopify_app_does_not() -> None:
    text = token(now=machine_now(), iss="https://other.myshopify.com/admin")
    assert (ours(text), shopify_api_says(text), shopify_app_says(text)) == (None, None, "northpine.myshopify.com")


def ours(text: str) -> str | None:
    try:
        return verify_session_token(text, api_key=KEY, secrets=[SECRET], now=machine_now()).shop
    except SessionRejected:
        return None


def shopify_api_says(text: str) -> str | None:
    try:
        claims = shopify_api.decode_from_header(f"Bearer {text}", api_key=KEY, secret=SECRET)
    except shopify_api.SessionTokenError:
        return None
    return str(claims["dest"]).removeprefix("https://")


def shopify_app_says(text: str) -> str | None:
    headers = {"authorization": f"Bearer {text}"}
    request = {"method": "GET", "url": "https://app.example.com/x", "headers": headers, "body": ""}
    result = ShopifyApp(client_id=KEY, client_secret=SECRET).verify_app_home_req(
        request, app_home_patch_id_token_path="/auth/patch"
    )
    return f"{str(result.shop).removesuffix('.myshopify.com')}.myshopify.com" if result.ok else None
