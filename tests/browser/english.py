"""Reads pages in English: what is left of Swedish on them, and where their links lead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.browser.helpers import fits

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from kompetenslyft.apps.accounts.models import User

TELLTALE = re.compile(
    r"\b(och|att|är|inte|för|till|från|med|som|ska|har|något|inga|ingen|alla|eller|sista|senast|"
    r"svar|svaret|insamling|insamlingen|insamlingar|uppgift|uppgifter|enhet|enheter|kommunen|kommuner|"
    r"årsarbetare|lämna|välj|visa|spara|sparas|sparad|skriv|hämta|öppna|ändra|godkänn|rapport|rapporter|tabell|"
    r"tabeller|personer|samtal|samtalet|registret|bedömning|bedömningen|planen|filen|anställning|nivå|krav)\b",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"https?://\S+")
DOWNLOAD = re.compile(r"\.(csv|xlsx|px|ics|svg|png|pdf|json)$|/(fil|lista)/$|^/api/")
ONE_OF_MANY = re.compile(r"(?<=/andringar/)[^/]+|(?<=/personer/)\d+|(?<=/nycklar/)\d+")
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


def swedish_on(page: Page) -> list[str]:
    return [text for text in page.evaluate(READABLE) if TELLTALE.search(ADDRESS.sub("", text))]


def walk(page: Page, *starts: str, within: str = "/", but: str | None = None) -> set[str]:
    """Read every page that the links lead to; one of each kind where there is one for each cell, person or key.

    ``within``: links are followed where their path begins so. ``but``: not where this pattern is found in it.
    """
    waiting, kinds, read = list(starts), set(), set()
    swedish: dict[str, list[str]] = {}
    while waiting:
        path = waiting.pop(0)
        kind = ONE_OF_MANY.sub("one", path)
        if kind in kinds or DOWNLOAD.search(path):
            continue
        kinds.add(kind)
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == "en", path
        if left := swedish_on(page):
            swedish[path] = left
        fits(page)
        read.add(path)
        links = page.locator("a[href]").evaluate_all("links => links.map(link => link.href)")
        inner = [urlsplit(link).path for link in links if link.startswith(page.context.base)]  # type: ignore[attr-defined]
        waiting += [path for path in inner if path.startswith(within) and not (but and re.search(but, path))]
    assert not swedish, swedish
    return read
