"""Drawings of tables, kept as long as there is room, made one at a time: pages never wait for them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import BoundedSemaphore, Lock

MOST_BYTES = 24_000_000
"""Drawings kept in each process; the one that has been asked for least lately is dropped first."""
PATIENCE, QUEUE = 3.0, 2
"""Seconds that a request waits for its turn, and how many may wait at once: the other threads are for pages."""
RETRY_AFTER = 3
"""Seconds after which whoever was turned away is asked to come back."""


class Busy(Exception):
    """So much is being drawn already that this must wait."""


class Drawings:
    """Makes each drawing once, one at a time, and keeps as many bytes as it may."""

    def __init__(
        self, *, most_bytes: int = MOST_BYTES, patience: float = PATIENCE, queue: int = QUEUE
    ) -> None:
        self._most, self._patience = most_bytes, patience
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._size = 0
        self._lock, self._pen, self._places = Lock(), Lock(), BoundedSemaphore(queue + 1)

    def get(self, key: Hashable, draw: Callable[[], bytes]) -> bytes:
        """What is kept under the key, or what ``draw`` gives. Raises Busy."""
        kept = self._find(key)
        if kept is not None:
            return kept
        if not self._places.acquire(blocking=False):
            raise Busy
        try:
            if not self._pen.acquire(timeout=self._patience):
                raise Busy
            try:
                # Somebody may have drawn the same while this one waited.
                kept = self._find(key)
                return self._keep(key, draw()) if kept is None else kept
            finally:
                self._pen.release()
        finally:
            self._places.release()

    def _find(self, key: Hashable) -> bytes | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _keep(self, key: Hashable, drawn: bytes) -> bytes:
        with self._lock:
            self._kept[key] = drawn
            self._size += len(drawn)
            while self._size > self._most and self._kept:
                _key, dropped = self._kept.popitem(last=False)
                self._size -= len(dropped)
        return drawn


drawings = Drawings()
"""Those of this process."""
