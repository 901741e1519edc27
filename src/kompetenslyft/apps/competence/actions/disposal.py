"""Destroying what is no longer kept: proposed first, carried out as it was proposed, told in a protocol."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models, transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.competence.models import (
    AppraisalTalk,
    Assessment,
    Disposal,
    Plan,
    PlanDecision,
    PlanFollowUp,
    PlanItem,
    Reading,
    Resource,
    TalkEvent,
)
from kompetenslyft.apps.competence.queries.disposal import check_may_dispose
from kompetenslyft.apps.competence.retention import Proposal, proposal
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.staff.actions import disposal as staff
from kompetenslyft.core.privacy.retention import Kind

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation

_AT_A_TIME = 1000


@transaction.atomic
def dispose(*, employer: Organisation, digest: str, by: User | None, at: datetime | None = None) -> Disposal:
    """Destroy what the proposal with the digest holds, all of it or nothing, and write the protocol.

    The protocol names nobody. Raises Refused: E101, E102, N511 access, N512 nothing is due, C511 something else is
    due now than what was proposed.
    """
    at = at or clock.now()
    check_may_dispose(by, employer, clock.day_of(at))
    for part in _parts(list(proposal(employer, clock.day_of(at)).people())):
        staff.hold(part)
    wanted = proposal(employer, clock.day_of(at))
    if wanted.digest != digest:
        raise Refused.because(
            "C511",
            "Det som ska gallras har ändrats sedan förslaget visades. Ingenting är gallrat. Läs förslaget igen.",
            "What is due has changed since the proposal was shown. Nothing has been destroyed. Read it again.",
        )
    if not wanted.records:
        raise Refused.because("N512", "Det finns inget att gallra.", "There is nothing to destroy.")
    _destroy(wanted)
    protocol = Disposal.objects.create(
        employer=employer,
        as_of=wanted.as_of,
        lines=[
            {
                "kind": line.kind.value,
                "title": line.rule.title.model_dump(),
                "years": line.rule.years,
                "counted_from": line.rule.counted_from.value,
                "source": line.rule.source.model_dump(),
                "records": line.records,
                "oldest": line.oldest.isoformat(),
                "newest": line.newest.isoformat(),
            }
            for line in wanted.lines
        ],
        digest=wanted.digest,
        by=by,
        by_label=str(by) if by else "system",
        at=at,
    )
    audit.record("disposal.carry_out", protocol, by=by, at=at, records=len(wanted.records))
    return protocol


def _destroy(wanted: Proposal) -> None:
    """In the order that the database allows: what points at a record goes before it."""
    staff.empty_files(wanted.keys(Kind.STAFF_FILE))
    _delete(Reading, "pk", wanted.keys(Kind.READING))
    _delete(Resource, "pk", wanted.keys(Kind.RESOURCE))
    _delete(Assessment, "pk", wanted.keys(Kind.ASSESSMENT))
    plans = wanted.keys(Kind.PLAN)
    _delete(PlanFollowUp, "item__plan", plans)
    _delete(PlanDecision, "plan", plans)
    _delete(PlanItem, "plan", plans)
    _delete(Plan, "pk", plans)
    talks = wanted.keys(Kind.TALK)
    _delete(TalkEvent, "talk", talks)
    _delete(AppraisalTalk, "pk", talks)
    for part in _parts(wanted.keys(Kind.PERSON)):
        staff.destroy_people(part)
    audit.forget(Plan, plans)
    audit.forget(AppraisalTalk, talks)


def _delete(model: type[models.Model], pointing_at: str, keys: Sequence[int]) -> None:
    for part in _parts(keys):
        model._default_manager.filter(**{f"{pointing_at}__in": part}).delete()


def _parts(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), _AT_A_TIME):
        yield keys[start : start + _AT_A_TIME]
