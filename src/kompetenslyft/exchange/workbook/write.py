"""Makes the workbook of a return: a cover, a sheet per section, what is to correct, and the hidden stamp."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.instruments.figures import previous_values
from kompetenslyft.core.instruments.model import Instrument, Values
from kompetenslyft.exchange.workbook import wording
from kompetenslyft.exchange.workbook.answers import Answers, findings_by_key
from kompetenslyft.exchange.workbook.formats import FONT, Formats
from kompetenslyft.exchange.workbook.layout import plan_workbook
from kompetenslyft.exchange.workbook.stamp import Stamp, StampRecord, stamp_rows
from kompetenslyft.exchange.workbook.wording import COVER_SHEET, FINDINGS_SHEET, LISTS_SHEET, STAMP_SHEET
from kompetenslyft.exchange.workbook.write_cover import Cover, Heading, write_cover
from kompetenslyft.exchange.workbook.write_findings import write_findings
from kompetenslyft.exchange.workbook.write_section import Content, SectionWriter

_EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no time zones
_SHOWN = {Severity.HARD, Severity.SOFT, Severity.INFO}


def write_workbook(
    instrument: Instrument,
    values: Values,
    *,
    stamp: Stamp,
    language: str,
    title: str,
    unit_name: str,
    deadline: str = "",
    previous: Values | None = None,
    newcomer: bool = False,
    findings: Iterable[Finding] = (),
    raw: Mapping[str, object] | None = None,
    base: Values | None = None,
    made_up: bool = False,
) -> bytes:
    """The workbook of a return as .xlsx.

    ``values`` are the return's answers, ``previous`` those of the return before under their own version's keys.
    ``deadline`` is a date in words. To give a faulty file back, pass ``raw`` (the user's entries by key or
    ``key#option``: they stand as written, blanks too), ``findings`` (their cells are marked) and ``base`` (the answers
    of the workbook that came in, so that conflicts are still seen; by default ``values``).
    The same arguments give the same bytes.
    """
    language = "en" if language.lower().startswith("en") else "sv"
    shown = tuple(finding for finding in findings if finding.severity in _SHOWN)
    heading = Heading(title, unit_name, deadline, made_up)
    output = BytesIO()
    workbook = xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_numbers": False})
    workbook.formats[0].set_font_name(FONT)
    workbook.set_size(2400, 1600)
    _set_properties(workbook, heading, stamp)
    formats = Formats(workbook)
    plans = plan_workbook(instrument, language)
    cover_sheet = workbook.add_worksheet(COVER_SHEET.in_language(language))
    findings_sheet = workbook.add_worksheet(FINDINGS_SHEET.in_language(language)) if shown else None
    content = Content(
        Answers(values, raw, language),
        previous_values(instrument, previous) if previous is not None else None,
        findings_by_key(shown),
    )
    writer = SectionWriter(
        workbook,
        formats,
        instrument,
        language=language,
        subtitle=_subtitle(heading, language),
        content=content,
        newcomer=newcomer,
    )
    written = [writer.write(plan) for plan in plans]
    writer.lists.write(workbook.add_worksheet(LISTS_SHEET))
    places = {key: place for section in written for key, place in section.places.items()}
    if findings_sheet is not None:
        write_findings(findings_sheet, formats, shown, places, language, made_up=made_up)
    write_cover(
        cover_sheet, formats, Cover(instrument, heading, stamp, tuple(written), bool(shown)), language
    )
    record = StampRecord(stamp, language, title, unit_name, _as_exported(instrument, values, base))
    _write_stamp(workbook.add_worksheet(STAMP_SHEET), record)
    (findings_sheet or cover_sheet).activate()
    workbook.close()
    return output.getvalue()


def _as_exported(instrument: Instrument, values: Values, base: Values | None) -> Values:
    """The answers to compare the filled-in workbook with: what is not entered in it stands as it is written now."""
    if base is None:
        return values
    entered = {key for key, spec in instrument.cells.items() if spec.entered and not spec.is_file}
    kept = {key: value for key, value in base.items() if key in entered}
    return kept | {key: value for key, value in values.items() if key not in entered}


def _subtitle(heading: Heading, language: str) -> str:
    parts = [heading.title, heading.unit_name]
    if heading.made_up:
        parts.append(wording.MADE_UP_SHORT.in_language(language))
    return " · ".join(part for part in parts if part)


def _write_stamp(sheet: Any, record: StampRecord) -> None:
    for row, texts in enumerate(stamp_rows(record)):
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text)
    sheet.protect()
    sheet.very_hidden()


def _set_properties(workbook: Any, heading: Heading, stamp: Stamp) -> None:
    """Title, unit and time of the file; the time is the export's, so that nothing depends on a clock."""
    created = _EPOCH
    with suppress(ValueError):
        exported = datetime.fromisoformat(stamp.exported_at)
        created = exported.astimezone(UTC).replace(tzinfo=None) if exported.tzinfo else exported
    workbook.set_properties(
        {"title": heading.title, "subject": heading.unit_name, "author": "Kompetenslyft", "created": created}
    )
