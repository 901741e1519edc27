"""What the documentation points at exists: links between pages, and the places in the code that the tour names."""

import re
from pathlib import Path

import pytest

from tests.machine import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)(?:#[^)]*)?\)")
PLACE = re.compile(r"`([\w./-]+\.(?:py|js|yaml)|[\w/]+/)(?::(\w+))?`")
TOUR = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_tour_names_many_places() -> None:
    assert len(PLACE.findall(TOUR)) > 30


@pytest.mark.parametrize(("path", "name"), sorted(set(PLACE.findall(TOUR))))
def test_the_tour_names_what_exists(path: str, name: str) -> None:
    file = ROOT / "src" / "kompetenslyft" / path
    assert file.exists()
    if name:
        text = file.read_text(encoding="utf-8")
        assert re.search(rf"^(?:async )?(?:def|class) {name}\b|^{name}\b.*=", text, re.MULTILINE)
