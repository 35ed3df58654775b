"""What customers are told."""

from app.notify.notify import Desk, notify

__all__ = ["Desk", "notify"]
