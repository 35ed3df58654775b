"""The `date` filter: strftime in the shop's zone, with `now` from the business clock."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from liquid import is_undefined

if TYPE_CHECKING:
    from collections.abc import Callable


class DateFilter:
    """`{{ value | date: format }}`. A value that is no date comes back as it was, as Shopify has it."""

    name = "date"

    def __init__(self, *, now: Callable[[], datetime], zone: Callable[[], str]) -> None:
        self._now = now
        self._zone = zone

    def __call__(self, value: object, pattern: str) -> str:
        instant = self._read(value)
        if instant is None:
            return "" if value is None or is_undefined(value) else str(value)
        # Python gives %s the machine's zone; everything else is the shop's.
        return instant.strftime(pattern.replace("%s", str(int(instant.timestamp()))))

    def _read(self, value: object) -> datetime | None:
        zone = ZoneInfo(self._zone())
        if value in ("now", "today"):
            return self._now().astimezone(zone)
        if isinstance(value, int):
            return datetime.fromtimestamp(value, UTC).astimezone(zone)
        try:
            instant = datetime.fromisoformat(str(value))
        except ValueError:
            return None
        return instant.astimezone(zone) if instant.tzinfo else instant.replace(tzinfo=zone)
