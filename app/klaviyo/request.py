"""The body of `POST /api/events`, and its `unique_id`: the only thing that makes sending an event twice safe.

A message freezes its body when it is first attempted. Encode the request with `frozen` then, keep the bytes, and
send what `thawed` gives: Klaviyo drops a repeat only where profile, metric and `unique_id` are all the same.
"""

from __future__ import annotations

from datetime import UTC
from typing import Literal
from uuid import NAMESPACE_DNS, uuid5

import msgspec
from msgspec import UNSET, Struct, UnsetType

from app.klaviyo.events import BackorderEvent, BackorderPlaced, Recipient
from app.klaviyo.properties import properties_of, value_of


class ProfileAttributes(Struct, frozen=True):
    """Only what finds the customer: every other attribute would overwrite the merchant's own profile."""

    email: str | UnsetType = UNSET
    phone_number: str | UnsetType = UNSET


class Profile(Struct, frozen=True):
    attributes: ProfileAttributes
    type: Literal["profile"] = "profile"


class ProfileData(Struct, frozen=True):
    data: Profile


class MetricAttributes(Struct, frozen=True):
    name: str


class MetricName(Struct, frozen=True):
    attributes: MetricAttributes
    type: Literal["metric"] = "metric"


class MetricData(Struct, frozen=True):
    data: MetricName


class EventAttributes(Struct, frozen=True, kw_only=True):
    """`time` is in whole seconds, as Klaviyo keeps it; `value` is set on placing only, or sums mean nothing."""

    time: str
    unique_id: str
    backfill: bool
    properties: msgspec.Raw
    metric: MetricData
    profile: ProfileData
    value: float | UnsetType = UNSET
    value_currency: str | UnsetType = UNSET


class EventData(Struct, frozen=True):
    attributes: EventAttributes
    type: Literal["event"] = "event"


class EventRequest(Struct, frozen=True):
    """One event on the wire. `metric` and `profile` sit inside the attributes, not in `relationships`."""

    data: EventData


def event_request(event: BackorderEvent, *, backfill: bool = False) -> EventRequest:
    """The request that records `event`. `backfill`: it is recorded but starts no flow (samples, and what got stale)."""
    placed = isinstance(event, BackorderPlaced)
    attributes = EventAttributes(
        time=event.occurred_at.astimezone(UTC).isoformat(timespec="seconds"),
        unique_id=unique_id(event.shop.domain, event.message_id),
        backfill=backfill,
        properties=msgspec.Raw(msgspec.json.encode(properties_of(event))),
        metric=MetricData(MetricName(MetricAttributes(event.metric))),
        profile=ProfileData(Profile(_identifiers(event.recipient))),
        value=value_of(event) if placed else UNSET,
        value_currency=event.currency if placed else UNSET,
    )
    return EventRequest(EventData(attributes))


def unique_id(shop_domain: str, message_id: str) -> str:
    """The same for the same message of the same shop, for ever."""
    return str(uuid5(uuid5(NAMESPACE_DNS, shop_domain), message_id))


def frozen(request: EventRequest) -> bytes:
    """The request as the JSON that is kept and sent."""
    return msgspec.json.encode(request)


def thawed(body: bytes) -> EventRequest:
    """The request that `frozen` made `body` from."""
    return msgspec.json.decode(body, type=EventRequest)


def as_backfill(request: EventRequest) -> EventRequest:
    """The same event, too old to be mailed: it is recorded and starts no flow."""
    return _with_attributes(request, msgspec.structs.replace(request.data.attributes, backfill=True))


def without_phone(request: EventRequest) -> EventRequest | None:
    """The same event for the e-mail address alone; None where there is no phone to drop or nothing would be left."""
    profile = request.data.attributes.profile.data.attributes
    if profile.phone_number is UNSET or profile.email is UNSET:
        return None
    found_by = ProfileData(Profile(ProfileAttributes(email=profile.email)))
    return _with_attributes(request, msgspec.structs.replace(request.data.attributes, profile=found_by))


def _with_attributes(request: EventRequest, attributes: EventAttributes) -> EventRequest:
    return msgspec.structs.replace(request, data=msgspec.structs.replace(request.data, attributes=attributes))


def _identifiers(recipient: Recipient) -> ProfileAttributes:
    return ProfileAttributes(email=recipient.email or UNSET, phone_number=recipient.phone or UNSET)
