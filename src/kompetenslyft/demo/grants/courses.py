"""What the made-up grant money buys: kinds of activity as common as the final report says they were.

Short courses and supervision are most common, assessment methods, risk factors and talking with children the most
common subjects, credits rare, and evidence-based practice rare though it was asked for. Source: Socialstyrelsen,
slutrapport 2017, «Genomförda kompetensutvecklingsinsatser».
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Course:
    """An activity to draw: its weight among the others, and what is entered of it."""

    weight: int
    title: str
    kind: str
    directions: tuple[str, ...]
    provider: str
    cooperation: str
    hours: int
    credits: str = ""
    days: int = 2
    fee: str = "course_fees"
    reason: str = ""
    qualifying: bool = False


COURSES = (
    Course(
        22,
        "Utredningsmetodik i barnavårdsutredningar",
        "short_course",
        ("assessment_methods", "documentation"),
        "Länets kommunförbund",
        "county_association",
        14,
    ),
    Course(
        17,
        "Risk- och skyddsbedömningar",
        "short_course",
        ("risk_and_protective_factors",),
        "Länets kommunförbund",
        "county_association",
        14,
    ),
    Course(
        15,
        "Att samtala med barn",
        "short_course",
        ("talking_with_children",),
        "Utbildningsföretag (påhittat)",
        "other_municipality",
        12,
    ),
    Course(
        18,
        "Handledning i ärendeprocessen",
        "support_and_supervision",
        ("assessment_of_needs", "planning_of_interventions"),
        "Extern handledare (påhittad)",
        "own",
        20,
        days=120,
        fee="supervision_fees",
    ),
    Course(
        7,
        "Stöd och handledning för arbetsledare",
        "support_and_supervision",
        ("ethics",),
        "Extern handledare (påhittad)",
        "own",
        16,
        days=100,
        fee="supervision_fees",
    ),
    Course(
        5,
        "Juridik i den sociala barnavården",
        "short_course",
        ("social_law", "administrative_law", "access_and_secrecy"),
        "Utbildningsföretag (påhittat)",
        "own",
        7,
        days=1,
    ),
    Course(
        6,
        "Barns utveckling och anknytning",
        "credit_course",
        ("child_development", "attachment_theory"),
        "Högskola (påhittad)",
        "county_association",
        80,
        credits="7,5",
        days=70,
    ),
    Course(
        3,
        "Uppdragsutbildning i barnavårdsutredning",
        "commissioned_education",
        ("assessment_methods", "assessment_of_needs"),
        "Universitet (påhittat)",
        "county_association",
        120,
        credits="15",
        days=90,
    ),
    Course(
        3,
        "Modulutbildning om barn som far illa",
        "module_course",
        ("child_vulnerability", "child_rights"),
        "Regional stödstruktur",
        "skr",
        24,
        days=30,
        reason="Modulen ger hela arbetsgruppen samma grund, och finns på nära håll.",
    ),
    Course(
        2,
        "Evidensbaserad praktik i vardagen",
        "short_course",
        ("evidence_based_practice",),
        "Regional stödstruktur",
        "skr",
        12,
    ),
    Course(
        2,
        "Introduktion för nya handläggare",
        "induction_programme",
        ("documentation", "cooperation"),
        "Kommunen",
        "own",
        30,
        days=45,
    ),
)

QUALIFYING = Course(
    0,
    "Kurser som leder till behörighet",
    "qualifying_education",
    ("social_law", "developmental_psychology"),
    "Universitet (påhittat)",
    "own",
    200,
    credits="30",
    days=110,
    qualifying=True,
)

WHY_NOT = "Arbetsbelastningen var för hög och det gick inte att få vikarier."


def weights() -> list[int]:
    return [course.weight for course in COURSES]
