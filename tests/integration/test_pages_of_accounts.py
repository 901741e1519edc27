"""Pages of accounts and organisations: who comes where, and what a refusal looks like."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from kompetenslyft.apps import clock
from kompetenslyft.apps.accounts import actions, queries
from kompetenslyft.apps.accounts.models import ApiToken, Membership
from kompetenslyft.apps.accounts.roles import Role
from kompetenslyft.apps.audit.models import AuditRow
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.organisations import actions as organisation_actions
from kompetenslyft.core.text import Text
from kompetenslyft.web.errors import refusal, status_of
from tests.factories import accounts, organisations
from tests.factories.accounts import browser as logged_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_counted_attempts() -> None:
    cache.clear()


def test_visitors_are_sent_to_the_login_page_and_back(client: Client) -> None:
    response = client.get("/organisationer/")
    assert response.status_code == 302
    assert response.url == "/logga-in/?next=/organisationer/"


def test_the_people_of_another_organisation_do_not_exist() -> None:
    mine, other = organisations.municipality(), organisations.municipality()
    client = logged_in(accounts.signatory(mine))
    for page in ("people", "invite", "hand_over", "keys"):
        assert client.get(reverse(f"accounts:{page}", args=[other.code])).status_code == 404, page
    assert client.get(reverse("accounts:people", args=[mine.code])).status_code == 200


def test_ids_of_another_organisation_are_no_way_in() -> None:
    mine, other = organisations.municipality(), organisations.municipality()
    signatory, stranger = accounts.signatory(mine), accounts.signatory(other)
    client = logged_in(signatory)
    role = Membership.objects.get(user=stranger)
    token, _raw = actions.create_token(organisation_id=other.pk, name="System", by=stranger)
    invitation, _raw = actions.invite(
        email="ny@kommun.se", organisation_id=other.pk, role=Role.READER, by=stranger
    )
    answers = [
        client.post(reverse("accounts:end", args=[mine.code, role.pk])),
        client.post(reverse("accounts:end", args=[other.code, role.pk])),
        client.post(reverse("accounts:revoke_key", args=[mine.code, token.pk])),
        client.post(reverse("accounts:withdraw", args=[invitation.pk])),
        client.post(reverse("accounts:send_again", args=[invitation.pk])),
        client.post(reverse("accounts:answer", args=[invitation.pk])),
    ]
    assert [answer.status_code for answer in answers] == [404] * 6
    assert Membership.objects.get(pk=role.pk).ended_on is None
    assert ApiToken.objects.get(pk=token.pk).revoked_at is None
    assert queries.invitations_in(other.pk).count() == 1


def test_a_coordinator_sees_people_and_cannot_change_them() -> None:
    city = organisations.municipality()
    client = logged_in(accounts.coordinator(city))
    page = client.get(reverse("accounts:people", args=[city.code]))
    assert page.status_code == 200
    assert reverse("accounts:invite", args=[city.code]) not in page.text
    refused = client.get(reverse("accounts:invite", args=[city.code]))
    assert refused.status_code == 403
    assert "ombudet" in refused.text


def test_officers_pages_are_for_officers() -> None:
    city = organisations.municipality()
    assert logged_in(accounts.signatory(city)).get("/organisationer/gemensam-namnd/ny/").status_code == 403
    assert logged_in(accounts.officer()).get("/organisationer/gemensam-namnd/ny/").status_code == 200


def test_an_officer_ends_the_last_signatorys_role_only_when_confirmed() -> None:
    city = organisations.municipality()
    membership = Membership.objects.get(user=accounts.signatory(city))
    client = logged_in(accounts.officer())
    address = reverse("accounts:end", args=[city.code, membership.pk])
    assert "det enda ombudet" in client.post(address).text
    assert client.post(address, {"confirmed": "on"}).status_code == 302
    membership.refresh_from_db()
    assert membership.ended_on is not None


def test_a_refusal_comes_in_the_form_that_the_asker_reads(rf) -> None:
    refused = Refused.because("C501", "Någon hann före.", "Somebody was first.", "a.b")
    request = rf.get("/", headers={"accept": "application/json"})
    request.htmx = False
    answer = refusal(request, refused)
    assert answer.status_code == 409
    assert b'"code": "C501"' in answer.content and b'"cells": ["a.b"]' in answer.content
    request.htmx = True
    fragment = refusal(request, refused)
    assert "<html" not in fragment.text and "Någon hann före." in fragment.text
    assert fragment.headers["HX-Retarget"] == "#messages"


@pytest.mark.parametrize(
    ("code", "status"), [("E101", 404), ("E102", 403), ("C501", 409), ("A108", 422), ("V401", 422)]
)
def test_status_of_refusals(code: str, status: int) -> None:
    assert status_of(Refused.because(code, "Nej.", "No.")) == status


def test_pages_load_nothing_from_elsewhere(client: Client) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy
    assert "://" not in client.get("/logga-in/").text.replace("http://www.w3.org", "")


def test_the_browsers_language_is_not_asked_but_the_choice_is_kept(client: Client) -> None:
    assert 'lang="sv"' in client.get("/", headers={"accept-language": "en"}).text
    answer = client.post("/sprak/", {"language": "en", "next": "/om/"})
    assert answer.url == "/om/"
    assert '<html lang="en"' in client.get("/om/").text


@pytest.mark.parametrize("back", ["https://example.com/", "//example.com/", "javascript:alert(1)", ""])
def test_the_choice_of_language_leads_nowhere_else(client: Client, back: str) -> None:
    assert client.post("/sprak/", {"language": "sv", "next": back}).url == "/"


def test_the_account_decides_the_language() -> None:
    client = logged_in(accounts.user(language="en"))
    client.cookies["django_language"] = "sv"
    assert '<html lang="en"' in client.get("/").text


def test_demonstration_is_said_on_every_page_and_logins_on_one(client: Client, settings) -> None:
    settings.DEMO_DATE = clock.today()
    settings.DEMO_LOGINS = [
        {
            "email": "olle@example.se",
            "password": "hemligt-i-demon",
            "role": Text(sv="Handläggare", en="Officer"),
        }
    ]
    assert "Påhittade uppgifter." in client.get("/om/").text
    assert "hemligt-i-demon" not in client.get("/om/").text
    assert "hemligt-i-demon" in client.get("/logga-in/").text


def test_no_demo_no_logins(client: Client) -> None:
    assert "Påhittade uppgifter." not in client.get("/").text


def test_login_attempts_are_limited(client: Client) -> None:
    accounts.user("siv@kommun.se")
    for _attempt in range(5):
        client.post("/logga-in/", {"login": "siv@kommun.se", "password": "fel"})
    client.post("/logga-in/", {"login": "siv@kommun.se", "password": accounts.PASSWORD})
    assert "_auth_user_id" not in client.session


def test_a_forgotten_password_is_replaced_by_mail(client: Client) -> None:
    user = accounts.user("siv@kommun.se")
    client.post("/losenord/", {"email": "siv@kommun.se"})
    letter = mail.outbox[0]
    assert letter.subject == "Nytt lösenord till Kompetenslyft"
    link = next(line for line in letter.body.splitlines() if line.startswith("http"))
    form = client.get(link.removeprefix("http://testserver"), follow=True)
    client.post(
        form.redirect_chain[-1][0], {"password1": "häst batteri klammer", "password2": "häst batteri klammer"}
    )
    user.refresh_from_db()
    assert user.check_password("häst batteri klammer")


def test_nobody_learns_whether_an_address_has_an_account(client: Client) -> None:
    accounts.user("siv@kommun.se")
    known = client.post("/losenord/", {"email": "siv@kommun.se"})
    unknown = client.post("/losenord/", {"email": "ingen@kommun.se"})
    assert known.status_code == unknown.status_code == 302
    assert known.url == unknown.url


def test_signing_up_unasked_is_closed(client: Client) -> None:
    client.post("/konto/nytt/", {"email": "ny@kommun.se", "password1": accounts.PASSWORD})
    assert queries.user_by_email("ny@kommun.se") is None


def test_an_invitation_for_somebody_else_cannot_be_taken() -> None:
    city = organisations.municipality()
    _invitation, raw = actions.invite(
        email="ny@kommun.se", organisation_id=city.pk, role=Role.READER, by=accounts.signatory(city)
    )
    stranger = accounts.user()
    answer = logged_in(stranger).post(reverse("accounts:invitation", args=[raw]))
    assert answer.status_code == 403
    assert not queries.open_roles(stranger, clock.today())


def test_a_known_address_logs_in_to_accept(client: Client) -> None:
    city, user = organisations.municipality(), accounts.user("siv@kommun.se")
    _invitation, raw = actions.invite(
        email="siv@kommun.se", organisation_id=city.pk, role=Role.READER, by=accounts.signatory(city)
    )
    address = reverse("accounts:invitation", args=[raw])
    assert f"/logga-in/?next={address}" in client.get(address).text
    assert client.post(address, {"name": "X", "password": accounts.PASSWORD}).status_code == 200
    assert not queries.open_roles(user, clock.today())
    assert logged_in(user).post(address).status_code == 302
    assert queries.open_roles(user, clock.today()) == {(city.pk, Role.READER)}


def test_a_used_link_says_so(client: Client) -> None:
    answer = client.get(reverse("accounts:invitation", args=["okänd"]))
    assert answer.status_code == 410
    assert "fungerar inte längre" in answer.text


def test_the_list_is_in_swedish_order_and_narrowed_by_filters() -> None:
    for code, name in (("2001", "Örebro"), ("2002", "Ängelholm"), ("2003", "Åre"), ("2004", "Arvika")):
        organisations.municipality(code, name)
    client = logged_in(accounts.user())
    page = client.get("/organisationer/?typ=municipality").context["page"]
    assert [one.name for one in page] == ["Arvika", "Åre", "Ängelholm", "Örebro"]
    assert [one.name for one in client.get("/organisationer/?q=åre").context["page"]] == ["Åre"]
    assert client.get("/organisationer/?lan=99").status_code == 200


def test_the_list_takes_a_constant_number_of_queries(django_assert_max_num_queries) -> None:
    for number in range(60):
        organisations.municipality(f"99{number:02d}")
    client = logged_in(accounts.officer())
    with django_assert_max_num_queries(8):
        client.get("/organisationer/")


def test_what_was_entered_stays_when_it_is_refused() -> None:
    city = organisations.municipality()
    client = logged_in(accounts.officer())
    answer = client.post(
        reverse("organisations:change", args=[city.code]),
        {"name": "Nytt namn", "valid_from": "2016-05-02", "valid_to": "2016-05-01", "successor": ""},
    )
    assert 'value="Nytt namn"' in answer.text
    assert "ligger före första dagen" in answer.text


def test_an_officer_sees_how_many_lack_a_signatory() -> None:
    accounts.coordinator(organisations.municipality())
    accounts.coordinator(organisations.municipality())
    client = logged_in(accounts.officer())
    assert "2 organisationer saknar ombud" in client.get("/").text
    assert client.get("/organisationer/?utan_ombud=1").context["page"].paginator.count == 2


def test_what_changes_a_login_leaves_an_audit_row(client: Client) -> None:
    user = accounts.user("siv@kommun.se")
    client.post("/logga-in/", {"login": "siv@kommun.se", "password": accounts.PASSWORD})
    new = "häst batteri klammer"
    client.post("/konto/losenord/", {"oldpassword": accounts.PASSWORD, "password1": new, "password2": new})
    row = AuditRow.objects.get(action="accounts.password_changed")
    assert row.actor == user and row.object_id == str(user.pk)


def test_an_address_is_changed_by_opening_the_link_sent_to_it(client: Client) -> None:
    user = accounts.user("siv@kommun.se")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.post("/konto/e-post/", {"email": "siv.berg@kommun.se", "action_add": ""})
    user.refresh_from_db()
    assert user.email == "siv@kommun.se"
    letter = mail.outbox[-1]
    assert letter.to == ["siv.berg@kommun.se"]
    link = next(line for line in letter.body.splitlines() if line.startswith("http"))
    client.post(link.removeprefix("http://testserver"))
    user.refresh_from_db()
    assert user.email == "siv.berg@kommun.se"
    assert AuditRow.objects.filter(action="accounts.address_changed", actor=user).exists()


def test_an_officer_changes_who_is_in_a_joint_board() -> None:
    first, second, third = (organisations.municipality() for _ in range(3))
    board = organisation_actions.create_joint_board(
        code="gn", name="Nämnden", members=[first, second], by=None
    )
    client = logged_in(accounts.officer())
    address = reverse("organisations:change", args=["gn"])
    assert f'value="{first.code} {second.code}"' in client.get(address).text
    refused = client.post(address, {"name": "Nytt namn", "members": first.code})
    assert "minst två kommuner" in refused.text
    board.refresh_from_db()
    assert (board.name, board.members.count()) == ("Nämnden", 2)
    client.post(address, {"name": "Nytt namn", "members": f"{first.code}, {third.code}"})
    board.refresh_from_db()
    assert board.name == "Nytt namn"
    assert set(board.members.all()) == {first, third}


@pytest.mark.parametrize(
    "address",
    [
        "/organisationer/20%0080/",
        "/inbjudan/%00/",
        "/uppgift/1%00/",
        "/bidrag/?q=%00",
        "/organisationer/?q=a%00",
    ],
)
def test_an_address_with_a_character_that_no_database_takes_is_not_found(address: str) -> None:
    assert logged_in(accounts.officer()).get(address).status_code == 404
