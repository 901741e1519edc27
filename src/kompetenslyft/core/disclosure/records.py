"""Rows of a file as inner cells, in their hierarchies. Margins that the file states must be the sums of their parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from kompetenslyft.core.disclosure.definition import ALL_LEVELS, ProtectedTables, Variable
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.text import Text

Key = tuple[str, ...]
"""A code for each variable, in the definition's order; the total's code where a table has not that variable."""

MOST_CELLS = 500_000
_SHOWN = 12


class DisclosureCode:
    """Findings on files of counts."""

    NO_COLUMN = "D101"
    NO_ROWS = "D102"
    NOT_A_COUNT = "D103"
    NO_CODE = "D104"
    TWO_PARENTS = "D105"
    DOES_NOT_ADD_UP = "D106"
    TOO_MANY = "D107"
    GAP = "D108"


class CannotProtect(Exception):
    """The file cannot be protected. ``findings`` says why, with the arithmetic."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(finding.message.sv for finding in self.findings))


@dataclass(frozen=True, slots=True)
class Counts:
    """Inner cells with their persons, and each variable's tree: ``parents[i][code]`` is the code above.

    ``levels[i][code]``: the level (from 1) that the codes below ``code`` stand at, where the file's columns say it; all
    of them stand at the coarsest of theirs, so that they come to their sum in a table that ends there. Where nothing
    is said the level is how many codes are above.
    """

    inner: Mapping[Key, int]
    parents: tuple[Mapping[str, str], ...]
    levels: tuple[Mapping[str, int], ...] = ()

    def path(self, place: int, code: str, reach: int = ALL_LEVELS) -> tuple[str, ...]:
        """A code of variable ``place`` and all codes above it, from the bottom to the total; none below ``reach``."""
        path = [code]
        while path[-1] in self.parents[place]:
            path.append(self.parents[place][path[-1]])
        return tuple(one for one in path if reach == ALL_LEVELS or self.level(place, one) <= reach)

    def level(self, place: int, code: str) -> int:
        """The level of a code of variable ``place``: 0 of the total."""
        above = self.parents[place].get(code)
        if above is None:
            return 0
        told = self.levels[place].get(above) if self.levels else None
        return told if told is not None else 1 + self.level(place, above)

    def codes(self, place: int, reach: int) -> frozenset[str]:
        """All codes of variable ``place`` down to ``reach``, without the total."""
        tree = self.parents[place]
        return frozenset(code for code in tree if code in self.path(place, code, reach))


@dataclass(frozen=True, slots=True)
class _Tree:
    """A variable's part of ``Counts``, as the rows tell of it."""

    parents: dict[str, str] = field(default_factory=dict)
    levels: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    key: Key
    persons: int


def read_counts(definition: ProtectedTables, rows: Sequence[tuple[int, Mapping[str, str]]]) -> Counts:
    """Rows (line, column → text) as inner cells; CannotProtect with everything that is wrong.

    A row with a code that has codes below it, or with the total's code, states a margin: it is compared, not counted.
    """
    _refuse(_missing_columns(definition, rows))
    trees = [_Tree() for _ in definition.variables]
    findings: list[Finding] = []
    read: list[_Row] = []
    for line, row in rows:
        key = []
        for place, variable in enumerate(definition.variables):
            code, found = _code(definition, variable, row, line, trees[place])
            key.append(code)
            findings += found
        persons = row[definition.count].strip()
        if persons.isascii() and persons.isdigit() and len(persons) <= 9:
            read.append(_Row(line, tuple(key), int(persons)))
        else:
            findings.append(
                _hard(
                    DisclosureCode.NOT_A_COUNT,
                    sv=f"Rad {line}: «{persons[:20]}» är inget antal personer. Skriv ett heltal från 0.",
                    en=f"Line {line}: “{persons[:20]}” is no number of persons. Write a whole number from 0.",
                )
            )
    _refuse(findings)
    return _sorted_out(definition, read, trees)


def _sorted_out(definition: ProtectedTables, rows: Iterable[_Row], trees: Sequence[_Tree]) -> Counts:
    above = [{*tree.parents.values(), definition.total} for tree in trees]
    inner: dict[Key, int] = defaultdict(int)
    stated = []
    for row in rows:
        if any(code in above[place] for place, code in enumerate(row.key)):
            stated.append(row)
        else:
            inner[row.key] += row.persons
    counts = Counts(
        dict(sorted(inner.items())),
        tuple(dict(sorted(tree.parents.items())) for tree in trees),
        tuple(tree.levels for tree in trees),
    )
    if not inner:
        _refuse([_no_rows()])
    _refuse(_sums_that_differ(counts, stated))
    return counts


