from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.supplies_csv import MOST_ROWS, ImportRow, read_file, template, written
from app.domain.table import TableError

HEADER = "sku,quantity,expected_on,supplier,location,reference"
KETTLE = ImportRow(2, "KETTLE-BLUE", 40, date(2026, 12, 3), "Oslo Steel", "Main", "PO-9")


def read(*rows: str, header: str = HEADER, end: str = "\n", encoding: str = "utf-8"):
    return read_file(end.join((header, *rows)).encode(encoding))


def faults(*rows: str) -> list[tuple[int, str]]:
    return [(fault.row, fault.sentence) for fault in read(*rows).faults]


@pytest.mark.parametrize(
    "data",
    [
        f"{HEADER}\nKETTLE-BLUE,40,2026-12-03,Oslo Steel,Main,PO-9\n".encode(),
        f"\ufeff{HEADER}\r\nKETTLE-BLUE,40,2026-12-03,Oslo Steel,Main,PO-9\r\n".encode(),
        f"{HEADER.replace(',', ';')}\r\nKETTLE-BLUE;40,0;03.12.2026;Oslo  Steel;Main;PO-9\r\n".encode(),
        f"{HEADER}\nKETTLE-BLUE,40,46359,Oslo Steel,Main,PO-9".replace(",", "\t").encode("utf-16"),
        f'{HEADER.upper()},Colour\n K ,40.0,2026-12-03 00:00:00,"Oslo Steel",Main, PO-9 ,blue\n,,,,,,\n'.replace(
            " K ", " KETTLE-BLUE "
        ).encode(),
        f"sep=,\n{HEADER}\nKETTLE-BLUE,40,2026-12-03,Oslo Steel,Main,PO-9".encode(),
    ],
    ids=["plain", "BOM and CRLF", "semicolons", "tabs in UTF-16", "capitals, quotes and more columns", "sep line"],
)
def test_a_row_is_read_however_a_spreadsheet_writes_it(data):
    (row,) = read_file(data).rows
    assert (row.sku, row.quantity, row.expected_on) == ("KETTLE-BLUE", 40, date(2026, 12, 3))
    assert (row.supplier, row.location, row.reference) == ("Oslo Steel", "Main", "PO-9")


def test_what_is_not_utf_8_is_read_as_western_spreadsheets_write_it():
    (row,) = read("K,1,,Käsemüller,,PO-9", encoding="cp1252").rows
    assert row.supplier == "Käsemüller"


def test_cells_may_hold_the_separator_and_line_breaks_and_rows_keep_their_numbers():
    found = read('"K,1",1,,"Oslo\nSteel",,PO-9', "L,x,,,,PO-8")
    assert [(row.sku, row.supplier) for row in found.rows] == [("K,1", "Oslo Steel")]
    assert [fault.row for fault in found.faults] == [4]


def test_only_line_ends_end_a_row():
    assert [row.supplier for row in read("K,1,,Oslo\u2028Steel,,PO-9").rows] == ["Oslo Steel"]


def test_a_date_and_a_supplier_and_a_place_may_be_left_out():
    assert read("K,1,,,,PO-9").rows == (ImportRow(2, "K", 1, None, "", "", "PO-9"),)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (",1,,,,PO-9", "sku is missing"),
        ("K,1,,,,", "reference is missing"),
        ("K,0,,,,PO-9", "quantity '0' is not a whole number from 1 to 1,000,000"),
        ("K,1.5,,,,PO-9", "quantity '1.5' is not a whole number from 1 to 1,000,000"),
        ("K,,,,,PO-9", "quantity '' is not a whole number from 1 to 1,000,000"),
        ("K,-4,,,,PO-9", "quantity '-4' is not a whole number from 1 to 1,000,000"),
        ("K,1,03/12/2026,,,PO-9", "expected_on '03/12/2026' is not a date such as 2026-12-03"),
        ("K,1,31.2.2026,,,PO-9", "expected_on '31.2.2026' is not a date such as 2026-12-03"),
        ("K,1,soon,,,PO-9", "expected_on 'soon' is not a date such as 2026-12-03"),
        (f"K,1,,,,{'x' * 61}", "reference is longer than 60 characters"),
    ],
)
def test_a_row_that_cannot_be_used_says_why_and_the_others_are_kept(row, sentence):
    found = read(row, "L,2,,,,PO-8")
    assert [(fault.row, fault.sentence) for fault in found.faults] == [(2, sentence)]
    assert [each.sku for each in found.rows] == ["L"]


def test_the_same_sku_twice_in_one_reference_is_a_fault():
    assert faults("K,1,,,,PO-9", "k,2,,,,po-9") == [(3, "k is in po-9 already, in row 2")]


def test_one_reference_is_one_delivery_with_one_supplier_place_and_date():
    found = faults(
        "A,1,2026-12-03,Oslo,Main,PO-9",
        "B,1,2026-12-04,Oslo,Main,PO-9",
        "C,1,2026-12-03,Bergen,Main,PO-9",
        "D,1,2026-12-03,oslo,MAIN,po-9",
        "E,1,2026-12-03,Oslo,Other,PO-9",
    )
    assert [row for row, _ in found] == [3, 4, 6]
    assert found[0][1].startswith("expected_on is another one than in row 2, though both are PO-9")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "the file is empty"),
        (b"sku,quantity\n", "the column expected_on is missing"),
        (f"{HEADER},sku\n".encode(), "the column sku is there twice"),
        (f"{HEADER}\n\n\n".encode(), "there is no delivery in the file"),
        (b"PK\x03\x04 a workbook, not a table", "the column sku is missing"),
    ],
)
def test_what_is_no_table_of_deliveries_is_refused_whole(data, sentence):
    with pytest.raises(TableError, match=sentence):
        read_file(data)


def test_a_file_may_be_long_but_not_endless():
    rows = [f"S{number},1,,,,PO-9" for number in range(MOST_ROWS)]
    assert len(read(*rows).rows) == MOST_ROWS
    with pytest.raises(TableError, match="split it"):
        read(*rows, "one,1,,,,more")


def test_the_template_can_be_read_back():
    (row,) = read_file(template().encode()).rows
    assert (row.sku, row.quantity, row.reference) == ("SKU-1", 40, "PO-1")


@given(st.lists(st.text(max_size=12), min_size=1, max_size=4))
def test_what_is_written_is_one_row_and_no_cell_of_it_is_a_formula(cells):
    (row,) = csv.reader(io.StringIO(written([cells]), newline="")) if any(cells) or len(cells) > 1 else ([""],)
    assert len(row) == len(cells)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(data):
    try:
        found = read_file(data)
    except TableError:
        return
    assert found.rows or found.faults


def test_a_row_that_no_table_holds_is_named_with_its_number():
    with pytest.raises(TableError) as refused:
        read("KETTLE-BLUE,40,,,,", f"KETTLE-BLUE,{'4' * 140_000},,,,")
    assert [(fault.row, fault.sentence) for fault in refused.value.faults] == [
        (3, "the row cannot be read (field larger than field limit (131072))")
    ]
