"""A merchant's table, and what is said about a bad one."""

from datetime import date

import pytest

from app.domain.history_csv import read_history
from app.domain.outcomes import Outcome
from app.domain.table import MOST_FAULTS, TableError

HEADER = "supplier,ordered_on,parent,stated_on,arrived_on,known_on"


def faults(*lines):
    with pytest.raises(TableError) as refused:
        read_history(lines)
    return [str(fault) for fault in refused.value.faults]


def test_a_table_becomes_outcomes_with_what_is_empty_unknown():
    found = read_history([HEADER, "A,2026-01-05,sea,2026-02-01,2026-02-03,2026-02-04", " B ,2026-01-06,,,,"])

    assert found == [
        Outcome("A", date(2026, 1, 5), date(2026, 2, 1), date(2026, 2, 3), date(2026, 2, 4), "sea"),
        Outcome("B", date(2026, 1, 6), None),
    ]


def test_two_columns_are_enough_in_any_order():
    assert read_history(["ordered_on,supplier", "2026-01-05,A"]) == [Outcome("A", date(2026, 1, 5), None)]


def test_an_empty_file_and_one_without_purchases_are_refused():
    assert faults() == ["row 1: the file is empty"]
    assert faults(HEADER) == ["row 2: there is no purchase in the file"]


def test_missing_unknown_and_repeated_columns_are_named():
    assert faults("supplier,eta,supplier", "A,2026-01-05,A") == [
        "row 1: the column ordered_on is missing",
        "row 1: the column 'eta' is unknown",
        "row 1: the column supplier is there twice",
    ]


def test_every_bad_row_is_named_with_its_number():
    assert faults(
        HEADER,
        "A,2026-01-05,,,,",
        "A,05.01.2026,,,,",
        ",2026-01-05,,,,",
        "A,,,,,",
        "A,2026-01-05,,,2026-01-04,",
        "A,2026-01-05,,,2026-01-08,2026-01-07",
        "A,2026-01-05,,,,2026-01-07",
        "A,2026-01-05",
    ) == [
        "row 3: ordered_on '05.01.2026' is not a date such as 2026-12-03",
        "row 4: supplier is missing",
        "row 5: ordered_on is missing",
        "row 6: arrived_on 2026-01-04 is before ordered_on 2026-01-05",
        "row 7: known_on 2026-01-07 is before the arrival it is about",
        "row 8: known_on 2026-01-07 is before the arrival it is about",
        "row 9: the row has another number of cells than the header",
    ]


def test_a_hopeless_file_is_given_up_after_twenty_faults():
    assert len(faults(HEADER, *["A,never,,,,"] * 50)) == MOST_FAULTS


def test_a_row_that_is_no_csv_is_named():
    assert faults(HEADER, 'A,"2026"x,,,,') == ["row 2: the row cannot be read (',' expected after '\"')"]


def test_a_header_that_is_no_csv_and_empty_lines_do_not_stop_us():
    assert faults('supplier,"ordered"x') == ["row 1: the row cannot be read (',' expected after '\"')"]
    assert read_history([HEADER, "", "A,2026-01-05,,,,", ""]) == [Outcome("A", date(2026, 1, 5), None)]
