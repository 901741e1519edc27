"""Plans: drafting, changing, deciding, following up, closing. Of a person, and of an organisation.

The order is fixed: access (E10x), the plan's state (M400, M409), values (M40x, M41x, M43x), conflicts (M415).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.competence import access
from kompetenslyft.apps.competence.frameworks import framework_in_use
from kompetenslyft.apps.competence.models import AppraisalTalk, Plan, PlanDecision, PlanFollowUp, PlanItem
from kompetenslyft.apps.competence.plan_holding import (
    agreed_marks,
    check_values,
    hold,
    own_item,
    refuse_hard,
    touch,
)
from kompetenslyft.apps.competence.plan_records import decided_version, present_version, value_of, write_value
from kompetenslyft.apps.competence.queries.profiles import demands_of
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.staff import access as staff
from kompetenslyft.core.competence.plan import Done, Effect, PlanKind, PlanState
from kompetenslyft.core.competence.plan_versions import to_content
from kompetenslyft.core.competence.planning import Item, Step, check_closing, check_decision, check_span
from kompetenslyft.core.competence.proposals import items_from_gaps
from kompetenslyft.core.privacy.rights import Right, Thing

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation
    from kompetenslyft.apps.staff.models import Person

Description = tuple[str, date, date, str]
"""Title, first and last day, and the needs and priorities in words."""

A_YEAR = timedelta(days=364)
LONGEST_NOTE = 1000


@transaction.atomic
def draft(
    *,
    by: User | None,
    person: Person | None = None,
    organisation: Organisation | None = None,
    talk: AppraisalTalk | None = None,
    title: str = "",
    starts: date | None = None,
    ends: date | None = None,
    at: datetime | None = None,
) -> Plan:
    """Begin a plan of a person or of an organisation: for a year from the day unless said otherwise.

    A talk has one plan: asked for again, the same is given. Raises Refused: E101, E102; M408 ends before it starts.
    """
    at = at or clock.now()
    day = clock.day_of(at)
    if person is not None:
        access.check_may(by, person, Thing.PLAN, day, Right.CHANGE)
    elif organisation is not None:
        staff.check_may_at(by, organisation, Thing.COLLECTIVE_PLAN, day, Right.CHANGE)
    else:
        raise ValueError("a plan is of a person or of an organisation")
    if talk is not None and (existing := Plan.objects.filter(talk=talk, person=person).first()):
        return existing
    starts = starts or day
    ends = ends or starts + A_YEAR
    refuse_hard(check_span(starts, ends))
    plan = Plan.objects.create(
        kind=PlanKind.INDIVIDUAL if person is not None else PlanKind.COLLECTIVE,
        person=person,
        organisation=None if person is not None else organisation,
        talk=talk,
        title=title.strip()[:160] or _title(starts, collective=person is None),
        starts=starts,
        ends=ends,
        made_at=at,
        made_by=str(by or audit.SYSTEM),
    )
    audit.record("plan.draft", plan, by=by, at=at, kind=plan.kind)
    return plan


@transaction.atomic
def draft_from_gaps(
    *, person: Person, by: User | None, talk: AppraisalTalk | None = None, at: datetime | None = None
) -> Plan:
    """Begin a person's plan with an item for every direction in which the agreed mark is below what the role demands.

    Of a talk that has a plan only what the plan does not speak of is added. Raises Refused: E101, E102, M400.
    """
    at = at or clock.now()
    day = clock.day_of(at)
    plan = draft(person=person, talk=talk, by=by, at=at)
    spoken_of = {item.direction for item in present_version(plan).items.values()}
    proposed = items_from_gaps(
        agreed_marks(plan, day), demands_of(person, day), framework_in_use(day), plan.ends
    )
    if wanted := [item for item in proposed if item.direction not in spoken_of]:
        add_items(plan=plan, items=wanted, by=by, at=at)
    return plan


@transaction.atomic
def describe(
    *,
    plan: Plan,
    title: str,
    starts: date,
    ends: date,
    summary: str,
    by: User | None,
    seen: Description | None = None,
    at: datetime | None = None,
) -> Plan:
    """Give a draft its title, its time and its words. ``seen``: what the sender saw; None changes it whatever it says.

    Raises Refused: E101, E102, M400, M408, M416; M415 somebody else has changed it meanwhile.
    """
    at = at or clock.now()
    held = hold(plan, by, Step.CHANGED, at)
    wanted = (title.strip()[:160], starts, ends, summary.strip())
    if seen is not None and description(held) not in (seen, wanted):
        raise Refused.because(
            "M415",
            f"Någon annan har ändrat planen medan du skrev. Nu står det «{held.title}», {held.starts}–{held.ends}: "
            f"«{held.summary}». Spara igen om ditt ska gälla.",
            f"Somebody else changed the plan while you wrote. It now says “{held.title}”, {held.starts}–{held.ends}: "
            f"“{held.summary}”. Save again for yours to stand.",
        )
    refuse_hard(check_span(starts, ends))
    if not title.strip():
        raise Refused.because("M416", "Ge planen ett namn.", "Give the plan a name.", "title")
    held.title, held.starts, held.ends, held.summary = wanted
    touch(held, "plan.describe", by=by, at=at)
    return held


def description(plan: Plan) -> Description:
    """What the plan says of itself."""
    return plan.title, plan.starts, plan.ends, plan.summary


@transaction.atomic
def add_item(*, plan: Plan, item: Item, by: User | None, at: datetime | None = None) -> PlanItem:
    """Add an item to a draft. Raises Refused: E101, E102; M400 the plan is no draft; M401–M407 its values."""
    at = at or clock.now()
    return add_items(plan=plan, items=[item], by=by, at=at)[0]


@transaction.atomic
def add_items(
    *, plan: Plan, items: list[Item], by: User | None, at: datetime | None = None
) -> list[PlanItem]:
    """Add items to a draft, all or none. Raises Refused as ``add_item``."""
    at = at or clock.now()
    held = hold(plan, by, Step.CHANGED, at)
    for item in items:
        check_values(held, item)
    last = held.items.aggregate(last=Max("position"))["last"] or 0
    rows = []
    for position, item in enumerate(items, start=last + 1):
        row = PlanItem(plan=held, position=position)
        write_value(row, item)
        row.save()
        rows.append(row)
    touch(held, "plan.add_items", by=by, at=at, items=[row.pk for row in rows])
    return rows


@transaction.atomic
def change_item(
    *, item: PlanItem, value: Item, by: User | None, seen: Item | None = None, at: datetime | None = None
) -> PlanItem:
    """Change an item of a draft. ``seen``: the item as the sender saw it; None changes it whatever it says.

    Raises Refused: E101, E102, M400, M401–M407; M415 somebody else has changed it meanwhile.
    """
    at = at or clock.now()
    held = hold(item.plan, by, Step.CHANGED, at)
    row = own_item(held, item)
    check_values(held, value)
    if seen is not None and value_of(row) not in (seen, value):
        raise Refused.because(
            "M415",
            f"Någon annan har ändrat målet medan du skrev. Nu står det «{row.goal}»; {row.activity}; "
            f"{row.responsible}; {row.due}. Spara igen om ditt ska gälla.",
            f"Somebody else changed the goal while you wrote. It now says “{row.goal}”; {row.activity}; "
            f"{row.responsible}; {row.due}. Save again for yours to stand.",
        )
    if value_of(row) == value:
        return row
    write_value(row, value)
    row.save()
    touch(held, "plan.change_item", by=by, at=at, item=row.pk)
    return row


@transaction.atomic
def remove_item(*, item: PlanItem, by: User | None, at: datetime | None = None) -> Plan:
    """Take an item out of a draft. What was decided keeps it. Raises Refused: E101, E102, M400."""
    at = at or clock.now()
    held = hold(item.plan, by, Step.CHANGED, at)
    row = own_item(held, item)
    row.removed_at = at
    row.save(update_fields=["removed_at"])
    touch(held, "plan.remove_item", by=by, at=at, item=row.pk)
    return held


@transaction.atomic
def decide(*, plan: Plan, by: User | None, at: datetime | None = None) -> PlanDecision:
    """Decide a plan: from now on it is kept word for word.

    Raises Refused: E101, E102; M400 it is no draft; M409 not this person's to decide; M410 no items; M411 no
    activity; M412 nobody responsible. Soft findings (M413, M414) are for the reader to see before.
    """
    at = at or clock.now()
    held = hold(plan, by, Step.DECIDED, at)
    version = present_version(held)
    present = agreed_marks(held, clock.day_of(at))
    refuse_hard(check_decision(version.items, version.starts, version.ends, present))
    number = (held.decisions.aggregate(last=Max("number"))["last"] or 0) + 1
    decision = PlanDecision.objects.create(
        plan=held,
        number=number,
        content=to_content(version),
        decided_on=clock.day_of(at),
        by=by,
        by_label=str(by or audit.SYSTEM),
        at=at,
    )
    held.state = PlanState.DECIDED
    touch(held, "plan.decide", by=by, at=at, number=number)
    return decision


@transaction.atomic
def reopen(*, plan: Plan, by: User | None, at: datetime | None = None) -> Plan:
    """Take a decided plan up again: a draft until it is decided anew. Raises Refused: E101, E102, M400, M409."""
    at = at or clock.now()
    held = hold(plan, by, Step.REOPENED, at)
    held.state = PlanState.DRAFT
    touch(held, "plan.reopen", by=by, at=at)
    return held


@transaction.atomic
def follow_up_item(
    *,
    item: PlanItem,
    done: Done,
    by: User | None,
    effect: Effect | None = None,
    note: str = "",
    at: datetime | None = None,
) -> PlanFollowUp:
    """Say how a decided item went: by the person or the leader, as often as they like; the last one stands.

    Raises Refused: E101, E102; M420 the item is not decided; M421 the plan is closed; M422 the note is too long.
    """
    at = at or clock.now()
    held = hold(item.plan, by, None, at)
    decided = decided_version(held)
    if decided is None or item.pk not in decided.items:
        raise Refused.because(
            "M420",
            "Målet är inte beslutat än. Besluta planen innan målet följs upp.",
            "The goal is not decided yet. Decide the plan before the goal is followed up.",
        )
    if held.state == PlanState.FOLLOWED_UP:
        raise Refused.because(
            "M421",
            "Planen är avslutad. Skriv i den nya planen i stället.",
            "The plan is closed. Write in the new plan instead.",
        )
    if len(note) > LONGEST_NOTE:
        raise Refused.because(
            "M422",
            f"Anteckningen är längre än {LONGEST_NOTE} tecken. Korta den.",
            f"The note is longer than {LONGEST_NOTE} characters. Shorten it.",
            "note",
        )
    row = PlanFollowUp.objects.create(
        item_id=item.pk,
        done=done,
        effect=effect or "",
        note=note.strip(),
        followed_up_on=clock.day_of(at),
        by=by,
        by_label=str(by or audit.SYSTEM),
        at=at,
    )
    audit.record("plan.follow_up_item", held, by=by, at=at, item=item.pk, done=done)
    return row


@transaction.atomic
def close(*, plan: Plan, by: User | None, at: datetime | None = None) -> Plan:
    """Close a plan that is followed up. Raises Refused: E101, E102, M400, M409; M431 items not followed up."""
    at = at or clock.now()
    held = hold(plan, by, Step.CLOSED, at)
    decided = decided_version(held)
    answered = PlanFollowUp.objects.filter(item__plan=held).values_list("item_id", flat=True)
    refuse_hard(check_closing(decided.items if decided else {}, set(answered)))
    held.state, held.closed_at = PlanState.FOLLOWED_UP, at
    touch(held, "plan.close", by=by, at=at)
    return held


def _title(starts: date, *, collective: bool) -> str:
    return f"{'Kompetensförsörjningsplan' if collective else 'Kompetensutvecklingsplan'} {starts.year}"
