"""Carrying out a command: its code is loaded when it is asked for, so that ``--help`` answers at once."""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module
from typing import Any

import typer

from kompetenslyft.apps.errors import Refused
from kompetenslyft.project.cli.output import Exit, say, say_findings
from kompetenslyft.project.cli.text import LANGUAGE, _

WORK = "kompetenslyft.project.cli.work"
_REASONS = {
    errno.ENOENT: "filen eller mappen finns inte",
    errno.EEXIST: "den finns redan",
    errno.EACCES: "du har inte rätt till den",
    errno.EISDIR: "det är en mapp",
    errno.ENOTDIR: "det är ingen mapp",
    errno.ENOSPC: "disken är full",
}


def perform(command: str, *, django: bool = True, prepared: bool = True, **arguments: Any) -> None:
    """Run ``command`` («module.function» of ``work``) and leave with its exit code.

    ``django`` starts Django first; ``prepared`` demands a database that is set up.

    What an action refuses is told on standard error, and the code is 3; where a file cannot be read or written it is 4,
    and so it is, without a word, where nobody reads standard output to its end.
    """
    module, _dot, function = command.partition(".")
    try:
        if django:
            start_django()
            if prepared:
                import_module(f"{WORK}.database").check_current()
        code = getattr(import_module(f"{WORK}.{module}"), function)(**arguments)
        sys.stdout.flush()
    except Refused as refused:
        say_findings(refused.findings)
        code = Exit.REFUSED
    except UnicodeDecodeError as error:
        say(_("Filen är inte text i UTF-8: {error}").format(error=error))
        code = Exit.UNREADABLE
    except BrokenPipeError:
        # Whoever reads the result, «head» for one, has had enough; nothing more is written, at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = Exit.UNREADABLE
    except OSError as error:
        say(
            _("Det gick inte att läsa eller skriva {file}: {error}").format(
                file=error.filename, error=_reason(error)
            )
        )
        code = Exit.UNREADABLE
    raise typer.Exit(int(code))


def _reason(error: OSError) -> str | None:
    """Why, in the terminal's language where it is of the common kinds; else in the words of the operating system."""
    return _REASONS.get(error.errno or 0, error.strerror) if LANGUAGE == "sv" else error.strerror


def start_django() -> None:
    """Load the settings and the apps, and speak the terminal's language."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kompetenslyft.project.settings")
    setup = import_module("django").setup
    setup()
    import_module("django.utils.translation").activate(LANGUAGE)
