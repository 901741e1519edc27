"""Every page that a person can reach, read in English: no Swedish is left outside names, and it fits a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kompetenslyft.apps.collection import actions
from tests.browser.english import speaking_english, swedish_on, walk
from tests.browser.helpers import follow, log_in
from tests.factories import collection

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def answers_in_english() -> dict[str, object]:
    written = {
        key: value for key, value in collection.complete_answers().items() if value == "Inget att tillägga."
    }
    return collection.complete_answers() | dict.fromkeys(written, "Nothing to add.")


def test_visitors(page: Page) -> None:
    page.goto("/")
    assert swedish_on(page) != []
    follow(page.get_by_role("button", name="English"))
    read = walk(page, "/", "/konto/nytt/", "/losenord/skickat/", "/finns-inte/", "/inbjudan/fel/")
    assert {"/om/", "/tillganglighet/", "/logga-in/", "/losenord/", "/rapporter/"} <= read


def test_a_coordinator_with_much_to_correct(page: Page) -> None:
    made = collection.cast(joined=2016)
    collection.year_before(made, answers_in_english())
    wrong = {"caseworkers.women": "10", "no_degree.women": "11", "level_law.family_law.basic": "3"}
    collection.enter(made.answer_to, made.coordinator, wrong)
    log_in(page, speaking_english(made.coordinator))
    home = f"/uppgift/{made.answer_to.pk}/"
    read = walk(page, "/", "/konto/", f"{home}las-in/", f"{home}andringar/no_degree.women/")
    assert {home, f"{home}avsnitt/levels_law/", f"{home}lamna-in/", "/konto/tva-steg/"} <= read


def test_an_officer_with_a_signed_return(page: Page) -> None:
    made = collection.cast()
    collection.signed(made, answers_in_english())
    actions.request_completion(answer_to=made.answer_to, by=made.officer, note="Check the team leaders.")
    collection.enter(made.answer_to, made.coordinator, {"team_leaders.men": "2"})
    actions.submit(answer_to=made.answer_to, by=made.coordinator)
    actions.sign(answer_to=made.answer_to, by=made.signatory)
    log_in(page, speaking_english(made.officer))
    home, followed = f"/uppgift/{made.answer_to.pk}/", f"/insamlingar/{made.round.code}/"
    read = walk(page, "/", "/insamlingar/ny/", f"{followed}skriv/", f"{followed}forlang/")
    assert {home, f"{home}inlamning/2/", f"{home}godkann/", followed, f"{followed}fraga/"} <= read
    assert {
        "/rapporter/bestall/",
        "/organisationer/",
        f"/organisationer/{made.unit.code}/personer/bjud-in/",
    } <= read
