"""The register extract: everything that is held of one person, in sections of rows, each with its words and values.

The JSON file and the PDF are written from the same value, so neither can hold more than the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias, TypeVar

from kompetenslyft.core.text import Text

FORMAT = "kompetenslyft-extract@1"

Value: TypeAlias = str | int | bool | list["Value"] | dict[str, "Value"] | None

C = TypeVar("C", bound=StrEnum)


class SectionId(StrEnum):
    """What an extract tells of, in its order."""

    PERSON = "person"
    EMPLOYMENTS = "employments"
    CREDENTIALS = "credentials"
    LEAVES = "leaves"
    ASSESSMENTS = "assessments"
    TALKS = "talks"
    TALK_EVENTS = "talk_events"
    PLANS = "plans"
    PLAN_ITEMS = "plan_items"
    PLAN_DECISIONS = "plan_decisions"
    FOLLOW_UPS = "follow_ups"
    RESOURCES = "resources"
    READINGS = "readings"
    CHANGES = "changes"


REGISTER_PART = (
    SectionId.PERSON,
    SectionId.EMPLOYMENTS,
    SectionId.CREDENTIALS,
    SectionId.LEAVES,
    SectionId.CHANGES,
)
"""What the staff administrator gives out: the register and the changes of it, nothing of competence."""

SECTION_TITLES = {
    SectionId.PERSON: Text(sv="Personen", en="The person"),
    SectionId.EMPLOYMENTS: Text(sv="Anställningar", en="Employments"),
    SectionId.CREDENTIALS: Text(sv="Examina och utbildningar", en="Degrees and courses"),
    SectionId.LEAVES: Text(sv="Tjänstledigheter", en="Leaves"),
    SectionId.ASSESSMENTS: Text(sv="Bedömningar", en="Assessments"),
    SectionId.TALKS: Text(sv="Medarbetarsamtal", en="Appraisal talks"),
    SectionId.TALK_EVENTS: Text(sv="Händelser i samtalen", en="Events of the talks"),
    SectionId.PLANS: Text(sv="Kompetensutvecklingsplaner", en="Development plans"),
    SectionId.PLAN_ITEMS: Text(sv="Mål och insatser i planerna", en="Goals and activities of the plans"),
    SectionId.PLAN_DECISIONS: Text(sv="Beslut om planerna", en="Decisions on the plans"),
    SectionId.FOLLOW_UPS: Text(sv="Uppföljning av planerna", en="Follow-up of the plans"),
    SectionId.RESOURCES: Text(sv="Intern utbildare eller handledare", en="Internal trainer or supervisor"),
    SectionId.READINGS: Text(sv="Vem som har läst", en="Who has read"),
    SectionId.CHANGES: Text(sv="Vad som är gjort med uppgifterna", en="What was done with the records"),
}

COLUMNS: Mapping[SectionId, Mapping[str, Text]] = {
    SectionId.PERSON: {
        "number": Text(sv="Anställningsnummer", en="Employment number"),
        "name": Text(sv="Namn", en="Name"),
        "email": Text(sv="E-postadress", en="E-mail address"),
        "gender": Text(sv="Kön", en="Gender"),
        "social_work_since": Text(sv="Första år i socialt arbete", en="First year in social work"),
        "made_up": Text(sv="Påhittad", en="Made up"),
        "changed_at": Text(sv="Senast ändrad", en="Last changed"),
        "changed_by": Text(sv="Av", en="By"),
    },
    SectionId.EMPLOYMENTS: {
        "unit": Text(sv="Enhet", en="Unit"),
        "role": Text(sv="Roll", en="Role"),
        "service": Text(sv="Verksamhet", en="Service"),
        "share": Text(sv="Procent av heltid", en="Per cent of full time"),
        "permanent": Text(sv="Tillsvidare", en="Permanent"),
        "first_day": Text(sv="Från", en="From"),
        "last_day": Text(sv="Till", en="To"),
        "leaving_reason": Text(sv="Avgångsorsak", en="Reason for leaving"),
        "role_since": Text(sv="Första år i rollen", en="First year in the role"),
        "first_management_job": Text(sv="Första chefsjobbet", en="First management job"),
        "needs_supervision_training": Text(
            sv="Behöver utvecklas i att handleda", en="Needs development to supervise"
        ),
    },
    SectionId.CREDENTIALS: {
        "kind": Text(sv="Slag", en="Kind"),
        "title": Text(sv="Benämning", en="Title"),
        "awarded_on": Text(sv="Dag", en="Day"),
        "credits": Text(sv="Högskolepoäng", en="Credits"),
        "subjects": Text(sv="Ämnen", en="Subjects"),
    },
    SectionId.LEAVES: {
        "first_day": Text(sv="Från", en="From"),
        "last_day": Text(sv="Till", en="To"),
    },
    SectionId.ASSESSMENTS: {
        "stage": Text(sv="Vems", en="Whose"),
        "direction": Text(sv="Inriktning", en="Direction"),
        "mark": Text(sv="Nivå", en="Level"),
        "assessed_on": Text(sv="Från", en="From"),
        "superseded_on": Text(sv="Ersatt", en="Superseded"),
        "occasion": Text(sv="Tillfälle", en="Occasion"),
        "framework": Text(sv="Ramverk", en="Framework"),
        "note": Text(sv="Anteckning", en="Note"),
        "by": Text(sv="Av", en="By"),
    },
    SectionId.TALKS: {
        "scheduled_at": Text(sv="Tid", en="Time"),
        "place": Text(sv="Plats", en="Place"),
        "unit": Text(sv="Enhet", en="Unit"),
        "status": Text(sv="Läge", en="Status"),
        "held_on": Text(sv="Hållet", en="Held"),
        "follow_up_by": Text(sv="Följs upp senast", en="Followed up by"),
    },
    SectionId.TALK_EVENTS: {
        "talk": Text(sv="Samtal", en="Talk"),
        "at": Text(sv="När", en="When"),
        "by": Text(sv="Vem", en="Who"),
        "kind": Text(sv="Vad", en="What"),
        "note": Text(sv="Anteckning", en="Note"),
    },
    SectionId.PLANS: {
        "title": Text(sv="Plan", en="Plan"),
        "starts": Text(sv="Från", en="From"),
        "ends": Text(sv="Till", en="To"),
        "state": Text(sv="Läge", en="State"),
        "summary": Text(sv="Behov och prioriteringar", en="Needs and priorities"),
        "made_at": Text(sv="Skapad", en="Made"),
        "made_by": Text(sv="Av", en="By"),
    },
    SectionId.PLAN_ITEMS: {
        "plan": Text(sv="Plan", en="Plan"),
        "goal": Text(sv="Mål", en="Goal"),
        "activity": Text(sv="Insats", en="Activity"),
        "direction": Text(sv="Inriktning", en="Direction"),
        "target": Text(sv="Nivå att nå", en="Level to reach"),
        "responsible": Text(sv="Ansvarig", en="Responsible"),
        "due": Text(sv="Klart senast", en="Due"),
        "removed_at": Text(sv="Borttaget", en="Removed"),
    },
    SectionId.PLAN_DECISIONS: {
        "plan": Text(sv="Plan", en="Plan"),
        "number": Text(sv="Beslut nr", en="Decision no."),
        "decided_on": Text(sv="Dag", en="Day"),
        "by": Text(sv="Av", en="By"),
        "content": Text(sv="Planen som den beslutades", en="The plan as it was decided"),
    },
    SectionId.FOLLOW_UPS: {
        "goal": Text(sv="Mål", en="Goal"),
        "followed_up_on": Text(sv="Dag", en="Day"),
        "done": Text(sv="Genomfört som planerat", en="Done as planned"),
        "effect": Text(sv="Önskad effekt", en="Wished-for effect"),
        "note": Text(sv="Anteckning", en="Note"),
        "by": Text(sv="Av", en="By"),
    },
    SectionId.RESOURCES: {
        "kind": Text(sv="Kan", en="Can"),
        "direction": Text(sv="Inriktning", en="Direction"),
        "subject": Text(sv="Ämne", en="Subject"),
        "note": Text(sv="Anteckning", en="Note"),
        "valid_from": Text(sv="Från", en="From"),
        "ended_on": Text(sv="Till", en="To"),
        "by": Text(sv="Av", en="By"),
    },
    SectionId.READINGS: {
        "at": Text(sv="När", en="When"),
        "reader": Text(sv="Vem", en="Who"),
        "thing": Text(sv="Vad", en="What"),
        "where": Text(sv="Var", en="Where"),
    },
    SectionId.CHANGES: {
        "at": Text(sv="När", en="When"),
        "by": Text(sv="Vem", en="Who"),
        "action": Text(sv="Vad (systemets ord)", en="What (the system's word)"),
        "detail": Text(sv="Ändrade uppgifter", en="What was changed"),
    },
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of the extract, and how it reads in Swedish."""

    value: Value
    text: str


