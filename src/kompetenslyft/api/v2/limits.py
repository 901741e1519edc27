"""So much may be asked of the open API at once, and so often. Each process counts for itself."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from threading import Lock

MOST_CELLS = 100_000
"""Figures in one answer."""
MOST_CALLS, WINDOW = 300, 10
"""Calls from one address, in so many seconds."""
MOST_ADDRESSES = 10_000
"""Addresses that are remembered; the one that has been quiet longest is forgotten first."""
DEFAULT_PAGE, LARGEST_PAGE = 20, 1_000
"""Tables in one page of the list."""


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


calls = Window(MOST_CALLS, WINDOW)
