"""Deterministic chance: what looks drawn at random follows from a unit's code and the name of the question."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b


def number(code: str, salt: str, below: int) -> int:
    """A number from 0 to ``below`` - 1 for the unit and the purpose named by ``salt``."""
    digest = blake2b(f"{salt}:{code}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % below


def percent(code: str, salt: str, low: int, high: int) -> int:
    """A number from ``low`` to ``high``, both included."""
    return low + number(code, salt, high - low + 1)


def shuffled(codes: Iterable[str], salt: str) -> list[str]:
    """The codes in an order that looks random and depends on the set alone."""
    return sorted(codes, key=lambda code: (number(code, salt, 1 << 63), code))


def pick(codes: Iterable[str], count: int, salt: str) -> frozenset[str]:
    """``count`` of the codes. Raises ValueError where there are fewer."""
    order = shuffled(codes, salt)
    if count > len(order):
        raise ValueError(f"cannot pick {count} of {len(order)} ({salt})")
    return frozenset(order[:count])
