"""Running a command as from a terminal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kompetenslyft.project.cli.app import app
from tests.factories import collection

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """``run("tables", "1", "--round", "x")`` gives exit code, output and what was said on standard error."""
    runner = CliRunner()
    return lambda *arguments: runner.invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def tables(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """What the test's module calls ``TABLES``, as a definition to protect by."""
    file = tmp_path / "tabeller.yaml"
    file.write_text(request.module.TABLES, encoding="utf-8")
    return file


@pytest.fixture
def on_the_day(settings: pytest.FixtureRequest) -> None:
    settings.DEMO_DATE = collection.IN_TIME.date()
