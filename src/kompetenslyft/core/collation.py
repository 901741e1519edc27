"""Swedish alphabetical order: å, ä, ö come last in that order, capitals and accents make no difference."""

from __future__ import annotations

import unicodedata

_LAST = {"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"}


def swedish_key(text: str) -> tuple[str, str]:
    """A sorting key: Arvika before Borås, Åre before Älmhult before Örebro, and ü as y (as in «Müller»)."""
    return "".join(_LAST.get(letter) or _plain(letter) for letter in text.casefold()), text


def _plain(letter: str) -> str:
    if letter == "ü":
        return "y"
    return "".join(part for part in unicodedata.normalize("NFD", letter) if not unicodedata.combining(part))
