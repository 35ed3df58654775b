"""How far back we look when a shop is read for the first time."""

from datetime import timedelta
from typing import Final

PAST: Final = timedelta(days=730)
"""Older deliveries weigh next to nothing: a year halves the weight of an observation."""
