"""The person that a command acts as."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kompetenslyft.apps.accounts import queries as accounts
from kompetenslyft.apps.errors import Refused

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User


def person_with(email: str) -> User:
    """The person to act as. Raises Refused (E105) where nobody has the address."""
    found = accounts.user_by_email(email)
    if found is None:
        raise Refused.because(
            "E105",
            f"Det finns inget konto med adressen {email}. Kontrollera --as.",
            f"There is no account with the address {email}. Check --as.",
        )
    return found
