"""Numbers for people that mean nothing outside one snapshot.

The numbers follow an order that only a key can give: the same people and key give the same numbers, and of two
snapshots with keys of their own neither the numbers nor the order of the rows say who is who.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def in_hidden_order(people: Iterable[tuple[str, int]], key: bytes) -> list[int]:
    """The ids, employer (code) by employer and within each in the order that the key gives.

    ``people``: employer and id, in any order; ``key``: up to 64 bytes. A person's number is the place in the list,
    from 1.
    """
    return [person_id for _employer, _place, person_id in sorted(_placed(people, key))]


def _placed(people: Iterable[tuple[str, int]], key: bytes) -> Iterable[tuple[str, bytes, int]]:
    for employer, person_id in people:
        digest = hashlib.blake2b(str(person_id).encode(), key=key, digest_size=16).digest()
        yield employer, digest, person_id
