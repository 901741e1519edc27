"""Drawings are made once, one at a time, and no more are kept than there is room for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from kompetenslyft.web.tables.drawings import Busy, Drawings


def test_the_same_is_drawn_once():
    drawings, drawn = Drawings(), []
    for _ in range(3):
        assert drawings.get("a", lambda: drawn.append(1) or b"picture") == b"picture"
    assert drawn == [1]


def test_what_has_been_asked_for_least_lately_is_dropped():
    drawings, drawn = Drawings(most_bytes=5), []

    def draw(name):
        return drawings.get(name, lambda: drawn.append(name) or b"xx")

    for name in ("a", "b", "a", "c", "a", "b"):
        draw(name)
    assert drawn == ["a", "b", "c", "b"]
    assert drawings.get("large", lambda: b"x" * 10) == b"x" * 10


def test_who_waits_too_long_or_stands_too_far_back_is_turned_away():
    drawings = Drawings(patience=0.01, queue=0)
    begun, go_on = Event(), Event()

    def slow():
        begun.set()
        go_on.wait()
        return b"slow"

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(drawings.get, "slow", slow)
        begun.wait()
        with pytest.raises(Busy):
            drawings.get("other", lambda: b"other")
        go_on.set()
        assert first.result() == b"slow"
    assert drawings.get("other", lambda: b"other") == b"other"


def test_patience_ends_before_a_long_drawing_does():
    drawings = Drawings(patience=0.01, queue=1)
    begun, go_on = Event(), Event()
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(drawings.get, "slow", lambda: begun.set() or (go_on.wait() and b"slow"))
        begun.wait()
        with pytest.raises(Busy):
            drawings.get("other", lambda: b"other")
        go_on.set()
        assert first.result() == b"slow"


def test_a_drawing_that_fails_lets_the_next_one_in():
    drawings = Drawings(queue=0)
    with pytest.raises(ZeroDivisionError):
        drawings.get("a", lambda: 1 / 0)
    assert drawings.get("a", lambda: b"drawn") == b"drawn"
