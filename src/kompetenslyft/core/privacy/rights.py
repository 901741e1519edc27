"""The table of rights: in which relation to a person or an organisation somebody stands, and what that lets them do.

``apps.staff.access`` and ``apps.competence.access`` decide by this table alone; the reference page and the tests of
every pair are made from it. The state and other municipalities have no row: they never see a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum, StrEnum

from kompetenslyft.core.text import Text


class Relation(StrEnum):
    """How somebody stands to a person, or to an organisation whose people are meant. One may stand in several."""

    SELF = "self"
    """The person."""
    LEADER = "leader"
    """A manager of the unit where the person works, or of the unit or district above it."""
    STAFF_ADMINISTRATOR = "staff_administrator"
    """Keeps the staff register of the employer or of a part of it."""
    COORDINATOR = "coordinator"
    """Data coordinator, signatory or manager of the employer or a district of it: sees numbers."""
    COORDINATOR_OF_PEOPLE = "coordinator_of_people"
    """The same, where the employer has decided that they see people."""
    READER = "reader"
    """Reads for the employer or a part of it: a union's or a safety representative, an auditor."""


class Thing(StrEnum):
    """What there is to see or change, of one person or of an organisation."""

    REGISTER = "register"
    OWN_ASSESSMENT = "own_assessment"
    LEADERS_ASSESSMENT = "leaders_assessment"
    AGREED_ASSESSMENT = "agreed_assessment"
    TALK = "talk"
    PLAN = "plan"
    READINGS = "readings"
    EXTRACT = "extract"

    NUMBERS = "numbers"
    PROFILE = "profile"
    COLLECTIVE_PLAN = "collective_plan"
    RESOURCES = "resources"
    IMPORT = "import"
    DERIVATION = "derivation"
    DISPOSAL = "disposal"
    DECISION = "decision"


OF_PERSONS = frozenset(
    {
        Thing.REGISTER,
        Thing.OWN_ASSESSMENT,
        Thing.LEADERS_ASSESSMENT,
        Thing.AGREED_ASSESSMENT,
        Thing.TALK,
        Thing.PLAN,
        Thing.READINGS,
        Thing.EXTRACT,
    }
)
"""What belongs to one person; the rest belongs to an organisation and names nobody, but for RESOURCES."""


class Right(IntEnum):
    """What somebody may do; the higher includes the lower."""

    NONE = 0
    SEE = 1
    CHANGE = 2


_SEE, _CHANGE = Right.SEE, Right.CHANGE

RIGHTS: Mapping[Relation, Mapping[Thing, Right]] = {
    Relation.SELF: {
        Thing.REGISTER: _SEE,
        Thing.OWN_ASSESSMENT: _CHANGE,
        Thing.LEADERS_ASSESSMENT: _SEE,
        Thing.AGREED_ASSESSMENT: _SEE,
        Thing.TALK: _CHANGE,
        Thing.PLAN: _CHANGE,
        Thing.READINGS: _SEE,
        Thing.EXTRACT: _SEE,
        Thing.PROFILE: _SEE,
        Thing.COLLECTIVE_PLAN: _SEE,
        Thing.RESOURCES: _SEE,
    },
    Relation.LEADER: {
        Thing.REGISTER: _SEE,
        Thing.OWN_ASSESSMENT: _SEE,
        Thing.LEADERS_ASSESSMENT: _CHANGE,
        Thing.AGREED_ASSESSMENT: _CHANGE,
        Thing.TALK: _CHANGE,
        Thing.PLAN: _CHANGE,
        Thing.NUMBERS: _SEE,
        Thing.PROFILE: _CHANGE,
        Thing.COLLECTIVE_PLAN: _CHANGE,
        Thing.RESOURCES: _CHANGE,
        Thing.DERIVATION: _SEE,
    },
    Relation.STAFF_ADMINISTRATOR: {
        Thing.REGISTER: _CHANGE,
        Thing.EXTRACT: _SEE,
        Thing.IMPORT: _CHANGE,
        Thing.DISPOSAL: _CHANGE,
        Thing.DECISION: _SEE,
    },
    Relation.COORDINATOR: {
        Thing.NUMBERS: _SEE,
        Thing.PROFILE: _CHANGE,
        Thing.COLLECTIVE_PLAN: _CHANGE,
        Thing.RESOURCES: _CHANGE,
        Thing.DERIVATION: _CHANGE,
        Thing.DECISION: _SEE,
    },
    Relation.COORDINATOR_OF_PEOPLE: {
        Thing.REGISTER: _SEE,
        Thing.AGREED_ASSESSMENT: _SEE,
        Thing.PLAN: _SEE,
        Thing.NUMBERS: _SEE,
        Thing.PROFILE: _CHANGE,
        Thing.COLLECTIVE_PLAN: _CHANGE,
        Thing.RESOURCES: _CHANGE,
        Thing.DERIVATION: _CHANGE,
        Thing.DECISION: _SEE,
    },
    Relation.READER: {
        Thing.NUMBERS: _SEE,
        Thing.PROFILE: _SEE,
        Thing.COLLECTIVE_PLAN: _SEE,
    },
}
"""A thing that is not named is not theirs: Right.NONE. DECISION is changed by the signatory alone."""

