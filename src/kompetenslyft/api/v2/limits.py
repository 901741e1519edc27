"""So much may be asked of the open API at once, and so often. Each process counts for itself."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock

MOST_CELLS = 100_000
"""Figures in one answer."""
MOST_CALLS, WINDOW = 300, 10
"""Calls from one address, in so many seconds."""
MOST_SAVES, SAVE_WINDOW = 20, 60
"""Queries saved from one address, in so many seconds."""
MOST_ADDRESSES = 10_000
"""Addresses that are remembered; the one that has been quiet longest is forgotten first."""
DEFAULT_PAGE, LARGEST_PAGE = 20, 1_000
"""Tables in one page of the list."""
AT_ONCE, IN_LINE, PATIENCE = 1, 1, 2.0
"""Answers that a process makes at a time, calls that wait for their turn, and for how many seconds. A process that
serves with four threads has at least two left for pages."""
LARGEST_CACHE = 32 * 1024**2
"""Bytes of answers that a process keeps."""


class Window:
    """Counts calls in a sliding window, by address."""

    def __init__(self, calls: int, seconds: float) -> None:
        self._calls, self._seconds = calls, seconds
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = Lock()

    def wait(self, address: str, now: float | None = None) -> float:
        """Seconds until the address may call again; 0 where it may now, and then the call is counted."""
        now = time.monotonic() if now is None else now
        with self._lock:
            seen = self._seen.setdefault(address, deque())
            self._seen.move_to_end(address)
            while seen and now - seen[0] >= self._seconds:
                seen.popleft()
            if len(seen) >= self._calls:
                return self._seconds - (now - seen[0])
            seen.append(now)
            while len(self._seen) > MOST_ADDRESSES:
                self._seen.popitem(last=False)
            return 0


class Full(Exception):
    """So much is being made already that this call is not even let to wait, or it has waited long enough."""


class Turns:
    """Lets some in at a time, some more wait a while, and sends all others away at once."""

    def __init__(self, at_once: int, in_line: int, patience: float) -> None:
        self._inside, self._patience = BoundedSemaphore(at_once), patience
        self._here = BoundedSemaphore(at_once + in_line)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """One's turn. Raises Full."""
        if not self._here.acquire(blocking=False):
            raise Full
        try:
            if not self._inside.acquire(timeout=self._patience):
                raise Full
            try:
                yield
            finally:
                self._inside.release()
        finally:
            self._here.release()


calls = Window(MOST_CALLS, WINDOW)
saves = Window(MOST_SAVES, SAVE_WINDOW)
turns = Turns(AT_ONCE, IN_LINE, PATIENCE)
