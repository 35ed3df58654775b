"""What Klaviyo asks of an event in words only: identifiers, lengths, sizes and times that no schema of it enforces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sandbox.klaviyo.spec import Fault

LARGEST_BODY = 5 * 1024 * 1024
LONGEST_STRING = 100 * 1024
LONGEST_LIST = 4000
DEEPEST = 10
MOST_PROPERTIES = 400
LONGEST_METRIC_NAME = 127
FIRST_YEAR = 2000
IDENTIFIERS = ("email", "phone_number", "external_id", "anonymous_id", "_kx")

EVENT = "/data/attributes"
PROFILE = f"{EVENT}/profile/data/attributes"
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
PHONE = re.compile(r"\+[1-9][0-9]{6,14}")


def broken_rules(body: dict[str, Any], *, now: datetime) -> Iterator[Fault]:
    """What is wrong with a body that the schema accepts. `now`: Klaviyo takes events up to a year ahead of it."""
    attributes = body["data"]["attributes"]
    yield from _profile(attributes["profile"]["data"])
    yield from _metric(attributes["metric"]["data"]["attributes"]["name"])
    yield from _time(attributes.get("time"), now=now)
    yield from _sizes(attributes["properties"])


def _profile(profile: dict[str, Any]) -> Iterator[Fault]:
    known = profile.get("attributes", {})
    if not (profile.get("id") or any(known.get(name) for name in IDENTIFIERS)):
        yield Fault(f"{EVENT}/profile", "One of 'id', 'email', 'phone_number', 'external_id' is required.")
    if known.get("email") and not EMAIL.fullmatch(known["email"]):
        yield Fault(f"{PROFILE}/email", "Invalid email address")
    if known.get("phone_number") and not PHONE.fullmatch(known["phone_number"]):
        detail = "Invalid phone number format (Example of a valid format: +12345678901)"
        yield Fault(f"{PROFILE}/phone_number", detail)


def _metric(name: str) -> Iterator[Fault]:
    if not 1 <= len(name) <= LONGEST_METRIC_NAME:
        yield Fault(f"{EVENT}/metric/data/attributes/name", "The metric name must be shorter than 128 characters.")


def _time(text: str | None, *, now: datetime) -> Iterator[Fault]:
    if text is None:
        return
    at = datetime.fromisoformat(text)
    if at.year < FIRST_YEAR or at > now + timedelta(days=366):
        yield Fault(f"{EVENT}/time", "The time must be after the year 2000 and at most one year ahead.")


def _sizes(properties: dict[str, Any]) -> Iterator[Fault]:
    if len(properties) > MOST_PROPERTIES:
        yield Fault(f"{EVENT}/properties", "An event has at most 400 properties.")
    for complaint in _too_large(properties, depth=1):
        yield Fault(f"{EVENT}/properties", complaint)


def _too_large(node: Any, *, depth: int) -> Iterator[str]:
    if depth > DEEPEST:
        yield "Properties are nested more than 10 levels deep."
        return
    if isinstance(node, str) and len(node.encode()) > LONGEST_STRING:
        yield "A string is larger than 100 KB."
    if isinstance(node, list) and len(node) > LONGEST_LIST:
        yield "A list has more than 4000 members."
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _too_large(child, depth=depth + 1)
