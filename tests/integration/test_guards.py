"""What every page is guarded by: forged requests, copies that stay behind, logins tried again and again."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from kompetenslyft.apps.accounts import actions
from tests.factories import accounts, collection, organisations

pytestmark = pytest.mark.django_db

LOGIN = {"login": "karin@example.se", "password": "inte-rätt-lösenord"}


@pytest.fixture
def made() -> collection.Cast:
    return collection.cast()


@pytest.mark.parametrize("name", ["cells", "explain", "section", "upload", "submit", "sign", "withdraw"])
def test_a_request_forged_on_another_site_does_nothing(made: collection.Cast, name: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(made.signatory)
    arguments = [made.answer_to.pk] + (["caseworker_numbers"] if name == "section" else [])
    assert client.post(reverse(f"collection:{name}", args=arguments)).status_code == 403


def test_no_copy_is_kept_of_what_somebody_logged_in_is_shown(made: collection.Cast, client: Client) -> None:
    pages = [reverse(f"collection:{name}", args=[made.answer_to.pk]) for name in ("return", "workbook")]
    client.force_login(made.coordinator)
    for page in [*pages, reverse("desk"), reverse("accounts:profile")]:
        answer = client.get(page)
        assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    client.logout()
    assert "Cache-Control" not in client.get(reverse("about"))


@pytest.mark.parametrize("page", ["?sedan=²", f"?sedan={'9' * 5000}", "?sedan=-1", "?sedan=", ""])
def test_a_revision_that_is_none_is_the_first(made: collection.Cast, client: Client, page: str) -> None:
    client.force_login(made.coordinator)
    address = reverse("collection:changes_since", args=[made.answer_to.pk])
    assert client.get(address + page).json()["revision"] == 0


def beside_address(page: bytes) -> bytes:
    """The page without its own address, and the token against forged requests, which is another each time."""
    return re.sub(rb"\b\w{64}\b|/inbjudningar/\d+/", b"", page)


@pytest.mark.parametrize("name", ["send_again", "withdraw"])
def test_somebody_elses_invitation_looks_like_one_that_is_not_there(client: Client, name: str) -> None:
    theirs = organisations.municipality()
    invitation, _secret = actions.invite(
        email="ny@example.se", organisation_id=theirs.pk, role="reader", by=accounts.signatory(theirs)
    )
    client.force_login(accounts.signatory(organisations.municipality()))
    guessed = client.post(reverse(f"accounts:{name}", args=[invitation.pk]))
    missing = client.post(reverse(f"accounts:{name}", args=[invitation.pk + 1]))
    assert guessed.status_code == missing.status_code == 404
    assert beside_address(guessed.content) == beside_address(missing.content)


def test_failed_logins_are_counted_for_all_processes_together_and_stopped(client: Client) -> None:
    cache.clear()
    accounts.user(LOGIN["login"])
    for _ in range(5):
        client.post(reverse("account_login"), LOGIN)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cache")
        assert cursor.fetchone()[0] > 0
    right = client.post(reverse("account_login"), LOGIN | {"password": accounts.PASSWORD})
    assert "För många misslyckade försök" in right.content.decode()
    assert "_auth_user_id" not in client.session
    cache.clear()


@pytest.mark.parametrize("name", ["account_login", "set_language"])
@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil"]
)
def test_one_is_led_on_within_the_site_only(client: Client, name: str, address: str) -> None:
    accounts.user(LOGIN["login"])
    sent = LOGIN | {"password": accounts.PASSWORD, "next": address, "language": "sv"}
    answer = client.post(reverse(name), sent)
    assert (answer.status_code, answer["Location"]) == (302, "/")
