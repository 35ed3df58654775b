"""Every row of the receiver's table of answers, through real commits on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import httpx
import pytest
import sqlalchemy as sa

from app.clock import FixedClock
from app.db.intake import Arrival
from app.db.session import Database
from app.db.tables.inbox import Lane, State, inbox
from app.db.tables.shops import ShopState, shop
from app.domain.ids import ShopId
from app.inbox.drain import Drainer
from app.inbox.wake import Wake
from app.inbox.work import Work
from app.shopify.signatures import sign_webhook
from tests.conftest import add_shop
from webhooks.group_commit import GroupWriter, NotStored
from webhooks.receive import WebhookReceiver
from webhooks.topics import parse

SECRET = "current-secret"
PREVIOUS = "previous-secret"
NOW = datetime(2025, 11, 21, 15, tzinfo=UTC)
BODY = b'{"id": 9007199254740993, "updated_at": "2026-11-21T15:00:00Z"}'


@pytest.fixture
def wake() -> Wake:
    return Wake()


@pytest.fixture
def writer(database: Database, wake: Wake) -> Iterator[GroupWriter]:
    writer = GroupWriter(database, ring=wake.ring)
    writer.start()
    yield writer
    writer.close()


@pytest.fixture
def receiver(writer: GroupWriter) -> WebhookReceiver:
    return WebhookReceiver(app_behind, secrets=(SECRET, PREVIOUS), writer=writer, now=lambda: NOW, largest_body=4096)


async def app_behind(scope, receive, send):
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body", "body": b"behind"})


def headers(body: bytes = BODY, *, secret: str = SECRET, **changes: str | None) -> dict[str, str]:
    labels = {
        "Topic": "orders/updated",
        "Hmac-Sha256": sign_webhook(body, secret=secret),
        "Shop-Domain": "northpine.myshopify.com",
        "Webhook-Id": "wh-1",
        "Event-Id": "ev-1",
        "API-Version": "2026-10",
        "Triggered-At": "2025-11-21T14:59:59.877041743Z",
    } | {name.replace("_", "-"): value for name, value in changes.items()}
    return {f"X-Shopify-{name}": value for name, value in labels.items() if value is not None}


def post(
    receiver: WebhookReceiver, body: bytes = BODY, labels: Mapping[str, str] | None = None, *, path: str = "/webhooks"
) -> int:
    async def send() -> int:
        transport = httpx.ASGITransport(app=receiver)
        async with httpx.AsyncClient(transport=transport, base_url="https://backorder.example") as client:
            return (await client.post(path, content=body, headers=labels or headers(body))).status_code

    return asyncio.run(send())


def stored(database: Database) -> list[sa.RowMapping]:
    with database.read() as connection:
        return list(connection.execute(sa.select(inbox).order_by(inbox.c.id)).mappings())


def drain(database: Database) -> list[Work]:
    seen: list[Work] = []

    def handle(work: Work) -> None:
        seen.append(work)
        with database.write() as connection:
            work.finish(connection, done=work.hints)

    Drainer(database, handler=handle, parse=parse, clock=FixedClock(NOW)).drain_all()
    return seen


def test_a_signed_delivery_is_stored_byte_for_byte_with_its_labels(
    database: Database, receiver: WebhookReceiver, northpine: ShopId, wake: Wake
) -> None:
    assert post(receiver) == 200

    (row,) = stored(database)
    assert row["shop_id"] == northpine
    assert row["body"] == BODY
    assert (row["topic"], row["webhook_id"], row["event_id"]) == ("orders/updated", "wh-1", "ev-1")
    assert (row["api_version"], row["lane"], row["state"]) == ("2026-10", Lane.LIVE, State.WAITING)
    assert row["triggered_at"] == datetime(2025, 11, 21, 14, 59, 59, 877041, tzinfo=UTC)
    assert row["received_at"] == NOW
    assert wake.count == 1


@pytest.mark.parametrize(
    "signature",
    ["", "nonsense", sign_webhook(BODY, secret="another-secret"), sign_webhook(BODY, secret=""), "é" * 44],
    ids=["empty", "nonsense", "other secret", "empty secret", "not ascii"],
)
def test_a_wrong_signature_is_401_and_nothing_is_stored(
    database: Database, receiver: WebhookReceiver, signature: str
) -> None:
    labels = {name: value.encode("utf-8") for name, value in headers(Hmac_Sha256=signature).items()}

    assert post(receiver, labels=labels) == 401
    assert stored(database) == []


def test_a_missing_signature_is_401_even_where_other_headers_are_missing_too(
    database: Database, receiver: WebhookReceiver
) -> None:
    assert post(receiver, labels=headers(Hmac_Sha256=None, Topic=None)) == 401
    assert stored(database) == []


def test_a_changed_body_is_401(database: Database, receiver: WebhookReceiver) -> None:
    assert post(receiver, BODY + b" ", headers(BODY)) == 401
    assert stored(database) == []


@pytest.mark.parametrize("name", ["Topic", "Shop_Domain", "Webhook_Id"])
def test_a_missing_required_header_is_400_and_nothing_is_stored(
    database: Database, receiver: WebhookReceiver, name: str
) -> None:
    assert post(receiver, labels=headers(**{name: None})) == 400
    assert stored(database) == []


@pytest.mark.parametrize("name", ["Event_Id", "API_Version", "Triggered_At"])
def test_a_missing_optional_header_is_a_null_column(database: Database, receiver: WebhookReceiver, name: str) -> None:
    assert post(receiver, labels=headers(**{name: None})) == 200

    assert stored(database)[0][name.lower()] is None


def test_both_families_of_headers_are_read(database: Database, receiver: WebhookReceiver) -> None:
    labels = {name.removeprefix("X-").lower(): value for name, value in headers().items()}

    assert post(receiver, labels=labels) == 200
    assert stored(database)[0]["topic"] == "orders/updated"


def test_the_previous_secret_still_signs(database: Database, receiver: WebhookReceiver) -> None:
    assert post(receiver, labels=headers(secret=PREVIOUS)) == 200
    assert len(stored(database)) == 1


def test_an_unknown_shop_becomes_a_stub_and_its_delivery_waits_for_the_install(
    database: Database, receiver: WebhookReceiver
) -> None:
    assert post(receiver, labels=headers(Shop_Domain="newcomer.myshopify.com")) == 200
    assert drain(database) == []

    with database.write() as connection:
        assert connection.execute(sa.select(shop.c.domain, shop.c.state)).all() == [("newcomer.myshopify.com", "stub")]
        connection.execute(shop.update().values(state=ShopState.INSTALLED))
    assert [work.hints[0].id for work in drain(database)] == [9007199254740993]


def test_a_redaction_of_an_unknown_shop_does_not_wait_for_an_install(
    database: Database, receiver: WebhookReceiver
) -> None:
    body = b'{"shop_id": 1, "shop_domain": "gone.myshopify.com"}'
    labels = headers(body, Topic="shop/redact", Shop_Domain="gone.myshopify.com")

    assert post(receiver, body, labels, path="/webhooks/compliance") == 200
    assert [work.lane for work in drain(database)] == [Lane.PRIVACY]


@pytest.mark.parametrize(
    ("topic", "body", "reason"),
    [
        ("orders/updated", b'{"id": ', "Malformed body: Input data was truncated"),
        ("orders/updated", b"", "Malformed body: Input data was truncated"),
        ("orders/updated", b"[1]", "Malformed body: Expected `object`, got `array`"),
        ("orders/updated", b"\xff\xfe", "Malformed body: JSON is malformed: invalid character (byte 0)"),
        ("orders/updated", b'{"id": null}', "The body has no id where this topic has one."),
        ("orders/dreamt", b'{"id": 1}', "Unknown topic: orders/dreamt"),
    ],
)
def test_what_cannot_be_read_is_200_and_parked_with_its_reason(
    database: Database, receiver: WebhookReceiver, northpine: ShopId, topic: str, body: bytes, reason: str
) -> None:
    assert post(receiver, body, headers(body, Topic=topic)) == 200
    assert drain(database) == []

    (row,) = stored(database)
    assert (row["state"], row["last_error"], row["body"]) == (State.PARKED, reason, body)


def test_a_body_too_large_to_keep_is_checked_and_becomes_a_hint_to_reconcile(
    database: Database, receiver: WebhookReceiver, northpine: ShopId
) -> None:
    body = b"[" + b"0," * 3000 + b"0]"

    assert post(receiver, body) == 200
    (row,) = stored(database)
    assert (row["topic"], row["lane"], row["webhook_id"]) == ("hint:too large: orders/updated", Lane.BULK, "wh-1")
    assert len(row["body"]) < 100
    assert [work.hints[0].kind for work in drain(database)] == ["reconcile"]


def test_a_body_too_large_with_a_wrong_signature_is_401(database: Database, receiver: WebhookReceiver) -> None:
    assert post(receiver, b"0" * 5000, headers(BODY)) == 401
    assert stored(database) == []


def test_a_duplicate_webhook_id_is_200_and_nothing_new(
    database: Database, receiver: WebhookReceiver, northpine: ShopId
) -> None:
    assert post(receiver) == 200
    assert post(receiver) == 200
    assert len(stored(database)) == 1

    drain(database)
    assert post(receiver) == 200
    assert [row["state"] for row in stored(database)] == [State.DONE]


def test_the_same_webhook_id_of_two_shops_is_two_deliveries(database: Database, receiver: WebhookReceiver) -> None:
    assert post(receiver) == 200
    assert post(receiver, labels=headers(Shop_Domain="southpine.myshopify.com")) == 200
    assert len(stored(database)) == 2


def test_a_database_that_refuses_the_commit_is_503_and_the_next_delivery_is_stored(
    database: Database, receiver: WebhookReceiver, northpine: ShopId
) -> None:
    with database.write() as connection:
        connection.exec_driver_sql("ALTER TABLE inbox RENAME TO inbox_away")
    try:
        assert post(receiver) == 503
    finally:
        with database.write() as connection:
            connection.exec_driver_sql("ALTER TABLE inbox_away RENAME TO inbox")

    assert post(receiver) == 200
    assert len(stored(database)) == 1


def test_a_full_queue_is_503(database: Database) -> None:
    writer = GroupWriter(database, longest_queue=0)
    writer.start()
    try:
        assert post(WebhookReceiver(app_behind, secrets=(SECRET,), writer=writer)) == 503
    finally:
        writer.close()


def test_a_writer_that_was_closed_is_503(writer: GroupWriter, receiver: WebhookReceiver) -> None:
    closed = GroupWriter(writer._database)
    assert post(WebhookReceiver(app_behind, secrets=(SECRET,), writer=closed)) == 503


def test_a_delivery_that_waits_too_long_is_not_stored_as_far_as_we_know_and_its_repetition_is_dropped(
    sqlite_database: Database,
) -> None:
    add_shop(sqlite_database, "northpine.myshopify.com")
    arrival = Arrival("northpine.myshopify.com", Lane.LIVE, "orders/updated", "wh-1", None, None, None, NOW, BODY)
    writer = GroupWriter(sqlite_database)
    writer.start()
    with sqlite_database.write(), pytest.raises(NotStored, match="slow"):
        asyncio.run(writer.add(arrival, within=0.01))

    asyncio.run(writer.add(arrival, within=60))
    writer.close()

    assert len(stored(sqlite_database)) == 1


def test_a_commit_takes_no_more_bytes_than_it_should(database: Database, northpine: ShopId, wake: Wake) -> None:
    """What waits when the writer starts would fit into one commit by number: three of 5 MB are two commits."""
    names = ("wh-1", "wh-2", "wh-3")
    body = b"x" * (5 * 1024 * 1024)
    waiting = [
        Arrival("northpine.myshopify.com", Lane.LIVE, "a/b", name, None, None, None, NOW, body) for name in names
    ]
    writer = GroupWriter(database, ring=wake.ring)

    async def wait_and_start() -> None:
        writer._open = True
        adding = [asyncio.ensure_future(writer.add(arrival, within=60)) for arrival in waiting]
        await asyncio.sleep(0)
        writer.start()
        await asyncio.gather(*adding)

    asyncio.run(wait_and_start())
    writer.close()

    assert len(stored(database)) == 3
    assert wake.count == 2


def test_a_hundred_deliveries_at_once_are_all_stored_in_few_commits(
    database: Database, receiver: WebhookReceiver, northpine: ShopId, wake: Wake
) -> None:
    async def send_all() -> list[int]:
        transport = httpx.ASGITransport(app=receiver)
        async with httpx.AsyncClient(transport=transport, base_url="https://backorder.example") as client:
            sent = [client.post("/webhooks", content=BODY, headers=headers(Webhook_Id=f"wh-{n}")) for n in range(100)]
            return [answer.status_code for answer in await asyncio.gather(*sent)]

    assert asyncio.run(send_all()) == [200] * 100
    assert len(stored(database)) == 100
    assert wake.count < 100


def test_the_same_deliveries_through_two_writers_at_once_are_each_stored_once(
    database: Database, receiver: WebhookReceiver
) -> None:
    """In opposite orders and from shops nobody knows: the two must not wait for each other crosswise."""
    other = GroupWriter(database)
    other.start()
    second = WebhookReceiver(app_behind, secrets=(SECRET,), writer=other)
    labels = [headers(Webhook_Id=f"wh-{n}", Shop_Domain=f"shop-{n % 20}.myshopify.com") for n in range(200)]

    async def send_all() -> set[int]:
        async with (
            httpx.AsyncClient(transport=httpx.ASGITransport(app=receiver), base_url="https://one.example") as one,
            httpx.AsyncClient(transport=httpx.ASGITransport(app=second), base_url="https://two.example") as two,
        ):
            sent = [one.post("/webhooks", content=BODY, headers=each) for each in labels]
            sent += [two.post("/webhooks", content=BODY, headers=each) for each in reversed(labels)]
            return {answer.status_code for answer in await asyncio.gather(*sent)}

    try:
        assert asyncio.run(send_all()) == {200}
    finally:
        other.close()
    assert len(stored(database)) == 200


@pytest.mark.parametrize(("method", "path"), [("GET", "/webhooks"), ("POST", "/webhooks/"), ("POST", "/other")])
def test_everything_else_goes_to_the_app_behind(receiver: WebhookReceiver, method: str, path: str) -> None:
    async def send() -> int:
        transport = httpx.ASGITransport(app=receiver)
        async with httpx.AsyncClient(transport=transport, base_url="https://backorder.example") as client:
            return (await client.request(method, path)).status_code

    assert asyncio.run(send()) == 418
