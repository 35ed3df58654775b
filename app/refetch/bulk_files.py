"""The files of bulk operations, downloaded and filed on this process's disk, one a shop at a time.

A file is a cache: a worker that yields to live work finds it again here, one that was killed downloads it anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from app.db.spool import Spool
from app.domain.ids import ShopId
from app.shopify.bulk import COMPLETED, fetch_bulk_operation, open_result
from app.shopify.client import ShopAdmin
from app.shopify.errors import UrlExpired
from app.shopify.facts import BulkFact, Unreadable
from app.shopify.gid import BulkOperationId, from_gid
from app.shopify.jsonl import BrokenFile, Line

_DOWNLOADS = 3
"""A file that arrives broken, or whose address has run out, is fetched so often, each time by a new address."""


class NoFile(Exception):
    """The operation gives nothing that can be used: ask for it anew."""


@dataclass(slots=True)
class File:
    """`partial`: the operation broke off, so roots at the end may lack children. `at` is the last line dealt with."""

    operation: BulkOperationId
    spool: Spool
    partial: bool
    at: int = 0
    doubtful: int | None = None
    """The lowest id of a root that was not whole."""

    def doubt(self, gids: Iterable[str]) -> None:
        """These roots were not whole: they belong to the rest."""
        ids = [from_gid(gid, int) for gid in gids]
        self.doubtful = min([*ids, *([] if self.doubtful is None else [self.doubtful])], default=None)

    def rest_from(self) -> int:
        """The id from which everything must be asked for again; 0: from the first.

        Shopify does not say in which order it writes. Only where the roots came in the order of their ids does the
        last one tell how far it got.
        """
        ids = [from_gid(gid, int) for gid in self.spool.root_ids()]
        if any(one >= following for one, following in pairwise(ids)):
            return 0
        ends = [ids[-1] + 1] if ids else [0]
        return min(ends + ([self.doubtful] if self.doubtful is not None else []))


class Files:
    """Each shop is worked on by one thread at a time: its lane's lease sees to that."""

    def __init__(self) -> None:
        self._files: dict[ShopId, File] = {}

    def at_hand(self, shop: ShopId, operation: BulkOperationId) -> File | None:
        found = self._files.get(shop)
        return found if found is not None and found.operation == operation else None

    def fetch(self, admin: ShopAdmin, shop: ShopId, fact: BulkFact) -> File:
        """Download what the operation that ended has left, whole or in part.

        Raises NoFile, and every error of the client.
        """
        self.drop(shop)
        reason = ""
        for _ in range(_DOWNLOADS):
            try:
                self._files[shop] = _download(admin, fact)
            except (UrlExpired, BrokenFile) as error:
                reason = str(error)
                again = fetch_bulk_operation(admin, fact.id)
                if isinstance(again, Unreadable):
                    raise NoFile("Shopify does not know the operation any more.") from error
                fact = again
            else:
                return self._files[shop]
        raise NoFile(reason)

    def drop(self, shop: ShopId) -> None:
        held = self._files.pop(shop, None)
        if held is not None:
            held.spool.close()


def _download(admin: ShopAdmin, fact: BulkFact) -> File:
    """Raises NoFile, UrlExpired, BrokenFile and the client's errors."""
    url = fact.url if fact.status == COMPLETED else fact.partial_url
    partial = fact.status != COMPLETED
    if url is None and (partial or fact.objects):
        raise NoFile(f"The operation ended as {fact.status} ({fact.error_code}) and left no file.")
    spool = Spool()
    try:
        _fill(admin, spool, url, expected=None if partial else fact.objects)
    except BaseException:
        spool.close()
        raise
    return File(fact.id, spool, partial)


def _fill(admin: ShopAdmin, spool: Spool, url: str | None, *, expected: int | None) -> None:
    """`expected` lines; None: nobody knows how many there are, because the operation broke off."""
    if url is None:
        return
    with open_result(admin, url) as lines:
        filed = spool.fill(_until_broken(lines) if expected is None else lines)
    if expected is not None and filed != expected:
        raise BrokenFile(f"The file has {filed} lines of {expected}.")


def _until_broken(lines: Iterator[Line]) -> Iterator[Line]:
    """A file that broke off may end in the middle of a line."""
    try:
        yield from lines
    except BrokenFile:
        return
