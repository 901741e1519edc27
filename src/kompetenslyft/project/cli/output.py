"""What the commands print: results on standard output, everything said to a person on standard error."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import Any, Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from kompetenslyft.core.findings import Finding
from kompetenslyft.project.cli.text import LANGUAGE


class Exit(IntEnum):
    """The exit codes, as the help tells them."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    REFUSED = 3
    UNREADABLE = 4
    FAULT = 70


SECONDS_BETWEEN_LINES = 5
"""How often a long piece of work is heard of where there is no terminal."""


class Step(Protocol):
    """Tells how far a long piece of work has come."""

    def __call__(self, done: int, total: int, what: str = "") -> None: ...


people = Console(stderr=True, highlight=False)


def say(text: str) -> None:
    """A line to the person at the terminal."""
    people.print(text, markup=False, soft_wrap=True)


def put(text: str) -> None:
    """A line of the result."""
    sys.stdout.write(text + "\n")


def put_json(value: Any) -> None:
    """The result for a script."""
    put(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def put_bytes(data: bytes) -> None:
    """A file as the result."""
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def finding_json(finding: Finding) -> dict[str, Any]:
    """A finding for a script."""
    return {
        "code": str(finding.code),
        "severity": finding.severity.value,
        "message": finding.message.in_language(LANGUAGE),
        "cells": list(finding.cells),
    }


def say_findings(findings: Iterable[Finding], where: str = "") -> None:
    """Findings, one a line."""
    for finding in findings:
        say(f"{where + ': ' if where else ''}{finding.code} {finding.message.in_language(LANGUAGE)}")


@contextmanager
def progress(title: str) -> Iterator[Step]:
    """A progress bar while the work goes on; where standard error is no terminal, a line now and then."""
    if not people.is_terminal:
        yield _Lines(title)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=people, transient=True) as bar:
        task = bar.add_task(title, total=None)

        def step(done: int, total: int, what: str = "") -> None:
            bar.update(task, completed=done, total=total, description=what or title)

        yield step


class _Lines:
    """Says how far the work has come in a line every few seconds; what is done sooner than that says nothing."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.next_at = time.monotonic() + SECONDS_BETWEEN_LINES

    def __call__(self, done: int, total: int, what: str = "") -> None:
        now = time.monotonic()
        if now >= self.next_at:
            self.next_at = now + SECONDS_BETWEEN_LINES
            say(f"{what or self.title} {done}/{total}")
