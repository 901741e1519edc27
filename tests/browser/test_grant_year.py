"""One grant year in a real browser, through the pages alone: from the decision to the closed year, as each role."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from kompetenslyft.apps.grants.models import Activity
from kompetenslyft.apps.grants.queries import ledger
from kompetenslyft.core.ledger.model import ACCOUNT_LABELS, Account
from tests.browser import grant_year
from tests.browser import grant_year_stages as stages
from tests.browser.grant_year import CODE, GrantYear
from tests.browser.helpers import enter, log_in
from tests.factories import accounts

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page
    from pytest_django.fixtures import SettingsWrapper

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def at(page: Page, settings: SettingsWrapper, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> GrantYear:
    grant_year.install(monkeypatch)
    return GrantYear(page, settings, tmp_path)


def test_a_grant_year_from_decision_to_closing(at: GrantYear) -> None:
    at.on(5, 28)
    stages.set_up(at)
    stages.take_in_a_key(at)
    stages.compare_and_decide(at)
    at.take("Öppna rekvisitionen …", "Öppna rekvisitionen")
    at.on(9, 2)
    stages.claim(at, at.falun, inventory="400 000", competence="2 000 000")
    stages.claim(at, at.mora, inventory="0", competence="500 000")
    stages.decline(at, at.orsa)
    stages.accept_and_close(at)
    stages.enter_account(at, at.falun, "5050-1055")
    stages.enter_account(at, at.mora, "991-2346")
    stages.pay(at, 1, "2\u00a0900\u00a0000 kr")
    stages.enter_activities(at)
    stages.divide_anew(at)
    stages.pay(at, 2, "1\u00a0500\u00a0000 kr")
    at.on(12, 3)
    stages.report(at)
    at.on(1, 20, 2014)
    stages.complete(at)
    stages.settle(at)
    late_save_is_refused(at)
    ledger_agrees(at)
    seen_and_not_changed(at)
    seen_by_everybody(at)


def late_save_is_refused(at: GrantYear) -> None:
    """The coordinator left a form open since the report was open; in the closed year nothing of it is saved."""
    assert at.left_open is not None
    log_in(at.page, at.falun.coordinator)
    title = at.left_open.locator('[id="id_title"]')
    title.fill("För sent")
    enter(at.left_open.get_by_role("button", name="Spara insatsen"))
    expect(at.left_open.locator("#fel")).to_contain_text("Bidragsåret")
    expect(at.left_open.locator("#fel")).to_contain_text("stängdes 2014-01-20")
    expect(title).to_have_value("För sent")
    assert not Activity.objects.filter(title="För sent").exists()
    at.left_open.close()


def ledger_agrees(at: GrantYear) -> None:
    """What the ledger's page shows is what happened, computed anew; and it has no remarks."""
    at.as_(at.petra)
    at.stands("Avslut", "Klart")
    at.press("Huvudbok")
    shown = {
        row.locator("th").inner_text(): [read_sek(cell) for cell in row.locator("td").all_inner_texts()[:-1]]
        for row in at.page.locator("table:has(#balances) tbody tr").all()
    }
    wanted = {
        ACCOUNT_LABELS[account].sv: [amounts.get(purpose, 0) for purpose in grant_year.AMOUNTS]
        for account, amounts in ledger.by_account(ledger.recomputed(at.year)).items()
    }
    assert shown == wanted
    assert wanted[ACCOUNT_LABELS[Account.USED].sv] == [380_000, 3_500_000]
    assert ledger.check(at.year) == ()


def read_sek(text: str) -> int:
    """The kronor in a cell; a blank one is nothing."""
    return int("".join(sign for sign in text.replace("\u2212", "-") if sign in "-0123456789") or 0)


def seen_and_not_changed(at: GrantYear) -> None:
    """A manager and a reader read everything of their municipality, and have no button that changes anything."""
    for role, name in (("manager", "Maria Chef"), ("reader", "Lars Läsare")):
        reader = accounts.person_with(at.falun.unit, role, name=name)
        for rest in ("kommun/2080/", "insatser/2080/", "slutreglering/kommun/2080/", "huvudbok/2080/"):
            at.as_(reader, f"/bidrag/{CODE}/{rest}")
            expect(at.page.get_by_role("heading", level=1)).to_be_visible()
            expect(at.page.get_by_role("main").locator("form[method=post]")).to_have_count(0)
        at.page.goto("/bidrag/konton/2080/")
        expect(at.page.get_by_role("main").locator("form[method=post]")).to_have_count(0)
        for answer_to in (at.claim(at.falun), at.report(at.falun)):
            at.page.goto(f"/uppgift/{answer_to.pk}/")
            expect(at.page.get_by_role("link", name="…")).to_have_count(0)
        at.visit("kommun/2062/")
        expect(at.page.get_by_role("heading", name="Mora")).to_have_count(0)


def seen_by_everybody(at: GrantYear) -> None:
    """A visitor reads the list of grants, the year, what everybody was allocated, and the follow-up."""
    at.page.context.clear_cookies()
    at.page.goto("/bidrag/")
    at.press("Statsbidrag för kompetensutveckling", exact=False)
    expect(at.page.get_by_role("main")).not_to_contain_text("Från beslut till avslut")
    at.press("Fördelningen per kommun")
    expect(at.page.get_by_role("row").filter(has_text="Falun")).to_contain_text("2\u00a0400\u00a0000")
    at.visit()
    at.press("Behov och utbildning")
    expect(at.page.get_by_role("heading", level=1)).to_be_visible()
