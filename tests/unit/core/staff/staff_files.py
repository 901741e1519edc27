"""Tables, units and mappings for tests of staff files."""

from __future__ import annotations

from datetime import date

from kompetenslyft.core.staff.importing.mapping import FieldName, FileMapping
from kompetenslyft.core.staff.importing.table import StaffTable, TableRow
from kompetenslyft.core.staff.importing.units import Unit, Units
from kompetenslyft.core.staff.model import Employment, Service, StaffRole

F = FieldName
AS_OF = date(2016, 11, 1)
NORTH, SOUTH = Unit("2080-N", "Utredning norr"), Unit("2080-S", "Utredning söder")
UNITS = Units([NORTH, SOUTH, Unit("2080", "Falun")], AS_OF)
COLUMNS = {
    F.NUMBER: "Anställningsnr",
    F.NAME: "Namn",
    F.UNIT_NAME: "Enhet",
    F.ROLE: "Befattning",
    F.SHARE: "Sysselsättningsgrad",
    F.PERMANENT: "Anställningsform",
    F.FIRST_DAY: "Anställd fr.o.m.",
    F.LAST_DAY: "Anställd t.o.m.",
}
MAPPING = FileMapping(columns=COLUMNS, fixed={F.SERVICE: "child_welfare"})
ROW = {
    F.NUMBER: "1001",
    F.NAME: "Exempel Ettan",
    F.UNIT_NAME: "Utredning norr",
    F.ROLE: "Socialsekreterare",
    F.SHARE: "100",
    F.PERMANENT: "Tillsvidare",
    F.FIRST_DAY: "2012-03-01",
    F.LAST_DAY: "",
}


def table(*rows: dict[F, str], headings: dict[F, str] | None = None) -> StaffTable:
    """A table of the rows, each ``ROW`` but for what is told; the first is row 2 of its file."""
    used = headings or COLUMNS
    return StaffTable(
        tuple(used.values()),
        tuple(
            TableRow(number, tuple((ROW | row).get(name, "") for name in used))
            for number, row in enumerate(rows, 2)
        ),
    )


def employment(**fields: object) -> Employment:
    """A social worker with children in Utredning norr since 2012, full time, permanent."""
    wanted: dict[str, object] = {
        "unit": NORTH.code,
        "role": StaffRole.SOCIAL_WORKER,
        "service": Service.CHILD_WELFARE,
        "share": 100,
        "permanent": True,
        "first_day": date(2012, 3, 1),
    }
    return Employment(**(wanted | fields))  # type: ignore[arg-type]
