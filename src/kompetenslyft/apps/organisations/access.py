"""Who may change organisations. Everybody who is logged in may read them: they are public facts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kompetenslyft.apps.accounts import queries as accounts
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.organisations import queries

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation


def check_is_officer(by: User | None, on: date) -> None:
    """Raises Refused (E103) for anybody but a programme officer. None is the system itself: an operator's command."""
    if by is not None and not accounts.is_programme_officer(by, on):
        raise Refused.because(
            "E103",
            "Det här kan bara en handläggare vid myndigheten göra.",
            "Only a programme officer at the agency can do this.",
        )


def user_can_change_units(by: User, organisation: Organisation, on: date) -> bool:
    """Whether the user can add and change units below the organisation: officers, and the signatory there or above."""
    if accounts.is_programme_officer(by, on):
        return True
    held = accounts.open_roles(by, on)
    return any((above, "signatory") in held for above in queries.ids_above(organisation))


def check_may_change_units(by: User | None, organisation: Organisation, on: date) -> None:
    """Raises Refused (E104) where the user cannot add and change units below the organisation."""
    if by is not None and not user_can_change_units(by, organisation, on):
        raise Refused.because(
            "E104",
            f"Enheter under {organisation.name} läggs upp och ändras av ombudet där eller av myndigheten.",
            f"Units below {organisation.name} are added and changed by its signatory or by the agency.",
        )
