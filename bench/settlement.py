"""All settlements of a year: 290 municipalities with two purposes and six activities each, beside the obvious loop.

Money paid, signed reports and activities are laid in a database of its own. What is measured is the action as the
page calls it: every report read, every activity judged by the rules of 2013, settlements stored, the ledger entered,
reports accepted. The loop asks the database for one municipality's activities at a time, sums its costs, and saves one
row at a time: it knows no rules, keeps no ledger and accepts no report.
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
            "KOMPETENSLYFT_DEMO_DATE": "2014-04-01",
            "LOG_LEVEL": "ERROR",
        }
        os.mkdir(f"{folder}/static")
        import_module("django").setup()
        import_module("bench._settlement").measure()
