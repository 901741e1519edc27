"""The language of the terminal: Swedish unless the environment or ``--language`` says English.

It is settled when the command starts, before any help text is put together, and without loading Django.
"""

from __future__ import annotations

import gettext
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

LOCALE = Path(__file__).resolve().parents[2] / "locale"


def chosen(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """ "sv" or "en": from ``--language``, else KOMPETENSLYFT_LANGUAGE, else the terminal's locale."""
    for position, argument in enumerate(arguments):
        if argument == "--language" and position + 1 < len(arguments):
            return "en" if arguments[position + 1].lower().startswith("en") else "sv"
        if argument.startswith("--language="):
            return "en" if argument.partition("=")[2].lower().startswith("en") else "sv"
    for name in ("KOMPETENSLYFT_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            return "en" if value.lower().startswith("en") else "sv"
    return "sv"


LANGUAGE = chosen(sys.argv[1:], os.environ)
_ = gettext.translation("django", LOCALE, languages=[LANGUAGE], fallback=True).gettext
