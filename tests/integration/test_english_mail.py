"""Letters are in the language of the person written to, and in the sender's where that is not known."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from kompetenslyft.apps.accounts import actions as accounts_actions
from kompetenslyft.apps.accounts.models import User
from kompetenslyft.apps.accounts.roles import Role
from kompetenslyft.apps.collection import actions
from tests.factories import accounts, collection, organisations

pytestmark = pytest.mark.django_db


def speaking_english(person: User) -> User:
    person.language = "en"
    person.save()
    return person


@pytest.mark.parametrize(
    ("days", "subject", "said"),
    [
        (-60, "Inventory 2016: open for your return", "Please submit by 10 February 2017."),
        (0, "Inventory 2016: the deadline is near", "The deadline is 10 February 2017."),
        (6, "Inventory 2016: the return is late", "up to and including 2 March 2017."),
    ],
)
def test_reminders(days: int, subject: str, said: str) -> None:
    city = organisations.municipality(name="Falun")
    speaking_english(accounts.coordinator(city))
    collection.return_(city)
    assert actions.send_due(at=collection.IN_TIME + timedelta(days=days)) == 1
    letter = mail.outbox[0]
    assert letter.subject == subject
    assert said in letter.body
    assert "Falun" in letter.body
    assert "&" not in letter.body


def test_an_invitation_to_somebody_new_speaks_the_language_of_the_sender(
    django_capture_on_commit_callbacks,
) -> None:
    city = organisations.municipality(name="Falun")
    signatory = speaking_english(accounts.signatory(city, name="Sten Ek"))
    with django_capture_on_commit_callbacks(execute=True):
        accounts_actions.invite(
            email="ny@example.se", organisation_id=city.pk, role=Role.DATA_COORDINATOR, by=signatory
        )
    letter = mail.outbox[0]
    assert letter.subject == "Invitation to Kompetenslyft for Falun"
    assert "Sten Ek has invited you to be data coordinator for Falun" in letter.body
    assert "Kind regards" in letter.body


@pytest.mark.parametrize("known", [True, False])
def test_a_new_password_is_written_about_in_the_language_of_the_page(known: bool) -> None:
    if known:
        accounts.user("siv@example.se")
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.post("/losenord/", {"email": "siv@example.se"})
    letter = mail.outbox[0]
    assert letter.subject == "New password for Kompetenslyft"
    assert "Someone, probably you, has asked for a new password" in letter.body
    assert ("There is no account with that address" in letter.body) is not known
