"""So much may be asked of the open API at once, and so often.

Each process counts calls for itself. What is made at once is counted for all processes of the machine together, by
locks on files, so that half of its cores are left for pages.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections import OrderedDict, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore, Lock

from django.conf import settings

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
IN_PROCESS, IN_LINE, PATIENCE = 1, 1, 2.0
"""Answers that a process makes at a time, calls that wait for their turn, and for how many seconds. A process that
serves with four threads has at least two left for pages."""
ON_MACHINE = max((os.cpu_count() or 1) // 2, 1)
"""Answers that all processes of the machine make at a time."""
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

    def __init__(self, at_once: int, in_line: int, patience: float, doors: Sequence[Path] = ()) -> None:
        self._inside, self._patience = BoundedSemaphore(at_once), patience
        self._here = BoundedSemaphore(at_once + in_line)
        self._doors = doors
        """Files, one for each that may be inside of all processes that have the same."""

    @contextmanager
    def taken(self) -> Iterator[None]:
        """One's turn. Raises Full."""
        if not self._here.acquire(blocking=False):
            raise Full
        try:
            until = time.monotonic() + self._patience
            if not self._inside.acquire(timeout=self._patience):
                raise Full
            try:
                with self._door(until):
                    yield
            finally:
                self._inside.release()
        finally:
            self._here.release()

    @contextmanager
    def _door(self, until: float) -> Iterator[None]:
        """A file that nobody else has locked, in any process. It is unlocked when it is closed, however that comes."""
        if not self._doors:
            yield
            return
        while True:
            for door in self._doors:
                with door.open("a") as file:
                    try:
                        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    except BlockingIOError:
                        continue
                    yield
                    return
            if time.monotonic() >= until:
                raise Full
            time.sleep(0.005)


def _doors() -> Sequence[Path]:
    """Files that all processes of the installation see; none where nothing can be written, and each counts alone."""
    folder = Path(settings.DATA_DIR)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return []
    return [folder / f"turn-{one}.lock" for one in range(ON_MACHINE)] if os.access(folder, os.W_OK) else []


calls = Window(MOST_CALLS, WINDOW)
saves = Window(MOST_SAVES, SAVE_WINDOW)
turns = Turns(IN_PROCESS, IN_LINE, PATIENCE, _doors())
