"""Two copies of one thing: where they differ, and which cause is named."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.domain.comparison import THERE, Copy, Subject, Why, differences

BEGAN = datetime(2026, 11, 21, 3, tzinfo=UTC)
BEFORE = BEGAN - timedelta(hours=5)
OURS = Copy(Subject.VARIANT, 7, "KETTLE", {"price": "54.00 USD", "sku": "KETTLE"}, read_at=BEFORE, stamp=BEFORE)
THEIRS = replace(OURS, values={"price": "49.00 USD", "sku": "KETTLE"}, read_at=BEGAN, stamp=BEGAN - timedelta(hours=2))


def found(ours, theirs, **choices):
    return [
        (each.field, each.ours, each.theirs, each.why) for each in differences(ours, theirs, began=BEGAN, **choices)
    ]


def test_equal_copies_differ_nowhere_however_old_ours_is():
    assert found(OURS, replace(THEIRS, values=OURS.values)) == []


def test_what_changed_long_before_we_looked_was_never_told_to_us():
    assert found(OURS, THEIRS) == [("price", "54.00 USD", "49.00 USD", Why.LOST)]
    (difference,) = differences(OURS, THEIRS, began=BEGAN)
    assert difference.known_since == BEFORE


def test_what_changed_within_two_minutes_of_the_beginning_or_later_is_on_its_way():
    for age in (timedelta(minutes=2), timedelta(0), timedelta(hours=-1)):
        assert found(OURS, replace(THEIRS, stamp=BEGAN - age)) == [("price", "54.00 USD", "49.00 USD", Why.MEANWHILE)]
    assert found(OURS, replace(THEIRS, stamp=BEGAN - timedelta(minutes=3)))[0][3] is Why.LOST


def test_a_change_that_moved_no_stamp_could_not_be_noticed():
    assert found(OURS, replace(THEIRS, stamp=OURS.stamp)) == [("price", "54.00 USD", "49.00 USD", Why.UNSTAMPED)]


def test_our_copy_stands_where_it_is_the_newer_one():
    assert found(replace(OURS, stamp=BEGAN), THEIRS) == []
    assert found(replace(OURS, stamp=None, read_at=BEGAN + timedelta(seconds=1)), replace(THEIRS, stamp=None)) == []


def test_what_only_one_side_has_is_one_difference():
    assert found(None, THEIRS) == [("", None, THERE, Why.LOST)]
    assert found(None, THEIRS, new=Why.NEW) == [("", None, THERE, Why.NEW)]
    assert found(None, replace(THEIRS, stamp=BEGAN), new=Why.NEW) == [("", None, THERE, Why.MEANWHILE)]
    assert found(OURS, None) == [("", THERE, None, Why.LOST)]
    assert found(None, None) == []


def test_parts_are_compared_each_by_its_own_age():
    def level(units, read_at, stamp):
        return Copy(Subject.STOCK, 7, "KETTLE, Tartu", {"available": units}, read_at=read_at, stamp=stamp)

    ours = replace(
        OURS,
        parts={
            1: level("4", BEFORE, BEFORE),
            2: level("9", BEGAN + timedelta(seconds=9), BEGAN + timedelta(seconds=9)),
            3: level("1", BEFORE, BEFORE),
            4: level("1", BEGAN + timedelta(seconds=9), BEGAN),
        },
    )
    then = BEGAN - timedelta(hours=2)
    theirs = replace(THEIRS, values=OURS.values, parts={1: level("3", BEGAN, then), 2: level("5", BEGAN, then)})
    assert found(ours, theirs) == [("available", "4", "3", Why.LOST), ("", THERE, None, Why.LOST)]
    assert found(replace(OURS, stamp=BEGAN), theirs) == []


def test_a_copy_without_a_stamp_at_shopify_cannot_have_changed_meanwhile():
    assert found(OURS, replace(THEIRS, stamp=None)) == [("price", "54.00 USD", "49.00 USD", Why.LOST)]
