"""What the tests can use on this machine, and how to get what is missing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import dj_database_url

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Aid:
    """Something outside Python that some tests need. ``marker``: what such a test is marked with."""

    marker: str
    name: str
    remedy: str


AIDS = (
    Aid("browser", "Chromium", "apt install chromium, or CHROMIUM=/path/to/chrome"),
    Aid("libreoffice", "LibreOffice", "apt install libreoffice-calc libreoffice-writer"),
    Aid("poppler", "Poppler's pdftotext and pdftoppm", "apt install poppler-utils"),
    Aid("gettext", "gettext", "apt install gettext"),
    Aid(
        "postgresql",
        "a PostgreSQL server",
        "start one and set DATABASE_URL=postgres://postgres@127.0.0.1:5432/kompetenslyft",
    ),
    Aid(
        "reference",
        "the published tables of 2016",
        "put them in ../shared/reference beside the checkout, or set KOMPETENSLYFT_REFERENCE",
    ),
    Aid("spark", "Java, for Spark", "apt install openjdk-17-jre-headless"),
)


@cache
def chromium() -> str | None:
    """The path of a Chromium or Chrome; None where there is none."""
    named = os.environ.get("CHROMIUM")
    names = [named] if named else ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    return next((path for name in names if (path := shutil.which(name))), None)


@cache
def libreoffice() -> str | None:
    """The path of LibreOffice; None where there is none."""
    return shutil.which("soffice") or shutil.which("libreoffice")


@cache
def reference() -> Path | None:
    """The folder of published tables; None where there is none."""
    named = os.environ.get("KOMPETENSLYFT_REFERENCE")
    folder = Path(named) if named else ROOT.parent / "shared" / "reference"
    return folder if folder.is_dir() else None


def on_postgresql() -> bool:
    """Whether the suite runs on PostgreSQL."""
    return "postgresql" in str(dj_database_url.config(default="sqlite://:memory:").get("ENGINE", ""))


def _found(*programs: str) -> bool:
    return all(shutil.which(program) for program in programs)


_HAS: dict[str, Callable[[], bool]] = {
    "browser": lambda: chromium() is not None,
    "libreoffice": lambda: libreoffice() is not None,
    "poppler": lambda: _found("pdftotext", "pdftoppm"),
    "gettext": lambda: _found("xgettext", "msgfmt"),
    "postgresql": on_postgresql,
    "reference": lambda: reference() is not None,
    "spark": lambda: _found("java") and find_spec("pyspark") is not None,
}


@cache
def has(marker: str) -> bool:
    """Whether the machine has what tests with that marker need."""
    return _HAS[marker]()
