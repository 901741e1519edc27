"""Saving and removing an employer's column mappings."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.staff import access
from kompetenslyft.apps.staff.models import ColumnMapping
from kompetenslyft.core.privacy.rights import Right, Thing
from kompetenslyft.core.staff.importing.mapping import FileMapping
from kompetenslyft.core.staff.importing.table import ImportCode

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation

LONGEST_NAME = 60


@transaction.atomic
def save_mapping(
    *, employer: Organisation, name: str, mapping: FileMapping, by: User | None, at: datetime | None = None
) -> ColumnMapping:
    """Keep the mapping under the name; one that has the name already is written over.

    Raises Refused: E101, E102; N309 the name is blank or longer than 60 characters.
    """
    at = at or clock.now()
    access.check_may_at(by, employer, Thing.IMPORT, at.date(), Right.CHANGE)
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise Refused.because(
            ImportCode.MAPPING_INCOMPLETE,
            f"Mappningens namn ska ha 1–{LONGEST_NAME} tecken.",
            f"The name of the mapping has 1–{LONGEST_NAME} characters.",
            "name",
        )
    row = ColumnMapping.objects.select_for_update().filter(employer=employer, name__iexact=name).first()
    row = row or ColumnMapping(employer=employer)
    row.name, row.definition = name, mapping.model_dump(mode="json")
    row.changed_at, row.changed_by = at, str(by) if by else audit.SYSTEM
    row.save()
    audit.record("column_mapping.save", row, by=by, at=at)
    return row


@transaction.atomic
def remove_mapping(*, mapping: ColumnMapping, by: User | None, at: datetime | None = None) -> None:
    """Forget the mapping. Files that were read by it keep what they were read by. Raises Refused: E101, E102."""
    at = at or clock.now()
    access.check_may_at(by, mapping.employer, Thing.IMPORT, at.date(), Right.CHANGE)
    audit.record("column_mapping.remove", mapping, by=by, at=at, name=mapping.name)
    mapping.delete()
