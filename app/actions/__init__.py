"""One-shot acts on the shop."""

from app.actions.actions import act
from app.actions.desk import Desk

__all__ = ["Desk", "act"]
