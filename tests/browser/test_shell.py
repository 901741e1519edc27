"""The frame and the pages of accounts and organisations, in a real browser."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from kompetenslyft.apps.accounts import actions
from kompetenslyft.apps.accounts.models import Membership
from kompetenslyft.apps.accounts.roles import Role
from kompetenslyft.apps.organisations.actions import load_official
from kompetenslyft.apps.organisations.queries import by_code
from kompetenslyft.apps.publishing.models import Publication
from tests.browser.helpers import axe, log_in, look
from tests.factories import accounts, organisations

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def type_login(page: Page, email: str, password: str = accounts.PASSWORD) -> None:
    page.goto("/logga-in/")
    page.get_by_label("E-post", exact=False).fill(email)
    page.get_by_label("Lösenord", exact=True).fill(password)
    page.locator("main").get_by_role("button", name="Logga in").click()


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/logga-in/", "login"),
        ("/losenord/", "password-reset"),
        ("/losenord/skickat/", "password-reset-sent"),
        ("/konto/nytt/", "no-signup"),
        ("/om/", "about"),
        ("/tillganglighet/", "accessibility"),
        ("/finns-inte/", "not-found"),
        ("/inbjudan/fel/", "invitation-unusable"),
    ],
)
def test_pages_for_visitors(page: Page, path: str, name: str) -> None:
    page.goto(path)
    look(page, name)


def test_visitors_find_the_published_reports(page: Page) -> None:
    page.goto("/")
    assert page.get_by_text("Ingen rapport är publicerad än.").is_visible()
    publication = Publication.objects.create(
        slug="uppfoljning-2016",
        title="Kompetensläget 2016",
        round_codes=["2016"],
        state=Publication.State.PUBLISHED,
        made_up=True,
        created_at=timezone.now(),
        published_at=timezone.now(),
    )
    page.goto("/")
    look(page, "start")
    link = page.get_by_role("link", name=publication.title)
    assert link.get_attribute("href") == "/rapporter/uppfoljning-2016/"


def test_login_by_keyboard_alone_and_out_again(page: Page, live: LiveServer) -> None:
    accounts.user("siv@kommun.se", "Siv Berg")
    page.goto("/logga-in/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Hoppa till innehållet"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("siv@kommun.se")
    page.keyboard.press("Tab")
    page.keyboard.type(accounts.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(live.url + "/")
    assert page.get_by_role("link", name="Siv Berg").is_visible()
    page.get_by_role("button", name="Logga ut").press("Enter")
    assert page.get_by_role("banner").get_by_role("link", name="Logga in").is_visible()


def test_a_demo_login_is_filled_in_with_one_press(page: Page, live: LiveServer, settings) -> None:
    accounts.user("ombud@demo.example", "Demo Ombud")
    settings.DEMO_DATE = date(2017, 2, 6)
    settings.DEMO_LOGINS = [
        {
            "email": "ombud@demo.example",
            "password": accounts.PASSWORD,
            "role": "Ombud",
            "to_try": "Läs och skriv under.",
        }
    ]
    page.goto("/logga-in/")
    look(page, "login-demo")
    page.get_by_role("button", name="Fyll i Ombud").press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url(live.url + "/")
    assert page.get_by_role("link", name="Demo Ombud").is_visible()


def test_a_failed_login_says_so_and_can_be_mended(page: Page) -> None:
    accounts.user("siv@kommun.se")
    type_login(page, "siv@kommun.se", "fel-lösenord")
    assert page.evaluate("document.activeElement.className") == "ds-error-summary"
    look(page, "login-failed")
    assert page.get_by_label("E-post", exact=False).input_value() == "siv@kommun.se"


def test_language_is_chosen_on_the_page_and_kept_on_the_account(page: Page) -> None:
    user = accounts.user()
    log_in(page, user)
    page.goto("/organisationer/?q=falun")
    page.get_by_role("button", name="English").click()
    assert page.url.endswith("/organisationer/?q=falun")
    assert page.locator("html").get_attribute("lang") == "en"
    user.refresh_from_db()
    assert user.language == "en"
    page.get_by_role("button", name="Svenska").click()
    assert page.locator("html").get_attribute("lang") == "sv"


def test_two_step_login_with_a_real_code(page: Page, live: LiveServer) -> None:
    accounts.user("siv@kommun.se", "Siv Berg")
    type_login(page, "siv@kommun.se")
    page.wait_for_url(live.url + "/")
    page.goto("/konto/tva-steg/")
    look(page, "two-steps")
    page.get_by_role("link", name="Slå på").click()
    page.wait_for_url("**/konto/bekrafta/**")
    look(page, "reauthenticate")
    page.get_by_label("Lösenord", exact=True).fill(accounts.PASSWORD)
    page.get_by_role("button", name="Fortsätt").click()
    page.wait_for_url("**/konto/tva-steg/app/")
    look(page, "two-steps-activate")
    page.locator("#id_code").fill("000000")
    page.get_by_role("button", name="Slå på").click()
    assert page.locator(".ds-error-summary").is_visible()
    page.locator("#id_code").fill(code_now(page.locator("#totp-secret").input_value()))
    page.get_by_role("button", name="Slå på").click()
    page.wait_for_url("**/reservkoder/")
    look(page, "recovery-codes")
    recovery = page.locator(".codes li").first.inner_text()
    page.get_by_role("button", name="Logga ut").click()
    type_login(page, "siv@kommun.se")
    page.wait_for_url("**/logga-in/kod/")
    look(page, "login-code")
    page.goto("/konto/")
    assert "/logga-in/" in page.url
    page.goto("/logga-in/kod/")
    page.locator("#id_code").fill(recovery)
    page.locator("main").get_by_role("button", name="Logga in").click()
    page.wait_for_url(live.url + "/")
    assert page.get_by_role("link", name="Siv Berg").is_visible()


def code_now(secret: str) -> str:
    """The code that an authenticator app shows at this moment (RFC 6238: SHA-1, 30 seconds, six digits)."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret + "=" * (-len(secret) % 8)), counter, hashlib.sha1).digest()
    (number,) = struct.unpack(">I", digest[digest[-1] & 15 :][:4])
    return f"{(number & 0x7FFFFFFF) % 1_000_000:06d}"


