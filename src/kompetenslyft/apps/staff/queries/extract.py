"""The register's part of the extract of a person."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils import timezone

from kompetenslyft.apps.audit import queries as audit
from kompetenslyft.apps.staff.models import Credential, Employment, Leave
from kompetenslyft.core.numbers import format_fraction
from kompetenslyft.core.privacy.extract import Cell, Row, Section, SectionId, cell, coded, row
from kompetenslyft.core.staff.model import (
    CREDENTIAL_LABELS,
    GENDER_LABELS,
    REASON_LABELS,
    ROLE_LABELS,
    SERVICE_LABELS,
    SUBJECT_LABELS,
    CredentialKind,
    Gender,
    LeavingReason,
    Service,
    StaffRole,
    Subject,
)

if TYPE_CHECKING:
    from kompetenslyft.apps.staff.models import Person

OF_THE_REGISTER = ("person.", "extract.")
"""What the changes of the register are called in the audit trail; what else is told of a person tells of competence."""


def register_sections(person: Person, *, whole: bool) -> list[Section]:
    """The person, what is dated below, and what was done with the records. A constant number of queries.

    ``whole``: also that something of competence was done, though not what.
    """
    return [
        Section(SectionId.PERSON, (_person(person),)),
        Section(SectionId.EMPLOYMENTS, tuple(map(_employment, _employments(person)))),
        Section(SectionId.CREDENTIALS, tuple(map(_credential, Credential.objects.filter(person=person)))),
        Section(SectionId.LEAVES, tuple(map(_leave, Leave.objects.filter(person=person)))),
        Section(SectionId.CHANGES, tuple(_changes(person, whole=whole))),
    ]


def _employments(person: Person) -> list[Employment]:
    return list(Employment.objects.filter(person=person).select_related("unit"))


def _person(person: Person) -> Row:
    return row(
        SectionId.PERSON,
        {
            "number": cell(person.number),
            "name": cell(person.name),
            "email": cell(person.email),
            "gender": coded(Gender, person.gender, GENDER_LABELS),
            "social_work_since": cell(person.social_work_since),
            "made_up": cell(person.made_up),
            "changed_at": cell(timezone.localtime(person.changed_at)),
            "changed_by": cell(person.changed_by),
        },
    )


def _employment(one: Employment) -> Row:
    return row(
        SectionId.EMPLOYMENTS,
        {
            "unit": cell(one.unit.name),
            "role": coded(StaffRole, one.role, ROLE_LABELS),
            "service": coded(Service, one.service, SERVICE_LABELS),
            "share": cell(one.share),
            "permanent": cell(one.permanent),
            "first_day": cell(one.first_day),
            "last_day": cell(one.last_day),
            "leaving_reason": coded(LeavingReason, one.leaving_reason, REASON_LABELS),
            "role_since": cell(one.role_since),
            "first_management_job": cell(one.first_management_job),
            "needs_supervision_training": cell(one.needs_supervision_training),
        },
    )


def _credential(one: Credential) -> Row:
    words = ", ".join(SUBJECT_LABELS[Subject(subject)].sv for subject in one.subjects)
    return row(
        SectionId.CREDENTIALS,
        {
            "kind": coded(CredentialKind, one.kind, CREDENTIAL_LABELS),
            "title": cell(one.title),
            "awarded_on": cell(one.awarded_on),
            "credits": cell(None) if one.credits is None else Cell(one.credits, _credits(one.credits)),
            "subjects": Cell(list(one.subjects), words or "–"),
        },
    )


def _credits(tenths: int) -> str:
    return format_fraction(Fraction(tenths, 10), "sv")


def _leave(one: Leave) -> Row:
    return row(SectionId.LEAVES, {"first_day": cell(one.first_day), "last_day": cell(one.last_day)})


def _changes(person: Person, *, whole: bool) -> list[Row]:
    rows = []
    for one in audit.rows_about(person):
        of_register = one.action.startswith(OF_THE_REGISTER)
        if not of_register and not whole:
            continue
        detail = one.detail if of_register else {}
        words = json.dumps(detail, ensure_ascii=False) if detail else "–"
        cells = {
            "at": cell(timezone.localtime(one.at)),
            "by": cell(one.actor_label),
            "action": cell(one.action),
            "detail": Cell(detail, words),
        }
        rows.append(row(SectionId.CHANGES, cells))
    return rows
