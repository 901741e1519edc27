"""What the Excel channel needs to know of a return: its stamp, and what a waiting upload would change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from kompetenslyft.apps.collection.models import Return, Upload
from kompetenslyft.apps.collection.records import answers_of, instrument_of
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.instruments.model import Value
from kompetenslyft.core.instruments.values import from_json, parse_value, to_json
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.workbook.difference import Change, difference
from kompetenslyft.exchange.workbook.read import WorkbookContent
from kompetenslyft.exchange.workbook.stamp import Stamp


def stamp_of(answer_to: Return, at: datetime) -> Stamp:
    """The stamp of a workbook written now."""
    return Stamp(
        round_code=answer_to.round.code,
        unit_code=answer_to.unit.code,
        instrument=answer_to.round.instrument,
        revision=answer_to.revision,
        exported_at=at.isoformat(timespec="seconds"),
    )


def upload_of(answer_to: Return, content: WorkbookContent) -> Upload:
    """A workbook's content as a waiting upload, not yet saved: entries parsed, every finding placed."""
    instrument = instrument_of(answer_to)
    values: dict[str, Value] = {}
    faults: dict[str, Finding] = {}
    for key, raw in content.entries.items():
        parsed = parse_value(instrument, key, raw)
        if isinstance(parsed, Finding):
            faults[key] = content.located(parsed)
        elif parsed is not None:
            values[key] = parsed
    return Upload(
        answer_to=answer_to,
        raw=content.as_raw(),
        values=to_json(values),
        faulty=sorted(content.rejected_keys | set(faults)),
        base=to_json(content.base),
        findings=findings_to_json([*faults.values(), *content.findings]),
    )


def changes_of(upload: Upload) -> tuple[Change, ...]:
    """What the workbook would do to each cell, against the answers as they stand now."""
    cells = instrument_of(upload.answer_to).cells
    elsewhere = {key for key, spec in cells.items() if spec.given or spec.is_file}
    return difference(
        from_json(upload.base),
        answers_of(upload.answer_to),
        from_json(upload.values),
        skip=elsewhere | set(upload.faulty),
    )


def findings_to_json(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings as they are stored with an upload or a submission."""
    return [
        {
            "code": str(finding.code),
            "severity": finding.severity.value,
            "message": finding.message.model_dump(),
            "cells": list(finding.cells),
            "instance": finding.instance,
        }
        for finding in findings
    ]


def stored_findings(stored: Iterable[dict[str, Any]]) -> tuple[Finding, ...]:
    """What ``findings_to_json`` stored."""
    return tuple(
        Finding(
            row["code"],
            Severity(row["severity"]),
            Text(**row["message"]),
            tuple(row["cells"]),
            row["instance"],
        )
        for row in stored
    )
