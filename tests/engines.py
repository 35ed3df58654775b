"""What tests spare their databases, as each has a new one: compiling statements again, and waiting for the disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from app.db import session

LASTING: Final = session._WRITER_PRAGMAS
"""What the product asks of SQLite: a commit reaches the disk before it is answered."""


class Compiled(dict[tuple[Any, ...], Any]):
    """Statements by their dialect's name: all engines of one kind agree in what a statement becomes."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        return super().get(_named(key), default)

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        super().__setitem__(_named(key), compiled)


def _named(key: tuple[Any, ...]) -> tuple[Any, ...]:
    dialect, *statement = key
    return (dialect.name, dialect.driver, *statement)


@contextmanager
def compiled_once() -> Iterator[None]:
    """Engines of this process share what they have compiled."""
    compiled = Compiled()

    def share(connection: sa.Connection) -> None:
        connection.execution_options(compiled_cache=compiled)

    event.listen(sa.Engine, "engine_connect", share)
    yield
    event.remove(sa.Engine, "engine_connect", share)


@contextmanager
def no_wait_for_the_disk() -> Iterator[None]:
    """A commit is a millisecond or two of waiting, and a test's file need not outlive a loss of power."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(session, "_WRITER_PRAGMAS", ("synchronous=OFF", *LASTING[1:]))
        yield
