"""Appraisal talks in words: where one stands, who is waited for, and what comes next."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from kompetenslyft.core.competence.talk import STATUS_LABELS, Actor, Event, Status
from kompetenslyft.web.collection.words import language

TONES = {
    Status.NEW: "neutral",
    Status.CALLED: "info",
    Status.OWN_DONE: "warning",
    Status.HELD: "warning",
    Status.AGREED: "warning",
    Status.PLAN_DECIDED: "success",
    Status.FOLLOWED_UP: "success",
    Status.CANCELLED: "neutral",
}
PLAN = "plan"
"""Beginning the plan is no event of the talk, and is posted as one."""


def said(step: str) -> str:
    """What is said when a step has been taken."""
    return {
        Event.RESCHEDULED.value: _("Samtalet är flyttat."),
        Event.OWN_DONE.value: _("Din egen bedömning är klar. Nu ser din chef den."),
        Event.OWN_REOPENED.value: _(
            "Din egen bedömning är öppen igen. Chefen ser den när du säger att den är klar."
        ),
        Event.HELD.value: _("Samtalet är antecknat som hållet."),
        Event.AGREED.value: _("Den gemensamma bedömningen är fastställd."),
        Event.PLAN_DECIDED.value: _("Planen är beslutad."),
        Event.FOLLOWED_UP.value: _("Samtalet är avslutat."),
        Event.CANCELLED.value: _("Samtalet är inställt."),
        PLAN: _("Här är planen. Fyll på, ändra och ta bort tills ni är nöjda."),
    }[step]


def status_words(status: Status) -> str:
    """The status in the reader's language."""
    return STATUS_LABELS[status].in_language(language())


def waits_for(status: Status) -> str:
    """Who takes the next step; empty where none is left."""
    if status is Status.CALLED:
        return _("medarbetaren")
    if status in {Status.FOLLOWED_UP, Status.CANCELLED}:
        return ""
    return _("chefen")


def next_step(status: Status) -> str:
    """What comes next, in a few words."""
    return {
        Status.NEW: _("Kalla till samtal"),
        Status.CALLED: _("Egen bedömning"),
        Status.OWN_DONE: _("Hålla samtalet"),
        Status.HELD: _("Fastställa den gemensamma bedömningen"),
        Status.AGREED: _("Besluta planen"),
        Status.PLAN_DECIDED: _("Följa upp planen"),
        Status.FOLLOWED_UP: _("Kalla till nästa samtal"),
        Status.CANCELLED: _("Kalla till nytt samtal"),
    }[status]


def to_do(status: Status, actors: Collection[Actor]) -> str:
    """What whoever reads does now, or what is waited for."""
    return (_to_do_person if Actor.PERSON in actors else _to_do_leader)(status)


def _to_do_person(status: Status) -> str:
    return {
        Status.CALLED: _(
            "Gör din egen bedömning före samtalet, och säg till när den är klar. Tills dess ser bara du den."
        ),
        Status.OWN_DONE: _(
            "Din egen bedömning är klar och syns för din chef. Nu väntar samtalet. "
            "Vill du ändra något kan du öppna den igen."
        ),
        Status.HELD: _("Samtalet är hållet. Chefen fastställer det ni har kommit överens om."),
        Status.AGREED: _("Nu gör ni planen. Du kan skriva i utkastet, och chefen beslutar."),
        Status.PLAN_DECIDED: _("Planen är beslutad. Den följs upp tillsammans med din chef."),
        Status.FOLLOWED_UP: _("Planen är uppföljd. Samtalet är avslutat."),
        Status.CANCELLED: _("Samtalet är inställt."),
    }[status]


def _to_do_leader(status: Status) -> str:
    return {
        Status.CALLED: _(
            "Medarbetaren gör sin egen bedömning. Du ser den när medarbetaren säger att den är klar. "
            "Förbered dig genom att göra din."
        ),
        Status.OWN_DONE: _(
            "Medarbetarens egen bedömning är klar. Gör din, håll samtalet och anteckna att det är hållet."
        ),
        Status.HELD: _("Skriv in den gemensamma bedömningen, och fastställ den när ni är överens."),
        Status.AGREED: _("Gör planen tillsammans och besluta den."),
        Status.PLAN_DECIDED: _("Följ upp varje punkt i planen, och avsluta sedan samtalet."),
        Status.FOLLOWED_UP: _("Planen är uppföljd. Samtalet är avslutat."),
        Status.CANCELLED: _("Samtalet är inställt."),
    }[status]
