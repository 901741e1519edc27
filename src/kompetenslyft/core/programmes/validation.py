"""What a programme must be beyond its fields: amounts add up, ids exist, days are in order, models divide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from difflib import get_close_matches
from itertools import pairwise

from kompetenslyft.core.allocation.model import Mix, Proportional
from kompetenslyft.core.allocation.model_checks import model_findings
from kompetenslyft.core.definition_rules import duplicates
from kompetenslyft.core.definitions import DefinitionProblem, Document, Path
from kompetenslyft.core.numbers import format_sek
from kompetenslyft.core.programmes.model import Programme, Purpose, Rule, WithinYear
from kompetenslyft.core.text import Text

_KEEP = Text(sv="Ändra någon av dagarna.", en="Change one of the days.")


def programme_problems(programme: Programme, document: Document) -> Iterator[DefinitionProblem]:
    """Everything wrong with the programme by itself; what its forms must have is for ``form_problems``."""
    yield from _names(programme, document)
    yield from _amounts(programme, document)
    for index, purpose in enumerate(programme.purposes):
        yield from _allocation(programme, purpose, document, ("purposes", index, "allocation", "steps"))
    for index, category in enumerate(programme.cost_categories):
        if category.purpose is not None:
            yield from _known(
                document,
                ("cost_categories", index, "purpose"),
                (category.purpose,),
                (purpose.id for purpose in programme.purposes),
                _PURPOSE,
            )
    for index, rule in enumerate(programme.rules):
        yield from _rule(programme, rule, document, ("rules", index))
    yield from _days(programme, document)


_PURPOSE = Text(sv="Ändamålet", en="The purpose")
_CATEGORY = Text(sv="Kostnadsslaget", en="The cost category")
_KIND = Text(sv="Typen av insats", en="The kind of activity")
_KEY = Text(sv="Nyckeln", en="The key")


def _names(programme: Programme, document: Document) -> Iterator[DefinitionProblem]:
    groups: tuple[tuple[str, str, Iterable[str]], ...] = (
        ("purposes", "id", (one.id for one in programme.purposes)),
        ("parameters", "id", (one.id for one in programme.parameters)),
        ("activity_kinds", "id", (one.id for one in programme.activity_kinds)),
        ("cost_categories", "id", (one.id for one in programme.cost_categories)),
        ("rules", "code", (one.code for one in programme.rules)),
    )
    for field, name, ids in groups:
        yield from duplicates(document, [((field, index, name), one) for index, one in enumerate(ids)])


def _amounts(programme: Programme, document: Document) -> Iterator[DefinitionProblem]:
    parts = [purpose.amount_sek for purpose in programme.purposes]
    whole = programme.appropriation_sek
    if sum(parts) == whole:
        return
    shown = {
        language: " + ".join(format_sek(part, language) for part in parts)
        + (f" = {format_sek(sum(parts), language)}" if len(parts) > 1 else "")
        for language in ("sv", "en")
    }
    yield document.problem(
        ("appropriation_sek",),
        Text(
            sv=f"Ändamålens belopp är {shown['sv']}, men anslaget är {format_sek(whole, 'sv')}.",
            en=f"The amounts of the purposes are {shown['en']}, but the appropriation is {format_sek(whole, 'en')}.",
        ),
        Text(sv="Rätta anslaget eller ett ändamål.", en="Correct the appropriation or a purpose."),
    )


def _allocation(
    programme: Programme, purpose: Purpose, document: Document, path: Path
) -> Iterator[DefinitionProblem]:
    parameters = [parameter.id for parameter in programme.parameters]
    for index, step in enumerate(purpose.allocation.steps):
        if isinstance(step, Proportional):
            yield from _known(document, (*path, index, "key"), (step.key,), parameters, _KEY)
        elif isinstance(step, Mix):
            keys = tuple(part.key for part in step.parts)
            yield from _known(document, (*path, index, "parts"), keys, parameters, _KEY)
    for finding in model_findings(purpose.allocation):
        yield document.problem(path, finding.message, Text(sv="Rätta stegen.", en="Correct the steps."))


def _rule(programme: Programme, rule: Rule, document: Document, path: Path) -> Iterator[DefinitionProblem]:
    known = {
        "categories": (_CATEGORY, [one.id for one in programme.cost_categories]),
        "kinds": (_KIND, [one.id for one in programme.activity_kinds]),
    }
    for field, (word, ids) in known.items():
        yield from _known(document, (*path, field), getattr(rule, field, ()), ids, word)
    purpose = getattr(rule, "purpose", None)
    if purpose is not None:
        purposes = [one.id for one in programme.purposes]
        yield from _known(document, (*path, "purpose"), (purpose,), purposes, _PURPOSE)
    if not any(getattr(rule, field, True) for field in known):
        yield document.problem(
            path,
            Text(
                sv=f"Regeln {rule.code} gäller inga kostnader.", en=f"The rule {rule.code} is about no costs."
            ),
            Text(sv="Ange «categories» eller «kinds».", en="Give “categories” or “kinds”."),
        )
    first, last = date(programme.year, 1, 1), date(programme.year, 12, 31)
    if isinstance(rule, WithinYear):
        yield from _in_order(document, path, {"first": rule.first, "last": rule.last})
    yield from _in_order(document, path, {"valid_from": rule.valid_from, "valid_to": rule.valid_to or last})
    if rule.valid_from > last or (rule.valid_to is not None and rule.valid_to < first):
        yield document.problem(
            (*path, "valid_from"),
            Text(
                sv=f"Regeln {rule.code} gäller inte under {programme.year}.",
                en=f"The rule {rule.code} does not hold in {programme.year}.",
            ),
            Text(sv="Ta bort regeln eller ändra dagarna.", en="Remove the rule or change the days."),
        )


def _days(programme: Programme, document: Document) -> Iterator[DefinitionProblem]:
    window, reporting = programme.requisition, programme.reporting
    yield from _in_order(document, ("requisition",), {"opens": window.opens, "closes": window.closes})
    yield from _in_order(
        document,
        ("reporting",),
        {
            "opens": reporting.opens,
            "deadline": reporting.deadline,
            "last_change": reporting.last_change,
        },
    )
    if reporting.opens <= window.opens:
        yield document.problem(
            ("reporting", "opens"),
            Text(
                sv=f"Redovisningen öppnar {reporting.opens}, innan någon har kunnat rekvirera ({window.opens}).",
                en=f"Reporting opens on {reporting.opens}, before anybody could claim ({window.opens}).",
            ),
            _KEEP,
        )


def _in_order(document: Document, path: Path, days: dict[str, date]) -> Iterator[DefinitionProblem]:
    for earlier, later in pairwise(days):
        if days[earlier] > days[later]:
            yield document.problem(
                (*path, later),
                Text(
                    sv=f"«{later}» ({days[later]}) ligger före «{earlier}» ({days[earlier]}).",
                    en=f"“{later}” ({days[later]}) lies before “{earlier}” ({days[earlier]}).",
                ),
                _KEEP,
            )


def _known(
    document: Document, path: Path, named: Iterable[str], known: Iterable[str], word: Text
) -> Iterator[DefinitionProblem]:
    ids = list(known)
    for name in named:
        if name not in ids:
            listed = ", ".join(get_close_matches(name, ids, n=1) or ids) or "–"
            yield document.problem(
                path,
                Text(
                    sv=f"{word.sv} «{name}» finns inte i filen.", en=f"{word.en} “{name}” is not in the file."
                ),
                Text(
                    sv=f"Skriv {listed}, eller lägg till det som saknas.",
                    en=f"Write {listed}, or add what is missing.",
                ),
            )