def _missing_columns(
    definition: ProtectedTables, rows: Sequence[tuple[int, Mapping[str, str]]]
) -> list[Finding]:
    if not rows:
        return [_no_rows()]
    wanted = [column for variable in definition.variables for column in variable.columns] + [definition.count]
    missing = [column for column in wanted if column not in rows[0][1]]
    if not missing:
        return []
    there = ", ".join(rows[0][1])
    return [
        _hard(
            DisclosureCode.NO_COLUMN,
            sv=f"Filen saknar {', '.join(missing)}. Den har {there}. Rätta definitionen eller filens rubriker.",
            en=f"The file lacks {', '.join(missing)}. It has {there}. Correct the definition or the file's headings.",
        )
    ]


def _code(
    definition: ProtectedTables,
    variable: Variable,
    row: Mapping[str, str],
    line: int,
    tree: _Tree,
) -> tuple[str, list[Finding]]:
    """The row's code of a variable. Notes in ``tree`` the codes above it."""
    total = definition.total
    texts = [row[column].strip() for column in variable.columns]
    if not variable.levels:
        code = texts[0]
        if not code:
            return total, [_no_code(line, variable.id)]
        while code != total and code not in tree.parents:
            tree.parents[code] = variable.parents.get(code, total)
            code = tree.parents[code]
        return texts[0], []
    while texts and texts[-1] in {"", total}:
        texts.pop()
    above, findings = total, []
    for level, code in enumerate(texts, start=1):
        if code in {"", total}:
            return above, [_gap(line, variable.id)]
        if code == above:
            continue
        if tree.parents.setdefault(code, above) != above:
            findings.append(_two_parents(line, variable.id, code, tree.parents[code], above))
        tree.levels[above] = min(level, tree.levels.get(above, level))
        above = code
    return above, findings


def _sums_that_differ(counts: Counts, stated: Sequence[_Row]) -> list[Finding]:
    wanted = {row.key for row in stated}
    parts: dict[Key, list[int]] = {key: [] for key in wanted}
    for key, persons in counts.inner.items():
        if wanted:
            for above in product(*(counts.path(place, code) for place, code in enumerate(key))):
                if above in parts:
                    parts[above].append(persons)
    findings = []
    for row in stated:
        total = sum(parts[row.key])
        if total != row.persons:
            terms = " + ".join(map(str, parts[row.key][:_SHOWN])) or "0"
            terms += " + …" if len(parts[row.key]) > _SHOWN else ""
            name = " × ".join(row.key)
            findings.append(
                _hard(
                    DisclosureCode.DOES_NOT_ADD_UP,
                    sv=f"Rad {row.line}: {name} anges till {row.persons}, men delarna är {terms} = {total}. "
                    "Rätta den siffra som är fel.",
                    en=f"Line {row.line}: {name} is given as {row.persons}, but its parts are {terms} = {total}. "
                    "Correct the figure that is wrong.",
                )
            )
    return findings


def _refuse(findings: Sequence[Finding]) -> None:
    if findings:
        raise CannotProtect(findings)


def _hard(code: str, *, sv: str, en: str) -> Finding:
    return Finding(code, Severity.HARD, Text(sv=sv, en=en))


def too_many() -> Finding:
    """The tables have more cells than can be protected."""
    return _hard(
        DisclosureCode.TOO_MANY,
        sv=f"Tabellerna har fler än {MOST_CELLS} celler. Ta bort en variabel eller en nivå.",
        en=f"The tables have over {MOST_CELLS} cells. Remove a variable or a level.",
    )


def _no_rows() -> Finding:
    return _hard(
        DisclosureCode.NO_ROWS,
        sv="Filen har inga inre celler, bara summor eller ingenting. Lägg till delarna.",
        en="The file has no inner cells, only sums or nothing. Add the parts.",
    )


def _no_code(line: int, variable: str) -> Finding:
    return _hard(
        DisclosureCode.NO_CODE,
        sv=f"Rad {line}: «{variable}» saknar kod. Fyll i den.",
        en=f"Line {line}: “{variable}” has no code. Fill it in.",
    )


def _gap(line: int, variable: str) -> Finding:
    return _hard(
        DisclosureCode.GAP,
        sv=f"Rad {line}: en nivå av «{variable}» är tom men en finare är ifylld. Fyll i den.",
        en=f"Line {line}: a level of “{variable}” is blank but a finer one is not. Fill it in.",
    )


def _two_parents(line: int, variable: str, code: str, first: str, second: str) -> Finding:
    return _hard(
        DisclosureCode.TWO_PARENTS,
        sv=f"Rad {line}: «{code}» i {variable} står under både {first} och {second}. Ge dem olika koder.",
        en=f"Line {line}: “{code}” in {variable} stands under both {first} and {second}. Give them different codes.",
    )
