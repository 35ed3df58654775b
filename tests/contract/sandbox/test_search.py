"""Shopify's search syntax, as far as the sandbox speaks it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.shopify.connections import connection
from sandbox.shopify.errors import NotImplementedInSandbox
from sandbox.shopify.search import search


@dataclass(frozen=True)
class Thing:
    id: int
    name: str
    tags: tuple[str, ...] = ()
    at: datetime = datetime(2026, 11, 21, 15, tzinfo=UTC)
    on: date = date(2026, 11, 21)
    live: bool = True


READERS = {
    "id": lambda thing: thing.id,
    "name": lambda thing: thing.name,
    "tag": lambda thing: thing.tags,
    "updated_at": lambda thing: thing.at,
    "on": lambda thing: thing.on,
    "live": lambda thing: thing.live,
    "default": lambda thing: thing.name,
}
THINGS = [
    Thing(1, "KETTLE-BLUE", ("hot", "on sale")),
    Thing(2, "MUG-RED", ("hot",), at=datetime(2026, 11, 22, 9, tzinfo=UTC), on=date(2026, 11, 22)),
    Thing(3, "TENT", live=False),
]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        (None, [1, 2, 3]),
        ("", [1, 2, 3]),
        ("name:MUG-RED", [2]),
        ("name:mug-red", [2]),
        ("name:M*", [2]),
        ("TENT", [3]),
        ("tag:hot", [1, 2]),
        ('tag:"on sale"', [1]),
        ("tag:'on sale'", [1]),
        ("tag:hot AND -tag:'on sale'", [2]),
        ("tag:hot NOT name:KETTLE-BLUE", [2]),
        ("name:TENT OR tag:hot", [1, 2, 3]),
        ("(name:TENT OR name:MUG-RED) live:true", [2]),
        ("name:KETTLE-BLUE OR name:MUG-RED AND live:false", [1]),
        ("id:>1 id:<=2", [2]),
        ("id:gid://shopify/Thing/3", [3]),
        ("updated_at:>'2026-11-21T15:00:00Z'", [2]),
        ("updated_at:>=2026-11-21T15:00:00Z", [1, 2, 3]),
        ("updated_at:>2026-11-22", [2]),
        ("on:2026-11-22", [2]),
        ("live:false", [3]),
        ("tag:cold", []),
    ],
)
def test_a_query_finds(query, ids):
    assert [thing.id for thing in search(THINGS, query, readers=READERS, where="things")] == ids


def test_an_unknown_filter_is_named_with_the_place():
    with pytest.raises(NotImplementedInSandbox, match="the filter `colour` of things"):
        search(THINGS, "colour:red", readers=READERS, where="things")


@given(
    count=st.integers(0, 30),
    size=st.integers(1, 10),
    backwards=st.booleans(),
)
def test_pages_put_together_are_the_whole_list(count, size, backwards):
    things = [Thing(number, str(number)) for number in range(count)]
    forth = ("first", "after", "hasNextPage", "endCursor")
    near, far, has, end = ("last", "before", "hasPreviousPage", "startCursor") if backwards else forth
    seen, cursor = [], None
    while True:
        page = connection(things, {near: size, **({far: cursor} if cursor else {})})
        seen = [*page["nodes"], *seen] if backwards else [*seen, *page["nodes"]]
        if not page["pageInfo"][has]:
            break
        cursor = page["pageInfo"][end]
    assert seen == things
