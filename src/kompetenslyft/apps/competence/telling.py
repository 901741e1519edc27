"""Telling a person by e-mail what has become of the appraisal talk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from kompetenslyft.apps.accounts import queries as accounts
from kompetenslyft.core.competence.talk import Event

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.competence.models import AppraisalTalk

TOLD = frozenset({Event.CALLED, Event.RESCHEDULED, Event.CANCELLED})
"""What the person is told of by e-mail."""


def tell(talk: AppraisalTalk, event: Event, *, by: User | None, note: str = "") -> None:
    """Write to the person, once the transaction is committed. A mail server that refuses the message undoes nothing.

    In the language of the person's account; in Swedish without one. Nobody is written to without an address.
    """
    person = talk.person
    if not person.email:
        return
    account = accounts.user_by_email(person.email)
    with translation.override(account.language if account else "sv"):
        subject = {
            Event.CALLED: _("Kallelse till medarbetarsamtal"),
            Event.RESCHEDULED: _("Medarbetarsamtalet har fått en ny tid"),
            Event.CANCELLED: _("Medarbetarsamtalet är inställt"),
        }[event]
        body = render_to_string(
            f"competence/mail/talk_{event.value}.txt",
            {
                "talk": talk,
                "person": person,
                "by": by,
                "note": note,
                "url": f"{settings.BASE_URL.rstrip('/')}/kompetens/samtal/{talk.pk}/",
            },
        )
    transaction.on_commit(lambda: send_mail(subject, body, None, [person.email]), robust=True)
