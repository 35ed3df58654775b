"""What the economy benchmark makes of a minute that was counted by hand."""

from __future__ import annotations

from benchmarks.economy.sums import READ, WRITE, Spent, by_operation, latency, one_by_one, spent
from benchmarks.economy.watch import INVENTORY, Call, Log, Webhook

KETTLE, MUG = 55, 56
ON = {KETTLE: 7, MUG: 8}


def read(began: float, *items: int) -> Call:
    return Call(READ, is_write=False, points=30, began=began, ended=began + 0.1, ids=frozenset(items))


def write(began: float, *variants: int) -> Call:
    return Call(WRITE, is_write=True, points=10, began=began, ended=began + 0.2, ids=frozenset(variants))


def webhook(item: int, sent: float) -> Webhook:
    return Webhook(INVENTORY, item, sent, sent + 0.05, 200)


def log(*what: Call | Webhook) -> Log:
    found = Log()
    for each in what:
        found.note(each)
    return found


def test_calls_and_points_are_counted_by_operation_and_per_hundred_webhooks() -> None:
    calls = [read(1, KETTLE), read(2, KETTLE, MUG), write(3, 7)]
    assert spent(calls) == Spent(reads=2, writes=1, points=70)
    assert spent(calls).per_hundred(50) == Spent(reads=4, writes=2, points=140)
    assert by_operation(calls) == {READ: Spent(2, 0, 60), WRITE: Spent(0, 1, 10)}


def test_a_webhook_waits_until_the_write_that_its_read_brought_has_ended() -> None:
    found = latency(log(webhook(KETTLE, 1.0), read(2.0, KETTLE), write(3.0, 7)), ON)
    assert [round(each, 3) for each in found.seconds] == [2.15]
    assert (found.unchanged, found.unread) == (0, 0)


def test_a_read_that_began_before_the_webhook_does_not_know_of_it() -> None:
    found = latency(log(read(0.9, KETTLE), webhook(KETTLE, 1.0), write(1.1, 7)), ON)
    assert (found.seconds, found.unread) == ([], 1)


def test_a_write_after_one_more_read_is_not_taken_for_an_answer() -> None:
    passed = log(webhook(KETTLE, 1.0), read(2.0, KETTLE), read(9.0, KETTLE), write(9.5, 7))
    assert (latency(passed, ON).seconds, latency(passed, ON).unchanged) == ([], 1)


def test_the_peer_reads_and_writes_once_for_each_webhook_at_the_price_of_this_run() -> None:
    passed = log(webhook(KETTLE, 1.0), webhook(KETTLE, 2.0), webhook(99, 2.0), read(3.0, KETTLE, MUG))
    assert one_by_one(passed, ON) == Spent(reads=2, writes=2, points=2 * (30 + 10))
