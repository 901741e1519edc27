"""Rules that hold in every programme year, whatever its definition says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.programmes.model import Purpose
from kompetenslyft.core.spending.case import (
    Case,
    by_language,
    field_of,
    finding,
    name_of,
    number,
    participants_of,
    sek,
)
from kompetenslyft.core.spending.form import PARTS, participants_key
from kompetenslyft.core.spending.model import Activity, State


def _total_stated(case: Case) -> Iterator[Finding]:
    """The total stated for an activity is the sum of every municipality's costs."""
    for activity in case.activities:
        stated, parts = activity.total_sek, {part.unit: sum(part.costs.values()) for part in activity.parts}
        total = sum(parts.values())
        if stated is None or stated == total:
            continue

        def say(
            language: str, activity: Activity = activity, stated: int = stated, parts: dict[str, int] = parts
        ) -> str:
            name, total = name_of(activity).in_language(language), sum(parts.values())
            named = " + ".join(f"{sek(amount, language)} ({unit})" for unit, amount in sorted(parts.items()))
            difference = sek(abs(stated - total), language)
            return by_language(
                language,
                f"{name}: den angivna kostnaden {sek(stated, 'sv')} är inte summan av kommunernas delar: {named} = "
                f"{sek(total, 'sv')}. Skillnaden är {difference}. Rätta totalen eller en del.",
                f"{name}: the stated cost {sek(stated, 'en')} is not the sum of the municipalities' parts: {named} = "
                f"{sek(total, 'en')}. The difference is {difference}. Correct the total or a part.",
            )

        cells = (field_of(activity, "total_sek"), *(field_of(activity, f"{PARTS}.{unit}") for unit in parts))
        yield finding("B901", Severity.HARD, say, *cells, about=activity.ref)


def _over_received(case: Case) -> Iterator[Finding]:
    """Costs beyond what was received are the municipality's own."""
    for purpose in case.programme.purposes:
        lines = [line for line in case.lines() if line.cost.purpose == purpose.id]
        total, received = sum(line.amount for line in lines), case.received.get(purpose.id, 0)
        if total <= received:
            continue

        def say(
            language: str, purpose: Purpose = purpose, total: int = total, received: int = received
        ) -> str:
            title = purpose.title.in_language(language)
            over = sek(total - received, language)
            return by_language(
                language,
                f"Kostnaderna för «{title}» är {sek(total, 'sv')}, och {sek(received, 'sv')} har tagits emot. "
                f"Kommunen betalar själv de {over} som är över.",
                f"The costs of “{title}” are {sek(total, 'en')}, and {sek(received, 'en')} was received. "
                f"The municipality itself pays the {over} above that.",
            )

        yield finding("B903", Severity.INFO, say, *(case.cell(line) for line in lines), about=purpose.id)


def _more_than_staff(case: Case) -> Iterator[Finding]:
    """No more take part in an activity than there are people."""
    for activity in case.activities:
        people = participants_of(activity, case.unit)
        total, staff = sum(people.values()), case.staff
        if staff is None or total <= staff:
            continue

        def say(language: str, activity: Activity = activity, total: int = total, staff: int = staff) -> str:
            name = name_of(activity).in_language(language)
            return by_language(
                language,
                f"{name}: {number(total, 'sv')} deltagare, men kommunen har {number(staff, 'sv')} årsarbetare som "
                "handläggare och arbetsledare i den senaste inventeringen. Räkna varje person en gång i insatsen. "
                "Stämmer talet ändå, för att flera arbetar deltid, skriv det i redovisningen.",
                f"{name}: {number(total, 'en')} participants, but the municipality has {number(staff, 'en')} full-time "
                "equivalents of caseworkers and team leaders in the latest inventory. Count each person once in the "
                "activity. If the number is right, because several work part time, say so in the report.",
            )

        cells = [field_of(activity, participants_key(case.unit, group)) for group, n in people.items() if n]
        yield finding("B904", Severity.SOFT, say, *cells, about=activity.ref)


