"""What stands in the way of a whole return: who is counted nowhere, why, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator

from kompetenslyft.core.derivation.derive import Derived
from kompetenslyft.core.derivation.model import UNKNOWN, Breakdown, Derivation, DerivedQuestion, Measure
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.instruments.model import Instrument, Unit
from kompetenslyft.core.numbers import format_number
from kompetenslyft.core.text import Text

_FACTS = {
    "role_under": Text(sv="första året i rollen", en="the first year in the role"),
    "social_work_under": Text(sv="första året i socialt arbete", en="the first year in social work"),
    "first_management_job": Text(
        sv="om det är första chefsjobbet", en="whether it is the first management job"
    ),
    "needs_supervision_training": Text(
        sv="om arbetsledaren behöver kompetensutveckling för ärendehandledning",
        en="whether the team leader needs development in case supervision",
    ),
}
"""What the register may not say, by the kind of condition that asks for it."""


def findings(definition: Derivation, instrument: Instrument, derived: Derived) -> tuple[Finding, ...]:
    """In the order of the form. Soft: somebody is missing from the figures. Info: left out as they should be."""
    found = [*_empty_groups(definition, derived)]
    for question in definition.questions:
        if question.by is Breakdown.LEVEL:
            found += _not_assessed(instrument, question, derived)
        else:
            found += _not_known(definition, instrument, question, derived)
    return (*found, *_left_out(definition, derived))


def amount(value: int, measure: Measure, language: str) -> str:
    """«12,5 årsarbetare», «3 personer»."""
    if measure is Measure.FTE:
        words = "full-time equivalents" if language == "en" else "årsarbetare"
        return f"{format_number(value, Unit.FTE, language)} {words}"
    one, many = ("person", "people") if language == "en" else ("person", "personer")
    return f"{format_number(value, Unit.COUNT, language)} {one if value == 1 else many}"


def _empty_groups(definition: Derivation, derived: Derived) -> Iterator[Finding]:
    """M601: the register has nobody in the group, so its questions are left blank and not answered with nought."""
    for group in definition.groups:
        if any(value for (one, _measure), value in derived.whole.items() if one == group.id):
            continue
        sv, en = group.label.sv, group.label.en
        yield Finding(
            "M601",
            Severity.SOFT,
            Text(
                sv=f"{sv}: personalregistret har ingen den här dagen, så frågorna om dem lämnas tomma. Kontrollera "
                "att registret är inläst. Finns det ingen hos er, skriv 0 för hand.",
                en=f"{en}: the staff register has nobody on this day, so the questions about them are left blank. "
                "Check that the register has been imported. If you have none, enter 0 by hand.",
            ),
            tuple(one.question for one in definition.questions if one.group == group.id),
            f"M601:{group.id}",
        )


def _not_known(
    definition: Derivation, instrument: Instrument, question: DerivedQuestion, derived: Derived
) -> Iterator[Finding]:
    """M602, M604: people of whom the register does not say what the question asks."""
    missing = derived.unknown.get(f"{question.question}.{UNKNOWN}", 0)
    if not missing:
        return
    facts = [_FACTS[one.kind] for one in question.conditions if one.kind in _FACTS]
    label = instrument.questions[question.question].label
    sv, en = amount(missing, question.measure, "sv"), amount(missing, question.measure, "en")
    cells = (f"{question.question}.{UNKNOWN}",)
    if facts:
        what_sv, what_en = " eller ".join(one.sv for one in facts), " or ".join(one.en for one in facts)
        yield Finding(
            "M604",
            Severity.SOFT,
            Text(
                sv=f"{label.sv}: för {sv} säger registret inte {what_sv}, och de räknas inte här. Fyll i det i "
                "personalregistret.",
                en=f"{label.en}: for {en} the register does not say {what_en}, and they are not counted here. Fill "
                "it in in the staff register.",
            ),
            cells,
            f"M604:{question.question}",
        )
        return
    yield Finding(
        "M602",
        Severity.SOFT,
        Text(
            sv=f"{label.sv}: för {sv} är kön inte ifyllt, och de räknas varken som kvinnor eller som män. Fyll i kön "
            "i personalregistret.",
            en=f"{label.en}: for {en} gender is not filled in, and they are counted neither as women nor as men. "
            "Fill in gender in the staff register.",
        ),
        cells,
        f"M602:{question.question}",
    )


def _not_assessed(instrument: Instrument, question: DerivedQuestion, derived: Derived) -> Iterator[Finding]:
    """M603: people without an agreed assessment, in one finding for the whole question."""
    rows = list(instrument.rows_by_question[question.question])
    missing = {
        head[0]: left
        for head, _specs, _total in rows
        if (left := derived.unknown.get(f"{question.question}.{head[0].id}.{UNKNOWN}", 0))
    }
    if not missing:
        return
    most = max(missing, key=lambda direction: missing[direction])
    whole = derived.whole[question.group, question.measure]
    section = next(spec.section for spec in rows[0][1])
    of_sv = f"{format_number(missing[most], _UNITS[question.measure], 'sv')} av {amount(whole, question.measure, 'sv')}"
    of_en = f"{format_number(missing[most], _UNITS[question.measure], 'en')} of {amount(whole, question.measure, 'en')}"
    yield Finding(
        "M603",
        Severity.SOFT,
        Text(
            sv=f"{section.title.sv}: i {len(missing)} av {len(rows)} inriktningar är inte alla bedömda, flest återstår "
            f"i {most.label.sv} ({of_sv}). De räknas inte på någon nivå. Gör klart de gemensamma bedömningarna, eller "
            "förklara i svaret varför de saknas.",
            en=f"{section.title.en}: in {len(missing)} of {len(rows)} directions not everybody is assessed, most "
            f"remain in {most.label.en} ({of_en}). They are counted at no level. Finish the agreed assessments, or "
            "explain in the return why they are missing.",
        ),
        tuple(f"{question.question}.{direction.id}.{UNKNOWN}" for direction in missing),
        f"M603:{question.question}",
    )


_UNITS = {Measure.FTE: Unit.FTE, Measure.PEOPLE: Unit.COUNT}


def _left_out(definition: Derivation, derived: Derived) -> Iterator[Finding]:
    """M605, M606: those who by the definition are not counted, so that nobody wonders where they are."""
    if derived.outside:
        sv, en = (amount(derived.outside, Measure.FTE, language) for language in ("sv", "en"))
        groups_sv = ", ".join(group.label.sv.lower() for group in definition.groups)
        groups_en = ", ".join(group.label.en.lower() for group in definition.groups)
        yield Finding(
            "M605",
            Severity.INFO,
            Text(
                sv=f"{sv} har en roll som inventeringen inte frågar om ({groups_sv}) och räknas inte. Är någon roll "
                "fel, rätta den i personalregistret.",
                en=f"{en} have a role that the inventory does not ask about ({groups_en}) and are not counted. If a "
                "role is wrong, correct it in the staff register.",
            ),
        )
    if derived.away:
        sv, en = (amount(derived.away, Measure.PEOPLE, language) for language in ("sv", "en"))
        days = definition.leave.days
        yield Finding(
            "M606",
            Severity.INFO,
            Text(
                sv=f"{sv} är helt ledig i minst {days} dagar över den här dagen och räknas inte."
                if derived.away == 1
                else f"{sv} är helt lediga i minst {days} dagar över den här dagen och räknas inte.",
                en=f"{en} on full leave for at least {days} days over this day: not counted.",
            ),
        )
