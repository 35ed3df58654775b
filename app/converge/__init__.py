"""The shop to its desired state."""

from app.converge.converge import converge
from app.converge.desk import Desk

__all__ = ["Desk", "converge"]