def _without_participants(case: Case) -> Iterator[Finding]:
    """What was carried out had somebody who took part, if it is of a kind that people take part in."""
    kinds = {kind.id: kind for kind in case.programme.activity_kinds}
    for activity in case.activities:
        kind = kinds.get(activity.kind)
        if activity.state is not State.CARRIED_OUT or kind is None or not kind.has_participants:
            continue
        if not sum(participants_of(activity, case.unit).values()):
            yield _said(
                "B905",
                activity,
                "genomförd, men inga deltagare är ifyllda. Fyll i hur många som deltog.",
                "carried out, but no participants are filled in. Enter how many took part.",
                f"{PARTS}.{case.unit}.participants",
            )


def _without_costs(case: Case) -> Iterator[Finding]:
    """What was carried out with the money cost something."""
    for activity in case.activities:
        if activity.state is State.CARRIED_OUT and not case.spent(activity):
            yield _said(
                "B906",
                activity,
                "genomförd, men inga kostnader är ifyllda. Fyll i dem, eller ta bort insatsen om den inte betalades "
                "med statsbidraget.",
                "carried out, but no costs are filled in. Enter them, or remove the activity if the grant did not "
                "pay for it.",
                f"{PARTS}.{case.unit}.costs",
            )


def _costs_of_nothing(case: Case) -> Iterator[Finding]:
    """What did not come about seldom costs anything."""
    for activity in case.activities:
        spent = case.spent(activity)
        if activity.state is State.NOT_CARRIED_OUT and spent:
            yield _said(
                "B907",
                activity,
                f"blev inte av, men har kostnader på {sek(spent, 'sv')}. Ta bort dem, eller skriv vad de avser.",
                f"did not come about, but has costs of {sek(spent, 'en')}. Remove them, or write what they are for.",
                "state",
                f"{PARTS}.{case.unit}.costs",
            )


def _still_planned(case: Case) -> Iterator[Finding]:
    """When the year is over nothing is planned any more."""
    last = date(case.programme.year, 12, 31)
    if case.on is None or case.on <= last:
        return
    for activity in case.activities:
        if activity.state is State.PLANNED:
            spent = case.spent(activity)
            yield _said(
                "B908",
                activity,
                f"står som planerad fast året är slut. Dess kostnader, {sek(spent, 'sv')}, räknas inte som använda. "
                "Ändra läget till genomförd eller inte genomförd.",
                f"is still planned though the year is over. Its costs, {sek(spent, 'en')}, do not count as used. "
                "Change the state to carried out or not carried out.",
                "state",
            )


def costs_of_another_purpose(case: Case) -> Iterator[Finding]:
    """A cost category that belongs to one purpose is not paid with another's money."""
    categories = {category.id: category for category in case.programme.cost_categories}
    for line in case.lines():
        category = categories.get(line.cost.category)
        if category is None or category.purpose in (None, line.cost.purpose):
            continue
        owner = case.purpose_title(category.purpose)
        payer = case.purpose_title(line.cost.purpose)
        yield _said(
            "B909",
            line.activity,
            f"{sek(line.amount, 'sv')} för «{category.label.sv}» är betalda med medlen för «{payer.sv}», men hör till "
            f"«{owner.sv}». Flytta beloppet.",
            f"{sek(line.amount, 'en')} for “{category.label.en}” is paid with the money for “{payer.en}” but belongs "
            f"to “{owner.en}”. Move the amount.",
            f"{PARTS}.{case.unit}.costs.{line.cost.purpose}.{line.cost.category}",
            severity=Severity.HARD,
        )


def _no_reason_given(case: Case) -> Iterator[Finding]:
    """The agency asks why activities do not come about."""
    for activity in case.activities:
        if activity.state is State.NOT_CARRIED_OUT and not activity.not_carried_out_because.strip():
            yield _said(
                "B910",
                activity,
                "blev inte av. Skriv varför.",
                "did not come about. Write why.",
                "not_carried_out_because",
            )


BUILT_IN: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    _total_stated,
    _over_received,
    _more_than_staff,
    _without_participants,
    _without_costs,
    _costs_of_nothing,
    _still_planned,
    costs_of_another_purpose,
    _no_reason_given,
)


def _said(
    code: str, activity: Activity, sv: str, en: str, *keys: str, severity: Severity = Severity.SOFT
) -> Finding:
    name = name_of(activity)
    about = ":".join(part for part in (activity.ref, *(keys if severity is Severity.HARD else ())) if part)
    return finding(
        code,
        severity,
        lambda language: by_language(language, f"{name.sv}: {sv}", f"{name.en}: {en}"),
        *(field_of(activity, key) for key in keys),
        about=about,
    )