RELATION_LABELS: Mapping[Relation, Text] = {
    Relation.SELF: Text(sv="personen själv", en="the person"),
    Relation.LEADER: Text(sv="chefen för enheten eller däröver", en="the manager of the unit or above it"),
    Relation.STAFF_ADMINISTRATOR: Text(sv="personaladministratören", en="the staff administrator"),
    Relation.COORDINATOR: Text(
        sv="uppgiftssamordnaren, ombudet, förvaltningschefen",
        en="the data coordinator, the signatory, the head of administration",
    ),
    Relation.COORDINATOR_OF_PEOPLE: Text(
        sv="desamma, där arbetsgivaren har beslutat att de ser personer",
        en="the same, where the employer has decided that they see people",
    ),
    Relation.READER: Text(sv="läsaren", en="the reader"),
}

THING_LABELS: Mapping[Thing, Text] = {
    Thing.REGISTER: Text(sv="personalregistret", en="the staff register"),
    Thing.OWN_ASSESSMENT: Text(sv="den egna bedömningen", en="the own assessment"),
    Thing.LEADERS_ASSESSMENT: Text(sv="chefens bedömning", en="the leader's assessment"),
    Thing.AGREED_ASSESSMENT: Text(sv="den gemensamma bedömningen", en="the agreed assessment"),
    Thing.TALK: Text(sv="medarbetarsamtalet", en="the appraisal talk"),
    Thing.PLAN: Text(sv="den individuella planen", en="the individual plan"),
    Thing.READINGS: Text(sv="vem som har läst", en="who has read"),
    Thing.EXTRACT: Text(sv="registerutdraget", en="the register extract"),
    Thing.NUMBERS: Text(sv="antal och summor", en="numbers and sums"),
    Thing.PROFILE: Text(sv="rollprofiler och enhetens behov", en="role profiles and the unit's need"),
    Thing.COLLECTIVE_PLAN: Text(sv="den samlade planen", en="the consolidated plan"),
    Thing.RESOURCES: Text(sv="interna utbildare och nätverk", en="internal trainers and networks"),
    Thing.IMPORT: Text(sv="inläsning av personalfil", en="import of a staff file"),
    Thing.DERIVATION: Text(sv="svar räknat ur registret", en="the return derived from the register"),
    Thing.DISPOSAL: Text(sv="gallring", en="disposal"),
    Thing.DECISION: Text(sv="beslut om vem som ser personer", en="the decision on who sees people"),
}


def right(relations: Iterable[Relation], thing: Thing) -> Right:
    """The most that any of the relations gives over the thing."""
    return max((RIGHTS[relation].get(thing, Right.NONE) for relation in relations), default=Right.NONE)


def relations_with(thing: Thing, least: Right = Right.SEE) -> frozenset[Relation]:
    """The relations that give at least ``least`` over the thing."""
    return frozenset(relation for relation in Relation if RIGHTS[relation].get(thing, Right.NONE) >= least)
