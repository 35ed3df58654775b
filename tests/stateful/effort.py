"""How much is tried, and with which seed."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings

IS_LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
PARTS = 4
"""Run side by side where there are cores for it."""
RUNS = 500 if IS_LONG else 30
ACTS = 50
EFFORT = settings(
    max_examples=-(-RUNS // PARTS),
    stateful_step_count=ACTS,
    deadline=None,
    database=None,
    print_blob=True,
    phases=(Phase.generate, Phase.shrink) if IS_LONG else (Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
ROOT = Path(__file__).parents[2]


def seed_of(part: int) -> int:
    """A given one; else in CI that of the product's own text, so that one commit always sees the same runs and every
    change of the product sees new ones; else, where there is time, one by chance.
    """
    given = os.environ.get("STATEFUL_SEED")
    if given is not None:
        return int(given)
    return secrets.randbits(32) if IS_LONG else _of_the_product() + part


def _of_the_product() -> int:
    text = hashlib.sha256()
    for folder in ("app", "webhooks"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            text.update(file.read_bytes())
    return int.from_bytes(text.digest()[:4])