Row: TypeAlias = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one section, a cell for each of its columns. No rows: nothing is held."""

    id: SectionId
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Extract:
    """All that is held of a person, as given out at a moment. ``whole`` false: the register part alone."""

    employer: str
    name: str
    number: str
    made_up: bool
    given_at: datetime
    whole: bool
    sections: tuple[Section, ...]


def cell(value: date | datetime | str | int | bool | None) -> Cell:
    """A value as it is kept and as it reads. What is blank reads «–»; a moment is told in its own time zone."""
    match value:
        case None | "":
            return Cell(None, "–")
        case bool():
            return Cell(value, "ja" if value else "nej")
        case datetime():
            return Cell(value.isoformat(timespec="seconds"), f"{value:%Y-%m-%d %H:%M}")
        case date():
            return Cell(value.isoformat(), value.isoformat())
        case _:
            return Cell(value, str(value))


def coded(kind: type[C], value: str, labels: Mapping[C, Text]) -> Cell:
    """A code with its Swedish word."""
    return Cell(value, labels[kind(value)].sv) if value else cell(None)


def row(section: SectionId, cells: Mapping[str, Cell]) -> Row:
    """The cells in the order of the section's columns. Raises KeyError where one is missing."""
    return tuple(cells[column] for column in COLUMNS[section])


def as_json(extract: Extract) -> dict[str, Value]:
    """The extract as plain data, by the schema that docs/reference/extract.md describes."""
    return {
        "format": FORMAT,
        "employer": extract.employer,
        "given_at": extract.given_at.isoformat(timespec="seconds"),
        "whole": extract.whole,
        "made_up": extract.made_up,
        "sections": {section.id.value: list(_plain(section)) for section in extract.sections},
    }


def _plain(section: Section) -> Sequence[dict[str, Value]]:
    columns = COLUMNS[section.id]
    return [{column: one.value for column, one in zip(columns, cells, strict=True)} for cells in section.rows]
