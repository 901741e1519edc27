"""Reminders by e-mail: on a schedule, each kind once; and what an officer writes to units that are late."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.callers import Caller
from kompetenslyft.apps.collection import access
from kompetenslyft.apps.collection.models import Reminder, Return, Round
from kompetenslyft.apps.collection.reminding import UNANSWERED, recipients_of
from kompetenslyft.apps.errors import Refused

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User

log = logging.getLogger(__name__)

SOON_DUE = timedelta(days=7)
"""How long before the deadline a unit that has not answered is reminded."""


def send_due(*, at: datetime | None = None) -> int:
    """Send every reminder that is due and not sent. Returns how many were sent.

    Each is a transaction of its own, with its row: a run that is broken off goes on where it stopped, and two runs at
    once send each reminder once. One that the mail server refuses is logged, stops no other, and is tried again. A
    unit that nobody represents gets its reminder once somebody does.
    """
    at = at or clock.now()
    sent = 0
    for round_ in Round.objects.filter(closed_on=None, opens__lte=at.date(), last_change__gte=at.date()):
        due = [
            (answer_to, kind) for answer_to in _with_history(round_) if (kind := _due(answer_to, at.date()))
        ]
        recipients = recipients_of([answer_to for answer_to, _kind in due], at.date())
        for answer_to, kind in due:
            if recipients[answer_to.pk]:
                sent += _send_scheduled(answer_to, kind, recipients[answer_to.pk], at)
    return sent


def write_to(
    *, returns: Iterable[Return], subject: str, body: str, by: Caller, at: datetime | None = None
) -> tuple[int, list[str]]:
    """Write to the coordinators and signatories of the returns' units, each in a transaction of its own.

    Returns how many units were written to, and the names of those that were not: nobody represents them, or the mail
    server refused the message.
    Raises Refused: E103, N101 an empty subject or text.
    """
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    if not subject.strip() or not body.strip():
        raise Refused.because("N101", "Skriv både ämne och text.", "Write both a subject and a text.")
    chosen = list(returns)
    recipients = recipients_of(chosen, at.date())
    unreached = []
    for answer_to in chosen:
        people = recipients[answer_to.pk]
        if not people or not _post(
            answer_to, Reminder.Kind.MESSAGE, people, subject=subject, body=body.strip(), by=by, at=at
        ):
            unreached.append(answer_to.unit.name)
    return len(chosen) - len(unreached), unreached


def _with_history(round_: Round) -> Sequence[Return]:
    return list(round_.returns.select_related("unit", "round").prefetch_related("reminders"))


def _due(answer_to: Return, today: date) -> str | None:
    """The reminder that is due today and not sent; the most pressing where several are."""
    if answer_to.state not in UNANSWERED:
        return None
    deadline = answer_to.dates.deadline
    if today > deadline:
        kind = Reminder.Kind.OVERDUE
    elif today >= deadline - SOON_DUE:
        kind = Reminder.Kind.SOON_DUE
    else:
        kind = Reminder.Kind.OPENED
    return None if kind in {reminder.kind for reminder in answer_to.reminders.all()} else kind


def _send_scheduled(answer_to: Return, kind: str, recipients: Sequence[User], at: datetime) -> bool:
    # One text a reminder, in the language of the first recipient; the mail holds the address in full.
    with translation.override(recipients[0].language):
        subject = {
            Reminder.Kind.OPENED: _("%(round)s: nu kan ni svara"),
            Reminder.Kind.SOON_DUE: _("%(round)s: snart dags att lämna in"),
            Reminder.Kind.OVERDUE: _("%(round)s: svaret är försenat"),
        }[Reminder.Kind(kind)] % {"round": answer_to.round.title(recipients[0].language)}
        body = render_to_string(
            f"collection/mail/{kind}.txt",
            {
                "return": answer_to,
                "round_title": answer_to.round.title(recipients[0].language),
                "dates": answer_to.dates,
                "url": f"{settings.BASE_URL}/uppgift/{answer_to.pk}/",
            },
        )
    return _post(answer_to, kind, recipients, subject=subject, body=body, by=None, at=at)


def _post(
    answer_to: Return,
    kind: str,
    recipients: Sequence[User],
    *,
    subject: str,
    body: str,
    by: Caller | None,
    at: datetime,
) -> bool:
    """Whether it was sent. The row first: it stands only if the mail is handed over, and another run's stands alone."""
    addresses = [user.email for user in recipients]
    subject = " ".join(subject.split())[:200]
    action = "return.write" if kind == Reminder.Kind.MESSAGE else "return.remind"
    try:
        with transaction.atomic():
            Reminder.objects.create(
                answer_to=answer_to, kind=kind, sent_at=at, recipients=addresses, subject=subject, body=body
            )
            audit.record(action, answer_to, by=by, at=at, kind=kind, recipients=len(recipients))
            send_mail(subject, body, None, addresses)
    except IntegrityError:
        return False
    except OSError:
        log.exception("A message to %s could not be sent", answer_to.unit.code)
        return False
    return True
