"""Reading each municipality's part of an activity from raw entries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from kompetenslyft.core.codes import Code
from kompetenslyft.core.findings import Finding
from kompetenslyft.core.instruments.model import Unit
from kompetenslyft.core.numbers import NumberProblem, parse_number, quoted
from kompetenslyft.core.programmes.model import Programme
from kompetenslyft.core.spending.form import PARTS, EntryCode
from kompetenslyft.core.spending.model import GROUPS, Cost, Group, Part
from kompetenslyft.core.spending.problems import field_finding

_KEY = re.compile(rf"{PARTS}\.(?P<unit>[^.]+)\.(?P<what>costs|participants)\.(?P<rest>.+)")
_GROUPS = {group.key: group for group in GROUPS}


def read_parts(
    programme: Programme,
    entries: Mapping[str, object],
    *,
    unit: str,
    municipalities: Mapping[str, str],
    findings: list[Finding],
) -> tuple[Part, ...]:
    """The parts by official code, the entering municipality's among them; what is wrong is added to ``findings``."""
    costs: dict[str, dict[Cost, int]] = {code: {} for code in (unit, *_listed(entries.get(PARTS)))}
    people: dict[str, dict[Group, int]] = {}
    for key, raw in entries.items():
        if not key.startswith(f"{PARTS}."):
            continue
        match = _KEY.fullmatch(key)
        place = match and _place(programme, match["what"], match["rest"])
        if match is None or place is None:
            findings.append(_unknown_key(key))
            continue
        amount = parse_number(raw, Unit.COUNT if isinstance(place, Group) else Unit.SEK)
        if isinstance(amount, NumberProblem):
            findings.append(field_finding(amount.code, key, amount.message.sv, amount.message.en))
            continue
        if amount is None:
            continue
        costs.setdefault(match["unit"], {})
        if isinstance(place, Group):
            people.setdefault(match["unit"], {})[place] = amount
            continue
        costs[match["unit"]][place] = amount
        if amount and (problem := _other_purpose(programme, key, place)) is not None:
            findings.append(problem)
    findings += [_unknown_municipality(code) for code in costs if code not in municipalities]
    return tuple(Part(code, costs[code], people.get(code, {})) for code in sorted(costs))


def municipalities_in(entries: Mapping[str, object]) -> frozenset[str]:
    """The codes that the entries name, whether or not there are such municipalities."""
    keyed = {match["unit"] for key in entries if (match := _KEY.fullmatch(key)) is not None}
    return frozenset(keyed.union(_listed(entries.get(PARTS))))


def _listed(raw: object) -> Iterable[str]:
    """The codes in a list, or in a text with anything between them. Whatever else it is, is no municipality."""
    if raw is None:
        return ()
    if isinstance(raw, str):
        return re.findall(r"[^\s,;]+", raw)
    if isinstance(raw, list | tuple):
        return [str(code).strip() for code in raw if str(code).strip()]
    return (quoted(raw),)


def _place(programme: Programme, what: str, rest: str) -> Cost | Group | None:
    """What the entry is of; None where the programme has nothing of that name."""
    if what == "participants":
        return _GROUPS.get(rest)
    purpose, _, category = rest.partition(".")
    known = any(one.id == purpose for one in programme.purposes) and any(
        one.id == category for one in programme.cost_categories
    )
    return Cost(purpose, category) if known else None


def _other_purpose(programme: Programme, key: str, cost: Cost) -> Finding | None:
    category = next(one for one in programme.cost_categories if one.id == cost.category)
    if category.purpose is None or category.purpose == cost.purpose:
        return None
    wanted, given = programme.purpose(category.purpose).title, programme.purpose(cost.purpose).title
    return field_finding(
        EntryCode.OTHER_PURPOSE,
        key,
        f"«{category.label.sv}» hör till ändamålet «{wanted.sv}», inte till «{given.sv}». Flytta beloppet dit.",
        f"“{category.label.en}” belongs to the purpose “{wanted.en}”, not to “{given.en}”. Move the amount there.",
    )


def _unknown_key(key: str) -> Finding:
    return field_finding(
        Code.UNKNOWN_KEY,
        key,
        f"En insats har inget fält med nyckeln «{quoted(key)}». Kontrollera ändamål, kostnadsslag och grupp.",
        f"An activity has no field with the key “{quoted(key)}”. Check purpose, cost category and group.",
    )


def _unknown_municipality(code: str) -> Finding:
    return field_finding(
        EntryCode.UNKNOWN_MUNICIPALITY,
        PARTS,
        f"Det finns ingen kommun med koden «{quoted(code)}». Välj kommun ur listan.",
        f"There is no municipality with the code “{quoted(code)}”. Choose one from the list.",
    )
