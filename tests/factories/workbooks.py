"""Workbooks for tests: made by the product, then changed the way users change them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook

from kompetenslyft.core.instruments.model import Instrument, Value, Values
from kompetenslyft.core.instruments.values import parse_value
from kompetenslyft.exchange.definitions import instrument
from kompetenslyft.exchange.workbook.read import WorkbookContent, read_workbook
from kompetenslyft.exchange.workbook.stamp import Stamp
from kompetenslyft.exchange.workbook.write import write_workbook

REF = "competence-inventory@2016"
STAMP = Stamp("2016", "1440", REF, revision=3, exported_at="2016-10-01T12:00:00+02:00")
CASEWORKERS = "1 Handläggare"
EDUCATION = "2 Handläggarnas utbildning"
WOMEN, MEN, TOTAL, LABEL = "D", "E", "F", "B"


def inventory() -> Instrument:
    """The 2016 inventory."""
    return instrument(REF)


def exported(
    values: Values | None = None, *, stamp: Stamp = STAMP, language: str = "sv", **more: object
) -> bytes:
    """The workbook of a return with these answers."""
    return write_workbook(
        inventory(),
        values or {},
        stamp=stamp,
        language=language,
        title="Inventering 2016",
        unit_name="Ale kommun",
        deadline="30 oktober 2016",
        **more,  # type: ignore[arg-type]
    )


def edited(data: bytes, edit: Callable[[Workbook], object]) -> bytes:
    """The workbook after a user's change."""
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    edit(workbook)
    output = io.BytesIO()
    workbook.save(output)
    return output.getvalue()


def cell(workbook: Workbook, key: str) -> Cell:
    """The cell for an answer, by the name that the workbook gives it."""
    (target,) = list(workbook.defined_names[f"answer.{key.replace('#', '.')}"].destinations)
    sheet, reference = target
    return workbook[sheet][reference.replace("$", "")]


def filled(data: bytes, entries: Mapping[str, object]) -> bytes:
    """The workbook with entries typed into its cells."""

    def fill(workbook: Workbook) -> None:
        for key, entry in entries.items():
            cell(workbook, key).value = entry  # type: ignore[assignment]

    return edited(data, fill)


def read(data: bytes, filename: str = "ale.xlsx", expected: Stamp = STAMP) -> WorkbookContent:
    """The workbook as the product reads it."""
    return read_workbook(data, filename, inventory(), expected=expected)


def parsed(content: WorkbookContent) -> dict[str, Value]:
    """The answers in a workbook whose every entry is sound."""
    answers: dict[str, Value] = {}
    for key, raw in content.entries.items():
        value = parse_value(inventory(), key, raw)
        if value is not None:
            assert isinstance(value, int | str | tuple), value
            answers[key] = value
    return answers


def repacked(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The archive with parts changed, or left out where ``change`` gives None."""
    output = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = change(name, source.read(name))
            if content is not None:
                target.writestr(name, content)
    return output.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The archive with one more part."""
    output = io.BytesIO(data)
    with zipfile.ZipFile(output, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return output.getvalue()
