"""Reminders on a schedule, and what an officer writes."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from kompetenslyft.apps.collection import actions, queries
from kompetenslyft.apps.errors import Refused
from tests.factories import accounts, collection, organisations

pytestmark = pytest.mark.django_db
NOW = collection.IN_TIME


class Fastidious(EmailBackend):
    """A mail server that refuses every message to ``REFUSED``."""

    REFUSED = "fel@example.se"

    def send_messages(self, messages):
        for message in messages:
            if self.REFUSED in message.recipients():
                raise SMTPRecipientsRefused({self.REFUSED: (550, b"No such user")})
        return super().send_messages(messages)


@pytest.fixture
def fastidious(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Fastidious"


def test_reminders_are_sent_once_each(answer_to, anna, bo):
    early, soon, late = NOW - timedelta(days=60), NOW, NOW + timedelta(days=6)
    assert actions.send_due(at=early) == 1
    assert actions.send_due(at=early) == 0
    assert actions.send_due(at=soon) == 1
    assert actions.send_due(at=late) == 1
    assert actions.send_due(at=late) == 0
    assert [sorted(message.to) for message in mail.outbox] == [sorted([anna.email, bo.email])] * 3
    assert f"/uppgift/{answer_to.pk}/" in mail.outbox[0].body
    assert {reminder.kind for reminder in queries.reminders(answer_to)} == {"opened", "soon_due", "overdue"}


def test_who_has_answered_is_not_reminded_and_who_has_nobody_waits(answer_to):
    assert actions.send_due(at=NOW) == 0, "nobody to write to yet"
    anna = accounts.coordinator(answer_to.unit)
    assert actions.send_due(at=NOW) == 1, "now there is"
    outcome = actions.enter(
        answer_to=answer_to, entries=collection.complete_answers(), base=0, by=anna, channel="web", at=NOW
    )
    assert outcome.is_clean
    actions.submit(answer_to=answer_to, by=anna, at=NOW)
    assert actions.send_due(at=NOW + timedelta(days=6)) == 0


def test_an_officer_writes_to_those_that_are_late(answer_to, anna, officer):
    empty = collection.return_(organisations.municipality(name="Tomma"), answer_to.round)
    written, unreached = actions.write_to(
        returns=[answer_to, empty], subject="Hur går det?", body="Hör av er.", by=officer, at=NOW
    )
    assert (written, unreached) == (1, ["Tomma"])
    assert mail.outbox[0].body == "Hör av er."
    with pytest.raises(Refused):
        actions.write_to(returns=[answer_to], subject=" ", body="x", by=officer, at=NOW)
    with pytest.raises(Refused):
        actions.write_to(returns=[answer_to], subject="a", body="b", by=anna, at=NOW)


def test_one_address_that_is_refused_stops_no_other_reminder(answer_to, officer, fastidious):
    accounts.coordinator(answer_to.unit, email=Fastidious.REFUSED)
    other = collection.return_(organisations.municipality(name="Mora"), answer_to.round)
    reached = accounts.coordinator(other.unit)
    assert actions.send_due(at=NOW) == 1
    assert [message.to for message in mail.outbox] == [[reached.email]]
    assert not answer_to.reminders.exists(), "it is tried again"


def test_who_could_not_be_written_to_is_told_and_the_others_are_not_written_to_twice(
    answer_to, officer, fastidious
):
    other = collection.return_(organisations.municipality(name="Mora"), answer_to.round)
    accounts.coordinator(answer_to.unit)
    accounts.coordinator(other.unit, email=Fastidious.REFUSED)
    written, unreached = actions.write_to(
        returns=[answer_to, other], subject="Hur går det?", body="Hör av er.", by=officer, at=NOW
    )
    assert (written, unreached) == (1, ["Mora"])
    assert answer_to.reminders.count() == 1
    assert not other.reminders.exists()


def test_a_subject_of_several_lines_becomes_one(answer_to, anna, officer):
    actions.write_to(
        returns=[answer_to],
        subject="Hur går det?\nBcc: alla@example.se",
        body="Hör av er.",
        by=officer,
        at=NOW,
    )
    assert mail.outbox[0].subject == "Hur går det? Bcc: alla@example.se"
    assert mail.outbox[0].recipients() == [anna.email]
