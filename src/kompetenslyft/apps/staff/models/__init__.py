"""The staff register: people, their employments and credentials, all dated, and the files that they came in."""

from kompetenslyft.apps.staff.models.imports import ColumnMapping, StaffImport
from kompetenslyft.apps.staff.models.people import Credential, Employment, Leave, PeopleDecision, Person

__all__ = [
    "ColumnMapping",
    "Credential",
    "Employment",
    "Leave",
    "PeopleDecision",
    "Person",
    "StaffImport",
]
