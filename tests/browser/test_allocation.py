"""An officer takes a key file to a decided, published allocation, by keyboard, and everybody reads the list."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

from kompetenslyft.apps.grants.keys import municipalities
from kompetenslyft.apps.grants.models import KeyTable, Offer, Scenario
from kompetenslyft.apps.organisations.actions import load_official
from tests.browser.helpers import enter, log_in, look, settled
from tests.factories import accounts, grants
from tests.factories import allocation as factory

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from kompetenslyft.apps.grants.models import ProgrammeYear

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def year(live: object) -> ProgrammeYear:
    load_official()
    made = grants.year(made_up=True)
    everybody = list(municipalities(factory.AT.date()))
    numbers = factory.numbers(everybody)
    grants.key_table({code: 8 * value + 2_500 for code, value in numbers.items()}, "inhabitants")
    return made


def press(page: Page, name: str, role: Literal["button", "link"] = "button") -> None:
    """Go to a button or link and press it with the keyboard."""
    enter(page.get_by_role(role, name=name, exact=True).first)


def test_from_a_key_file_to_the_published_list(page: Page, year: ProgrammeYear, tmp_path: Path) -> None:
    log_in(page, accounts.officer(name="Olle Handläggare"))
    take_in_a_key(page, year, tmp_path)
    compute_two(page, year)
    compare_them(page, year)
    decide(page, year)
    assert sum(Offer.objects.values_list("amount", flat=True)) == 37_000_000
    page.context.clear_cookies()
    read_the_list(page, year)


def take_in_a_key(page: Page, year: ProgrammeYear, folder: Path) -> None:
    """A wrong file, with everything that was entered kept, then the right one: seen first, saved after."""
    numbers = factory.numbers(list(municipalities(factory.AT.date())))
    wrong, right = folder / "barn-fel.csv", folder / "barn.csv"
    wrong.write_bytes(factory.csv_of(numbers | {"0114": "många", "0115": ""}))
    right.write_bytes(factory.csv_of(numbers, extra=f"Riket;{sum(numbers.values())}\n"))
    page.goto(f"/bidrag/{year.code}/fordelning/")
    look(page, "fordelning-tom")
    press(page, f"Nycklar ({KeyTable.objects.count()})", "link")
    look(page, "nycklar")
    press(page, "Läs in en fil …", "link")
    title = page.get_by_label("Rubrik", exact=True)
    page.get_by_label("Vilken nyckel är det?").select_option("children_in_vulnerable_families")
    title.fill("Barn i ekonomiskt utsatta familjer 2010")
    page.get_by_label("Källa").fill("SCB, påhittade tal för prov")
    page.get_by_label("Dag som talen avser").fill("2010-12-31")
    page.get_by_label("Talen är påhittade").check()
    page.get_by_label("Fil (.csv eller .xlsx)").set_input_files(wrong)
    press(page, "Granska filen")
    page.get_by_text("2 fel måste rättas").wait_for()
    expect(title).to_have_value("Barn i ekonomiskt utsatta familjer 2010")
    look(page, "nyckel-fel")
    page.get_by_label("Fil (.csv eller .xlsx)").set_input_files(right)
    press(page, "Granska filen")
    page.get_by_text("290 kommuner har ett tal").wait_for()
    assert not KeyTable.objects.filter(key=factory.KEY).exists()
    look(page, "nyckel-granskad")
    press(page, "Spara nyckeln")
    page.get_by_text("Nyckeln är inläst").wait_for()
    look(page, "nyckel")
    assert KeyTable.objects.get(key=factory.KEY).made_up


def compute_two(page: Page, year: ProgrammeYear) -> None:
    """The programme's own model, then one with a floor that the amount does not suffice for, put right."""
    page.goto(f"/bidrag/{year.code}/fordelning/nytt/competence/")
    look(page, "alternativ-nytt")
    title = page.get_by_label("Rubrik", exact=True)
    floor = page.get_by_label("Golv: ingen får mindre än, i kronor")
    title.fill("Bidragets modell")
    press(page, "Räkna ut och spara")
    page.get_by_text("Alternativet är uträknat").wait_for()
    look(page, "alternativ")
    press(page, "Gör ett liknande …", "link")
    title.fill("Golv 200 000 kr")
    floor.fill("200 000")
    press(page, "Räkna ut och spara")
    page.get_by_text("58\u00a0000\u00a0000").first.wait_for()
    expect(title).to_have_value("Golv 200 000 kr")
    look(page, "alternativ-for-lite")
    title.fill("Golv 75 000 kr")
    floor.fill("75 000")
    press(page, "Räkna ut och spara")


def compare_them(page: Page, year: ProgrammeYear) -> None:
    """Side by side; one county, sorted by the difference; and down to one municipality's calculation."""
    page.goto(f"/bidrag/{year.code}/fordelning/")
    for title in ("Bidragets modell", "Golv 75 000 kr"):
        page.get_by_label(f"Jämför {title}").focus()
        page.keyboard.press("Space")
    look(page, "fordelning")
    press(page, "Jämför de valda")
    page.get_by_role("heading", name="Jämför alternativ").wait_for()
    for picture in page.locator("img").all():
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    look(page, "jamfor")
    page.get_by_label("Län", exact=True).select_option("20")
    page.get_by_text("15 av 290 kommuner visas.").wait_for()
    settled(page)
    page.get_by_role("link", name="Skillnad").press("Enter")
    page.locator('th[aria-sort="ascending"]', has_text="Skillnad").wait_for()
    page.get_by_text("15 av 290 kommuner visas.").wait_for()
    settled(page)
    press(page, "Falun", "link")
    page.get_by_role("heading", name="Uträkning för Falun").wait_for()
    look(page, "utrakning")


def decide(page: Page, year: ProgrammeYear) -> None:
    """The confirmation with its figures, and the decision."""
    chosen = Scenario.objects.get(title="Golv 75 000 kr")
    page.goto(f"/bidrag/{year.code}/fordelning/alternativ/{chosen.pk}/")
    press(page, "Besluta …", "link")
    look(page, "besluta")
    page.get_by_label("Beslutets diarienummer").fill("S2013/03877/FST")
    press(page, "Besluta och publicera")
    page.get_by_text("Fördelningen är beslutad.").wait_for()


def read_the_list(page: Page, year: ProgrammeYear) -> None:
    """What a visitor sees: the list, its files, a municipality's calculation."""
    page.goto(f"/bidrag/{year.code}/fordelning/beslutad/")
    page.get_by_text("S2013/03877/FST").first.wait_for()
    page.get_by_text("Påhittade uppgifter.").wait_for()
    look(page, "fordelning-beslutad")
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Hämta för Excel").press("Enter")
    assert fetched.value.suggested_filename == f"fordelning-{year.code}.xlsx"
    enter(page.get_by_role("row").filter(has_text="Falun").get_by_role("link").first)
    page.get_by_role("heading", name="Uträkning för Falun").wait_for()
