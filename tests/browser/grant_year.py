"""The people and the moves of a grant year in a browser: who logs in on which day, and what each does on the pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

from kompetenslyft.apps.grants.queries import years
from kompetenslyft.exchange import definitions
from tests.browser.helpers import enter, log_in
from tests.factories import accounts, allocation, documents, organisations

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.fixtures import SettingsWrapper

    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.collection.models import Return
    from kompetenslyft.apps.grants.models import ProgrammeYear
    from kompetenslyft.apps.organisations.models import Organisation

DEFINITION = "competence-grant@2013"
CODE = "competence-grant-2013"
KEY = {"2080": 5_000, "2062": 2_500, "2034": 1_000, "2029": 1_500}
AMOUNTS = {"inventory": 800_000, "competence": 4_000_000}


def install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The grant of 2013 with amounts for four municipalities, and room for dividing anew what nobody claims."""
    known = definitions.all_programmes()
    real = known[DEFINITION]
    small = real.model_copy(
        update={
            "appropriation_sek": sum(AMOUNTS.values()),
            "purposes": tuple(
                one.model_copy(update={"amount_sek": AMOUNTS[one.id]}) for one in real.purposes
            ),
            "redistribution": real.redistribution.model_copy(update={"allowed": True}),
        }
    )
    programmes = known | {DEFINITION: small}
    monkeypatch.setattr(definitions, "all_programmes", lambda: programmes)


@dataclass
class Municipality:
    """A municipality and those who hold a role there."""

    unit: Organisation
    coordinator: User
    signatory: User

    @property
    def code(self) -> str:
        return self.unit.code


@dataclass
class GrantYear:
    """Everybody in the year, the window that they all use in turn, and the calendar."""

    page: Page
    settings: SettingsWrapper
    folder: Path
    olle: User = field(init=False)
    petra: User = field(init=False)
    """Two programme officers."""
    falun: Municipality = field(init=False)
    mora: Municipality = field(init=False)
    orsa: Municipality = field(init=False)
    leksand: Municipality = field(init=False)
    left_open: Page | None = None
    """A second window, in which somebody has a form open while the year goes on."""

    def __post_init__(self) -> None:
        self.olle = accounts.officer(name="Olle Handläggare")
        self.petra = accounts.officer(name="Petra Handläggare")
        for code, name in (("2080", "Falun"), ("2062", "Mora"), ("2034", "Orsa"), ("2029", "Leksand")):
            unit = organisations.municipality(code, name)
            people = (
                accounts.coordinator(unit, name=f"Karin {name}"),
                accounts.signatory(unit, name=f"Sten {name}"),
            )
            setattr(self, name.lower(), Municipality(unit, *people))

    @property
    def year(self) -> ProgrammeYear:
        """The year as it stands in the database."""
        return years.year(CODE)

    def on(self, month: int, day: int, year: int = 2013) -> None:
        """It is that day."""
        self.settings.DEMO_DATE = date(year, month, day)

    def as_(self, person: User, url: str = f"/bidrag/{CODE}/") -> None:
        """The person sits down at the window and opens a page, the year's if no other is given."""
        log_in(self.page, person)
        self.page.goto(url)

    def visit(self, rest: str = "") -> None:
        """Open a page of the year."""
        self.page.goto(f"/bidrag/{CODE}/{rest}")

    def press(self, name: str, role: Literal["link", "button"] = "link", *, exact: bool = True) -> None:
        """Go to a link or button on the page and press Enter, and wait for the page that comes."""
        enter(self.page.get_by_role("main").get_by_role(role, name=name, exact=exact).first)

    def section(self, section_id: str) -> None:
        """From one section of a form, or its overview, to another."""
        enter(self.page.locator(f'main a[href$="/avsnitt/{section_id}/"]').first)

    def saved(self) -> None:
        """Leave the cell, and wait until the form says that everything is saved."""
        self.page.keyboard.press("Tab")
        expect(self.page.locator('[data-role="saved-state"]')).to_have_attribute("data-state", "saved")

    def told(self, text: str) -> None:
        """Wait for the message."""
        expect(self.page.locator("#messages")).to_contain_text(text)

    def stands(self, title: str, state: str) -> None:
        """The road says that of a step."""
        expect(self.page.get_by_role("heading", name=f"{title} {state}", exact=True)).to_be_visible()

    def take(self, label: str, button: str) -> None:
        """From the year's page: a step, and the question about it."""
        self.visit()
        self.press(label)
        self.press(button, "button")

    def claim(self, of: Municipality) -> Return:
        found = years.own_year(self.year, of.unit).requisition
        assert found is not None
        return found

    def report(self, of: Municipality) -> Return:
        found = years.own_year(self.year, of.unit).report
        assert found is not None
        return found

    def cell(self, key: str, value: str) -> None:
        """Write in a cell of a form."""
        self.page.locator(f'[id="{key}"]').fill(value)

    def choose(self, key: str, value: str) -> None:
        """Choose one of a question's answers."""
        self.page.locator(f'[id="{key}..{value}"]').check()

    def file(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(data)
        return path

    def submit_and_sign(self, of: Municipality, answer_to: Return) -> None:
        """The coordinator, who has the return's page open, submits it; the signatory signs."""
        self.press("Lämna in …" if not answer_to.submissions.exists() else "Lämna in på nytt …")
        self.press("Lämna in", "button")
        self.told("Svaret är inlämnat")
        self.as_(of.signatory, "/")
        self.press("Skriv under svaret", exact=False)
        self.press("Skriv under", "button")
        expect(self.page.locator(".status").first).to_have_text("Underskrivet")

    def key_file(self) -> Path:
        return self.file("barn.csv", allocation.csv_of(KEY))

    def delegation_order(self) -> Path:
        return self.file("delegationsordning.pdf", documents.PDF)
