"""The worked table of ``docs/algorithms/disclosure.md`` is what the code does."""

from __future__ import annotations

from textwrap import dedent

from kompetenslyft.core.disclosure.audit import audit
from kompetenslyft.core.disclosure.cells import build_system
from kompetenslyft.core.disclosure.definition import ProtectedTables
from kompetenslyft.core.disclosure.loader import load_protected
from kompetenslyft.core.disclosure.pattern import suppress
from kompetenslyft.core.disclosure.records import read_counts
from kompetenslyft.exchange.disclosure_files import read_rows
from kompetenslyft.exchange.disclosure_run import protect
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


AMOUNTS = {
    "A": {"K": [90, 12, 5], "L": [40, 38, 30]},
    "B": {"K": [50, 45, 33], "L": [60, 35, 21]},
    "C": {"K": [70, 52, 44], "L": [80, 66, 58]},
}
MONEY = ProtectedTables.model_validate(
    {
        "id": "worked-money",
        "version": "1",
        "title": {"sv": "Exempel", "en": "Example"},
        "money": [{"column": "kronor", "contributor": "unit", "percent": 10}],
        "variables": [{"id": "county"}, {"id": "purpose"}],
        "tables": [{"id": "one", "variables": ["county", "purpose"]}],
    }
)


def shown_of_money() -> list[str]:
    """The lines of the table of kronor, and what the audit found of its sensitive cell."""
    rows = [
        {"county": county, "purpose": purpose, "unit": f"{county}{number}", "kronor": str(amount)}
        for county, cells in AMOUNTS.items()
        for purpose, amounts in cells.items()
        for number, amount in enumerate(amounts)
    ]
    found = protect(MONEY, read_counts(MONEY, list(enumerate(rows, start=2))), audited=True, seconds=60)
    result = found.audits["kronor"]
    assert result.is_safe
    true = {cell.key: cell for cell in result.cells}
    told: dict[str, list[str]] = {}
    for _line, row in read_rows(found.tables["one.csv"].encode()):
        cell = true.get((row["county"], row["purpose"]))
        told.setdefault(row["county"], []).append(f"{cell.persons} → .." if cell else row["kronor"])
    (sensitive,) = (cell for cell in result.cells if cell.sensitive)
    return [
        *(f"| {county} | {' | '.join(cells)} |" for county, cells in told.items()),
        f"The audit finds {sensitive.low}–{sensitive.high} possible for {' '.join(sensitive.key)}",
    ]


def test_the_definition_of_the_how_to_can_be_used() -> None:
    page = (ROOT / "docs" / "how-to" / "skydda-tabeller.md").read_text(encoding="utf-8")
    written = page.split("`tabeller.yaml`:\n")[1].split("\n| ord")[0]
    definition = load_protected(dedent(written), "skydda-tabeller.md")
    assert definition.columns == ("antal", "fte", "kronor")


def test_the_page_shows_what_is_computed_of_money() -> None:
    assert [line for line in shown_of_money() if line not in PAGE] == []


def test_the_page_shows_what_is_computed() -> None:
    lines = PAGE.splitlines()
    assert [line for line in shown() if line not in lines] == []
