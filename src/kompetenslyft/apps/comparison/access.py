"""Key figures are open; ordering them anew is the programme officers'."""

from __future__ import annotations

from datetime import date

from kompetenslyft.apps.accounts import queries as accounts
from kompetenslyft.apps.callers import Caller, user_of
from kompetenslyft.apps.errors import Refused


def check_is_officer(by: Caller, on: date) -> None:
    """Raises Refused (E103) for anybody but a programme officer."""
    user = user_of(by)
    if user is None or not accounts.is_programme_officer(user, on):
        raise Refused.because(
            "E103",
            "Bara en handläggare vid myndigheten kan hämta nyckeltal på nytt.",
            "Only a programme officer at the agency can fetch key figures anew.",
        )
