"""A sign of life from work that takes long: called now and then, and what it raises ends the work."""

from __future__ import annotations

from collections.abc import Callable

Pulse = Callable[[], object]


def nobody() -> None:
    """Nobody listens."""
