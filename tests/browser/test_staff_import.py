"""A staff file in a real browser: upload, columns, what it would do, applying it twice at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from kompetenslyft.apps.staff.models import Person, StaffImport
from tests.browser.helpers import axe, enter, follow, log_in, look, submit_twice
from tests.factories import staff
from tests.integration.staff.staff_import_files import content

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.fixtures import SettingsWrapper

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BASE = "/personal/inlasning/"


@pytest.fixture(autouse=True)
def on_the_day(settings: SettingsWrapper) -> None:
    settings.DEMO_DATE = staff.AT.date()


def test_a_file_goes_from_upload_to_the_register(page: Page, tmp_path: Path) -> None:
    work = staff.workplace()
    file = tmp_path / "personal-november.csv"
    known = {"Anställningsnr": work.colleague.number, "Namn": "Kollegan", "Anställd fr.o.m.": "2012-03-01"}
    file.write_bytes(
        content({"Enhet": "Utr norr"}, known | {"Sysselsättningsgrad": "75 %"}, {"Anställningsnr": "2002"})
    )
    log_in(page, work.administrator)
    page.goto(BASE)
    look(page, "inlasning-tom")
    follow(page.get_by_role("link", name="Läs in en fil").first)
    look(page, "inlasning-ny")
    page.get_by_label("Fil (.csv, .xlsx eller PAXml)").set_input_files(file)
    follow(page.get_by_role("button", name="Läs filen"))
    expect(page.get_by_label("Befattning", exact=True)).to_have_value("role")
    look(page, "inlasning-kolumner")
    page.get_by_label("Spara mappningen som").fill("HR-systemet")
    enter(page.get_by_role("button", name="Kontrollera filen"))
    expect(page.get_by_text("1 fel måste rättas")).to_be_visible()
    expect(page.get_by_text("Menas «Utredning norr»")).to_be_visible()
    look(page, "inlasning-fel")
    follow(page.get_by_role("link", name="Ändra hur filen läses"))
    page.get_by_label("«Utr norr»").select_option(label=f"Utredning norr ({work.unit.code})")
    follow(page.get_by_role("button", name="Kontrollera filen"))
    expect(page.get_by_text("75 procent, från 1 november 2016 läggs till")).to_be_visible()
    look(page, "inlasning-skillnad")
    follow(page.get_by_role("link", name="För in i registret"))
    axe(page)
    submit_twice(page.get_by_role("button", name="För in i registret"))
    page.wait_for_function(
        """async () => (await (await fetch(location.pathname.replace("infor/", ""))).text())
            .includes("Det här ändrades")"""
    )
    page.goto(BASE)
    look(page, "inlasning-lista")
    follow(page.get_by_role("link", name="personal-november.csv"))
    expect(page.get_by_role("heading", name="Det här ändrades")).to_be_visible()
    follow(page.get_by_role("link", name="Läs in personal"))
    follow(page.get_by_role("link", name="Mappningar"))
    look(page, "inlasning-mappningar")
    assert StaffImport.objects.get().state == "applied"
    assert Person.objects.filter(number__in=["2001", "2002"]).count() == 2
