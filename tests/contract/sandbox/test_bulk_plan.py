"""The short cut of bulk operations gives what the GraphQL executor gives, for all that the app reads in bulk."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import parse

from app.clock import FixedClock
from app.shopify.bulk import bulk_text
from app.shopify.operations import BULK_ORDERS, BULK_TRANSFERS, BULK_VARIANTS
from sandbox.__main__ import START
from sandbox.create import create_sandbox
from sandbox.seed import tiny
from sandbox.shopify.bulk import engine
from sandbox.shopify.request import MERCHANT, Request

ALIASES_AND_FRAGMENTS = """
fragment Named on Product { title ...Parts }
fragment Parts on Product { variants { edges { node { __typename code: sku id } } } }
{ goods: products { edges { node { id ... on Node { id } ...Named variants { edges { node { title } } } } } } }
"""


@pytest.fixture(scope="module")
def request_() -> Request:
    sandbox = create_sandbox(clock=FixedClock(START), seed="northpine", send=lambda _: 200, threads=0)
    return Request(store=sandbox.store, shop=sandbox.store.shops[tiny.DOMAIN], actor=MERCHANT)


def executed(request: Request, text: str) -> list[dict[str, Any]]:
    result = engine._execute(request, parse(text), engine._unpaged, {})
    assert not result.errors
    (connection,) = result.data.values()
    return [edge["node"] for edge in connection["edges"]]


@pytest.mark.parametrize(
    ("text", "least"),
    [
        (bulk_text(BULK_VARIANTS, which=""), 10),
        (bulk_text(BULK_ORDERS, which=""), 50),
        (bulk_text(BULK_TRANSFERS, which=""), 1),
        (ALIASES_AND_FRAGMENTS, 5),
    ],
    ids=["variants", "orders", "transfers", "aliases and fragments"],
)
def test_a_plan_reads_what_the_executor_reads(request_: Request, text: str, least: int) -> None:
    read = list(engine.root_objects(request_, text))
    assert len(read) >= least
    assert read == executed(request_, text)