def test_the_desk_lists_what_is_mine(page: Page) -> None:
    city = organisations.municipality("2061", "Smedjebacken")
    user = accounts.coordinator(city, name="Karin Ek")
    other = organisations.municipality("2080", "Falun")
    actions.invite(email=user.email, organisation_id=other.pk, role=Role.READER, by=accounts.signatory(other))
    log_in(page, user)
    page.goto("/")
    look(page, "desk")
    assert page.get_by_role("link", name="Smedjebacken saknar ombud").is_visible()
    page.get_by_role("link", name="Svara på inbjudan till Falun").click()
    look(page, "invitation-accept")
    page.get_by_role("button", name="Tacka ja").click()
    assert page.get_by_text("Du är nu läsare för Falun.").is_visible()
    assert Membership.objects.filter(user=user, organisation=other, ended_on__isnull=True).exists()


def test_an_invitation_opens_an_account(page: Page) -> None:
    city = organisations.municipality("2061", "Smedjebacken")
    _invitation, raw = actions.invite(
        email="ny@kommun.se",
        organisation_id=city.pk,
        role=Role.DATA_COORDINATOR,
        by=accounts.signatory(city, name="Siv Berg"),
    )
    page.goto(f"/inbjudan/{raw}/")
    look(page, "invitation-new")
    page.get_by_label("Namn").fill("Nina Ny")
    page.get_by_label("Lösenord").fill("kort")
    page.get_by_role("button", name="Skapa konto och tacka ja").click()
    assert page.get_by_label("Namn").input_value() == "Nina Ny"
    look(page, "invitation-weak-password")
    page.get_by_label("Lösenord").fill("häst batteri klammer")
    page.get_by_role("button", name="Skapa konto och tacka ja").click()
    assert page.get_by_text("Du är nu uppgiftssamordnare för Smedjebacken.").is_visible()
    assert page.get_by_role("link", name="Nina Ny").is_visible()


