"""Given figures and attached files in a real browser, with the script that saves as one types."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from kompetenslyft.apps.collection import actions
from tests.browser.helpers import enter, follow, log_in, look, new_context
from tests.factories import claims, documents

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> claims.Cast:
    claims.install(monkeypatch)
    made = claims.cast()
    actions.give(answer_to=made.answer_to, values=claims.OFFERED, by=None)
    return made


def open_section(page: Page, made: claims.Cast, section: str) -> None:
    log_in(page, made.coordinator)
    page.goto(f"/uppgift/{made.answer_to.pk}/avsnitt/{section}/")


def cell(page: Page, key: str) -> Locator:
    return page.locator(f'[id="{key}"]')


def stored(made: claims.Cast, key: str) -> object:
    found = made.answer_to.cells.filter(key=key).first()
    return found.value if found else None


def file_at(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_given_figures_stand_still_while_the_rest_is_saved(page: Page, made: claims.Cast) -> None:
    open_section(page, made, "claim")
    expect(cell(page, "offered.training").locator('[data-role="value"]')).to_have_text("3\u00a0056\u00a0887")
    expect(cell(page, "offered.inventory").locator("input")).to_have_count(0)
    cell(page, "claimed.inventory").focus()
    page.keyboard.type("300000")
    page.keyboard.press("ArrowRight")
    expect(cell(page, "claimed.training")).to_be_focused()
    expect(page.get_by_text("är mer än de 250\u00a0000 kr som fördelats")).to_be_visible()
    actions.give(answer_to=made.answer_to, values={"offered.inventory": 310_000}, by=made.officer)
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    expect(cell(page, "offered.inventory").locator('[data-role="value"]')).to_have_text("310\u00a0000")
    expect(cell(page, "offered.total").locator("output")).to_have_text("3\u00a0366\u00a0887")
    expect(page.get_by_text("som fördelats")).to_have_count(0)
    expect(page.locator('[data-role="saved-state"]')).to_have_attribute("data-state", "saved")
    assert (stored(made, "claimed.inventory"), stored(made, "claimed.training")) == (300_000, 1)
    look(page, "given-figures")


def test_a_file_is_attached_replaced_and_removed_with_the_keyboard(
    page: Page, made: claims.Cast, tmp_path: Path
) -> None:
    open_section(page, made, "documents")
    look(page, "file-none")
    cell(page, "delegation").set_input_files(file_at(tmp_path, "beslut.pdf", documents.PDF))
    cell(page, "delegation").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Bifoga filen: Delegationsordning")).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="beslut.pdf", exact=True)).to_be_visible()
    look(page, "file-attached")
    with page.expect_download() as download:
        page.get_by_role("link", name="beslut.pdf", exact=True).click()
    assert download.value.suggested_filename == "beslut.pdf"
    assert Path(download.value.path()).read_bytes() == documents.PDF
    cell(page, "delegation").set_input_files(file_at(tmp_path, "nytt.png", documents.PNG))
    enter(page.get_by_role("button", name="Byt fil: Delegationsordning"))
    expect(page.get_by_role("link", name="nytt.png", exact=True)).to_be_visible()
    enter(page.get_by_role("button", name="Ta bort filen: nytt.png"))
    expect(page.get_by_text("Ingen fil är bifogad.")).to_be_visible()
    assert stored(made, "delegation") is None


def test_a_file_that_cannot_be_taken_is_told_of_at_the_field(
    page: Page, made: claims.Cast, tmp_path: Path
) -> None:
    open_section(page, made, "documents")
    cell(page, "delegation").set_input_files(file_at(tmp_path, "beslut.pdf", b"MZ"))
    follow(page.get_by_role("button", name="Bifoga filen"))
    expect(page.locator("#error-delegation")).to_contain_text("varken PDF, PNG, JPEG, DOCX eller ODT")
    page.get_by_role("alert").get_by_role("link", name="Delegationsordning").click()
    expect(cell(page, "delegation")).to_be_focused()
    expect(cell(page, "delegation")).to_have_attribute("aria-invalid", "true")
    look(page, "file-fault")


def test_it_works_without_a_script(page: Page, made: claims.Cast, tmp_path: Path) -> None:
    context = new_context(page.context.browser, page.context.base, java_script_enabled=False)
    plain = context.new_page()
    open_section(plain, made, "documents")
    cell(plain, "delegation").set_input_files(file_at(tmp_path, "beslut.odt", documents.ODT))
    follow(plain.get_by_role("button", name="Spara sidan"))
    expect(plain.get_by_role("link", name="beslut.odt", exact=True)).to_be_visible()
    context.close()
    assert str(stored(made, "delegation")).endswith("/beslut.odt")
