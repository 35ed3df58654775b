"""A bulk operation's file, line by line: bytes as they come off the wire, lines with their parents as they go out.

Nobody promises an order: children may come before their parents, grandchildren before both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

_LONGEST_SHOWN = 80


class BrokenFile(Exception):
    """The file is not what Shopify wrote: a line that is no object with an id, or an end in the middle of one."""


class _Ids(msgspec.Struct):
    """What every line is filed under. All other keys are left for whoever reads the body."""

    id: str
    parent: str | None = msgspec.field(name="__parentId", default=None)


@dataclass(frozen=True, slots=True)
class Line:
    """One object. `number` counts from 1; `id` and `parent` are gids; `body` is the line as it was sent."""

    number: int
    id: str
    parent: str | None
    body: bytes


def read_lines(chunks: Iterable[bytes]) -> Iterator[Line]:
    """Lines of a file that comes in chunks cut anywhere. Holds no more than the longest line and one chunk.

    Blank lines are skipped, and still counted. Raises BrokenFile at the first line that cannot be read.
    """
    decode = msgspec.json.Decoder(_Ids).decode
    for number, body in enumerate(_split(chunks), start=1):
        if not body.strip():
            continue
        try:
            ids = decode(body)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise BrokenFile(f"Line {number} cannot be read ({error}): {body[:_LONGEST_SHOWN]!r}") from error
        yield Line(number, ids.id, ids.parent, body)


def _split(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces between newlines, the one after the last newline too."""
    rest: list[bytes] = []
    for chunk in chunks:
        first, *more = chunk.split(b"\n")
        rest.append(first)
        if more:
            yield b"".join(rest)
            yield from more[:-1]
            rest = [more[-1]]
    yield b"".join(rest)
