"""The worked table of ``docs/algorithms/disclosure.md`` is what the code does."""

from __future__ import annotations

from kompetenslyft.core.disclosure.audit import audit
from kompetenslyft.core.disclosure.cells import build_system
from kompetenslyft.core.disclosure.definition import ProtectedTables
from kompetenslyft.core.disclosure.pattern import suppress
from kompetenslyft.core.disclosure.records import read_counts
from tests.machine import ROOT
from tests.unit.core.disclosure.made_up import release

PAGE = (ROOT / "docs" / "algorithms" / "disclosure.md").read_text(encoding="utf-8")
PEOPLE = {("A", "K"): 2, ("A", "M"): 9, ("B", "K"): 8, ("B", "M"): 1, ("C", "K"): 12, ("C", "M"): 20}
WANTED = ProtectedTables.model_validate(
    {
        "id": "worked",
        "version": "1",
        "title": {"sv": "Exempel", "en": "Example"},
        "count": "n",
        "variables": [{"id": "unit"}, {"id": "sex"}],
        "tables": [{"id": "one", "variables": ["unit", "sex"]}],
    }
)


def shown() -> list[str]:
    """The lines of both tables of the page: what is published, and what the audit found."""
    rows = [(i, {"unit": u, "sex": s, "n": str(n)}) for i, ((u, s), n) in enumerate(PEOPLE.items(), start=2)]
    counts = read_counts(WANTED, rows)
    system = build_system(WANTED, counts)
    pattern = suppress(system, WANTED.rules)
    told = {
        key: f"{system.persons[i]} → .." if i in pattern.hidden else str(system.persons[i])
        for i, key in enumerate(system.keys)
    }
    result = audit(release(WANTED, counts, system, pattern))
    assert result.is_safe
    return [
        *(f"| {unit} | {told[unit, 'K']} | {told[unit, 'M']} | {told[unit, 'T']} |" for unit in "ABCT"),
        *(
            f"| {cell.key[0]} {cell.key[1]} | {'yes' if cell.sensitive else 'no'} | {cell.persons} | "
            f"{cell.low}–{cell.high} |"
            for cell in result.cells
        ),
    ]


def test_the_page_shows_what_is_computed() -> None:
    lines = PAGE.splitlines()
    assert [line for line in shown() if line not in lines] == []
