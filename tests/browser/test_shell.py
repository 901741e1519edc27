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
from playwright.sync_api import expect

from kompetenslyft.apps.accounts import actions
from kompetenslyft.apps.accounts.models import Membership
from kompetenslyft.apps.accounts.roles import Role
from kompetenslyft.apps.organisations.actions import load_official
from kompetenslyft.apps.organisations.queries import by_code
from kompetenslyft.apps.publishing.models import Publication
from tests.browser.helpers import axe, enter, follow, log_in, look
from tests.factories import accounts, organisations

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def type_login(page: Page, email: str, password: str = accounts.PASSWORD) -> None:
    page.goto("/logga-in/")
    page.get_by_label("E-post", exact=False).fill(email)
    page.get_by_label("Lösenord", exact=True).fill(password)
    follow(page.locator("main").get_by_role("button", name="Logga in"))


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
    expect(page.get_by_text("Ingen rapport är publicerad än.")).to_be_visible()
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
    expect(link).to_have_attribute("href", "/rapporter/uppfoljning-2016/")


def test_login_by_keyboard_alone_and_out_again(page: Page, live: LiveServer) -> None:
    accounts.user("siv@kommun.se", "Siv Berg")
    page.goto("/logga-in/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hoppa till innehållet")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**#content")
    page.keyboard.press("Tab")
    expect(page.get_by_label("E-post", exact=False)).to_be_focused()
    page.keyboard.type("siv@kommun.se")
    page.keyboard.press("Tab")
    page.keyboard.type(accounts.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(live.url + "/")
    expect(page.get_by_role("link", name="Siv Berg")).to_be_visible()
    enter(page.get_by_role("button", name="Logga ut"))
    expect(page.get_by_role("banner").get_by_role("link", name="Logga in")).to_be_visible()


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
    expect(page.locator("main form .ds-button").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(live.url + "/")
    expect(page.get_by_role("link", name="Demo Ombud")).to_be_visible()


def test_a_failed_login_says_so_and_can_be_mended(page: Page) -> None:
    accounts.user("siv@kommun.se")
    type_login(page, "siv@kommun.se", "fel-lösenord")
    expect(page.locator(".ds-error-summary")).to_be_focused()
    look(page, "login-failed")
    expect(page.get_by_label("E-post", exact=False)).to_have_value("siv@kommun.se")


def test_language_is_chosen_on_the_page_and_kept_on_the_account(page: Page) -> None:
    user = accounts.user()
    log_in(page, user)
    page.goto("/organisationer/?q=falun")
    follow(page.get_by_role("button", name="English"))
    expect(page).to_have_url(re.compile(r"/organisationer/\?q=falun$"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    user.refresh_from_db()
    assert user.language == "en"
    follow(page.get_by_role("button", name="Svenska"))
    expect(page.locator("html")).to_have_attribute("lang", "sv")


def test_two_step_login_with_a_real_code(page: Page, live: LiveServer, settings) -> None:
    settings.MFA_TOTP_TOLERANCE = 1  # the code may become old on its way through the browser
    accounts.user("siv@kommun.se", "Siv Berg")
    type_login(page, "siv@kommun.se")
    page.wait_for_url(live.url + "/")
    page.goto("/konto/tva-steg/")
    look(page, "two-steps")
    follow(page.get_by_role("link", name="Slå på"))
    page.wait_for_url("**/konto/bekrafta/**")
    look(page, "reauthenticate")
    page.get_by_label("Lösenord", exact=True).fill(accounts.PASSWORD)
    follow(page.get_by_role("button", name="Fortsätt"))
    page.wait_for_url("**/konto/tva-steg/app/")
    look(page, "two-steps-activate")
    page.locator("#id_code").fill("000000")
    follow(page.get_by_role("button", name="Slå på"))
    expect(page.locator(".ds-error-summary")).to_be_visible()
    page.locator("#id_code").fill(code_now(page.locator("#totp-secret").input_value()))
    follow(page.get_by_role("button", name="Slå på"))
    page.wait_for_url("**/reservkoder/")
    look(page, "recovery-codes")
    recovery = page.locator(".codes li").first.inner_text()
    follow(page.get_by_role("button", name="Logga ut"))
    type_login(page, "siv@kommun.se")
    page.wait_for_url("**/logga-in/kod/")
    look(page, "login-code")
    page.goto("/konto/")
    expect(page).to_have_url(re.compile("/logga-in/"))
    page.goto("/logga-in/kod/")
    page.locator("#id_code").fill(recovery)
    follow(page.locator("main").get_by_role("button", name="Logga in"))
    page.wait_for_url(live.url + "/")
    expect(page.get_by_role("link", name="Siv Berg")).to_be_visible()


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
    expect(page.get_by_role("link", name="Smedjebacken saknar ombud")).to_be_visible()
    follow(page.get_by_role("link", name="Svara på inbjudan till Falun"))
    look(page, "invitation-accept")
    follow(page.get_by_role("button", name="Tacka ja"))
    expect(page.get_by_text("Du är nu läsare för Falun.")).to_be_visible()
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
    follow(page.get_by_role("button", name="Skapa konto och tacka ja"))
    expect(page.get_by_label("Namn")).to_have_value("Nina Ny")
    look(page, "invitation-weak-password")
    page.get_by_label("Lösenord").fill("häst batteri klammer")
    follow(page.get_by_role("button", name="Skapa konto och tacka ja"))
    expect(page.get_by_text("Du är nu uppgiftssamordnare för Smedjebacken.")).to_be_visible()
    expect(page.get_by_role("link", name="Nina Ny")).to_be_visible()


def test_people_and_hand_over(page: Page) -> None:
    city = organisations.municipality("2061", "Smedjebacken")
    signatory = accounts.signatory(city, "siv@kommun.se", "Siv Berg")
    accounts.coordinator(city, "karin@kommun.se", "Karin Ek")
    log_in(page, signatory)
    page.goto("/organisationer/2061/personer/")
    follow(page.get_by_role("link", name="Bjud in"))
    follow(page.get_by_role("button", name="Skicka inbjudan"))
    look(page, "invite-errors")
    page.get_by_label("E-postadress").fill("chef@kommun.se")
    page.get_by_label("Chef: läser").check()
    follow(page.get_by_role("button", name="Skicka inbjudan"))
    expect(page.get_by_text("Inbjudan är skickad till chef@kommun.se.")).to_be_visible()
    look(page, "people")
    follow(page.locator("main").get_by_role("link", name="Lämna över rollen"))
    look(page, "hand-over")
    page.get_by_label("Efterträdarens e-postadress").fill("efter@kommun.se")
    follow(page.get_by_role("button", name="Skicka överlämningen"))
    expect(page.get_by_text("tar över")).to_be_visible()
    follow(page.get_by_role("link", name=re.compile("^Avsluta ombud, Siv")))
    look(page, "end-last-signatory")
    expect(page.get_by_role("button", name="Avsluta rollen")).to_have_count(0)


def test_my_account(page: Page) -> None:
    city = organisations.municipality("2061", "Smedjebacken")
    signatory = accounts.signatory(city, "siv@kommun.se", "Siv Berg")
    log_in(page, signatory)
    page.goto("/konto/")
    look(page, "account")
    page.get_by_label("Namn").fill("Siv Bergström")
    follow(page.get_by_role("button", name="Spara"))
    expect(page.get_by_text("Dina uppgifter är sparade.")).to_be_visible()
    expect(page.get_by_role("banner").get_by_role("link", name="Siv Bergström")).to_be_visible()


def test_a_key_is_shown_once(page: Page) -> None:
    city = organisations.municipality("2061", "Smedjebacken")
    log_in(page, accounts.coordinator(city))
    page.goto("/organisationer/2061/nycklar/")
    page.get_by_label("System").fill("Verksamhetssystemet")
    follow(page.get_by_role("button", name="Skapa nyckel"))
    secret = page.locator("#secret").input_value()
    look(page, "key-new")
    page.goto("/organisationer/2061/nycklar/")
    assert secret not in page.content()
    follow(page.get_by_role("button", name=re.compile("^Spärra")))
    expect(page.get_by_text("spärrad", exact=True)).to_be_visible()
    look(page, "keys")


def test_organisations(page: Page) -> None:
    load_official()
    officer = accounts.officer(name="Olle Lund")
    log_in(page, officer)
    page.goto("/organisationer/")
    look(page, "organisations")
    page.get_by_label("Namn eller kod").fill("stock")
    enter(page.get_by_label("Namn eller kod"))
    follow(page.get_by_role("link", name="Stockholm", exact=True))
    look(page, "organisation")
    follow(page.get_by_role("link", name="Ny enhet"))
    page.get_by_label("Namn").fill("Barn och unga")
    look(page, "unit-new")
    follow(page.get_by_role("button", name="Lägg upp enheten"))
    expect(page.get_by_role("link", name="Barn och unga")).to_be_visible()
    page.goto("/organisationer/gemensam-namnd/ny/")
    look(page, "joint-board-new")
    page.get_by_label("Namn").fill("Norra Dalarnas nämnd")
    page.get_by_label("Kod", exact=True).fill("norra-dalarna")
    page.get_by_label("Kommuner").fill("2061 9999")
    follow(page.get_by_role("button", name="Lägg upp nämnden"))
    expect(page.get_by_text("Okända kommunkoder: 9999.").first).to_be_visible()
    page.get_by_label("Kommuner").fill("2061, 2085")
    follow(page.get_by_role("button", name="Lägg upp nämnden"))
    expect(page.get_by_text("Norra Dalarnas nämnd är upplagd.")).to_be_visible()
    assert by_code("norra-dalarna").members.count() == 2
    page.goto("/organisationer/?q=finnsinte")
    look(page, "organisations-none")
    axe(page)