def test_people_and_hand_over(page: Page) -> None:
    city = organisations.municipality("2061", "Smedjebacken")
    signatory = accounts.signatory(city, "siv@kommun.se", "Siv Berg")
    accounts.coordinator(city, "karin@kommun.se", "Karin Ek")
    log_in(page, signatory)
    page.goto("/organisationer/2061/personer/")
    page.get_by_role("link", name="Bjud in").click()
    page.get_by_role("button", name="Skicka inbjudan").click()
    look(page, "invite-errors")
    page.get_by_label("E-postadress").fill("chef@kommun.se")
    page.get_by_label("Chef: läser").check()
    page.get_by_role("button", name="Skicka inbjudan").click()
    assert page.get_by_text("Inbjudan är skickad till chef@kommun.se.").is_visible()
    look(page, "people")
    page.locator("main").get_by_role("link", name="Lämna över rollen").click()
    look(page, "hand-over")
    page.get_by_label("Efterträdarens e-postadress").fill("efter@kommun.se")
    page.get_by_role("button", name="Skicka överlämningen").click()
    assert page.get_by_text("tar över").is_visible()
    page.get_by_role("link", name=re.compile("^Avsluta ombud, Siv")).click()
    look(page, "end-last-signatory")
    assert page.get_by_role("button", name="Avsluta rollen").count() == 0


def test_my_account(page: Page) -> None:
    city = organisations.municipality("2061", "Smedjebacken")
    signatory = accounts.signatory(city, "siv@kommun.se", "Siv Berg")
    log_in(page, signatory)
    page.goto("/konto/")
    look(page, "account")
    page.get_by_label("Namn").fill("Siv Bergström")
    page.get_by_role("button", name="Spara").click()
    assert page.get_by_text("Dina uppgifter är sparade.").is_visible()
    assert page.get_by_role("banner").get_by_role("link", name="Siv Bergström").is_visible()


def test_a_key_is_shown_once(page: Page) -> None:
    city = organisations.municipality("2061", "Smedjebacken")
    log_in(page, accounts.coordinator(city))
    page.goto("/organisationer/2061/nycklar/")
    page.get_by_label("System").fill("Verksamhetssystemet")
    page.get_by_role("button", name="Skapa nyckel").click()
    secret = page.locator("#secret").input_value()
    look(page, "key-new")
    page.goto("/organisationer/2061/nycklar/")
    assert secret not in page.content()
    page.get_by_role("button", name=re.compile("^Spärra")).click()
    assert page.get_by_text("spärrad", exact=True).is_visible()
    look(page, "keys")


def test_organisations(page: Page) -> None:
    load_official()
    officer = accounts.officer(name="Olle Lund")
    log_in(page, officer)
    page.goto("/organisationer/")
    look(page, "organisations")
    page.get_by_label("Namn eller kod").fill("stock")
    page.get_by_label("Namn eller kod").press("Enter")
    page.get_by_role("link", name="Stockholm", exact=True).click()
    look(page, "organisation")
    page.get_by_role("link", name="Ny enhet").click()
    page.get_by_label("Namn").fill("Barn och unga")
    look(page, "unit-new")
    page.get_by_role("button", name="Lägg upp enheten").click()
    assert page.get_by_role("link", name="Barn och unga").is_visible()
    page.goto("/organisationer/gemensam-namnd/ny/")
    look(page, "joint-board-new")
    page.get_by_label("Namn").fill("Norra Dalarnas nämnd")
    page.get_by_label("Kod", exact=True).fill("norra-dalarna")
    page.get_by_label("Kommuner").fill("2061 9999")
    page.get_by_role("button", name="Lägg upp nämnden").click()
    assert page.get_by_text("Okända kommunkoder: 9999.").first.is_visible()
    page.get_by_label("Kommuner").fill("2061, 2085")
    page.get_by_role("button", name="Lägg upp nämnden").click()
    assert page.get_by_text("Norra Dalarnas nämnd är upplagd.").is_visible()
    assert by_code("norra-dalarna").members.count() == 2
    page.goto("/organisationer/?q=finnsinte")
    look(page, "organisations-none")
    axe(page)
