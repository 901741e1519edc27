"""Activities for tests, entered through the action, and a municipality with everybody who reads or enters them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kompetenslyft.apps.grants.actions import activities as actions
from kompetenslyft.apps.grants.models import Activity, ProgrammeYear
from tests.factories import accounts, grants, organisations

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Cast:
    """A programme year and a municipality that has received money in it, with its people."""

    year: ProgrammeYear
    unit: Organisation
    coordinator: User
    colleague: User
    signatory: User
    manager: User
    reader: User
    officer: User


def cast(
    name: str = "Falun", code: str = "2080", *, received: int = 1_000_000, made_up: bool = False
) -> Cast:
    """A municipality with ``received`` kronor for competence and 250 000 for an inventory in the year 2013."""
    unit = organisations.municipality(code, name)
    year = grants.year(made_up=made_up)
    grants.entitlement(year, unit, "competence", received)
    grants.entitlement(year, unit, "inventory", 250_000)
    return Cast(
        year=year,
        unit=unit,
        coordinator=accounts.coordinator(unit, name="Karin Samordnare"),
        colleague=accounts.coordinator(unit, name="Anna Andersson"),
        signatory=accounts.signatory(unit, name="Sten Ombud"),
        manager=accounts.person_with(unit, "manager", name="Maria Chef"),
        reader=accounts.person_with(unit, "reader", name="Lars Läsare"),
        officer=accounts.officer(name="Olle Handläggare"),
    )


def entries(unit: str, **changed: object) -> dict[str, object]:
    """A course that is carried out and breaks no rule: 12 participants, 240 000 kr."""
    return {
        "title": "Utredningsmetodik",
        "kind": "credit_course",
        "state": "carried_out",
        "starts": "2013-09-02",
        "ends": "2013-11-29",
        "provider": "Högskolan Dalarna",
        "cooperation": ["own"],
        "directions": ["assessment_methods", "social_law"],
        "hours": "40",
        "credits": "7,5",
        f"parts.{unit}.costs.competence.course_fees": "240 000",
        f"parts.{unit}.participants.caseworker.with_degree.over_4": "9",
        f"parts.{unit}.participants.team_leader.with_degree.over_4": "3",
    } | {key.replace("__", "."): entry for key, entry in changed.items()}


def activity(made: Cast, by: User | None = None, **changed: object) -> Activity:
    """A stored activity of the municipality."""
    saved = actions.save_activity(
        year=made.year,
        unit=made.unit,
        entries=entries(made.unit.code, **changed),
        by=by or made.coordinator,
    )
    assert saved.is_clean, saved
    assert saved.activity is not None
    return saved.activity


def change(made: Cast, stored: Activity, by: User, **changed: object) -> None:
    """Change a stored activity to what ``entries`` gives, as somebody who has seen its latest revision."""
    saved = actions.save_activity(
        year=made.year,
        unit=made.unit,
        activity=stored,
        base=stored.revision,
        entries=entries(made.unit.code, **changed),
        by=by,
    )
    assert saved.is_clean, saved
    assert saved.changed
