"""The matrix of 200 and of 2 000 people × 26 directions as the page, beside pandas pivoting the same marks into HTML.

The page goes through every middleware, in process: rights, marks, gaps against the role, totals with their links, the
unit's need, and a note of the reading. The plain way reads the same rows from the database and has none of that.
"""

from __future__ import annotations

import os
import tempfile
from importlib import import_module


def main() -> None:
    """Fill a database in a folder of its own, and print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "kompetenslyft.project.settings",
            "KOMPETENSLYFT_DATA": folder,
            "DATABASE_URL": os.environ.get("BENCH_DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3"),
            "KOMPETENSLYFT_DEMO_DATE": "2016-11-14",
            "ALLOWED_HOSTS": "testserver",
            "LOG_LEVEL": "ERROR",
        }
        os.mkdir(f"{folder}/static")
        import_module("django").setup()
        import_module("bench._matrix").measure()
