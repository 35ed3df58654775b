"""What an operator asks for from the command line."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet
from structlog.testing import capture_logs

from app.clock import machine_now
from app.composition import compose
from app.db import inbox, messages, sealed
from app.db.tables.base import metadata
from app.db.tables.inbox import Lane
from app.db.tokens import TokenRows
from app.db.versions import VersionRows
from app.doctor import examine
from app.domain.ids import OrderId
from app.errors import AppError, NotFound
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.settings import Settings
from app.shopify.ports import SealedToken, ShopRef
from app.shopify.secrets_box import SecretsBox
from app.usecases.ask_to_reconcile import ask_to_reconcile
from app.usecases.replay_parked import replay_parked
from app.usecases.reseal import reseal


def test_a_parked_row_is_tried_again_and_its_reason_is_said(database, northpine):
    with database.write() as conn:
        enqueue(conn, northpine, Hint(Kind.ORDER, 7), cause="test")
        (row,) = inbox.waiting(conn, northpine, lane=Lane.LIVE, limit=10)
        inbox.park(conn, northpine, [row.id], reason="Shopify does not show this")

    (replayed,) = replay_parked(database)

    assert replayed.reason == "Shopify does not show this"
    with database.read() as conn:
        assert [each.id for each in inbox.waiting(conn, northpine, lane=Lane.LIVE, limit=10)] == [row.id]
        assert inbox.parked(conn, northpine) == []


def test_a_reconciliation_is_asked_for_in_the_lane_that_yields(database, northpine):
    assert ask_to_reconcile(database, "northpine.myshopify.com") == 1

    with database.read() as conn:
        assert [row.topic for row in inbox.waiting(conn, northpine, lane=Lane.BULK, limit=10)] == ["hint:asked for"]


@pytest.mark.parametrize("act", [ask_to_reconcile, replay_parked])
def test_a_shop_that_is_not_installed_is_said_so_and_nothing_is_written(database, northpine, act):
    with pytest.raises(NotFound, match="not installed"):
        act(database, "nobody.myshopify.com")

    with database.read() as conn:
        assert inbox.waiting(conn, northpine, lane=Lane.BULK, limit=10) == []


OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def test_secrets_are_put_under_the_newest_key_and_the_old_one_may_go(database, northpine):
    before, both, after = SecretsBox([OLD]), SecretsBox([NEW, OLD]), SecretsBox([NEW])
    token = SealedToken(before.seal("shpat"), before.seal("shprt"), machine_now(), machine_now())
    TokenRows(database).swap(ShopRef(northpine, "northpine.myshopify.com"), version=None, new=token)
    with database.write() as conn:
        said = messages.open_new(conn, northpine, OrderId(7), "placed", cause="new", items=[], at=machine_now())
        recipient, body = before.seal("sarah@example.com"), before.seal("hello")
        messages.freeze(conn, northpine, said, recipient=recipient, body=body, unique_id="u")

    assert reseal(database, both) == 4

    with database.read() as conn:
        (message,) = messages.of_orders(conn, northpine, [OrderId(7)])
    assert (after.open(message.recipient), after.open(message.body)) == ("sarah@example.com", "hello")
    stored = TokenRows(database).load(ShopRef(northpine, "northpine.myshopify.com"))
    assert after.open(stored.token.refresh_token) == "shprt"
    with pytest.raises(AppError, match="Put the missing key back"):
        reseal(database, before)


def test_every_encrypted_column_is_sealed_anew():
    """A blob that no list names would be lost with its key. A webhook's body is none of ours."""
    blobs = {
        column for table in metadata.sorted_tables for column in table.c if isinstance(column.type, sa.LargeBinary)
    }
    assert {str(column) for column in blobs} - {"inbox.body"} == {str(column) for _, column in sealed.COLUMNS}


def test_a_version_that_fell_forward_is_noted_once_a_day_and_the_doctor_says_so(database, northpine):
    rows, shop = VersionRows(database), ShopRef(northpine, "northpine.myshopify.com")
    with capture_logs() as logs:
        for _ in range(3):
            rows.saw(shop, "2027-01", asked=False)
    assert [each["event"] for each in logs] == ["shopify.version_differs"]

    parts = compose(
        Settings(
            environment="development",
            database_url=database.url.render_as_string(hide_password=False),
            app_url="http://app.test",
            shopify_api_key="key",
            shopify_api_secret="secret",
            encryption_keys=NEW,
        )
    )
    try:
        findings = {each.what: (each.says, each.is_good) for each in examine(parts)}
    finally:
        parts.close()
    said = "2027-01 instead of 2026-10: Shopify has moved on"
    assert findings["API version of answers"] == (said, False)
    assert findings["API version of webhooks"] == ("2026-10", True)
