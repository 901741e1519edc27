"""The way from a return to its figures in the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from kompetenslyft.apps import clock
from kompetenslyft.apps.competence.queries.derivation import may_derive

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.collection.models import Return


def of_return(by: User, answer_to: Return) -> str:
    """The address of the return beside the register; empty where it is not derived, or not the user's to see."""
    if not may_derive(by, answer_to, clock.now()):
        return ""
    return reverse("competence:derived", args=[answer_to.round.code, answer_to.unit.code])
