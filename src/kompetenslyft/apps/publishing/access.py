"""Who may see and make reports. What is published anybody may read; all else is the programme officers'."""

from __future__ import annotations

from datetime import date

from kompetenslyft.apps.accounts import queries as accounts
from kompetenslyft.apps.callers import Caller, user_of
from kompetenslyft.apps.errors import Refused


def is_officer(by: Caller | None, on: date) -> bool:
    """Whether a programme officer asks; a system and a visitor are none."""
    user = user_of(by)
    return user is not None and user.is_authenticated and accounts.is_programme_officer(user, on)


def check_is_officer(by: Caller | None, on: date) -> None:
    """Raises Refused (E103) for anybody but a programme officer."""
    if not is_officer(by, on):
        raise Refused.because(
            "E103",
            "Rapporter kan bara en handläggare vid myndigheten ta fram och publicera.",
            "Only a programme officer at the agency can make and publish reports.",
        )


def not_found() -> Refused:
    """E101: there is no such report for whoever asks."""
    return Refused.because(
        "E101",
        "Rapporten finns inte. Kontrollera adressen, eller leta i listan över rapporter.",
        "There is no such report. Check the address, or look in the list of reports.",
    )


def no_table() -> Refused:
    """E101: there are no such open tables."""
    return Refused.because(
        "E101",
        "Tabellen finns inte. Kontrollera adressen, eller leta bland tabellerna.",
        "There is no such table. Check the address, or look among the tables.",
    )
