"""The days on which made-up facts happen: those of the main job."""

from datetime import UTC, datetime

NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)
"""The business instant: a Saturday."""
FETCHED_AT = datetime(2026, 11, 21, 14, 58, tzinfo=UTC)
"""When facts were read, by the machine's clock."""
