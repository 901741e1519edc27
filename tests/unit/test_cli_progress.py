"""What a long command says where standard error is no terminal: a line now and then."""

from __future__ import annotations

import pytest

from kompetenslyft.project.cli import output


def _told(seconds: list[float], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is said of steps taken at these seconds; the work begins at 0."""
    said: list[str] = []
    now = iter([0.0, *seconds])
    monkeypatch.setattr(output.time, "monotonic", lambda: next(now))
    monkeypatch.setattr(output, "say", said.append)
    with output.progress("Fyller") as step:
        for done in range(1, len(seconds) + 1):
            step(done, len(seconds), "Personal" if done % 2 else "")
    return said


def test_a_line_every_few_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    said = _told([0.5, 5.1, 8.0, 10.0, 10.2, 20.0], monkeypatch)
    assert said == ["Fyller 2/6", "Personal 5/6", "Fyller 6/6"]


def test_quick_work_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _told([0.1, 0.2, 4.9], monkeypatch) == []
