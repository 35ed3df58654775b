from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.db.inbox import InboxRow
from app.inbox.fold import fold
from app.inbox.hints import Hint, Kind, Unreadable, encode

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def row(number: int, topic: str, *, minutes: int | None = 0, attempts: int = 0, body: bytes = b"") -> InboxRow:
    triggered_at = None if minutes is None else NOON + timedelta(minutes=minutes)
    return InboxRow(number, "northpine.myshopify.com", topic, triggered_at, NOON, body, attempts)


def parse(found: InboxRow) -> Sequence[Hint]:
    """The topic spells the hints: "5 6-" is order 5, and order 6 that is gone."""
    if found.topic == "?":
        raise Unreadable("Which?")
    return [Hint(Kind.ORDER, int(word.rstrip("-")), gone=word.endswith("-")) for word in found.topic.split()]


def test_all_that_waits_for_one_resource_is_one_thing_to_look_at() -> None:
    rows = [row(1, "5", minutes=3), row(2, "6"), row(3, "5", minutes=1, attempts=2), row(4, "5", minutes=None)]

    five, six = fold(rows, parse).pending

    assert five.hint == Hint(Kind.ORDER, 5)
    assert [each.id for each in five.rows] == [1, 3, 4]
    assert five.triggered_at == NOON + timedelta(minutes=3)
    assert five.attempts == 0
    assert (six.hint, six.attempts) == (Hint(Kind.ORDER, 6), 0)


def test_a_look_is_a_retry_only_if_nothing_new_has_come() -> None:
    """What was read too early for the news before may be too early for the newest too."""
    (five,) = fold([row(1, "5", attempts=3), row(2, "5", attempts=2)], parse).pending

    assert five.attempts == 2


def test_one_that_says_gone_makes_it_gone_whatever_the_order() -> None:
    for topics in (("5-", "5"), ("5", "5-")):
        rows = [row(number, topic) for number, topic in enumerate(topics)]
        assert [item.hint for item in fold(rows, parse).pending] == [Hint(Kind.ORDER, 5, gone=True)]


def test_the_same_hint_twice_in_a_row_counts_the_row_once() -> None:
    (item,) = fold([row(1, "5 5 5-")], parse).pending

    assert [each.id for each in item.rows] == [1]


def test_rows_of_ours_carry_their_hint() -> None:
    mine = Hint(Kind.SHIPMENT, 9007199254740993)

    (item,) = fold([row(1, "hint:stale", minutes=None, body=encode(mine))], parse).pending

    assert (item.hint, item.triggered_at) == (mine, None)


def test_rows_that_cannot_be_read_or_name_nothing_are_set_apart() -> None:
    folded = fold([row(1, "?"), row(2, ""), row(3, "5"), row(4, "hint:odd", body=b"no")], parse)

    assert [item.hint.id for item in folded.pending] == [5]
    assert folded.empty == (2,)
    assert folded.unreadable.keys() == {1, 4}
    assert folded.unreadable[1] == "Which?"


@given(st.lists(st.sampled_from(["1", "2", "3-", "1 2", "?", ""])))
def test_no_row_is_lost_and_no_resource_is_named_twice(topics: list[str]) -> None:
    rows = [row(number, topic) for number, topic in enumerate(topics)]

    folded = fold(rows, parse)

    seen = {each.id for item in folded.pending for each in item.rows} | set(folded.empty) | folded.unreadable.keys()
    assert seen == set(range(len(topics)))
    named = [(item.hint.kind, item.hint.id) for item in folded.pending]
    assert len(named) == len(set(named))
