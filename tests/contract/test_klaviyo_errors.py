"""Klaviyo's refusals, row by row: what each answer makes of the event, the connection and the next attempt."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest

from app.clock import FixedClock
from app.klaviyo.auth import AccessToken, Auth, PrivateKey
from app.klaviyo.client import KlaviyoClient
from app.klaviyo.errors import (
    AccessTokenRejected,
    CloudflareChallenge,
    ConnectionBroken,
    KlaviyoError,
    RequestRefused,
    RevisionRetired,
    Throttled,
    Transient,
)
from app.klaviyo.events import Recipient, Shop
from app.klaviyo.request import event_request
from app.klaviyo.samples import samples
from sandbox.klaviyo.app import create_klaviyo
from sandbox.klaviyo.dials import Dials, FaultKind
from sandbox.klaviyo.in_process import in_process

NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)
SHOP = Shop(domain="northpine.myshopify.com", name="Northpine", zone="America/New_York")
KEY = PrivateKey("pk_secret")
TOKEN = AccessToken("token_secret")
PLACED = samples(SHOP, to=Recipient(email="jane@example.com"), at=NOW, prefix="t:")[0]


def failure(answer: httpx.Response | Exception, *, auth: Auth = KEY) -> KlaviyoError:
    """The error that one answer to `create_event` becomes."""
    sent: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    client = KlaviyoClient(httpx.Client(transport=httpx.MockTransport(handle)))
    with pytest.raises(KlaviyoError) as raised:
        client.create_event(auth, event_request(PLACED))
    assert len(sent) == 1
    return raised.value


def said(status: int, *, code: str = "invalid", detail: str = "No.", pointer: str = "/data") -> httpx.Response:
    fault = {
        "id": "e-1",
        "status": status,
        "code": code,
        "title": "T",
        "detail": detail,
        "source": {"pointer": pointer},
    }
    return httpx.Response(status, json={"errors": [fault]})


@pytest.mark.parametrize("status", [400, 404, 405, 409, 413, 415, 422])
def test_a_refused_request_is_permanent_and_quotes_klaviyos_reason(status: int) -> None:
    error = failure(said(status, detail="Invalid email address", pointer="/data/attributes/profile/email"))

    assert type(error) is RequestRefused
    assert str(error) == "Klaviyo refused this message: Invalid email address"
    assert (error.answered, error.error_id) == (status, "e-1")
    assert error.pointer == "/data/attributes/profile/email"


def test_a_refusal_without_klaviyos_body_still_says_something() -> None:
    assert str(failure(httpx.Response(404, text="<html>"))) == "Klaviyo refused this message: status 404"


def test_401_for_a_private_key_breaks_the_connection() -> None:
    assert type(failure(said(401, code="authentication_failed"))) is ConnectionBroken


def test_401_for_an_access_token_asks_for_a_refresh_first() -> None:
    error = failure(said(401, code="authentication_failed"), auth=TOKEN)

    assert type(error) is AccessTokenRejected
    assert isinstance(error, ConnectionBroken)


def test_403_in_json_is_a_missing_scope() -> None:
    assert type(failure(said(403, code="permission_denied"))) is ConnectionBroken


def test_403_from_cloudflare_is_no_word_of_klaviyos() -> None:
    page = httpx.Response(403, headers={"cf-mitigated": "challenge"}, html="<html>Just a moment...</html>")

    assert type(failure(page)) is CloudflareChallenge


def test_403_as_a_page_of_html_is_some_guards_even_without_cloudflares_mark() -> None:
    assert type(failure(httpx.Response(403, html="<html>Blocked</html>"))) is CloudflareChallenge


def test_410_concerns_every_shop() -> None:
    assert type(failure(said(410, code="gone"))) is RevisionRetired


@pytest.mark.parametrize(
    ("header", "seconds"), [("7", 7), ("0", 0), ("Sat, 21 Nov 2026 15:00:00 GMT", None), (None, None)]
)
def test_429_says_how_long_to_wait(header: str | None, seconds: int | None) -> None:
    error = failure(httpx.Response(429, headers={"Retry-After": header} if header else {}))

    assert isinstance(error, Throttled)
    assert error.retry_after == seconds


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504, 520, 524, 302])
def test_what_may_work_later_is_transient(status: int) -> None:
    assert type(failure(httpx.Response(status))) is Transient


@pytest.mark.parametrize("lost", [httpx.ReadTimeout("t"), httpx.ConnectError("c"), httpx.RemoteProtocolError("p")])
def test_no_answer_is_transient(lost: Exception) -> None:
    error = failure(lost)

    assert type(error) is Transient
    assert error.answered is None


def test_an_answer_that_cannot_be_read_is_transient() -> None:
    client = KlaviyoClient(httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200, text="<html>"))))

    with pytest.raises(Transient):
        client.account(KEY)


def test_a_bad_phone_without_an_email_is_refused_for_good() -> None:
    sent: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return said(400, pointer="/data/attributes/profile/data/attributes/phone_number")

    client = KlaviyoClient(httpx.Client(transport=httpx.MockTransport(handle)))
    with pytest.raises(RequestRefused):
        client.create_event(KEY, event_request(replace(PLACED, recipient=Recipient(phone="555 0123"))))
    assert len(sent) == 1


def test_a_bad_phone_is_dropped_once_and_not_for_ever() -> None:
    sent: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return said(400, pointer="/data/attributes/profile/data/attributes/phone_number")

    client = KlaviyoClient(httpx.Client(transport=httpx.MockTransport(handle)))
    both = replace(PLACED, recipient=Recipient(email="jane@example.com", phone="555 0123"))
    with pytest.raises(RequestRefused):
        client.create_event(KEY, event_request(both))
    assert len(sent) == 2


def test_every_request_carries_the_revision_and_asks_for_a_loud_failure() -> None:
    sent: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(202)

    KlaviyoClient(httpx.Client(transport=httpx.MockTransport(handle))).create_event(KEY, event_request(PLACED))

    (request,) = sent
    assert str(request.url) == "https://a.klaviyo.com/api/events"
    assert request.headers["revision"] == "2026-07-15"
    assert request.headers["x-klaviyo-revision-fall-forward-opt-out"] == "1"
    assert request.headers["authorization"] == "Klaviyo-API-Key pk_secret"
    assert request.headers["content-type"] == "application/vnd.api+json"


def test_neither_keys_nor_customers_reach_the_log_or_the_error(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    error = failure(said(500, detail="jane@example.com"))

    seen = caplog.text + repr(error) + str(error) + repr(vars(error))
    assert "pk_secret" not in seen
    assert "jane@example.com" not in seen


@pytest.mark.parametrize(
    ("dial", "error"),
    [
        (FaultKind.THROTTLED, Throttled),
        (FaultKind.UNAUTHORIZED, ConnectionBroken),
        (FaultKind.FORBIDDEN, ConnectionBroken),
        (FaultKind.CHALLENGE, CloudflareChallenge),
        (FaultKind.RETIRED, RevisionRetired),
        (FaultKind.SERVER_ERROR, Transient),
        (FaultKind.UNAVAILABLE, Transient),
        (FaultKind.HANG, Transient),
        (FaultKind.ANSWER_LOST, Transient),
    ],
)
def test_each_dial_of_the_local_klaviyo_shows_the_error_it_stands_for(
    dial: FaultKind, error: type[KlaviyoError]
) -> None:
    double = create_klaviyo(clock=FixedClock(NOW))
    double.state.klaviyo.dials = Dials(next=[dial], retry_after=3, hang_seconds=0.0)
    client = KlaviyoClient(in_process(double), origin="http://klaviyo.test")

    with pytest.raises(error) as raised:
        client.create_event(KEY, event_request(PLACED))
    client.create_event(KEY, event_request(PLACED))

    assert type(raised.value) is error
    assert len(double.state.klaviyo.events) == 1


def test_a_lost_event_is_accepted_and_never_seen() -> None:
    double = create_klaviyo(clock=FixedClock(NOW))
    double.state.klaviyo.dials = Dials(next=[FaultKind.EVENT_LOST])

    KlaviyoClient(in_process(double), origin="http://klaviyo.test").create_event(KEY, event_request(PLACED))

    assert double.state.klaviyo.events == []
