from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from app.klaviyo.events import BackorderEvent, Recipient, Shop
from app.klaviyo.request import as_backfill, event_request, frozen, thawed, unique_id, without_phone
from app.klaviyo.samples import samples

SHOP = Shop(domain="northpine.myshopify.com", name="Northpine", zone="America/New_York")
EVENING = datetime(2026, 11, 21, 18, 30, 15, 999_999, tzinfo=timezone(timedelta(hours=1)))
PLACED, CHANGED, *_ = samples(SHOP, to=Recipient(email="a@example.com"), at=EVENING, prefix="t:")


def attributes(event: BackorderEvent) -> dict[str, object]:
    found: dict[str, object] = json.loads(frozen(event_request(event)))["data"]["attributes"]
    return found


def test_the_same_message_of_the_same_shop_has_the_same_unique_id_for_ever() -> None:
    assert unique_id("northpine.myshopify.com", "41") == "2437e16c-1445-5d63-b920-ffa44fc9ac7c"


def test_two_shops_and_two_messages_never_share_a_unique_id() -> None:
    ids = {unique_id(shop, message) for shop in ("a.myshopify.com", "b.myshopify.com") for message in ("1", "2")}

    assert len(ids) == 4


def test_time_is_utc_in_whole_seconds() -> None:
    assert attributes(PLACED)["time"] == "2026-11-21T17:30:15+00:00"


def test_only_placing_a_backorder_has_a_value() -> None:
    assert attributes(PLACED)["value"] == 49.9
    assert attributes(PLACED)["value_currency"] == "USD"
    assert "value" not in attributes(CHANGED)
    assert "value_currency" not in attributes(CHANGED)


def test_a_profile_is_found_by_its_identifiers_and_nothing_of_it_is_overwritten() -> None:
    assert attributes(PLACED)["profile"] == {"data": {"attributes": {"email": "a@example.com"}, "type": "profile"}}


def test_a_frozen_body_is_sent_again_byte_for_byte() -> None:
    body = frozen(event_request(PLACED))

    assert frozen(thawed(body)) == body


def test_what_got_too_old_to_mail_is_recorded_as_history_under_the_same_id() -> None:
    request = event_request(PLACED)
    old = as_backfill(request)

    assert old.data.attributes.backfill
    assert old.data.attributes.unique_id == request.data.attributes.unique_id
    assert not request.data.attributes.backfill


def test_a_phone_is_dropped_only_where_an_email_remains() -> None:
    both = event_request(replace(PLACED, recipient=Recipient(email="a@example.com", phone="+12125550123")))
    phone_only = event_request(replace(PLACED, recipient=Recipient(phone="+12125550123")))

    assert without_phone(both) == event_request(PLACED)
    assert without_phone(phone_only) is None
    assert without_phone(event_request(PLACED)) is None


def test_a_recipient_whom_klaviyo_could_not_find_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="e-mail address or a phone number"):
        Recipient()
