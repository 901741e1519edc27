"""What there is within the city, and what it will need: people who teach and supervise, networks, the coming years."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from kompetenslyft.apps.competence.actions import development_needs, resources
from kompetenslyft.core.competence.model import Mark
from kompetenslyft.demo.draws import number, shuffled
from kompetenslyft.demo.participants import STOCKHOLM
from kompetenslyft.demo.rounds import at
from kompetenslyft.demo.staff.collective import BROMMA
from kompetenslyft.demo.staff.setting import Workplace

_KINDS = ("teach", "supervise")
_LISTED = at(date(2016, 12, 8), 13 * 60)
_DECIDED = at(date(2016, 12, 12), 10 * 60)
_NEEDS = {
    "talking_with_children": 90,
    "assessment_of_needs": 120,
    "family_law": 160,
    "developmental_ecology": 100,
    "evidence_based_practice": 70,
}
"""Of the city, people in the first of the three years; a seventh of that in the district."""
_NETWORKS = (
    (
        "Nätverket för barnsamtal",
        "Dela erfarenheter av samtal med barn, öva tillsammans och ta fram stöd till nya handläggare.",
        "Sista torsdagen varje månad, i Farsta",
        ("talking_with_children", "child_rights"),
    ),
    (
        "Familjehemsnätverket",
        "Uppföljning av placerade barns hälsa och skolgång, i stadsdelarna och med länets kommuner.",
        "Två gånger per termin",
        ("children_in_placement", "attachment_theory"),
    ),
    (
        "Juridikfrukosten",
        "Stadens jurister svarar på frågor ur pågående utredningar.",
        "Varannan tisdag kl. 8.15, på distans",
        ("family_law", "social_law", "access_and_secrecy"),
    ),
)


def run(work: Workplace) -> None:
    """List two people of each unit with talks, the networks, and the need of 2017–2019."""
    for code in work.leaders:
        _list_people(work, code)
    for name, purpose, meets, directions in _NETWORKS:
        resources.save_network(
            organisation=work.city,
            name=name,
            purpose=purpose,
            contact=work.coordinator.email,
            meets=meets,
            directions=directions,
            by=work.coordinator,
            at=_LISTED,
        )
    for code, share in ((STOCKHOLM, 1), (BROMMA, 7)):
        development_needs.enter_needs(
            organisation=work.units[code],
            decided_in=2016,
            people={
                (direction, 2017 + years): people // share // (years + 1)
                for direction, people in _NEEDS.items()
                for years in range(3)
            },
            by=work.coordinator,
            at=_DECIDED,
        )
    work.told(_("Interna utbildare, nätverk och behov"))


def _list_people(work: Workplace, code: str) -> None:
    """Two of the unit who are advanced in something, and have said yes."""
    latest = {one.number: one.marks for one in work.staff.assessed}
    there = {
        one.person.number
        for one in work.staff.caseworkers
        if one.place == code and one.person.employments[-1].last_day is None
    }
    able = {
        key: next((one for one, mark in latest.get(key, {}).items() if mark is Mark.ADVANCED), None)
        for key in shuffled(there, "teaches")
    }
    for key, direction in [(key, direction) for key, direction in able.items() if direction][:2]:
        resources.add_resource(
            person=work.people[key],
            kind=_KINDS[number(key, "kind", 2)],
            direction=direction,
            agreed=True,
            by=work.leaders[code],
            at=_LISTED,
        )
