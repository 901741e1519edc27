"""What is to be counted of a fact: the columns it is grouped by, and which rows. Checked against the fact's columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kompetenslyft.core.disclosure.definition import ProtectedTables
from kompetenslyft.core.facts.schema import SEVERAL, ColumnType, FactTable
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.text import Text

PERSON, HUNDREDTHS = "person", "fte_hundredths"
"""The columns that are counted and summed."""


class CountCode:
    """Findings on what is to be counted, and on where it is read."""

    NO_SUCH_COLUMN = "F301"
    REPEATS = "F302"
    SAME_NAME = "F303"
    NOT_COUNTED = "F304"
    BAD_CODE = "F305"
    NO_ROWS = "F306"
    TOO_MANY = "F307"
    COLUMNS_DIFFER = "F308"
    UNREADABLE = "F309"
    NO_ENGINE = "F310"
    NO_DATABASE = "F311"
    NO_PERSONS = "F312"


class CannotCount(Exception):
    """The fact cannot be counted so. ``findings`` says why, and what to do."""

    def __init__(self, *findings: Finding) -> None:
        self.findings = findings
        super().__init__("\n".join(finding.message.sv for finding in findings))


def wrong(code: str, *, sv: str, en: str) -> Finding:
    """A finding that nothing can be counted with."""
    return Finding(code, Severity.HARD, Text(sv=sv, en=en))


@dataclass(frozen=True, slots=True)
class Grain:
    """A cube to count: ``dimensions`` are columns of codes; ``only`` are columns with the one code that is counted."""

    fact: FactTable
    dimensions: tuple[str, ...]
    only: tuple[tuple[str, str], ...] = ()

    @property
    def rows_are_persons(self) -> bool:
        """Whether somebody with one employment has at most one row in each cell."""
        given = {*self.dimensions, *(column for column, _code in self.only)}
        return SEVERAL in _names(self.fact) and given.issuperset(self.fact.repeats)


def grain_of(
    definition: ProtectedTables,
    fact: FactTable,
    only: Mapping[str, str] | None = None,
    each: str | None = None,
) -> Grain:
    """What the tables of a definition are made from; CannotCount with everything that is wrong.

    ``each``: a column that is counted as well, so that its codes become a cube each.
    """
    only, persons = only or {}, persons_column(definition)
    columns = [column for variable in definition.variables for column in variable.columns]
    findings = [
        *_not_counted(fact),
        *_unknown(fact, [*columns, *only, *([each] if each else [])]),
        *_repeated(fact, columns, {*only, *([each] if each else [])}),
        *_same_name(persons, fact),
    ]
    if findings:
        raise CannotCount(*findings)
    wanted = dict.fromkeys([*([each] if each else []), *columns])
    return Grain(fact, tuple(wanted), tuple(only.items()))


def _names(fact: FactTable) -> list[str]:
    return [column.name for column in fact.columns]


def _not_counted(fact: FactTable) -> Iterable[Finding]:
    missing = [name for name in (PERSON, HUNDREDTHS) if name not in _names(fact)]
    if missing:
        yield wrong(
            CountCode.NOT_COUNTED,
            sv=f"Faktatabellen «{fact.name}» har ingen kolumn {' eller '.join(missing)} att räkna. Välj en annan.",
            en=f"The fact table “{fact.name}” has no column {' or '.join(missing)} to count. Choose another.",
        )


def _unknown(fact: FactTable, columns: Iterable[str]) -> Iterable[Finding]:
    codes = [column.name for column in fact.columns if column.type is ColumnType.TEXT]
    for column in dict.fromkeys(columns):
        if column not in codes:
            yield wrong(
                CountCode.NO_SUCH_COLUMN,
                sv=f"«{column}» är ingen kolumn med koder i «{fact.name}». Välj bland {', '.join(codes)}.",
                en=f"“{column}” is not a column of codes in “{fact.name}”. Choose among {', '.join(codes)}.",
            )


def _repeated(fact: FactTable, columns: Iterable[str], apart: set[str]) -> Iterable[Finding]:
    used = set(columns)
    for column in fact.repeats:
        if column not in apart or column in used:
            yield wrong(
                CountCode.REPEATS,
                sv=f"En person har flera rader i «{fact.name}», en för varje {column}, så summor över {column} är inga "
                f"personer. Ta bort {column} ur tabellerna och räkna en i taget (--where {column}=KOD) eller "
                f"alla var för sig (--each {column}).",
                en=f"A person has several rows in “{fact.name}”, one for each {column}, so sums over {column} are not "
                f"persons. Take {column} out of the tables, and count one (--where {column}=CODE) or each by itself "
                f"(--each {column}).",
            )


def persons_column(definition: ProtectedTables) -> str:
    """What the definition calls the number of persons. CannotCount where it has none."""
    if definition.count is None:
        raise CannotCount(
            wrong(
                CountCode.NO_PERSONS,
                sv="Definitionen säger inte vad antalet personer heter. Skriv till exempel count: persons.",
                en="The definition does not say what the number of persons is called. Write, say, count: persons.",
            )
        )
    return definition.count


def _same_name(persons: str, fact: FactTable) -> Iterable[Finding]:
    if persons in _names(fact):
        yield wrong(
            CountCode.SAME_NAME,
            sv=f"Antalet heter «{persons}» i definitionen, och så heter också en kolumn i «{fact.name}». "
            "Ge antalet ett annat namn, till exempel persons.",
            en=f"The number is called “{persons}” in the definition, and so is a column of “{fact.name}”. "
            "Give the number another name, for example persons.",
        )
