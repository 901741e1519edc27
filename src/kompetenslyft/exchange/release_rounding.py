"""A release's tables of numbers of people, rounded: small numbers are not what they were, and all tables add up.

Tables whose answers are told in another way as well, or were told before and have changed, are not rounded: what is
rounded here and exact there, or rounded twice from different answers, give each other away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kompetenslyft.core.disclosure.audit import Audit, Verdict
from kompetenslyft.core.disclosure.definition import ProtectedTables, PublishedTable, Variable
from kompetenslyft.core.disclosure.published import Figures as PublishedFigures
from kompetenslyft.core.disclosure.published import Release
from kompetenslyft.core.disclosure.records import CannotProtect, Counts
from kompetenslyft.core.disclosure.rounded_audit import faults
from kompetenslyft.core.disclosure.rounding import round_counts
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.instruments.model import Instrument, Question
from kompetenslyft.core.releases.edition import Answers, Edition, edition
from kompetenslyft.core.releases.known import ALL
from kompetenslyft.core.releases.model import ReleaseDefinition, ReleaseTable
from kompetenslyft.core.releases.tables import Region, answers, figures, published_cube, totals, tree
from kompetenslyft.core.tabulation.aggregate import ReturnData
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.release_tables import Group, unanswered

_VERDICTS = {"small": Verdict.NOT_HIDDEN}


def rounded(
    release: ReleaseDefinition,
    table: ReleaseTable,
    instrument: Instrument,
    returns: Iterable[ReturnData],
    regions: Mapping[str, Region],
    *,
    earlier: Sequence[Edition] = (),
    made_up: bool,
) -> Group:
    """The table rounded, and judged from what would be published. Raises CannotProtect (P120, P128)."""
    question = instrument.questions[table.question]
    found = figures(table.question, returns, release.year, regions)
    if not found.inner:
        raise CannotProtect([unanswered(table)])
    true = answers(found, question, instrument, table.finest)
    above = tree(found.regions)
    exact = replace(_edition(true, question, above), units={question.id: found.units})
    if any(one.hidden or one.figures != exact.figures for one in earlier):
        raise CannotProtect([_told_otherwise(table)])
    numbers = round_counts(
        _definition(release, question), Counts(true.figures, (above, *_members(true)))
    ).counts.inner
    told = _edition(replace(true, figures=numbers, persons=numbers), question, above)
    audit = _judged(release, told, true)
    changed = sum(told.figures[name] != exact.figures[name] for name in told.published)
    return Group(
        (published_cube(release, table, instrument, found.regions, told, made_up=made_up),),
        exact,
        {"persons": audit},
        _record(table, told, audit, changed=changed, earlier=len(earlier)),
    )


def _edition(one: Answers, question: Question, above: Mapping[str, str]) -> Edition:
    return edition({question.id: one}, {question.id: totals(question)}, above, (), zeros=False)


def _members(true: Answers) -> tuple[dict[str, str], ...]:
    return tuple(dict.fromkeys(members, ALL) for members in true.members)


def _definition(release: ReleaseDefinition, question: Question) -> ProtectedTables:
    variables = ("region", *question.dimensions)
    return ProtectedTables(
        id=question.id,
        version=release.version,
        title=release.title,
        count="persons",
        total=ALL,
        variables=tuple(Variable(id=one) for one in variables),
        tables=(PublishedTable(id="all", variables=variables),),
        rules=release.rules,
    )


def _judged(release: ReleaseDefinition, told: Edition, true: Answers) -> Audit:
    """What is wrong with what would be published; every number of it is read as a table by itself."""
    cells = {name[1:]: figure for name, figure in told.figures.items()}
    places = tuple(range(1 + len(true.members)))
    read = Release(
        ALL,
        (told.above, *_members(true)),
        (PublishedFigures("all", places, cells),),
        {},
        zeros_open=True,
        floor=0,
        threshold=0,
    )
    (question,) = told.questions
    wrong = tuple(
        (_VERDICTS.get(fault, Verdict.CONTRADICTION), (question, *key, ""), arithmetic)
        for fault, key, arithmetic in faults(read, release.rules.base)
    )
    return Audit((), wrong, len(told.sums), 0, 0)


def _record(
    table: ReleaseTable, told: Edition, audit: Audit, *, changed: int, earlier: int
) -> dict[str, object]:
    unsafe = [
        {
            "question": table.question,
            "rest": False,
            "added": False,
            "codes": list(key[1:-1]),
            "verdict": verdict.value,
            "unit": "persons",
        }
        for verdict, key, _arithmetic in audit.faults
    ]
    return {
        "tables": [
            {
                "table": table.id,
                "cells": len(told.published),
                "rounded": changed,
                "safe": not unsafe,
                "unsafe": {one["verdict"]: 1 for one in unsafe},
            }
        ],
        "system": {"cells": len(told.figures), "hidden": 0, "earlier": earlier},
        "safe": not unsafe,
        "unsafe": unsafe,
    }


def _told_otherwise(table: ReleaseTable) -> Finding:
    return Finding(
        "P128",
        Severity.HARD,
        Text(
            sv=f"«{table.title.sv}» är redan utgiven med andra siffror eller med dolda celler. Avrundas den nu röjer "
            "utgåvorna varandra. Ge ut den först när alla har svarat, eller låt den tidigare utgåvan stå.",
            en=f"“{table.title.en}” has already been published with other figures or with hidden cells. If it is "
            "rounded now, the releases give each other away. Publish it when everybody has answered, or let the "
            "earlier release stand.",
        ),
    )
