"""Who is qualified to handle child cases on a day, by what, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.staff.model import (
    SUBJECT_LABELS,
    Credential,
    Employment,
    Person,
    Service,
    StaffRole,
    Subject,
)
from kompetenslyft.core.staff.qualification_rules import RuleSet, Transition, Way, in_force
from kompetenslyft.core.text import Text

HANDLING = frozenset({StaffRole.SOCIAL_WORKER, StaffRole.FAMILY_HOME_SOCIAL_WORKER})
"""The roles that, in child welfare, decide on opening an inquiry, investigate and follow up: the tasks of the law."""


@dataclass(frozen=True, slots=True)
class Qualification:
    """What the rules say of one person on one day.

    ``met``: None where no rule in force requires anything. ``rule``: ``id@version``, empty before the first rule set.
    ``by_what``: what qualifies, where the rules are met. ``missing``: N401–N404, where they are not. ``until``: the
    last day of the transition rule, for whoever is or was qualified by it alone; it may be past.
    """

    met: bool | None
    rule: str = ""
    source: str = ""
    by_what: Text | None = None
    missing: tuple[Finding, ...] = ()
    until: date | None = None


def handles_child_cases(employment: Employment) -> bool:
    """Whether the employment is in the tasks that the requirement covers."""
    return employment.service is Service.CHILD_WELFARE and employment.role in HANDLING


def qualified(person: Person, day: date, rules: Sequence[RuleSet]) -> Qualification:
    """What the rule set in force on the day says of the person, by the credentials awarded up to the day.

    The transition rule asks whether the person's first employment in the tasks began before its day, at this
    employer: a register knows of no other.
    """
    rule = in_force(rules, day)
    if rule is None:
        return Qualification(None)
    if not rule.binding:
        return Qualification(None, rule.ref, rule.source)
    held = [one for one in person.credentials if one.awarded_on <= day]
    lacks = []
    for way in rule.accepts:
        missing = _missing(way, held)
        if missing is None:
            continue
        if not missing:
            return Qualification(True, rule.ref, rule.source, by_what=way.label)
        lacks.append(missing)
    begun_before = rule.transition is not None and _began_before(person, rule.transition, day)
    if rule.transition is not None and begun_before:
        for step in rule.transition.steps:
            if day <= step.until:
                return Qualification(
                    True,
                    rule.ref,
                    step.source,
                    by_what=_by_transition(rule.transition, step.until),
                    until=step.until,
                )
    missing = min(lacks, key=len) if lacks else (_no_degree(rule),)
    if rule.transition is not None and begun_before:
        last = rule.transition.steps[-1]
        return Qualification(
            False, rule.ref, rule.source, missing=(*missing, _transition_over(last.until)), until=last.until
        )
    return Qualification(False, rule.ref, rule.source, missing=missing)


def _missing(way: Way, held: Sequence[Credential]) -> tuple[Finding, ...] | None:
    """What the way asks for that the credentials do not give; None where there is nothing of its kinds."""
    own = [one for one in held if one.kind in way.kinds]
    if not own:
        return None
    findings = []
    known = {subject for one in held for subject in one.subjects}
    if absent := [subject for subject in way.subjects if subject not in known]:
        findings.append(_without_subjects(absent))
    if way.least_credits is not None and not any((one.credits or 0) >= way.least_credits for one in own):
        findings.append(_too_few_credits(way.least_credits, unknown=any(one.credits is None for one in own)))
    return tuple(findings)


def _began_before(person: Person, transition: Transition, day: date) -> bool:
    return any(
        handles_child_cases(one) and one.first_day < transition.employed_before and one.first_day <= day
        for one in person.employments
    )


def _by_transition(transition: Transition, until: date) -> Text:
    return Text(
        sv=f"övergångsregeln för den som var anställd före {transition.employed_before}, till och med {until}",
        en=f"the transition rule for those employed before {transition.employed_before}, up to {until}",
    )


def _no_degree(rule: RuleSet) -> Finding:
    ways = [way.label for way in rule.accepts]
    return Finding(
        "N401",
        Severity.SOFT,
        Text(
            sv=f"Ingen examen som ger behörighet är antecknad: {' eller '.join(way.sv for way in ways)}.",
            en=f"No degree that qualifies is noted: {' or '.join(way.en for way in ways)}.",
        ),
    )


def _without_subjects(subjects: Sequence[Subject]) -> Finding:
    labels = [SUBJECT_LABELS[subject] for subject in subjects]
    return Finding(
        "N402",
        Severity.SOFT,
        Text(
            sv=f"Examen behöver kompletteras med {', '.join(label.sv.lower() for label in labels)}.",
            en=f"The degree needs to be completed with {', '.join(label.en.lower() for label in labels)}.",
        ),
    )


def _too_few_credits(least: int, *, unknown: bool) -> Finding:
    hp = least // 10
    if unknown:
        text = Text(
            sv=f"Examens omfattning är inte antecknad; den ska vara minst {hp} högskolepoäng.",
            en=f"The size of the degree is not noted; it must be at least {hp} credits.",
        )
    else:
        text = Text(
            sv=f"Examen omfattar mindre än {hp} högskolepoäng.", en=f"The degree has fewer than {hp} credits."
        )
    return Finding("N403", Severity.SOFT, text)


def _transition_over(until: date) -> Finding:
    return Finding(
        "N404",
        Severity.SOFT,
        Text(
            sv=f"Övergångsregeln gällde till och med {until}.", en=f"The transition rule held up to {until}."
        ),
    )
