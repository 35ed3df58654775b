"""What a shopper's page says."""

from __future__ import annotations

from typing import Any

from app.domain.ids import DEFAULT_POOL


def offers(said: dict[str, Any]) -> dict[int, Any]:
    """To the shoppers of each region; to everybody else it says what stands on top."""
    return {DEFAULT_POOL: said} | {int(slot): each for slot, each in said.get("pools", {}).items()}
