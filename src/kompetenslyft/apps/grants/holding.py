"""Holding a programme year while it is written to, and what keeps it from being written to."""

from __future__ import annotations

from kompetenslyft.apps import clock
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants.models import ProgrammeYear


def held(year: ProgrammeYear) -> ProgrammeYear:
    """The year, read anew and held for this transaction, so that two who change it take turns."""
    return (
        ProgrammeYear.objects.select_for_update(of=("self",))
        .select_related("requisition_round", "report_round")
        .get(pk=year.pk)
    )


def check_not_closed(year: ProgrammeYear) -> None:
    """Raises Refused (G707) where the year is closed."""
    if year.closed_at is not None:
        day = clock.day_of(year.closed_at).isoformat()
        raise Refused.because(
            "G707",
            f"Bidragsåret stängdes {day}. Inget kan ändras i det.",
            f"The programme year was closed on {day}. Nothing can be changed in it.",
        )


def check_takes_claims(year: ProgrammeYear) -> None:
    """Raises Refused (G706) where the requisition is closed."""
    if year.requisition_closed_at is not None:
        day = clock.day_of(year.requisition_closed_at).isoformat()
        raise Refused.because(
            "G706",
            f"Rekvisitionen avslutades {day}, och det som inte var rekvirerat är bokfört. "
            "En rekvisition kan inte ändras efter det.",
            f"The requisition was closed on {day}, and what was not claimed has been entered. "
            "A claim cannot be changed after that.",
        )
