"""Telling municipalities that somebody else has written in their figures: their part of a joint activity."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from kompetenslyft.apps.accounts import queries as accounts
from kompetenslyft.apps.grants.access import COORDINATOR, SIGNATORY
from kompetenslyft.apps.grants.models import Activity

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation


class JointEvent(StrEnum):
    """What has happened to a municipality's part of an activity that another has entered."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


def tell_parts(
    activity: Activity,
    events: Mapping[str, JointEvent],
    units: Mapping[str, Organisation],
    *,
    at: datetime,
) -> None:
    """Write to those who answer for each municipality (official code), once the transaction is committed.

    A mail server that refuses the message undoes nothing. One query.
    """
    if not events:
        return
    ids = {code: units[code].pk for code in events}
    people = accounts.holders_by_organisation(ids.values(), (COORDINATOR, SIGNATORY), at.date())
    for code, event in sorted(events.items()):
        for person in people[ids[code]]:
            _write(activity, event, units[code], person)


def _write(activity: Activity, event: JointEvent, unit: Organisation, person: User) -> None:
    year = activity.year
    with translation.override(person.language):
        subject = {
            JointEvent.ADDED: _("%(unit)s är med i insatsen %(title)s"),
            JointEvent.CHANGED: _("Er del av insatsen %(title)s är ändrad"),
            JointEvent.REMOVED: _("%(unit)s är inte längre med i insatsen %(title)s"),
        }[event] % {"unit": unit.name, "title": activity.title}
        body = render_to_string(
            f"grants/mail/part_{event.value}.txt",
            {
                "activity": activity,
                "unit": unit,
                "by": activity.unit,
                "year_title": year.title(person.language),
                "made_up": year.made_up,
                "url": f"{settings.BASE_URL.rstrip('/')}/bidrag/{year.code}/insatser/{unit.code}/",
            },
        )
    transaction.on_commit(
        lambda: send_mail(" ".join(subject.split()), body, None, [person.email]), robust=True
    )
