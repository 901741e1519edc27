"""The chapter on the grant: there where rounds of the grant stand behind the report, true to their tables."""

from __future__ import annotations

import dataclasses

import pytest

from kompetenslyft.core.definitions import DefinitionError
from kompetenslyft.core.instruments.model import Value
from kompetenslyft.core.reports.compose import compose
from kompetenslyft.core.reports.document import ChartBlock, Document, Heading, Paragraph
from kompetenslyft.core.reports.loader import load_report
from kompetenslyft.core.tabulation.compute import ReturnData
from kompetenslyft.core.tabulation.compute import compute as tabulate
from kompetenslyft.exchange.definitions import (
    all_table_sets,
    definition_files,
    framework,
    instrument,
    report,
)
from tests.factories import reports

DEFINITION = report("national-follow-up@2016")
CHAPTER = "Vad bidraget har använts till"


def _claim(unit: str, year: int, **amounts: int) -> ReturnData:
    values: dict[str, Value] = {f"claimed.{purpose}": amount for purpose, amount in amounts.items()}
    values |= {f"offered.{purpose}": 100_000 for purpose in amounts}
    form = instrument("requisition@2013" if year == 2013 else "requisition@2014")
    return ReturnData(unit, (unit,), f"rekvisition-{year}", year, 2013, form, values)


def _report(unit: str, year: int, used: int, courses: int) -> ReturnData:
    values: dict[str, Value] = {
        "received.competence": 100_000,
        "used.competence": used,
        "figures_confirmed": "yes",
    }
    values |= {"unused.competence": 100_000 - used, "cost.course_fees": used, "cost.travel": 0}
    values |= {"activities.short_course": courses, "activities.support_and_supervision": 1}
    values |= {"activities_with_credits": 1, "qualifying": int(used > 0)}
    for area in framework("child-welfare@2013").areas:
        for place, one in enumerate(area.directions):
            values[f"trained_{area.id}.{one.id}"] = 1
            values[f"trained_people_{area.id}.{one.id}"] = (
                100 if one.id == "assessment_methods" else 5 - place % 3
            )
    for role in ("caseworkers", "team_leaders"):
        for degree, people in (("with_degree", 4), ("without_degree", 1)):
            for band in ("under_2", "from_2_to_4", "over_4"):
                values[f"participants_{role}.{degree}.{band}"] = people
    form = instrument(f"report-back@{2016 if year == 2016 else 2014}")
    return ReturnData(unit, (unit,), f"redovisning-{year}", year, 2013, form, values)


GRANT = [
    *(_claim(unit, 2013, inventory=100_000, competence=int(unit != "2080") * 100_000) for unit in reports.CODES),
    *(_claim(unit, 2016, competence=80_000) for unit in reports.CODES[:4]),
    ReturnData("2084", ("2084",), "rekvisition-2016", 2016, 2013, instrument("requisition@2014"), {}),
    *(_report(unit, 2015, used, 3) for unit, used in (("2080", 0), ("2081", 100_000))),
    *(_report(unit, 2016, 60_000, 8) for unit in reports.CODES[:3]),
]  # fmt: skip


def _composed(data: list[ReturnData]) -> Document:
    material = reports.material(data)
    tables = {
        number: table
        for ref in DEFINITION.tables
        for number, table in tabulate(all_table_sets()[ref], data).items()
    }
    return compose(DEFINITION, dataclasses.replace(material.basis, tables=tables))


def _text(document: Document) -> str:
    paragraphs = [block for block in document.blocks if isinstance(block, Paragraph)]
    return " ".join("".join(run.text for run in block.runs) for block in paragraphs).replace("\u00a0", " ")


def test_the_chapter_follows_from_the_tables() -> None:
    document = _composed([*reports.returns(), *GRANT])
    text = _text(document)
    assert CHAPTER in [block.text for block in document.blocks if isinstance(block, Heading)]
    assert "5 kommuner rekvirerade medel för en inventering och 4 för utbildning" in text
    assert "Det sista året var det 4 av 5 kommuner." in text
    assert "rekvirerade de 80 procent (tabell 22)" in text
    assert "År 2015 har två kommuner redovisat, och en av dem har använt något av bidraget." in text
    assert (
        "De vanligaste slagen av insatser 2016 var kurs på en eller två dagar samt stöd och handledning"
        in text
    )
    assert "samtliga 3 redovisande kommuner medel till utbildning för behörighet" in text
    assert "hade 80 procent socionomexamen och" in text
    assert "Flest deltagare 2016 hade insatser inom utredningsmetodik" in text
    assert "År 2014 rekvirerade" not in text, "no round of that year: the sentence is left out"
    (chart,) = [
        block for block in document.blocks if isinstance(block, ChartBlock) and block.anchor == "figur-behov"
    ]
    shares = [row.values[1] for row in chart.rows]
    assert sum(share for share in shares if share is not None) == 1
    assert {"21", "22", "25", "26", "27", "28", "29", "35", "36"} <= {one.number for one in document.tables}


def test_without_rounds_of_the_grant_the_chapter_is_left_out_whole() -> None:
    document = _composed(reports.returns())
    headings = [block.text for block in document.blocks if isinstance(block, Heading)]
    assert CHAPTER not in headings
    assert "Pengarna" not in headings
    assert not {"21", "25"} & {one.number for one in document.tables}
    assert [one.number for one in document.figures] == list(range(1, len(document.figures) + 1))


def test_a_condition_on_what_is_not_there_is_told() -> None:
    source = next(file.read_text("utf-8") for file in definition_files("reports"))
    broken = source.replace("t21.y2016.n > 0 or", "t21.y2099.n > 0 or")
    assert broken != source
    with pytest.raises(DefinitionError) as error:
        load_report(broken, "report.yaml", all_table_sets())
    line = broken[: broken.index("t21.y2099.n")].count("\n") + 1
    assert f"report.yaml:{line}: «t21.y2099.n» finns inte bland tabellerna." in str(error.value)
