"""The steps with a return that are confirmed on a page of their own, and what that page says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from kompetenslyft.apps.collection import actions
from kompetenslyft.core.workflow.returns import Event


@dataclass(frozen=True, slots=True)
class Step:
    """A step that is confirmed on a page of its own, with a note."""

    act: Callable[..., object]
    event: Event
    title: Promise
    lead: Promise
    note: Promise
    note_required: bool
    button: Promise
    done: Promise


STEPS = {
    "withdraw": Step(
        actions.withdraw,
        Event.WITHDRAWN,
        gettext_lazy("Ta tillbaka inlämningen"),
        gettext_lazy(
            "Svaret öppnas för ändring och räknas inte förrän det har lämnats in och skrivits under igen. "
            "Det inlämnade sparas som det var."
        ),
        gettext_lazy("Varför (frivilligt)"),
        False,
        gettext_lazy("Ta tillbaka"),
        gettext_lazy("Inlämningen är tillbakatagen. Svaret kan ändras."),
    ),
    "declare_nil": Step(
        actions.declare_nil,
        Event.DECLARED_NIL,
        gettext_lazy("Anmäl att inget finns att redovisa"),
        gettext_lazy(
            "Använd det här när kommunen inte har deltagit eller saknar verksamheten. "
            "Det som redan är ifyllt sparas men räknas inte."
        ),
        gettext_lazy("Skäl"),
        True,
        gettext_lazy("Anmäl"),
        gettext_lazy("Det är anmält att det inte finns något att redovisa."),
    ),
    "accept": Step(
        actions.accept,
        Event.ACCEPTED,
        gettext_lazy("Godkänn svaret"),
        gettext_lazy("Svaret låses. Det kan öppnas på nytt om något visar sig vara fel."),
        gettext_lazy("Anteckning (frivillig)"),
        False,
        gettext_lazy("Godkänn"),
        gettext_lazy("Svaret är godkänt."),
    ),
    "request_completion": Step(
        actions.request_completion,
        Event.COMPLETION_REQUESTED,
        gettext_lazy("Begär komplettering"),
        gettext_lazy(
            "Svaret öppnas för ändring. Det som är underskrivet räknas till dess att ett nytt svar är underskrivet. "
            "Skriv vad som ska kompletteras: texten visas för kommunen."
        ),
        gettext_lazy("Vad som ska kompletteras"),
        True,
        gettext_lazy("Begär komplettering"),
        gettext_lazy("Komplettering är begärd. Kommunen ser det på sin startsida."),
    ),
    "reopen": Step(
        actions.reopen,
        Event.REOPENED,
        gettext_lazy("Öppna svaret på nytt"),
        gettext_lazy(
            "Svaret kan ändras igen. Det som är underskrivet räknas till dess att ett nytt är underskrivet."
        ),
        gettext_lazy("Varför"),
        True,
        gettext_lazy("Öppna"),
        gettext_lazy("Svaret är öppnat på nytt."),
    ),
}
