"""Published tables as they were printed: rows of text, and the figures in them as intervals.

A printed figure stands for every value that rounds to it: 59.0 is 58.95 to 59.05, 422 is 421.5 to 422.5. Counts of
people and of municipalities are whole and stand for themselves.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from kompetenslyft.core.numbers import MINUS, NBSP, format_fraction, quoted
from kompetenslyft.core.tabulation.model import Column, TableDefinition, TableSet
from kompetenslyft.core.tabulation.plan import CellPlan, RowPlan, plan

NOTE = "note"
"""The heading of a column with remarks, which is not audited."""

_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?", re.ASCII)
_BLANK = frozenset({"", "..", "...", ".", "-", "–", "\u2212"})
_IN_FILENAME = re.compile(
    r"(?:tables?|tabell(?:er)?)[ _-]*(P?)([0-9]+)(?:[ _-]*(?:to|till|[-–])[ _-]*P?([0-9]+))?(?![0-9])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """One row of a file: its line (from 1) and its cells by heading, as written."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file of published figures, before it is known which table they are of."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[PublishedRow, ...]
    broken_at: int | None = None
    """The line from which the file could not be read as CSV; None where it could."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed figure: what it says, and how far from it the true value may be."""

    value: Fraction
    decimals: int
    half: Fraction

    @property
    def low(self) -> Fraction:
        return self.value - self.half

    @property
    def high(self) -> Fraction:
        return self.value + self.half

    def text(self, language: str) -> str:
        """The figure with the decimals it was printed with: «1 384,8»."""
        return format_fraction(self.value, language, self.decimals)


@dataclass(frozen=True, slots=True)
class Observation:
    """One published figure, and what it counts according to the table's definition."""

    file: str
    line: int
    table: TableDefinition
    row: RowPlan
    cell: CellPlan
    figure: Figure

    @property
    def column(self) -> Column:
        return self.cell.column

    @property
    def place(self) -> tuple[str, int]:
        return self.file, self.line


@dataclass(frozen=True, slots=True)
class Estimate:
    """The value of a quantity according to what is published: its middle, its bounds, and the figures added up."""

    middle: Fraction
    low: Fraction
    high: Fraction
    sources: tuple[Observation, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """A published row or cell that could not be matched or read, and why; ``column`` is empty for a whole row."""

    file: str
    line: int
    column: str
    reason: str
    detail: str = ""


def published(csv_text: str, filename: str) -> PublishedFile:
    """A CSV file of published figures, with its first line as headings.

    The separator is the semicolon where the heading line has one, else the comma; a byte-order mark is passed over.
    Cells beyond the headings are kept under the heading "".
    """
    text = csv_text.removeprefix("\ufeff")
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text), delimiter=";" if ";" in first else ",")
    headings: tuple[str, ...] = ()
    rows = []
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if headings:
                rows.append(PublishedRow(reader.line_num, _named(headings, cells)))
            else:
                headings = tuple(" ".join(cell.split()) for cell in cells)
    except csv.Error:
        return PublishedFile(filename, headings, tuple(rows), reader.line_num)
    return PublishedFile(filename, headings, tuple(rows))


def _named(headings: tuple[str, ...], cells: list[str]) -> dict[str, str]:
    named = dict(zip(headings, cells, strict=False))
    beyond = " ".join(cells[len(headings) :]).strip()
    return {**named, "": beyond} if beyond else named


def parse_figure(text: str, *, whole_numbers: bool) -> Figure | str | None:
    """A printed figure; None where the cell is blank; the text itself where it is no number.

    Takes decimal point or comma, spaces between thousands, and a percent sign.
    """
    bare = re.sub(r"[\s\u00a0\u202f]", "", text).removesuffix("%").removesuffix("procent")
    if bare in _BLANK:
        return None
    plain = bare.replace(MINUS, "-").replace(",", ".")
    if not _NUMBER.fullmatch(plain):
        return text
    decimals = len(plain.partition(".")[2])
    half = Fraction(0) if whole_numbers and not decimals else Fraction(1, 2 * 10**decimals)
    return Figure(Fraction(plain), decimals, half)


