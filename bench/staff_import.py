"""A staff file of 30 000 people: received, checked against the register and applied, beside what a script would do.

The database is one of its own. What is measured is the actions as the page calls them: the file read, every row by its
mapping, every record by the rules, the difference kept, then all written with its history. By hand is pandas reading
the same file and three plain INSERT statements: no checks, no difference, no history, no second look at the register.
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
            "KOMPETENSLYFT_DEMO_DATE": "2016-11-01",
            "LOG_LEVEL": "ERROR",
        }
        os.mkdir(f"{folder}/static")
        import_module("django").setup()
        import_module("bench._staff_import").measure()
