"""Whether all is well, looked at from the outside in: what an operator runs first when something is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from app.clock import machine_now
from app.composition import Parts
from app.db import health
from app.db.migrate import is_current
from app.errors import AppError
from app.shopify.client import API_VERSION

_OLD = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Finding:
    what: str
    says: str
    is_good: bool


def examine(parts: Parts) -> list[Finding]:
    """Every check, in order; one that fails does not stop the others."""
    return [finding for check in _CHECKS for finding in _safely(check, parts)]


def _safely(check: Callable[[Parts], Iterator[Finding]], parts: Parts) -> Iterator[Finding]:
    try:
        yield from check(parts)
    except (AppError, sa.exc.SQLAlchemyError, OSError) as error:
        yield Finding(check.__name__.strip("_"), str(error).splitlines()[0], is_good=False)


def _database(parts: Parts) -> Iterator[Finding]:
    current = is_current(parts.database)
    yield Finding("database", "up to date" if current else "run `backorder migrate`", is_good=current)


def _keys(parts: Parts) -> Iterator[Finding]:
    sealed = parts.box.seal("backorder")
    yield Finding("encryption keys", "seal and open", is_good=parts.box.open(sealed) == "backorder")


def _inbox(parts: Parts) -> Iterator[Finding]:
    with parts.database.read() as conn:
        queue = health.inbox(conn)
    age = machine_now() - queue.oldest if queue.oldest else timedelta(0)
    yield Finding("inbox", f"{queue.waiting} waiting, the oldest for {age}", is_good=age < _OLD)
    yield Finding("parked rows", str(queue.parked), is_good=queue.parked == 0)


def _shops(parts: Parts) -> Iterator[Finding]:
    with parts.database.read() as conn:
        for shop in health.shops(conn):
            good = shop.state in {"installed", "uninstalled", "redacted", "moved", "stub"} and not shop.token_is_dead
            yield Finding(shop.domain, "needs a merchant's visit" if not good else shop.state, is_good=good)


def _api_version(parts: Parts) -> Iterator[Finding]:
    """Shopify answers with the next living version once ours is retired, and says so in a header only."""
    with parts.database.read() as conn:
        answers = {shop.api_version for shop in health.shops(conn) if shop.api_version and shop.state == "installed"}
        webhooks = set(health.webhook_versions(conn))
    for what, seen in (("API version of answers", answers), ("API version of webhooks", webhooks)):
        other = sorted(seen - {API_VERSION})
        says = f"{', '.join(other)} instead of {API_VERSION}: Shopify has moved on" if other else API_VERSION
        yield Finding(what, says, is_good=not other)


_CHECKS = (_database, _keys, _inbox, _shops, _api_version)
