"""The framework that assessments are made with, and the lock on its scale from the first one on."""

from __future__ import annotations

from datetime import date, datetime

from kompetenslyft.apps import clock
from kompetenslyft.apps.competence.models import FrameworkUse
from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.frameworks.model import Framework
from kompetenslyft.exchange import definitions


def framework_in_use(on: date) -> Framework:
    """The framework that applies on the day. Raises Refused: M109 where none does."""
    try:
        return definitions.framework_on(on)
    except KeyError:
        raise Refused.because(
            "M109",
            f"Inget kompetensramverk gäller {on.isoformat()}. Välj en dag då ett ramverk gäller.",
            f"No competence framework applies on {on.isoformat()}. Choose a day when one does.",
        ) from None


def lock_scale(framework: Framework, at: datetime) -> None:
    """Note that the framework is in use; from then on its levels and directions stand fast.

    Raises Refused: M106 where they have been changed since.
    """
    used, _created = FrameworkUse.objects.get_or_create(
        framework=framework.ref, defaults={"digest": framework.scale_digest, "first_used_at": at}
    )
    if used.digest != framework.scale_digest:
        since = clock.day_of(used.first_used_at).isoformat()
        raise Refused.because(
            "M106",
            f"Skalan i {framework.ref} är låst sedan {since}, men nivåerna eller inriktningarna har ändrats i filen. "
            "Återställ filen och lägg till en ny version av ramverket.",
            f"The scale of {framework.ref} is locked since {since}, but the levels or directions have been changed in "
            "the file. Restore the file and add a new version of the framework.",
        )
