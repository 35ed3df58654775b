"""Sums over rows, spelled so that both databases answer with a plain integer."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa


def units(expression: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    """The sum as a 64-bit integer, 0 over nothing: PostgreSQL adds up 64-bit integers to a decimal number."""
    return sa.cast(sa.func.coalesce(sa.func.sum(expression), 0), sa.BigInteger)
