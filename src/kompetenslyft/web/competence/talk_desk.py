"""What appraisal talks put on the start page: the own assessment to make; talks to hold, settle, follow up, call to."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kompetenslyft.apps import clock
from kompetenslyft.apps.competence.queries import talks as queries
from kompetenslyft.core.competence.talk import Status
from kompetenslyft.web.access import person
from kompetenslyft.web.desk.items import Item, Urgency

SOON_DUE = 30
"""So many days before its last day a follow-up is asked for."""


def items(request: HttpRequest) -> Iterator[Item]:
    """The items of whoever asks: as a person, and as a leader."""
    user = person(request)
    for talk in queries.own_talks(user):
        if talk.state is Status.CALLED:
            day = clock.day_of(talk.scheduled_at)
            when = formats.date_format(timezone.localtime(talk.scheduled_at), "j F")
            yield Item(
                _("Gör din egen bedömning före samtalet den %(day)s") % {"day": when},
                _("Medarbetarsamtal"),
                reverse("competence:talk", args=[talk.pk]),
                Urgency.LATE if day < clock.today() else Urgency.NOW,
                day,
            )
    people = queries.led_people(user, clock.today())
    for led in people:
        yield from _of_leader(led)
    if without := sum(led.talk is None for led in people):
        said = ngettext(
            "Kalla till medarbetarsamtal: %(n)d har inget i år",
            "Kalla till medarbetarsamtal: %(n)d har inget i år",
            without,
        )
        yield Item(
            said % {"n": without},
            "",
            f"{reverse('competence:talks')}?lage={Status.NEW.value}",
            Urgency.WHEN_YOU_CAN,
        )


def _of_leader(led: queries.Led) -> Iterator[Item]:
    talk, today = led.talk, clock.today()
    if talk is None:
        return
    title, due, urgency = "", None, Urgency.NOW
    day = clock.day_of(talk.scheduled_at)
    if talk.state is Status.OWN_DONE or (talk.state is Status.CALLED and day <= today):
        title, due = _("Håll samtalet med %(name)s"), day
        urgency = Urgency.LATE if day < today else Urgency.NOW
    elif talk.state is Status.HELD:
        title = _("Fastställ bedömningen av %(name)s")
    elif talk.state is Status.AGREED:
        title = _("Besluta planen med %(name)s")
    elif talk.state is Status.PLAN_DECIDED and talk.follow_up_by is not None:
        left = (talk.follow_up_by - today).days
        if left > SOON_DUE:
            return
        title, due = _("Följ upp planen med %(name)s"), talk.follow_up_by
        urgency = Urgency.LATE if left < 0 else Urgency.SOON
    if title:
        yield Item(
            title % {"name": led.person.name},
            _("Medarbetarsamtal"),
            reverse("competence:talk", args=[talk.pk]),
            urgency,
            due,
        )
