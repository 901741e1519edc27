"""What is kept of a checked staff file: findings and changes as plain values, until it is applied or abandoned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from kompetenslyft.apps.staff.models import StaffImport
from kompetenslyft.apps.staff.working_out import WorkedOut
from kompetenslyft.core.findings import Severity
from kompetenslyft.core.staff.importing.difference import Change, Fate
from kompetenslyft.core.staff.importing.table import Found

MOST = 2_000
"""Findings kept, the hard ones first; all are counted."""
_KEPT = ("counts", "codes", "severities")


def keep(row: StaffImport, worked_out: WorkedOut) -> None:
    """Set what was worked out on the row, without saving it."""
    found = worked_out.found
    row.findings = [_finding(one) for one in found[:MOST]]
    row.difference = {
        "counts": {fate.value: worked_out.difference.count(fate) for fate in Fate}
        | {"unchanged": worked_out.difference.unchanged},
        "codes": dict(sorted(Counter(str(one.finding.code) for one in found).items())),
        "severities": dict(Counter(one.finding.severity.value for one in found)),
        "changes": [_change(one) for one in worked_out.difference.changes],
    }
    row.base = worked_out.base


def forget(row: StaffImport) -> None:
    """Keep the counts alone: what was read of people goes."""
    row.findings = []
    row.difference = {name: row.difference[name] for name in _KEPT if name in row.difference}


def counts(row: StaffImport) -> Mapping[str, int]:
    """How many are new, changed, ended and unchanged; empty where nothing was worked out."""
    return row.difference.get("counts", {})


def hard(row: StaffImport) -> int:
    """How many findings stop the file."""
    return int(row.difference.get("severities", {}).get(Severity.HARD.value, 0))


def _finding(one: Found) -> dict[str, Any]:
    return {
        "code": str(one.finding.code),
        "severity": one.finding.severity.value,
        "row": one.row,
        "heading": one.heading,
        "read": one.read[:120],
        "sv": one.finding.message.sv,
        "en": one.finding.message.en,
    }


def _change(one: Change) -> dict[str, Any]:
    return {
        "number": one.after.number,
        "name": one.after.name,
        "fate": one.fate.value,
        "details": [
            {
                "part": detail.part,
                "step": detail.step.value,
                "about": dict(detail.about),
                "field": detail.field,
                "before": detail.before,
                "after": detail.after,
            }
            for detail in one.details
        ],
    }
