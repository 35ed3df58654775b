"""A bulk operation's file: cut anywhere, in any order, broken or not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.shopify.jsonl import BrokenFile, Line, read_lines

BIG = 2**53 + 1
PARENT = f"gid://shopify/ProductVariant/{BIG}"
CHILD = "gid://shopify/InventoryLevel/9?inventory_item_id=3"


def encoded(*objects: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(each).replace("/", "\\/").encode() + b"\n" for each in objects)


def test_children_may_come_before_their_parents() -> None:
    found = list(read_lines([encoded({"id": CHILD, "__parentId": PARENT}, {"id": PARENT, "sku": "A"})]))
    assert [(line.number, line.id, line.parent) for line in found] == [(1, CHILD, PARENT), (2, PARENT, None)]


def test_the_body_is_kept_as_it_was_sent_with_keys_that_nobody_knows() -> None:
    (line,) = read_lines([b'{"id":"gid:\\/\\/shopify\\/Order\\/1","new":{"deep":[1]}}\n'])
    assert line == Line(1, "gid://shopify/Order/1", None, b'{"id":"gid:\\/\\/shopify\\/Order\\/1","new":{"deep":[1]}}')


def test_an_id_beyond_what_a_double_holds_is_whole() -> None:
    assert next(read_lines([encoded({"id": PARENT})])).id == "gid://shopify/ProductVariant/9007199254740993"


@pytest.mark.parametrize("file", [[], [b""], [b"\n"], [b"\n", b"  \n"]])
def test_an_empty_file_has_no_lines(file: list[bytes]) -> None:
    assert list(read_lines(file)) == []


def test_a_blank_line_counts_and_says_nothing() -> None:
    found = list(read_lines([b"\n" + encoded({"id": PARENT}) + b"\r\n" + encoded({"id": CHILD})]))
    assert [line.number for line in found] == [2, 4]


def test_a_last_line_without_its_newline_is_a_line() -> None:
    assert len(list(read_lines([encoded({"id": PARENT}).rstrip(b"\n")]))) == 1


@pytest.mark.parametrize(
    "bad",
    [
        b'{"id": "gid',
        b'{"sku": "A"}',
        b'{"id": 5}',
        b'["id"]',
        b"null",
        b"\xff\xfe",
        b"<html>",
        b'{"id":"a","__parentId":7}',
    ],
)
def test_a_broken_line_is_named_after_those_before_it_were_read(bad: bytes) -> None:
    lines = read_lines([encoded({"id": PARENT}) + bad + b"\n" + encoded({"id": CHILD})])
    assert next(lines).id == PARENT
    with pytest.raises(BrokenFile, match="Line 2 cannot be read"):
        next(lines)


def test_a_file_that_was_cut_off_breaks_at_its_last_line() -> None:
    whole = encoded({"id": PARENT}, {"id": CHILD, "quantities": [{"name": "available"}]})
    lines = read_lines([whole[:-9]])
    assert next(lines).number == 1
    with pytest.raises(BrokenFile, match="Line 2"):
        next(lines)


@given(st.lists(st.integers(min_value=1, max_value=40), max_size=12), st.integers(min_value=1, max_value=6))
def test_it_does_not_matter_where_the_chunks_are_cut(cuts: list[int], count: int) -> None:
    whole = encoded(*({"id": f"gid://shopify/Order/{number}", "name": "ä" * number} for number in range(count)))
    chunks, rest = [], whole
    for cut in cuts:
        chunks.append(rest[:cut])
        rest = rest[cut:]
    assert list(read_lines([*chunks, rest])) == list(read_lines([whole]))
