"""What the register knows of a person: values that rules read. Everything is dated, so any day can be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kompetenslyft.core.text import Text

FULL_TIME = 100
"""The share of full time is an integer in hundredths of a full-time equivalent: 100 is full time."""


class Gender(StrEnum):
    """As the inventory counts; an employment file's own. Blank in the register where it is not known."""

    WOMAN = "woman"
    MAN = "man"


class StaffRole(StrEnum):
    """What somebody is employed as."""

    SOCIAL_WORKER = "social_worker"
    FAMILY_HOME_SOCIAL_WORKER = "family_home_social_worker"
    CARE_NEEDS_ASSESSOR = "care_needs_assessor"
    TEAM_LEADER = "team_leader"
    UNIT_MANAGER = "unit_manager"
    DEPARTMENT_HEAD = "department_head"
    TREATMENT = "treatment"
    ADMINISTRATOR = "administrator"
    OTHER = "other"


class Service(StrEnum):
    """Which part of social services the employment is in."""

    CHILD_WELFARE = "child_welfare"
    ADULTS = "adults"
    FINANCIAL_ASSISTANCE = "financial_assistance"
    DISABILITY = "disability"
    ELDERLY = "elderly"
    OTHER = "other"


class LeavingReason(StrEnum):
    """Why an employment ended."""

    OWN_REQUEST_EXTERNAL = "own_request_external"
    INTERNAL_MOVE = "internal_move"
    RETIREMENT = "retirement"
    END_OF_TERM = "end_of_term"
    OTHER = "other"


class CredentialKind(StrEnum):
    """A degree, a course or a certificate."""

    SOCIAL_WORK_DEGREE = "social_work_degree"
    OTHER_DEGREE = "other_degree"
    FOREIGN_CERTIFICATE = "foreign_certificate"
    MASTER = "master"
    HIGHER_EDUCATION_CHILDREN = "higher_education_children"
    CONTINUING_TRAINING = "continuing_training"


class Subject(StrEnum):
    """The subjects that another degree must include, or be completed with, to qualify for child cases."""

    SOCIAL_WORK = "social_work"
    SOCIAL_LAW = "social_law"
    ADMINISTRATIVE_LAW = "administrative_law"
    PSYCHOLOGY = "psychology"


@dataclass(frozen=True, slots=True)
class Employment:
    """An employment, or a stretch of one: a change of unit, role or share ends one and begins another.

    ``share``: hundredths of full time, 1–100. ``last_day``: the last day in it; None is open. ``role_since``: the
    first year in the role, here or elsewhere.
    """

    unit: str
    role: StaffRole
    service: Service
    share: int
    permanent: bool
    first_day: date
    last_day: date | None = None
    leaving_reason: LeavingReason | None = None
    role_since: int | None = None
    first_management_job: bool | None = None
    needs_supervision_training: bool | None = None
    """Of leaders: needs development to supervise cases well; None is not assessed."""

    def on(self, day: date) -> bool:
        """Whether it is running on the day."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True, slots=True)
class Credential:
    """A degree, course or certificate. ``awarded_on``: the day it was awarded or finished; it holds from that day.

    ``credits``: tenths of higher education credits (hp), None where not known. ``subjects``: those it includes.
    """

    kind: CredentialKind
    title: str
    awarded_on: date
    credits: int | None = None
    subjects: frozenset[Subject] = frozenset()


@dataclass(frozen=True, slots=True)
class Leave:
    """A full leave of absence, both days included; None is open."""

    first_day: date
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """One person at one employer. ``number``: the employment number, never a personal identity number.

    ``social_work_since``: the first year in social work, anywhere.
    """

    number: str
    name: str
    gender: Gender | None
    social_work_since: int | None
    email: str = ""
    employments: tuple[Employment, ...] = ()
    credentials: tuple[Credential, ...] = ()
    leaves: tuple[Leave, ...] = ()


GENDER_LABELS = {
    Gender.WOMAN: Text(sv="Kvinna", en="Woman"),
    Gender.MAN: Text(sv="Man", en="Man"),
}
ROLE_LABELS = {
    StaffRole.SOCIAL_WORKER: Text(sv="Socialsekreterare", en="Social worker"),
    StaffRole.FAMILY_HOME_SOCIAL_WORKER: Text(sv="Familjehemssekreterare", en="Family-home social worker"),
    StaffRole.CARE_NEEDS_ASSESSOR: Text(sv="Biståndshandläggare", en="Care needs assessor"),
    StaffRole.TEAM_LEADER: Text(sv="Arbetsledare", en="Team leader"),
    StaffRole.UNIT_MANAGER: Text(sv="Enhetschef", en="Unit manager"),
    StaffRole.DEPARTMENT_HEAD: Text(sv="Avdelningschef", en="Department head"),
    StaffRole.TREATMENT: Text(sv="Behandlare", en="Treatment staff"),
    StaffRole.ADMINISTRATOR: Text(sv="Administratör", en="Administrator"),
    StaffRole.OTHER: Text(sv="Annan roll", en="Other role"),
}
SERVICE_LABELS = {
    Service.CHILD_WELFARE: Text(sv="Barn och unga", en="Children and young people"),
    Service.ADULTS: Text(sv="Vuxna", en="Adults"),
    Service.FINANCIAL_ASSISTANCE: Text(sv="Ekonomiskt bistånd", en="Financial assistance"),
    Service.DISABILITY: Text(sv="Funktionsnedsättning", en="Disability"),
    Service.ELDERLY: Text(sv="Äldre", en="Older people"),
    Service.OTHER: Text(sv="Annat", en="Other"),
}
REASON_LABELS = {
    LeavingReason.OWN_REQUEST_EXTERNAL: Text(sv="Egen begäran (extern)", en="Own request (external)"),
    LeavingReason.INTERNAL_MOVE: Text(sv="Intern rörlighet", en="Internal move"),
    LeavingReason.RETIREMENT: Text(sv="Pension", en="Retirement"),
    LeavingReason.END_OF_TERM: Text(sv="Tidsbegränsningen löpte ut", en="End of term"),
    LeavingReason.OTHER: Text(sv="Annan orsak", en="Other reason"),
}
CREDENTIAL_LABELS = {
    CredentialKind.SOCIAL_WORK_DEGREE: Text(sv="Socionomexamen", en="Social work degree"),
    CredentialKind.OTHER_DEGREE: Text(sv="Annan examen", en="Other degree"),
    CredentialKind.FOREIGN_CERTIFICATE: Text(
        sv="Bevis om utländsk utbildning", en="Certificate of foreign training"
    ),
    CredentialKind.MASTER: Text(sv="Magisterutbildning", en="Master's degree (one-year)"),
    CredentialKind.HIGHER_EDUCATION_CHILDREN: Text(
        sv="Vidareutbildning om barn och unga", en="Higher education on children and young people"
    ),
    CredentialKind.CONTINUING_TRAINING: Text(
        sv="Fortbildning i socialt arbete", en="Continuing training in social work"
    ),
}
SUBJECT_LABELS = {
    Subject.SOCIAL_WORK: Text(sv="Socialt arbete", en="Social work"),
    Subject.SOCIAL_LAW: Text(sv="Socialrätt", en="Social services law"),
    Subject.ADMINISTRATIVE_LAW: Text(sv="Förvaltningsrätt", en="Administrative law"),
    Subject.PSYCHOLOGY: Text(sv="Psykologi", en="Psychology"),
}
