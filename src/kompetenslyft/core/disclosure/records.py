"""Rows of a file as inner cells, in their hierarchies. Margins that the file states must be the sums of their parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from kompetenslyft.core.disclosure import record_findings as says
from kompetenslyft.core.disclosure.definition import ALL_LEVELS, ProtectedTables, Variable
from kompetenslyft.core.findings import Finding

Key = tuple[str, ...]
"""A code for each variable, in the definition's order; the total's code where a table has not that variable."""

MOST_CELLS = 500_000
_DIGITS = 12


class CannotProtect(Exception):
    """The file cannot be protected. ``findings`` says why, with the arithmetic."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(finding.message.sv for finding in self.findings))


@dataclass(frozen=True, slots=True)
class Counts:
    """Inner cells with their persons, and each variable's tree: ``parents[i][code]`` is the code above.

    ``figures[column]`` are the numbers of a further column, and ``contributions[column]`` who gives how much of it
    where it is money. Without a column of persons ``inner`` is the sum of the figures.

    ``levels[i][code]``: the level (from 1) that the codes below ``code`` stand at, where the file's columns say it; all
    of them stand at the coarsest of theirs, so that they come to their sum in a table that ends there. Where nothing
    is said the level is how many codes are above.
    """

    inner: Mapping[Key, int]
    parents: tuple[Mapping[str, str], ...]
    levels: tuple[Mapping[str, int], ...] = ()
    figures: Mapping[str, Mapping[Key, int]] = field(default_factory=dict)
    contributions: Mapping[str, Mapping[Key, Mapping[str, int]]] = field(default_factory=dict)

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
    """``numbers`` are those of the definition's columns, ``contributors`` who gives each of its columns of money."""

    line: int
    key: Key
    numbers: tuple[int, ...]
    contributors: tuple[str, ...]


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
        numbers, found = _numbers(definition, row, line)
        findings += found
        contributors = tuple(row[one.contributor].strip() for one in definition.money)
        read.append(_Row(line, tuple(key), numbers, contributors))
    _refuse(findings)
    return _sorted_out(definition, read, trees)


def _numbers(
    definition: ProtectedTables, row: Mapping[str, str], line: int
) -> tuple[tuple[int, ...], list[Finding]]:
    numbers, findings = [], []
    for column in definition.columns:
        told = row[column].strip()
        if told.isascii() and told.isdigit() and len(told) <= _DIGITS:
            numbers.append(int(told))
        elif column == definition.count:
            findings.append(says.not_a_count(line, told))
        else:
            findings.append(says.not_a_figure(line, column, told))
    if definition.count and not findings and not numbers[0]:
        columns = zip(definition.figures, numbers[1:], strict=True)
        findings += [says.nobody(line, column, number) for column, number in columns if number]
    return tuple(numbers), findings


def _sorted_out(definition: ProtectedTables, rows: Iterable[_Row], trees: Sequence[_Tree]) -> Counts:
    above = [{*tree.parents.values(), definition.total} for tree in trees]
    numbers: dict[Key, list[int]] = defaultdict(lambda: [0] * len(definition.columns))
    contributions: dict[str, dict[Key, dict[str, int]]] = {one.column: {} for one in definition.money}
    stated, findings = [], []
    for row in rows:
        if any(code in above[place] for place, code in enumerate(row.key)):
            stated.append(row)
            continue
        numbers[row.key] = [old + new for old, new in zip(numbers[row.key], row.numbers, strict=True)]
        amounts = row.numbers[len(definition.columns) - len(definition.money) :]
        for one, amount, contributor in zip(definition.money, amounts, row.contributors, strict=True):
            if amount and not contributor:
                findings.append(says.no_contributor(row.line, one.contributor))
            given = contributions[one.column].setdefault(row.key, {})
            given[contributor] = given.get(contributor, 0) + amount
    _refuse(findings)
    if not numbers:
        _refuse([says.no_rows()])
    counts = Counts(
        {key: numbers[key][0] if definition.count else sum(numbers[key]) for key in sorted(numbers)},
        tuple(dict(sorted(tree.parents.items())) for tree in trees),
        tuple(tree.levels for tree in trees),
        {
            column: {key: numbers[key][definition.columns.index(column)] for key in sorted(numbers)}
            for column in definition.figures
        },
        contributions,
    )
    _refuse(_sums_that_differ(definition, counts, numbers, stated))
    return counts


def _missing_columns(
    definition: ProtectedTables, rows: Sequence[tuple[int, Mapping[str, str]]]
) -> list[Finding]:
    if not rows:
        return [says.no_rows()]
    wanted = [column for variable in definition.variables for column in variable.columns]
    wanted += [*definition.columns, *(one.contributor for one in definition.money)]
    missing = [column for column in dict.fromkeys(wanted) if column not in rows[0][1]]
    return [says.no_columns(missing, list(rows[0][1]))] if missing else []


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
            return total, [says.no_code(line, variable.id)]
        while code != total and code not in tree.parents:
            tree.parents[code] = variable.parents.get(code, total)
            code = tree.parents[code]
        return texts[0], []
    while texts and texts[-1] in {"", total}:
        texts.pop()
    above, findings = total, []
    for level, code in enumerate(texts, start=1):
        if code in {"", total}:
            return above, [says.gap(line, variable.id)]
        if code == above:
            continue
        if tree.parents.setdefault(code, above) != above:
            findings.append(says.two_parents(line, variable.id, code, tree.parents[code], above))
        tree.levels[above] = min(level, tree.levels.get(above, level))
        above = code
    return above, findings


def _sums_that_differ(
    definition: ProtectedTables, counts: Counts, numbers: Mapping[Key, Sequence[int]], stated: Sequence[_Row]
) -> list[Finding]:
    parts: dict[Key, list[Key]] = {row.key: [] for row in stated}
    for key in counts.inner if parts else ():
        for above in product(*(counts.path(place, code) for place, code in enumerate(key))):
            if above in parts:
                parts[above].append(key)
    findings = []
    for row in stated:
        for place, column in enumerate(definition.columns):
            terms = [numbers[part][place] for part in parts[row.key]]
            if sum(terms) != row.numbers[place]:
                name = "" if column == definition.count else column
                findings.append(says.does_not_add_up(row.line, row.key, row.numbers[place], terms, name))
    return findings


def _refuse(findings: Sequence[Finding]) -> None:
    if findings:
        raise CannotProtect(findings)
