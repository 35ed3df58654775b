"""What an operator asks for from the command line."""

from __future__ import annotations

import pytest

from app.db import inbox
from app.db.tables.inbox import Lane
from app.errors import NotFound
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.usecases.ask_to_reconcile import ask_to_reconcile
from app.usecases.replay_parked import replay_parked


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
