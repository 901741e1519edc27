"""The staff register as a source of a return's figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from kompetenslyft.apps import clock
from kompetenslyft.apps.competence.queries.derivation import may_derive
from kompetenslyft.web.collection.sources import Source

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.collection.models import Return


def of_return(by: User, answer_to: Return) -> Source | None:
    """The return beside the register; None where it is not derived, or not the user's to see."""
    if not may_derive(by, answer_to, clock.now()):
        return None
    return Source(
        _("Svara ur personalregistret"),
        _(
            "Registret och de gemensamma bedömningarna ger de flesta siffrorna. Jämför dem med svaret och för in dem."
        ),
        _("Räkna ur registret"),
        reverse("competence:derived", args=[answer_to.round.code, answer_to.unit.code]),
    )
