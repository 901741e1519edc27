"""A return's workbook as it stands or with what is wrong in an upload marked, and what an upload would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import translation
from django.utils.formats import date_format

from kompetenslyft.apps.collection.checking import previous_answers
from kompetenslyft.apps.collection.models import Return, Upload
from kompetenslyft.apps.collection.records import answers_of, instrument_of
from kompetenslyft.apps.collection.workbooks import changes_of, stamp_of, stored_findings
from kompetenslyft.core.findings import Finding
from kompetenslyft.core.instruments.model import Instrument, Value
from kompetenslyft.core.instruments.values import from_json
from kompetenslyft.exchange.workbook.difference import Change
from kompetenslyft.exchange.workbook.write import write_workbook


@dataclass(frozen=True)
class UploadPreview:
    """What a waiting upload would do. ``findings``: what cannot be saved (hard) and what is worth knowing."""

    upload: Upload
    instrument: Instrument
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]


def upload_preview(upload: Upload) -> UploadPreview:
    """The difference, cell by cell, against the answers as they stand now."""
    return UploadPreview(
        upload, instrument_of(upload.answer_to), changes_of(upload), stored_findings(upload.findings)
    )


def workbook(answer_to: Return, *, language: str, at: datetime) -> bytes:
    """The return's workbook, pre-filled with the answers as they stand."""
    return _workbook(answer_to, language=language, at=at)


def marked_workbook(upload: Upload, *, language: str, at: datetime) -> bytes:
    """The sender's own entries in a workbook, with what is wrong marked in its cells."""
    return _workbook(
        upload.answer_to,
        language=language,
        at=at,
        findings=stored_findings(upload.findings),
        raw=upload.raw,
        base=from_json(upload.base),
    )


def _workbook(
    answer_to: Return,
    *,
    language: str,
    at: datetime,
    findings: Sequence[Finding] = (),
    raw: Mapping[str, object] | None = None,
    base: Mapping[str, Value] | None = None,
) -> bytes:
    return write_workbook(
        instrument_of(answer_to),
        answers_of(answer_to),
        stamp=stamp_of(answer_to, at),
        language=language,
        title=answer_to.round.title(language),
        unit_name=answer_to.unit.name,
        previous=previous_answers(answer_to),
        newcomer=answer_to.newcomer,
        findings=findings,
        raw=raw,
        base=base,
        made_up=answer_to.round.made_up,
        deadline=_day_in_words(answer_to.dates.deadline, language),
    )


def _day_in_words(day: date, language: str) -> str:
    """«10 februari 2017»."""
    with translation.override(language):
        return date_format(day, "j F Y")
