"""The one writer of assessments: for the talk, the matrix and what is taken over from before.

The order is fixed: access (E1xx, M101), the talk (M107, M108), keys and values (M102–M105, M111), the lock on the
scale (M106). What is said is added to its timeline; nothing that was said is changed or taken away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.competence import access
from kompetenslyft.apps.competence.assessing_refusals import check_day, check_marks, check_talk, check_who
from kompetenslyft.apps.competence.frameworks import framework_in_use, lock_scale
from kompetenslyft.apps.competence.models import AppraisalTalk, Assessment
from kompetenslyft.apps.competence.queries.assessments import marks_on
from kompetenslyft.apps.competence.timelines import BATCH, Key, Timelines, batched
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.staff import access as staff
from kompetenslyft.apps.staff.queries.employed import first_days, people_of
from kompetenslyft.core.competence.carrying import carry_over
from kompetenslyft.core.competence.model import Mark, Occasion, Stage
from kompetenslyft.core.competence.timeline import is_news
from kompetenslyft.core.frameworks.model import Framework
from kompetenslyft.core.privacy.rights import Right
from kompetenslyft.exchange import definitions

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation
    from kompetenslyft.apps.staff.models import Person


@dataclass(frozen=True, slots=True)
class Entry:
    """What is said of one person at one stage and day: marks by direction, and notes by direction.

    ``talk``: the appraisal talk it is said in; its framework is used then, and else the one that applies on the day.
    """

    person: Person
    stage: Stage
    marks: Mapping[str, Mark]
    on: date
    occasion: Occasion = Occasion.OTHER
    talk: AppraisalTalk | None = None
    notes: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def assess(
    *,
    person: Person,
    stage: Stage,
    marks: Mapping[str, Mark],
    by: User | None,
    on: date,
    occasion: Occasion,
    talk: AppraisalTalk | None = None,
    notes: Mapping[str, str] | None = None,
    at: datetime | None = None,
) -> int:
    """Say something of a person; how many marks are news. A mark that says what holds already, without a note, is none.

    Raises Refused: E101, E102; M101 a leader of oneself; M102 a day to come; M103 before the first employment; M104 no
    such direction; M105 no such mark; M111 a note that is too long; M106 the scale is locked; M107 the talk is not open
    for it; M108 another person's talk; M109 no framework applies.
    """
    at = at or clock.now()
    entries = [Entry(person, stage, marks, on, occasion, talk, notes or {})]
    _check_access(entries, by, at)
    changed = _write(entries, by, at)
    if changed:
        audit.record(
            "assessment.assess",
            person,
            by=by,
            at=at,
            stage=stage,
            on=on.isoformat(),
            talk=talk.pk if talk else None,
            changed=changed,
        )
    return changed


@transaction.atomic
def assess_all(
    *, employer: Organisation, entries: Sequence[Entry], by: User | None, at: datetime | None = None
) -> int:
    """Say something of many people at the employer, by the rules of ``assess``; how many marks are news.

    One refusal refuses all. The number of queries is constant for each five thousand people.
    """
    at = at or clock.now()
    _check_access(entries, by, at)
    changed = _write(entries, by, at)
    if changed:
        people = len({entry.person.pk for entry in entries})
        audit.record("assessment.assess_all", employer, by=by, at=at, people=people, changed=changed)
    return changed


@transaction.atomic
def carry_over_all(
    *, employer: Organisation, framework: Framework, by: User | None, at: datetime | None = None
) -> int:
    """Say anew, in a new version of the framework, what holds of the employer's people; how many marks are new.

    What is carried over is dated the version's first day and says so in its note. Who is said to say it is who carries
    it over: the system, or the employer's signatory. Doing it again says nothing new.
    Raises Refused: E101, E102; M110 the version comes after no other; and what ``assess`` raises of days and the scale.
    """
    at = at or clock.now()
    staff.check_may_decide(by, employer, clock.day_of(at))
    if framework.previous is None:
        raise Refused.because(
            "M110",
            f"{framework.ref} säger inte vilken version den kommer efter. Lägg till «previous» i filen.",
            f"{framework.ref} does not say which version it comes after. Add “previous” to the file.",
        )
    before, day = definitions.framework(framework.previous.ref), framework.valid_from
    people = people_of(employer)
    by_id = {person.pk: person for person in people}
    entries = []
    for stage in Stage:
        said = marks_on(people, stage, day, framework=framework)
        for person_id, marks in marks_on(people, stage, day, framework=before).items():
            carried = {
                direction: mark
                for direction, mark in carry_over(marks, framework).items()
                if mark is not Mark.NOT_ASSESSED and direction not in said.get(person_id, {})
            }
            notes = dict.fromkeys(carried, f"Förd över från {before.ref}.")
            if carried:
                entries.append(Entry(by_id[person_id], stage, carried, day, notes=notes))
    changed = _write(entries, by, at)
    audit.record("assessment.carry_over", employer, by=by, at=at, framework=framework.ref, changed=changed)
    return changed


def _write(entries: Sequence[Entry], by: User | None, at: datetime) -> int:
    frameworks = {framework.ref: framework for framework in map(_framework, entries)}
    by_person: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        check_marks(entry.person, entry.marks, entry.notes, frameworks[_framework(entry).ref])
        by_person[entry.person.pk].append(entry)
    for framework in frameworks.values():
        lock_scale(framework, at)
    return sum(_write_people({pk: by_person[pk] for pk in ids}, by, at) for ids in batched(by_person, BATCH))


def _write_people(entries: Mapping[int, Sequence[Entry]], by: User | None, at: datetime) -> int:
    employed_from = first_days(entries.keys())
    talks = _talks([entry for mine in entries.values() for entry in mine])
    stages = {entry.stage for mine in entries.values() for entry in mine}
    lines = Timelines(entries.keys(), stages)
    changed = 0
    for person_id, mine in entries.items():
        for entry in mine:
            check_day(entry.person, entry.on, employed_from.get(person_id), clock.day_of(at))
            talk = talks[entry.talk.pk] if entry.talk else None
            if talk is not None:
                check_talk(talk, entry.person, entry.stage)
            ref = _framework(entry).ref
            for direction in entry.marks:
                key = Key(person_id, ref, direction, entry.stage)
                changed += _say(lines, key, entry, talk, by=by, at=at)
    lines.write()
    return changed


def _say(
    lines: Timelines,
    key: Key,
    entry: Entry,
    talk: AppraisalTalk | None,
    *,
    by: User | None,
    at: datetime,
) -> bool:
    """Whether the mark was news, and was added."""
    mark, note = entry.marks[key.direction], entry.notes.get(key.direction, "").strip()
    if talk is not None:
        # In a talk everything that is said is said anew, also what holds since the last one.
        said = lines.said_in(key, talk)
        news = said is None or said.mark != mark or said.note != note
    else:
        held = lines.holding(key, entry.on)
        news = is_news(Mark(held.mark) if held else None, mark, "" if held and held.note == note else note)
    if not news:
        return False
    lines.add(
        Assessment(
            person_id=key.person_id,
            framework=key.framework,
            direction=key.direction,
            stage=entry.stage,
            mark=mark,
            assessed_on=entry.on,
            occasion=entry.occasion,
            talk=talk,
            note=note,
            at=at,
            by_id=by.pk if by else None,
            by_label=str(by) if by else audit.SYSTEM,
        )
    )
    return True


def _check_access(entries: Sequence[Entry], by: User | None, at: datetime) -> None:
    """The writer's rights are those of the moment, whatever day is assessed."""
    if by is None:
        return
    today = clock.day_of(at)
    for stage in sorted({entry.stage for entry in entries}):
        people = {entry.person.pk: entry.person for entry in entries if entry.stage == stage}
        thing = access.STAGE_THINGS[stage]
        for ids in batched(people, BATCH):
            may = set(
                access.visible_people(by, thing, today, Right.CHANGE)
                .filter(pk__in=ids)
                .values_list("pk", flat=True)
            )
            for pk in ids:
                check_who(people[pk], stage, is_self=staff.is_self(by, people[pk]))
                if pk not in may:
                    access.check_may(by, people[pk], thing, today, Right.CHANGE)


def _framework(entry: Entry) -> Framework:
    return definitions.framework(entry.talk.framework) if entry.talk else framework_in_use(entry.on)


def _talks(entries: Sequence[Entry]) -> dict[int, AppraisalTalk]:
    """The talks of the entries as they stand now, held for this transaction."""
    ids = {entry.talk.pk for entry in entries if entry.talk}
    found = AppraisalTalk.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    return {talk.pk: talk for talk in found} if ids else {}
