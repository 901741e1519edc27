"""Reading staff files and mappings, for those who bring files in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from kompetenslyft.apps.staff import access
from kompetenslyft.apps.staff.models import ColumnMapping, StaffImport
from kompetenslyft.apps.staff.working_out import units_of
from kompetenslyft.core.privacy.rights import Right, Thing
from kompetenslyft.core.staff.importing.mapping import FileMapping
from kompetenslyft.core.staff.importing.proposing import propose
from kompetenslyft.core.staff.importing.table import StaffTable
from kompetenslyft.core.staff.importing.units import Units
from kompetenslyft.exchange.staff_files.read import read_staff_file

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation


def employers(by: User, on: date) -> list[Organisation]:
    """The employers whose whole register the user brings files into, by name."""
    found = access.employers_of(by, Thing.IMPORT, on, Right.CHANGE)
    reached = access.reach(by, on).below
    ids = frozenset[int]().union(*reached.values())
    return [employer for employer in found if employer.pk in ids]


def imports(of: Collection[Organisation]) -> QuerySet[StaffImport]:
    """The files of ``employers``, newest first, without what was read of people."""
    return (
        StaffImport.objects.filter(employer__in=of)
        .select_related("employer")
        .defer("content", "findings", "difference")
    )


def import_for(by: User, import_id: int, on: date) -> StaffImport:
    """The file with the id. Raises Refused: E101 where the user does not bring in the employer's files."""
    row = StaffImport.objects.select_related("employer").defer("content").filter(pk=import_id).first()
    if row is None:
        raise access.not_found()
    access.check_may_at(by, row.employer, Thing.IMPORT, on, Right.CHANGE)
    return row


def mappings(of: Collection[Organisation]) -> QuerySet[ColumnMapping]:
    """The saved mappings of ``employers``, by name."""
    return ColumnMapping.objects.filter(employer__in=of).select_related("employer")


def mapping_for(by: User, mapping_id: int, on: date) -> ColumnMapping:
    """The saved mapping with the id. Raises Refused: E101."""
    row = ColumnMapping.objects.select_related("employer").filter(pk=mapping_id).first()
    if row is None:
        raise access.not_found()
    access.check_may_at(by, row.employer, Thing.IMPORT, on, Right.CHANGE)
    return row


def table_of(row: StaffImport) -> StaffTable:
    """The file's headings and rows; it is not settled."""
    return read_staff_file(bytes(row.content or b""), row.filename)


def mapping_of(row: StaffImport, table: StaffTable, units: Units) -> FileMapping:
    """The mapping that the file is read by; one proposed from its headings where none is chosen."""
    return FileMapping.model_validate(row.definition) if row.definition else propose(table, units)


def units_for(row: StaffImport) -> Units:
    """The units that the file's words can mean."""
    return units_of(row.employer, row.as_of)
