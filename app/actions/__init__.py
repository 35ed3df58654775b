"""One-shot acts on the shop."""

from app.actions.actions import Desk, act

__all__ = ["Desk", "act"]
