"""``serve``: the site, by gunicorn."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from django.conf import settings

from kompetenslyft.project.cli.output import Exit, say
from kompetenslyft.project.cli.text import _
from kompetenslyft.project.cli.work.database import check_day


def gunicorn_command(*, host: str, port: int, workers: int) -> list[str]:
    """The command that serves the site."""
    return [
        *(sys.executable, "-m", "gunicorn", "kompetenslyft.project.wsgi:application"),
        *("--bind", f"{host}:{port}", "--workers", str(workers), "--threads", "4"),
        *("--timeout", "120", "--log-level", "warning"),
    ]


def make_folders() -> None:
    """The folder of collected static files, empty where they are served from the package."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


def serve(*, port: int, host: str, workers: int) -> Exit:
    """Serve until stopped. The process becomes the server."""
    check_day()
    make_folders()
    if host not in {"127.0.0.1", "localhost", "::1"} and settings.ALLOWED_HOSTS == [
        "localhost",
        "127.0.0.1",
        "[::1]",
    ]:
        say(
            _("Sätt ALLOWED_HOSTS till namnen som webbplatsen ska svara på; nu svarar den bara på localhost.")
        )
    say(_("Webbplatsen svarar på http://{host}:{port}. Stoppa med Ctrl+C.").format(host=host, port=port))
    command = gunicorn_command(host=host, port=port, workers=workers)
    os.execv(command[0], command)
