"""A workbook that is not read at all."""

from __future__ import annotations

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.workbook.codes import WorkbookCode


class WorkbookRefused(Exception):
    """The file cannot be taken as an answer to this form. ``findings`` says why; at least one, all of them hard."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__(" ".join(str(finding.message) for finding in findings))
        self.findings = findings

    @property
    def finding(self) -> Finding:
        """The first reason."""
        return self.findings[0]


def refused(code: WorkbookCode, *, sv: str, en: str) -> WorkbookRefused:
    """A refusal for one reason that concerns the file as a whole."""
    return WorkbookRefused(Finding(code, Severity.HARD, Text(sv=sv, en=en)))