def observe(files: Iterable[PublishedFile], table_set: TableSet) -> Iterator[Observation | Unread]:
    """Every figure of the files, matched to the table it is of by headings, number in the file name, and row names."""
    plans = {table.number: tuple(plan(table, table_set.figures)) for table in table_set.tables}
    for file in files:
        yield from _observe_file(file, table_set, plans)


def _observe_file(
    file: PublishedFile, table_set: TableSet, plans: Mapping[str, tuple[RowPlan, ...]]
) -> Iterator[Observation | Unread]:
    if file.broken_at is not None:
        yield Unread(file.name, file.broken_at, "", "broken")
    twice = sorted(heading for heading, times in Counter(file.headings).items() if times > 1)
    candidates = _candidates(file, table_set)
    if twice:
        yield Unread(file.name, 1, "", "twice", ", ".join(twice))
        return
    if not candidates:
        yield Unread(file.name, 1, "", "no_table", ", ".join(heading for heading in file.headings if heading))
        return
    for row in file.rows:
        matches = [
            (table, row_plan, names)
            for table, names in candidates
            for row_plan in plans[table.number]
            if _is_row(row, names, row_plan)
        ]
        if len(matches) != 1:
            numbers = ", ".join(table.number for table, _, _ in matches)
            yield Unread(file.name, row.line, "", "ambiguous" if matches else "no_row", numbers)
            continue
        if "" in row.cells:
            yield Unread(file.name, row.line, "", "too_many_cells", quoted(row.cells[""]))
        yield from _observe_row(file.name, row, *matches[0])


def _observe_row(
    name: str, row: PublishedRow, table: TableDefinition, row_plan: RowPlan, names: Mapping[str, Column]
) -> Iterator[Observation | Unread]:
    for heading, column in names.items():
        if column.is_label:
            continue
        cell = row_plan.cells[column.id]
        whole = cell.whole is None and cell.part.whole_numbers
        figure = parse_figure(row.cells.get(heading, ""), whole_numbers=whole)
        if isinstance(figure, str):
            yield Unread(name, row.line, heading, "not_a_number", quoted(figure))
        elif figure is not None:
            yield Observation(name, row.line, table, row_plan, cell, figure)


def _candidates(file: PublishedFile, table_set: TableSet) -> list[tuple[TableDefinition, dict[str, Column]]]:
    """The tables that have all the file's headings; of those, the ones the file name gives the number of."""
    found = []
    for table in table_set.tables:
        known = {name: column for column in table.columns for name in (column.id, *_headings(column))}
        names = {heading: known.get(heading) for heading in file.headings if heading != NOTE}
        matched = {heading: column for heading, column in names.items() if column is not None}
        if len(matched) == len(names) and any(not column.is_label for column in matched.values()):
            found.append((table, matched))
    complete = [(table, names) for table, names in found if len(names) == len(table.columns)]
    likely = complete or found
    numbers = _numbers(file.name)
    return [(table, names) for table, names in likely if table.number in numbers] or likely


def _headings(column: Column) -> tuple[str, str]:
    return column.heading("sv"), column.heading("en")


def _numbers(filename: str) -> frozenset[str]:
    match = _IN_FILENAME.search(filename)
    if match is None:
        return frozenset()
    first = int(match[2])
    return frozenset(
        f"{match[1].upper()}{number}" for number in range(first, min(int(match[3] or first), first + 99) + 1)
    )


def _is_row(row: PublishedRow, names: Mapping[str, Column], row_plan: RowPlan) -> bool:
    for heading, column in names.items():
        name = " ".join(row.cells.get(heading, "").replace(NBSP, " ").split()).casefold()
        if column.row and name not in row_plan.item.names:
            return False
        if column.constant is not None and name not in {
            column.constant.sv.casefold(),
            column.constant.en.casefold(),
        }:
            return False
    return True
