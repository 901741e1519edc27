"""The one way an action says no."""

from __future__ import annotations

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.text import Text


class Refused(Exception):
    """An action was not carried out, and why: findings with numbered codes, in both languages.

    The first letter of a code tells the stage of the pipeline: E access, V keys and values, T time and status,
    C conflict, S and K checks, W workbook, O organisations, A accounts, N the staff register and privacy,
    M competence.
    """

    def __init__(self, *findings: Finding) -> None:
        super().__init__("; ".join(f"{finding.code} {finding.message.sv}" for finding in findings))
        self.findings = findings

    @classmethod
    def because(cls, code: str, sv: str, en: str, *cells: str) -> Refused:
        """A refusal for one reason."""
        return cls(Finding(code, Severity.HARD, Text(sv=sv, en=en), cells))

    @property
    def code(self) -> str:
        return self.findings[0].code

    def text(self, language: str) -> str:
        """All reasons, one after the other."""
        return " ".join(finding.message.in_language(language) for finding in self.findings)
