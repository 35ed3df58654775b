"""Shopify's search syntax: `status:open AND updated_at:>'2026-11-01' -tag:"on hold" (sku:A OR sku:B)`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from sandbox.shopify.errors import NotImplementedInSandbox

if TYPE_CHECKING:
    from typing import TypeAlias

T = TypeVar("T")
Reader: TypeAlias = Callable[[Any], Any]
Test: TypeAlias = Callable[[Any], bool]
_TOKEN = re.compile(
    r"""\s*(?:(?P<paren>[()])|(?P<minus>-)(?=[\w("'])|"""
    r"""(?:(?P<key>[\w.$-]+):)?(?P<op>>=|<=|>|<)?(?:"(?P<dq>[^"]*)"|'(?P<sq>[^']*)'|(?P<bare>[^\s()]+)))"""
)


def search(items: Iterable[T], query: str | None, *, readers: Mapping[str, Reader], where: str) -> list[T]:
    """The items that match `query`. `readers` gives a filter's value, or values, of an item.

    A reader named `default` takes bare words. A filter that has no reader is a loud error naming `where`.
    Dates without a zone are UTC.
    """
    if not query or not query.strip():
        return list(items)
    test = _Parser(query, readers=readers, where=where).parse()
    return [item for item in items if test(item)]


class _Parser:
    """Recursive descent; AND binds tighter than OR and is implied between terms."""

    def __init__(self, query: str, *, readers: Mapping[str, Reader], where: str) -> None:
        self._tokens = [match for match in _TOKEN.finditer(query) if match.group().strip()]
        self._at = 0
        self._readers = readers
        self._where = where

    def parse(self) -> Test:
        return self._either()

    def _either(self) -> Test:
        tests = [self._all()]
        while self._word() == "OR":
            self._at += 1
            tests.append(self._all())
        return lambda item: any(test(item) for test in tests)

    def _all(self) -> Test:
        tests = [self._one()]
        while self._at < len(self._tokens) and self._word() not in ("OR", ")"):
            if self._word() == "AND":
                self._at += 1
            tests.append(self._one())
        return lambda item: all(test(item) for test in tests)

    def _one(self) -> Test:
        token = self._tokens[self._at]
        self._at += 1
        if token["minus"] or (token["bare"] == "NOT" and not token["key"]):
            inner = self._one()
            return lambda item: not inner(item)
        if token["paren"] == "(":
            inner = self._either()
            self._at += 1
            return inner
        return self._term(token)

    def _term(self, token: re.Match[str]) -> Test:
        name = token["key"] or "default"
        if name not in self._readers:
            raise NotImplementedInSandbox(f"the filter `{token['key'] or token.group().strip()}` of {self._where}")
        wanted = next(v for v in (token["dq"], token["sq"], token["bare"]) if v is not None)
        read, operator = self._readers[name], token["op"] or "="
        return lambda item: any(_matches(value, wanted, operator=operator) for value in _values(read(item)))

    def _word(self) -> str | None:
        if self._at >= len(self._tokens):
            return None
        token = self._tokens[self._at]
        return token["paren"] or (token["bare"] if not token["key"] else None)


def _values(value: Any) -> Iterable[Any]:
    return value if isinstance(value, (list, tuple, set, frozenset)) else (value,)


def _matches(value: Any, wanted: str, *, operator: str) -> bool:
    if value is None:
        return False
    if operator == "=" and isinstance(value, str):
        return _text_matches(value.lower(), wanted.lower())
    comparable = _like(value, wanted)
    if operator == "=":
        return bool(value == comparable)
    order = (value > comparable) - (value < comparable)
    return order in {">": (1,), ">=": (0, 1), "<": (-1,), "<=": (-1, 0)}[operator]


def _text_matches(value: str, wanted: str) -> bool:
    if wanted == "*":
        return True
    return value.startswith(wanted[:-1]) if wanted.endswith("*") else value == wanted


def _like(value: Any, wanted: str) -> Any:
    if isinstance(value, bool):
        return wanted.lower() == "true"
    if isinstance(value, int):
        return int(wanted.rsplit("/", 1)[-1])
    if isinstance(value, datetime):
        instant = datetime.fromisoformat(wanted)
        return instant if instant.tzinfo else instant.replace(tzinfo=ZoneInfo("UTC"))
    return date.fromisoformat(wanted) if isinstance(value, date) else wanted
