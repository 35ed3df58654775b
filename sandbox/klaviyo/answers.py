"""Answers in Klaviyo's own form, errors and resources."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

import msgspec
from fastapi import Response

from sandbox.klaviyo.spec import JSON_API, Fault
from sandbox.klaviyo.state import ACCOUNT_ID, ACCOUNT_NAME, Flow, Metric

CHALLENGE_PAGE = "<!doctype html><title>Just a moment...</title><p>Checking that you are not a robot.</p>"


class Refusal(Exception):
    """An answer that ends the request here."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status_code)
        self.response = response


def answer(content: Any, *, status: int = 200) -> Response:
    return Response(msgspec.json.encode(content), status, media_type=JSON_API)


def refused(status: int, code: str, title: str, *faults: Fault, headers: dict[str, str] | None = None) -> Response:
    """`errors[]` with one member a fault, or a single one about the whole request."""
    errors = [_error(status, code, title, fault) for fault in faults or (Fault("/data", title),)]
    response = answer({"errors": errors}, status=status)
    response.headers.update(headers or {})
    return response


def invalid(faults: Iterable[Fault]) -> Response:
    return refused(400, "invalid", "Invalid input.", *faults)


def challenge() -> Response:
    return Response(CHALLENGE_PAGE, 403, media_type="text/html", headers={"cf-mitigated": "challenge"})


def account(origin: str) -> dict[str, Any]:
    return {
        "type": "account",
        "id": ACCOUNT_ID,
        "attributes": {
            "test_account": True,
            "contact_information": {
                "default_sender_name": ACCOUNT_NAME,
                "default_sender_email": "hello@northpine.example",
                "website_url": None,
                "organization_name": ACCOUNT_NAME,
                "street_address": {
                    "address1": "1 Pine Street",
                    "address2": "",
                    "city": "Portland",
                    "region": "ME",
                    "country": "US",
                    "zip": "04101",
                },
            },
            "industry": "Outdoor",
            "timezone": "America/New_York",
            "preferred_currency": "USD",
            "public_api_key": ACCOUNT_ID,
            "locale": "en-US",
        },
        "links": {"self": f"{origin}/api/accounts/{ACCOUNT_ID}/"},
    }


def metric(one: Metric, *, origin: str) -> dict[str, Any]:
    return {
        "type": "metric",
        "id": one.id,
        "attributes": {
            "name": one.name,
            "created": one.created.isoformat(),
            "updated": one.created.isoformat(),
            "integration": {"object": "integration", "id": "0eMvjm", "name": one.integration, "category": "API"},
        },
        "links": {"self": f"{origin}/api/metrics/{one.id}/"},
    }


def flow(one: Flow, *, origin: str) -> dict[str, Any]:
    return {
        "type": "flow",
        "id": one.id,
        "attributes": {
            "name": one.name,
            "status": one.status,
            "archived": False,
            "created": one.created.isoformat(),
            "updated": one.created.isoformat(),
            "trigger_type": "Metric",
        },
        "links": {"self": f"{origin}/api/flows/{one.id}/"},
    }


def page(data: list[dict[str, Any]], *, here: str, following: str | None = None) -> Response:
    links = {"self": here} | ({"next": following} if following else {})
    return answer({"data": data, "links": links})


def _error(status: int, code: str, title: str, fault: Fault) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "status": status,
        "code": code,
        "title": title,
        "detail": fault.detail,
        "source": {"pointer": fault.pointer},
        "links": {},
        "meta": {},
    }
