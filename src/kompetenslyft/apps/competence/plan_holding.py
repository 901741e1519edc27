"""A plan held for a change: read anew, access and state checked, its values checked, the change recorded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.competence.models import Plan, PlanItem
from kompetenslyft.apps.competence.plan_rights import check_may
from kompetenslyft.apps.competence.queries.assessments import marks_on
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.staff import access as staff
from kompetenslyft.core.competence.model import Mark, Stage
from kompetenslyft.core.competence.plan import STATE_LABELS, PlanKind, PlanState
from kompetenslyft.core.competence.planning import Item, Step, check_item, transition
from kompetenslyft.core.competence.talk import Actor
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.privacy.rights import Right
from kompetenslyft.exchange.definitions import all_frameworks

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User


def agreed_marks(plan: Plan, on: date) -> dict[str, Mark]:
    """The agreed marks of the plan's person on the day, by direction; none for an organisation's plan."""
    if plan.person_id is None:
        return {}
    return marks_on([plan.person_id], Stage.AGREED, on)[plan.person_id]


def hold(plan: Plan, by: User | None, step: Step | None, at: datetime) -> Plan:
    """The plan, read anew and held for this transaction, after access and state are checked. Raises Refused."""
    row = (
        Plan.objects.select_for_update(of=("self",))
        .select_related("person", "organisation")
        .filter(pk=plan.pk)
        .first()
    )
    if row is None:
        raise staff.not_found()
    actors = check_may(by, row, clock.day_of(at), Right.CHANGE)
    if step is not None:
        _check_step(row, step, actors)
    return row


def _check_step(plan: Plan, step: Step, actors: frozenset[Actor]) -> None:
    state = PlanState(plan.state)
    possible = transition(state, step)
    if possible is None:
        label = STATE_LABELS[state]
        raise Refused.because(
            "M400",
            f"Planen är {label.sv.lower()}, så det går inte. {_REMEDIES[state][0]}",
            f"The plan is {label.en.lower()}, so that cannot be done. {_REMEDIES[state][1]}",
        )
    if not possible.actors & actors:
        raise Refused.because(
            "M409",
            "Chefen beslutar, ändrar och avslutar en beslutad plan. Be din chef göra det.",
            "The leader decides a plan, and reopens or closes a decided one. Ask your leader to do it.",
        )


_REMEDIES = {
    PlanState.DRAFT: ("Besluta den först.", "Decide it first."),
    PlanState.DECIDED: (
        "Chefen kan öppna den för ändring.",
        "The leader can open it for change.",
    ),
    PlanState.FOLLOWED_UP: ("Börja en ny plan.", "Begin a new plan."),
}


def own_item(plan: Plan, item: PlanItem) -> PlanItem:
    """The item as it stands in the plan. Raises Refused (E101) where it is not there."""
    row = plan.items.filter(pk=item.pk, removed_at=None).first()
    if row is None:
        raise staff.not_found()
    return row


def check_values(plan: Plan, item: Item) -> None:
    """Raises Refused: M401–M407."""
    framework = all_frameworks().get(item.framework)
    known = framework.directions.keys() if framework else ()
    refuse_hard(check_item(item, PlanKind(plan.kind), known))


def refuse_hard(findings: Iterable[Finding]) -> None:
    """Raises Refused with the hard ones, where there are any."""
    hard = [finding for finding in findings if finding.severity is Severity.HARD]
    if hard:
        raise Refused(*hard)


def touch(plan: Plan, action: str, *, by: User | None, at: datetime, **detail: object) -> None:
    """Save the plan as its next revision, and record it."""
    plan.revision += 1
    plan.save()
    audit.record(action, plan, by=by, at=at, revision=plan.revision, **detail)
