"""A derivation: how a form's figures follow from the register. Data, one version for each version of the form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from kompetenslyft.core.staff.model import CredentialKind, Gender, Service, StaffRole
from kompetenslyft.core.text import Text

GENDERS = {Gender.WOMAN: "women", Gender.MAN: "men"}
"""The member of a dimension of genders that each is counted under."""

UNKNOWN = "unknown"
"""The last part of a row's key for those whom no cell of the row counts because the register does not know enough."""


class _Definition(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Measure(StrEnum):
    """What is counted."""

    FTE = "fte"
    """Full-time equivalents: the sum of shares, in hundredths."""
    PEOPLE = "people"
    """Persons, each once."""


class Breakdown(StrEnum):
    """How a question's cells divide those it counts."""

    NONE = "none"
    GENDER = "gender"
    LEVEL = "level"
    """By direction, and within it by agreed level."""


class HasCredential(_Definition):
    """Holds one of the degrees or courses by the day."""

    kind: Literal["has_credential"]
    credentials: tuple[CredentialKind, ...] = Field(min_length=1)


class WithoutCredential(_Definition):
    """Holds none of them by the day."""

    kind: Literal["without_credential"]
    credentials: tuple[CredentialKind, ...] = Field(min_length=1)


class RoleUnder(_Definition):
    """Less than so many years in the group's roles."""

    kind: Literal["role_under"]
    years: int = Field(ge=1, le=60)


class SocialWorkUnder(_Definition):
    """Less than so many years in social work."""

    kind: Literal["social_work_under"]
    years: int = Field(ge=1, le=60)


class FirstManagementJob(_Definition):
    """Is in the first management job."""

    kind: Literal["first_management_job"]


class NeedsSupervisionTraining(_Definition):
    """Is assessed to need development to supervise cases well."""

    kind: Literal["needs_supervision_training"]


Condition = Annotated[
    HasCredential
    | WithoutCredential
    | RoleUnder
    | SocialWorkUnder
    | FirstManagementJob
    | NeedsSupervisionTraining,
    Field(discriminator="kind"),
]


class ReferenceDay(_Definition):
    """The day of the round's year on which the register is read."""

    month: int = Field(ge=1, le=12)
    day: int = Field(ge=1, le=31)

    def in_year(self, year: int) -> date:
        """The day in that year."""
        return date(year, self.month, self.day)


class LeaveRule(_Definition):
    """Who has been away this many days in a row, the reference day among them, is not counted."""

    days: int = Field(ge=1, le=366)
    source: str


class Group(_Definition):
    """Those whom questions are about: employed on the day in one of the roles, in one of the services."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: Text
    roles: tuple[StaffRole, ...] = Field(min_length=1)
    services: tuple[Service, ...] = Field(min_length=1)
    source: str


class DerivedQuestion(_Definition):
    """A question whose cells are derived. All of ``conditions`` hold for those counted."""

    question: str
    group: str
    measure: Measure
    by: Breakdown = Breakdown.NONE
    conditions: tuple[Condition, ...] = ()


class ByHand(_Definition):
    """Questions that the register cannot answer, and why."""

    questions: tuple[str, ...] = Field(min_length=1)
    because: Text


class Derivation(_Definition):
    """A version of a derivation. Versions are never edited once a round has used them: a new one is added."""

    id: str
    version: str
    title: Text
    instrument: str
    """``id@version`` of the form that it answers."""
    source: str
    reference_day: ReferenceDay
    leave: LeaveRule
    groups: tuple[Group, ...] = Field(min_length=1)
    questions: tuple[DerivedQuestion, ...] = Field(min_length=1)
    by_hand: tuple[ByHand, ...] = ()

    def __hash__(self) -> int:
        return hash(self.ref)

    @property
    def ref(self) -> str:
        """``id@version``."""
        return f"{self.id}@{self.version}"

    @cached_property
    def by_question(self) -> Mapping[str, DerivedQuestion]:
        """The derived questions by id."""
        return {one.question: one for one in self.questions}

    @cached_property
    def services(self) -> frozenset[Service]:
        """The services that any group is in."""
        return frozenset(service for group in self.groups for service in group.services)

    def group(self, group_id: str) -> Group:
        """The group with that id; KeyError where there is none."""
        for group in self.groups:
            if group.id == group_id:
                return group
        raise KeyError(group_id)
