"""Staff files for tests: CSV as an HR system writes it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kompetenslyft.apps.staff.actions import imports
from kompetenslyft.core.staff.importing.mapping import FieldName, FileMapping
from tests.factories.staff import AT, Workplace

if TYPE_CHECKING:
    from kompetenslyft.apps.staff.models import StaffImport

F = FieldName
AS_OF = date(2016, 11, 1)
HEADINGS = (
    "Anställningsnr", "Namn", "E-post", "Kön", "Enhet", "Befattning", "Verksamhet", "Sysselsättningsgrad",
    "Anställningsform", "Anställd fr.o.m.", "Anställd t.o.m.",
)  # fmt: skip
ROW = (
    "2001", "Nya Medarbetaren", "", "Kvinna", "Utredning norr", "Socialsekreterare", "Barn och unga", "100 %",
    "Tillsvidare", "2016-02-01", "",
)  # fmt: skip
COLUMNS = {
    F.NUMBER: "Anställningsnr",
    F.NAME: "Namn",
    F.EMAIL: "E-post",
    F.GENDER: "Kön",
    F.UNIT_NAME: "Enhet",
    F.ROLE: "Befattning",
    F.SERVICE: "Verksamhet",
    F.SHARE: "Sysselsättningsgrad",
    F.PERMANENT: "Anställningsform",
    F.FIRST_DAY: "Anställd fr.o.m.",
    F.LAST_DAY: "Anställd t.o.m.",
}
MAPPING = FileMapping(columns=COLUMNS)


def content(*rows: dict[str, str], headings: tuple[str, ...] = HEADINGS) -> bytes:
    """A file of rows that are ``ROW`` but for what is told by heading."""
    base = dict(zip(HEADINGS, ROW, strict=True))
    lines = [headings, *(tuple((base | row).get(heading, "") for heading in headings) for row in rows)]
    return "".join(";".join(line) + "\r\n" for line in lines).encode()


def received(work: Workplace, data: bytes, mapping: FileMapping | str | None = MAPPING) -> StaffImport:
    """The file taken in by the administrator."""
    return imports.receive(
        employer=work.employer,
        filename="personal.csv",
        content=data,
        mapping=mapping,
        as_of=AS_OF,
        by=work.administrator,
        at=AT,
    )


def checked(work: Workplace, data: bytes, mapping: FileMapping | str | None = MAPPING) -> StaffImport:
    """The file taken in and checked."""
    return imports.check(staff_import=received(work, data, mapping), by=work.administrator, at=AT)
