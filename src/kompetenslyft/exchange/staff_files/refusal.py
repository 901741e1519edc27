"""A staff file that is not read at all."""

from __future__ import annotations

from kompetenslyft.core.findings import Finding
from kompetenslyft.core.staff.importing.table import ImportCode, hard


class StaffFileRefused(Exception):
    """The file cannot be read. ``findings`` says why; at least one, all of them hard."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__(" ".join(str(finding.message) for finding in findings))
        self.findings = findings


def refused(code: ImportCode, *, sv: str, en: str) -> StaffFileRefused:
    """A refusal for one reason."""
    return StaffFileRefused(hard(code, sv=sv, en=en))


def empty(name: str) -> StaffFileRefused:
    """Nothing in the file, or headings alone."""
    return refused(
        ImportCode.EMPTY,
        sv=f"Filen «{name}» innehåller inga rader. Kontrollera uttaget i HR-systemet och spara filen på nytt.",
        en=f"The file “{name}” has no rows. Check the export in the HR system and save the file anew.",
    )


def cut_off(name: str, *, sv: str, en: str) -> StaffFileRefused:
    """Only a part of the file has come."""
    return refused(
        ImportCode.CUT_OFF,
        sv=f"Filen «{name}» verkar avbruten: {sv} Ta ut den på nytt ur HR-systemet.",
        en=f"The file “{name}” seems to be cut off: {en} Export it from the HR system anew.",
    )


def too_large(name: str, *, sv: str, en: str) -> StaffFileRefused:
    """More than is read at once."""
    return refused(
        ImportCode.TOO_LARGE,
        sv=f"Filen «{name}» är för stor: {sv} Ta bara med de kolumner och enheter som behövs, eller dela uttaget.",
        en=f"The file “{name}” is too large: {en} Include only the columns and units needed, or divide the export.",
    )


def not_a_table(name: str) -> StaffFileRefused:
    """A file of another kind."""
    return refused(
        ImportCode.NOT_A_TABLE,
        sv=f"Filen «{name}» är varken CSV, en Excel-arbetsbok (.xlsx) eller PAXml. Ta ut den som något av dem.",
        en=f"The file “{name}” is neither CSV, an Excel workbook (.xlsx) nor PAXml. Export it as one of them.",
    )
