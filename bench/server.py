"""The server with the demonstration's 290 municipalities: a cell saved, a round's overview, tables, workbooks taken in.

Requests go through every middleware, in process; the network is not in the figures. A cell saved by itself stands
beside posting the section's whole form, as without a script. The overview stands beside the obvious loop that asks the
database for each unit's answers, reminders and people. The tables stand beside reading one return at a time. Workbooks
are read, checked and stored one after the other, by one process, beside the plain script of ``workbooks`` that reads
the same files.
"""

from __future__ import annotations

import os
import tempfile
from importlib import import_module

from kompetenslyft.demo.logins import environment


def main() -> None:
    """Fill a database in a folder of its own, and print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= environment() | {
            "DJANGO_SETTINGS_MODULE": "kompetenslyft.project.settings",
            "KOMPETENSLYFT_DATA": folder,
            "DATABASE_URL": os.environ.get("BENCH_DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3"),
            "ALLOWED_HOSTS": "testserver",
            "LOG_LEVEL": "ERROR",
        }
        os.mkdir(f"{folder}/static")
        import_module("django").setup()
        import_module("bench._server").measure()
