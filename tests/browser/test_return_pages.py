"""The pages of returns and rounds in a real browser: what stops a submission, signing, workbooks, the overview."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from kompetenslyft.apps import clock
from kompetenslyft.apps.collection import actions
from tests.browser.helpers import enter, follow, log_in, look, settled
from tests.factories import accounts, collection, organisations

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from kompetenslyft.apps.accounts.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LANGUAGES = pytest.mark.parametrize("language", ["sv", "en"])


def speaking(person: User, language: str) -> User:
    person.language = language
    person.save()
    return person


def test_what_stops_a_submission_leads_to_the_cell_and_then_it_is_submitted_and_signed(page: Page) -> None:
    made = collection.cast()
    collection.enter(
        made.answer_to, made.coordinator, collection.complete_answers() | {"no_degree.women": "11"}
    )
    log_in(page, made.coordinator)
    page.goto(f"/uppgift/{made.answer_to.pk}/")
    follow(page.get_by_role("link", name="Lämna in …"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Svaret kan inte lämnas in än")
    look(page, "submit-stopped")
    follow(page.get_by_role("link", name="Varav utan socionomexamen, Kvinnor").first)
    expect(page).to_have_url(
        f"{page.context.base}/uppgift/{made.answer_to.pk}/avsnitt/caseworker_numbers/#no_degree.women"
    )
    cell = page.locator('[id="no_degree.women"]')
    expect(cell).to_be_focused()
    cell.fill("0")
    page.keyboard.press("Tab")
    expect(page.locator('[id="findings-row-no_degree.women"] .remark')).to_have_count(0)
    follow(page.get_by_role("link", name="Det som återstår, och lämna in"))
    follow(page.get_by_role("link", name="Lämna in …"))
    look(page, "submit")
    follow(page.get_by_role("button", name="Lämna in"))
    expect(page.get_by_role("alert").or_(page.locator("#messages"))).to_contain_text("Svaret är inlämnat")
    log_in(page, made.signatory)
    page.goto(f"/uppgift/{made.answer_to.pk}/skriv-under/")
    look(page, "sign")
    enter(page.get_by_role("button", name="Skriv under"))
    expect(page.locator(".status").first).to_have_text("Underskrivet")
    made.answer_to.refresh_from_db()
    assert made.answer_to.counted_number == 1


@LANGUAGES
def test_the_returns_page_under_way(page: Page, language: str) -> None:
    made = collection.cast(joined=2016)
    collection.year_before(made)
    collection.enter(made.answer_to, made.coordinator, {"caseworkers.women": "4", "no_degree.women": "5"})
    log_in(page, speaking(made.coordinator, language))
    page.goto(f"/uppgift/{made.answer_to.pk}/")
    look(page, f"return-under-way-{language}")


@LANGUAGES
def test_the_returns_page_after_a_long_life(page: Page, language: str) -> None:
    made = collection.cast()
    collection.signed(made, collection.complete_answers(30))
    actions.request_completion(answer_to=made.answer_to, by=made.officer, note="Se över antalet kvinnor.")
    collection.enter(made.answer_to, made.coordinator, {"caseworkers.women": "31"})
    actions.submit(answer_to=made.answer_to, by=made.coordinator)
    actions.sign(answer_to=made.answer_to, by=made.signatory)
    actions.extend(
        answer_to=made.answer_to,
        until=made.round.deadline + timedelta(days=7),
        reason="Byte av verksamhetssystem.",
        by=made.officer,
    )
    log_in(page, speaking(made.officer, language))
    page.goto(f"/uppgift/{made.answer_to.pk}/")
    look(page, f"return-officer-{language}")
    page.goto(f"/uppgift/{made.answer_to.pk}/inlamning/2/")
    look(page, f"submission-{language}")
    page.goto(f"/uppgift/{made.answer_to.pk}/begar-komplettering/")
    look(page, f"step-{language}")
    page.goto(f"/uppgift/{made.answer_to.pk}/andringar/caseworkers/")
    look(page, f"cell-history-{language}")
    page.goto(f"/uppgift/{made.answer_to.pk}/avsnitt/levels_psychology/")
    look(page, f"section-locked-{language}")


@LANGUAGES
def test_a_workbook_is_read_in_with_its_differences(page: Page, tmp_path: Path, language: str) -> None:
    made = collection.cast()
    collection.enter(
        made.answer_to,
        made.coordinator,
        {"caseworkers.women": "12", "caseworkers.men": "1", "no_degree.men": "1"},
    )
    log_in(page, speaking(made.coordinator, language))
    page.goto(f"/uppgift/{made.answer_to.pk}/")
    with page.expect_download() as download:
        page.locator('a[href$="arbetsbok.xlsx"]').click()
    data = download.value.path().read_bytes()
    entries = {
        "caseworkers.women": 13,
        "caseworkers.men": None,
        "no_degree.men": 2,
        "degree_under_1_year": "12,5 st",
        "no_degree.women": 3,
    }
    filled = tmp_path / "svar.xlsx"
    filled.write_bytes(collection.filled_workbook(data, entries).read())
    collection.enter(made.answer_to, made.colleague, {"caseworkers.women": "14"})
    page.goto(f"/uppgift/{made.answer_to.pk}/las-in/")
    look(page, f"upload-{language}")
    page.locator("#workbook").set_input_files(filled)
    follow(page.locator("main form button"))
    look(page, f"upload-difference-{language}")
    page.locator('[data-choose="file"]').click()
    expect(page.locator('[id="choose.caseworkers.women..file"]')).to_be_checked()
    follow(page.locator("main form .form-actions button"))
    page.goto(f"/uppgift/{made.answer_to.pk}/avsnitt/caseworker_numbers/")
    expect(page.locator('[id="caseworkers.women"]')).to_have_value("13")
    expect(page.locator('[id="caseworkers.men"]')).to_have_value("")


@LANGUAGES
def test_the_officers_pages(page: Page, language: str) -> None:
    today = clock.today()
    officer = speaking(accounts.officer(name="Olle Handläggare"), language)
    made = collection.opened_round(
        officer, deadline=today - timedelta(days=2), last_start=today, last_change=today + timedelta(days=20)
    )
    for code, name in (
        ("2080", "Falun"),
        ("2062", "Mora"),
        ("2031", "Rättvik"),
        ("2029", "Leksand"),
        ("2085", "Ludvika"),
    ):
        unit = organisations.municipality(code=code, name=name)
        answer_to = collection.asked(made, unit, officer, joined=2016 if name == "Mora" else 2013)
        if name == "Leksand":
            continue
        coordinator, signatory = accounts.coordinator(unit), accounts.signatory(unit)
        if name != "Mora":
            collection.enter(answer_to, coordinator, collection.complete_answers(30))
            actions.submit(answer_to=answer_to, by=coordinator)
        if name in ("Falun", "Ludvika"):
            actions.sign(answer_to=answer_to, by=signatory)
        if name == "Ludvika":
            actions.accept(answer_to=answer_to, by=officer)
        if name == "Mora":
            collection.enter(answer_to, coordinator, {"caseworkers.women": "3"})
    log_in(page, officer)
    for path, name in (
        ("/", "desk-officer"),
        ("/insamlingar/", "rounds"),
        ("/insamlingar/ny/", "round-new"),
        (f"/insamlingar/{made.code}/", "round"),
        (f"/insamlingar/{made.code}/fraga/", "round-ask"),
        (f"/insamlingar/{made.code}/skriv/?status=sena", "round-write"),
        (f"/insamlingar/{made.code}/forlang/?status=sena", "round-extend"),
    ):
        page.goto(path)
        look(page, f"{name}-{language}")


def test_the_overview_is_filtered_and_written_to_with_the_keyboard(page: Page) -> None:
    officer = accounts.officer()
    made = collection.opened_round(officer)
    for name in ("Falun", "Mora", "Rättvik"):
        unit = organisations.municipality(name=name)
        collection.asked(made, unit, officer)
        accounts.coordinator(unit)
    log_in(page, officer)
    page.goto(f"/insamlingar/{made.code}/")
    page.get_by_label("Namn eller kod").focus()
    page.keyboard.type("rätt")
    expect(page.locator("#units tbody tr")).to_have_count(1)
    expect(page.get_by_label("Namn eller kod")).to_be_focused()
    expect(page).to_have_url(
        f"{page.context.base}/insamlingar/{made.code}/?status=&q=r%C3%A4tt&lan=&anmarkningar="
    )
    page.get_by_label("Namn eller kod").fill("")
    expect(page.locator("#units tbody tr")).to_have_count(3)
    page.keyboard.press("Tab")
    settled(page)
    page.get_by_role("link", name="Enhet").press("Enter")
    page.wait_for_url("**sortera=**")
    settled(page)
    expect(page.locator("th[aria-sort]")).to_contain_text("Enhet")
    page.get_by_label("Välj alla som visas").press("Space")
    expect(page.locator("input[name=return]:checked")).to_have_count(3)
    page.get_by_label("Välj Mora").press("Space")
    enter(page.get_by_role("button", name="Skriv till dem …"))
    expect(page.get_by_role("heading", level=2)).to_contain_text("Till 2 enheter, 2 personer")
    page.get_by_label("Ämne").fill("Svaret")
    page.get_by_label("Text").fill("Hör av er.")
    enter(page.get_by_role("button", name="Förhandsvisa"))
    enter(page.get_by_role("button", name="Skicka till 2 enheter"))
    expect(page.locator("#messages")).to_contain_text("Meddelandet gick till 2 enheter.")
