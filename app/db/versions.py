"""Which version of the Admin API each shop really answers with: Shopify falls forward without a word.

Told of after every answer, written once a day and shop, and said in the log as often where it is not the one asked for.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, datetime

from app.clock import machine_now
from app.db import shops
from app.db.session import Database
from app.domain.ids import ShopId
from app.log import get_logger
from app.shopify.ports import ShopRef

_log = get_logger("shopify")


class VersionRows:
    """`app.shopify.call.Versions` over the table of shops. Thread-safe."""

    def __init__(self, database: Database, *, now: Callable[[], datetime] = machine_now) -> None:
        self._database = database
        self._now = now
        self._noted: dict[ShopId, tuple[str, date]] = {}
        self._changes = threading.Lock()

    def saw(self, shop: ShopRef, used: str, *, asked: bool) -> None:
        news = (used, self._now().date())
        with self._changes:
            if self._noted.get(shop.id) == news:
                return
            self._noted[shop.id] = news
        if not asked:
            _log.warning("shopify.version_differs", shop=shop.domain, used=used)
        with self._database.write() as conn:
            shops.update(conn, shop.id, api_version_seen=used)
