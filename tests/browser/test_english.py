"""Every page that a person can reach, read in English: no Swedish is left outside names, and it fits a phone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from kompetenslyft.apps.collection import actions
from tests.browser.helpers import fits, log_in
from tests.factories import collection

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from kompetenslyft.apps.accounts.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TELLTALE = re.compile(
    r"\b(och|att|är|inte|för|till|från|med|som|ska|har|något|inga|ingen|alla|eller|sista|senast|"
    r"svar|svaret|insamling|insamlingen|insamlingar|uppgift|uppgifter|enhet|enheter|kommunen|kommuner|"
    r"årsarbetare|lämna|välj|visa|spara|sparas|sparad|skriv|hämta|öppna|ändra|godkänn|rapport|rapporter|tabell)\b",
    re.IGNORECASE,
)
DOWNLOAD = re.compile(r"\.(csv|xlsx|svg|json)$")
ONE_OF_MANY = re.compile(r"(?<=/andringar/)[^/]+|(?<=/personer/)\d+")
READABLE = """() => {
    const said = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const holder = walker.currentNode.parentElement;
        if (!holder.closest('script, style, body [lang="sv"]')) said.push(walker.currentNode.textContent.trim());
    }
    for (const name of ['aria-label', 'alt', 'title', 'placeholder', 'data-label'])
        for (const element of document.querySelectorAll(`[${name}]`))
            if (!element.closest('body [lang="sv"]')) said.push(element.getAttribute(name));
    return said;
}"""


def speaking_english(person: User) -> User:
    person.language = "en"
    person.save()
    return person


def answers_in_english() -> dict[str, object]:
    written = {
        key: value for key, value in collection.complete_answers().items() if value == "Inget att tillägga."
    }
    return collection.complete_answers() | dict.fromkeys(written, "Nothing to add.")


def swedish_on(page: Page) -> list[str]:
    return [text for text in page.evaluate(READABLE) if TELLTALE.search(text)]


def walk(page: Page, *starts: str) -> set[str]:
    """Read every page that the links lead to; one of each kind where there is one for each cell or person."""
    waiting, kinds, read = list(starts), set(), set()
    while waiting:
        path = waiting.pop(0)
        kind = ONE_OF_MANY.sub("one", path)
        if kind in kinds or DOWNLOAD.search(path):
            continue
        kinds.add(kind)
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == "en", path
        assert swedish_on(page) == [], path
        fits(page)
        read.add(path)
        links = page.locator("a[href]").evaluate_all("links => links.map(link => link.href)")
        waiting += [urlsplit(link).path for link in links if link.startswith(page.context.base)]  # type: ignore[attr-defined]
    return read


def test_visitors(page: Page) -> None:
    page.goto("/")
    assert swedish_on(page) != []
    page.get_by_role("button", name="English").click()
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
