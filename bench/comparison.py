"""Two allocations of 290 municipalities side by side, as the page, beside computing both anew and asking unit by unit.

The page goes through every middleware, in process. The plain way makes no page: it computes each model again and asks
the database for the name of every municipality.
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
            "ALLOWED_HOSTS": "testserver",
            "LOG_LEVEL": "ERROR",
        }
        os.mkdir(f"{folder}/static")
        import_module("django").setup()
        import_module("bench._comparison").measure()
