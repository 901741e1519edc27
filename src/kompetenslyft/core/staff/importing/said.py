"""What a file says of people: no more than it says. None is that it says nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kompetenslyft.core.staff.importing.table import Found
from kompetenslyft.core.staff.model import CredentialKind, Gender, LeavingReason, Service, StaffRole


@dataclass(frozen=True, slots=True)
class SaidEmployment:
    """An employment as a row tells it. ``tells_end``: the file has last days, so that a blank one is an open end.

    ``valid_from``: since when the unit, role, service, share and form hold, where the file says.
    """

    row: int
    unit: str | None = None
    role: StaffRole | None = None
    service: Service | None = None
    share: int | None = None
    permanent: bool | None = None
    first_day: date | None = None
    last_day: date | None = None
    tells_end: bool = False
    valid_from: date | None = None
    leaving_reason: LeavingReason | None = None
    role_since: int | None = None
    first_management_job: bool | None = None
    needs_supervision_training: bool | None = None


@dataclass(frozen=True, slots=True)
class SaidCredential:
    """A credential with its day, or with its year alone, or with neither."""

    kind: CredentialKind
    title: str
    day: date | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class SaidLeave:
    """A leave; ``tells_end`` as for an employment."""

    first_day: date
    last_day: date | None = None
    tells_end: bool = False


@dataclass(frozen=True, slots=True)
class SaidPerson:
    """Everything that the rows of one employment number say. ``rows``: their numbers."""

    number: str
    rows: tuple[int, ...]
    name: str | None = None
    email: str | None = None
    gender: Gender | None = None
    social_work_since: int | None = None
    employments: tuple[SaidEmployment, ...] = ()
    credentials: tuple[SaidCredential, ...] = ()
    leaves: tuple[SaidLeave, ...] = ()


@dataclass(frozen=True, slots=True)
class FileSays:
    """A file read by a mapping. ``numbers``: of everybody in it; those with faults are not in ``people``."""

    people: tuple[SaidPerson, ...]
    numbers: frozenset[str]
    found: tuple[Found, ...]
