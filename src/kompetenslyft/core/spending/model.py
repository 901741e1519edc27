"""An activity: what grant money bought, with its participants, its costs and each municipality's part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from kompetenslyft.core.text import Text


class State(StrEnum):
    """Whether an activity came about."""

    PLANNED = "planned"
    CARRIED_OUT = "carried_out"
    NOT_CARRIED_OUT = "not_carried_out"


class Cooperation(StrEnum):
    """With whom an activity was carried out (the forms of the competence inventory)."""

    OWN = "own"
    OTHER_MUNICIPALITY = "other_municipality"
    COUNTY_ASSOCIATION = "county_association"
    SKR = "skr"
    OTHER = "other"


class Role(StrEnum):
    """Whom an activity was for."""

    CASEWORKER = "caseworker"
    TEAM_LEADER = "team_leader"


class Degree(StrEnum):
    """Whether a participant has a social work degree."""

    WITH = "with_degree"
    WITHOUT = "without_degree"


class Band(StrEnum):
    """Years of experience of child welfare."""

    UNDER_2 = "under_2"
    FROM_2_TO_4 = "from_2_to_4"
    OVER_4 = "over_4"


STATE_LABELS = {
    State.PLANNED: Text(sv="Planerad", en="Planned"),
    State.CARRIED_OUT: Text(sv="Genomförd", en="Carried out"),
    State.NOT_CARRIED_OUT: Text(sv="Inte genomförd", en="Not carried out"),
}
COOPERATION_LABELS = {
    Cooperation.OWN: Text(sv="I egen regi", en="By the municipality itself"),
    Cooperation.OTHER_MUNICIPALITY: Text(sv="Med en annan kommun", en="With another municipality"),
    Cooperation.COUNTY_ASSOCIATION: Text(
        sv="Genom länets kommunförbund eller regionen", en="Through the county association or the region"
    ),
    Cooperation.SKR: Text(
        sv="Genom Sveriges Kommuner och Regioner (SKR)",
        en="Through the Swedish Association of Local Authorities and Regions (SKR)",
    ),
    Cooperation.OTHER: Text(sv="Med någon annan", en="With somebody else"),
}
ROLE_LABELS = {
    Role.CASEWORKER: Text(sv="Handläggare", en="Caseworkers"),
    Role.TEAM_LEADER: Text(sv="Arbetsledare", en="Team leaders"),
}
DEGREE_LABELS = {
    Degree.WITH: Text(sv="Med socionomexamen", en="With a social work degree"),
    Degree.WITHOUT: Text(sv="Utan socionomexamen", en="Without a social work degree"),
}
BAND_LABELS = {
    Band.UNDER_2: Text(sv="Mindre än 2 år", en="Less than 2 years"),
    Band.FROM_2_TO_4: Text(sv="2–4 år", en="2–4 years"),
    Band.OVER_4: Text(sv="Mer än 4 år", en="More than 4 years"),
}


class Group(NamedTuple):
    """Participants are counted by role, degree and experience."""

    role: Role
    degree: Degree
    band: Band

    @property
    def key(self) -> str:
        """``caseworker.with_degree.over_4``."""
        return f"{self.role.value}.{self.degree.value}.{self.band.value}"


GROUPS = tuple(Group(role, degree, band) for role in Role for degree in Degree for band in Band)


class Cost(NamedTuple):
    """Kronor of one purpose's money in one cost category."""

    purpose: str
    category: str


@dataclass(frozen=True, slots=True)
class Part:
    """One municipality's part of an activity: its own costs (SEK, whole) and its own participants (persons)."""

    unit: str
    """Official code."""
    costs: Mapping[Cost, int] = field(default_factory=dict)
    participants: Mapping[Group, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity, whole. A municipality's own has one part; one that several share has a part for each.

    ``credits`` are higher education credits in tenths (75 is 7,5 hp); ``hours`` are whole hours per participant.
    ``qualifying``: it leads towards the degree that the law demands of those who handle child cases.
    ``total_sek`` is the total that was stated, where one was: it has to equal the parts.
    ``not_carried_out_because`` and ``reason`` are written words, empty where there are none.
    """

    title: str
    kind: str
    state: State
    starts: date
    ends: date
    parts: tuple[Part, ...]
    provider: str = ""
    cooperation: frozenset[Cooperation] = frozenset()
    directions: frozenset[str] = frozenset()
    """Ids of directions of the framework."""
    hours: int | None = None
    credits: int | None = None
    qualifying: bool = False
    total_sek: int | None = None
    reason: str = ""
    not_carried_out_because: str = ""
    ref: str = ""
    """What a finding calls the activity by: its number."""
