"""What a reader asks of a table, as PxAPI-2 writes it: a selection, code lists, and what stands in stub and heading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kompetenslyft.core.cubes.codelists import Codelist, codelists
from kompetenslyft.core.cubes.model import Cube
from kompetenslyft.core.cubes.selection import default_selection, part_of, placed, resolve, unknown_dimension
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.numbers import quoted
from kompetenslyft.core.text import Text

TIME_ALIAS = "time"
"""The time dimension, whatever its code."""
AGGREGATED, SINGLE = "aggregated", "single"
"""Whether the groups of a code list are wanted, or their members."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked, by dimension code. Without a selection it is the default one; without a placement, the cube's."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Codes and expressions."""
    lists: Mapping[str, str] = field(default_factory=dict)
    """Ids of code lists."""
    outputs: Mapping[str, str] = field(default_factory=dict)
    """``aggregated`` or ``single``."""
    stub: tuple[str, ...] = ()
    heading: tuple[str, ...] = ()


def read_query(body: object) -> Query:
    """The query that a VariablesSelection of PxAPI-2 holds. Raises ValueError on anything else."""
    if not isinstance(body, dict):
        raise ValueError("not an object")
    values: dict[str, tuple[str, ...]] = {}
    lists: dict[str, str] = {}
    outputs: dict[str, str] = {}
    for one in _list(body.get("selection")):
        if not isinstance(one, dict):
            raise ValueError("a variable's selection is not an object")
        low = {str(key).lower(): value for key, value in one.items()}
        name = low.get("variablecode")
        if not isinstance(name, str) or name in values:
            raise ValueError("variableCode is missing, or stands twice")
        values[name] = _strings(low.get("valuecodes"))
        _note(lists, name, low.get("codelist"))
        _note(outputs, name, low.get("outputvalues"))
    placement = body.get("placement") or {}
    if not isinstance(placement, dict):
        raise ValueError("placement is not an object")
    return Query(values, lists, outputs, _strings(placement.get("stub")), _strings(placement.get("heading")))


def as_body(query: Query) -> dict[str, Any]:
    """The query as a VariablesSelection; ``read_query`` reads it back."""
    named = dict.fromkeys((*query.values, *query.lists))
    body: dict[str, Any] = {
        "selection": [
            {
                "variableCode": name,
                "codelist": query.lists.get(name),
                **({"outputValues": query.outputs[name]} if name in query.outputs else {}),
                "valueCodes": list(query.values.get(name, ())),
            }
            for name in named
        ]
    }
    if query.stub or query.heading:
        body["placement"] = {"heading": list(query.heading), "stub": list(query.stub)}
    return body


def canonical(query: Query) -> list[object]:
    """The same for queries that ask the same in another order, ready for JSON."""
    return [
        sorted((name, sorted(set(codes))) for name, codes in query.values.items()),
        sorted(query.lists.items()),
        sorted(query.outputs.items()),
        query.stub,
        query.heading,
    ]


def named(cube: Cube, query: Query) -> Query:
    """The query with its dimensions called as the cube calls them: whatever their capitals, and «time» for its time."""
    codes = {TIME_ALIAS: cube.time.code} | {one.code.lower(): one.code for one in cube.dimensions}

    def known(name: str) -> str:
        return codes.get(name.lower(), name)

    return Query(
        {known(name): values for name, values in query.values.items()},
        {known(name): one for name, one in query.lists.items()},
        {known(name): one for name, one in query.outputs.items()},
        tuple(known(name) for name in query.stub),
        tuple(known(name) for name in query.heading),
    )


def chosen_by(cube: Cube, query: Query, *, most_cells: int) -> dict[str, tuple[str, ...]] | Finding:
    """The codes that the query comes to, for every dimension. Findings: those of ``resolve``, and Q407 outputValues
    that are no such, Q411 a code list that the dimension does not have."""
    query = named(cube, query)
    known = {one.code for one in cube.dimensions}
    for name in (*query.lists, *query.outputs):
        if name not in known:
            return unknown_dimension(cube, name)
    lists = _lists(cube, query)
    if isinstance(lists, Finding):
        return lists
    wrong = [one for one in query.outputs.values() if one.lower() not in {AGGREGATED, SINGLE}]
    if wrong:
        return _finding(
            "Q407",
            f"Skriv outputValues som {AGGREGATED} eller {SINGLE}, inte «{quoted(wrong[0])}».",
            f"Write outputValues as {AGGREGATED} or {SINGLE}, not “{quoted(wrong[0])}”.",
        )
    single = {name for name, output in query.outputs.items() if output.lower() == SINGLE}
    values = {name: codes for name, codes in query.values.items() if codes or name not in lists}
    if not values:
        values = {code: codes for code, codes in default_selection(cube).items() if code not in lists}
    return resolve(cube, values, most_cells=most_cells, lists=lists, single=single)


def check(cube: Cube, query: Query, *, most_cells: int) -> Finding | None:
    """Why the query cannot be answered: as ``answer``, without answering it."""
    for found in (chosen_by(cube, query, most_cells=most_cells), placement_of(cube, query)):
        if isinstance(found, Finding):
            return found
    return None


def answer(cube: Cube, query: Query, *, most_cells: int) -> Cube | Finding:
    """What is asked of the cube, placed as it is asked. Findings: those of ``chosen_by``, and Q410 a placement that
    names a dimension twice, or leaves one out."""
    chosen, placement = chosen_by(cube, query, most_cells=most_cells), placement_of(cube, query)
    if isinstance(chosen, Finding):
        return chosen
    if isinstance(placement, Finding):
        return placement
    part = part_of(cube, chosen)
    if placement is None:
        return part
    stub, heading = placement
    return placed(part, (*stub, *heading), len(heading))


def placement_of(cube: Cube, query: Query) -> tuple[tuple[str, ...], tuple[str, ...]] | Finding | None:
    """What stands in stub and heading. Where one of them is said, the rest stands in the other; None where neither is.

    Findings: as ``answer``.
    """
    if not query.stub and not query.heading:
        return None
    query = named(cube, query)
    codes = tuple(one.code for one in cube.dimensions)
    said = (*query.stub, *query.heading)
    unknown = [one for one in said if one not in codes]
    if unknown:
        return unknown_dimension(cube, unknown[0])
    rest = tuple(one for one in codes if one not in said)
    if len(said) != len(set(said)) or (rest and query.stub and query.heading):
        return _finding(
            "Q410",
            f"Ange varje variabel en gång i stub eller heading: {', '.join(codes)}.",
            f"Name each variable once in stub or heading: {', '.join(codes)}.",
        )
    return (query.stub or rest, query.heading or rest)


def _lists(cube: Cube, query: Query) -> dict[str, Codelist] | Finding:
    known = {(one.dimension, one.id.lower()): one for one in codelists(cube)}
    found = {}
    for name, wanted in query.lists.items():
        one = known.get((name, wanted.lower()))
        if one is None:
            ids = ", ".join(list_.id for list_ in known.values() if list_.dimension == name) or "–"
            return _finding(
                "Q411",
                f"Variabeln {name} har ingen kodlista «{quoted(wanted)}». Det finns: {ids}.",
                f"The variable {name} has no code list “{quoted(wanted)}”. There are: {ids}.",
            )
        found[name] = one
    return found


def _note(kept: dict[str, str], name: str, value: object) -> None:
    if value is None or value == "":
        return
    if not isinstance(value, str):
        raise ValueError("not a string")
    kept[name] = value


def _strings(values: object) -> tuple[str, ...]:
    found = tuple(_list(values))
    if not all(isinstance(one, str) for one in found):
        raise ValueError("not a list of strings")
    return found


def _list(values: object) -> Iterator[Any]:
    if values is not None and not isinstance(values, list):
        raise ValueError("not a list")
    return iter(values or ())


def _finding(code: str, sv: str, en: str) -> Finding:
    return Finding(code, Severity.HARD, Text(sv=sv, en=en))
