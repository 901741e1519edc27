"""An allocation key out of a file that an officer got from somewhere: a number for each municipality.

Totals («Riket», «Summa», code 00) and rows of counties are left out and said to be: files from Statistics Sweden and
Kolada have them, and nobody means them to take part. Everything else that is not a municipality and a number stops
the key, with the row and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from kompetenslyft.core.allocation.keys import all_zero, values_missing
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.numbers import NumberProblem, format_fraction, parse_exact, quoted
from kompetenslyft.exchange.key_columns import Columns, choose_columns
from kompetenslyft.exchange.key_tables import Cell, KeyFileCode, Row, note, read_rows

_TOTALS = {"riket", "hela riket", "sverige", "sweden", "summa", "total", "totalt", "alla", "sum", "samtliga"}
_DIGITS = re.compile(r"(?P<code>[0-9]{1,4})(?:\.0+)?(?:\s+\D.*)?", re.ASCII)
_AMBIGUOUS = re.compile(r"-?[1-9][0-9]{0,2}(?P<sign>[.,])[0-9]{3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class KeyReading:
    """What a file says. ``values``: numbers by municipality code, complete where no finding is hard.

    ``heading`` is that of the column read ("" where the file has none); ``texts`` has the other columns by heading, for
    groupings: ``{"kommungrupp": {"0114": "A2"}}``.
    """

    values: Mapping[str, Fraction]
    findings: tuple[Finding, ...]
    heading: str = ""
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def usable(self) -> bool:
        """Nothing stops the key."""
        return all(finding.severity is not Severity.HARD for finding in self.findings)


def read_key(
    data: bytes, filename: str, *, codes: Mapping[str, str], column: str | None = None
) -> KeyReading:
    """The key in a CSV or .xlsx file. ``codes`` has everybody's code and name; ``column`` says which column of several.

    CSV may be divided by semicolon, comma or tab, in UTF-8, UTF-16 or Windows-1252, with decimal comma or point and
    Swedish or English headings. Municipalities are known by code («0114», 114, «0114 Upplands Väsby») or by name.
    """
    table = read_rows(data, filename)
    if not table.rows:
        return KeyReading({}, table.findings)
    columns = choose_columns(table.rows, column, lambda cell: _is_unit(cell, codes))
    if isinstance(columns, Finding):
        return KeyReading({}, (*table.findings, columns))
    reading = _Reading(codes, columns)
    for row in table.rows[columns.first :]:
        reading.row(row)
    return reading.result(table.findings)


def _is_unit(cell: Cell, codes: Mapping[str, str]) -> bool:
    """Whether a cell names a municipality, a county or a total."""
    text = _text(cell)
    return text.casefold() in _TOTALS or _code(text, codes) is not None


def _text(cell: Cell) -> str:
    return f"{cell:.15g}" if isinstance(cell, float) else cell


def _code(text: str, codes: Mapping[str, str]) -> str | None:
    """The four digits that a text stands for, whether there is such a municipality or not."""
    match = _DIGITS.fullmatch(text)
    if match is not None:
        return match["code"].zfill(4)
    name = text.casefold().removesuffix(" kommun")
    by_name = {known.casefold(): code for code, known in codes.items()}
    return by_name.get(name) or by_name.get(name.removesuffix("s"))


def _is_county(code: str, codes: Mapping[str, str]) -> bool:
    return code not in codes and 1 <= int(code) <= 25


class _Reading:
    def __init__(self, codes: Mapping[str, str], columns: Columns) -> None:
        self._codes, self._columns = codes, columns
        self._values: dict[str, Fraction] = {}
        self._rows: dict[str, int] = {}
        self._texts: dict[str, dict[str, str]] = {heading: {} for heading in columns.texts.values()}
        self._findings: list[Finding] = []
        self._counties: list[int] = []
        self._restored: list[str] = []
        self._totals: list[tuple[int, str, Fraction | None]] = []

    def result(self, before: Sequence[Finding]) -> KeyReading:
        self._tell_what_was_left_out()
        missing = sorted(self._codes.keys() - self._rows.keys())
        if missing:
            self._findings.append(values_missing(missing, self._codes))
        elif self._values and not any(self._values.values()):
            self._findings.append(all_zero())
        return KeyReading(self._values, (*before, *self._findings), self._columns.heading, self._texts)

    def row(self, row: Row) -> None:
        if len(row.cells) > self._columns.width and any(
            cell != "" for cell in row.cells[self._columns.width :]
        ):
            self._hard(
                KeyFileCode.TOO_MANY_CELLS,
                row,
                sv="fler celler än rubrikraden. Har talen decimalkomma, spara filen med semikolon mellan kolumnerna.",
                en="more cells than the heading row. With decimal commas, save the file with semicolons.",
            )
        unit = _text(row.cells[self._columns.unit]) if self._columns.unit < len(row.cells) else ""
        code = _code(unit, self._codes)
        name = self._name(row)
        if unit.casefold() in _TOTALS or name.casefold() in _TOTALS or code == "0000":
            exact = parse_exact(self._cell(row))
            self._totals.append((row.number, name or unit, exact if isinstance(exact, Fraction) else None))
        elif code is None:
            self._no_code(row, unit, name)
        elif _is_county(code, self._codes):
            self._counties.append(row.number)
        elif code not in self._codes:
            self._unknown(row, unit)
        elif code in self._rows:
            self._hard(
                KeyFileCode.CODE_TWICE,
                row,
                sv=f"{self._who(code)} står också på rad {self._rows[code]}. Behåll en av raderna.",
                en=f"{self._who(code)} also stands on row {self._rows[code]}. Keep one of the rows.",
            )
        else:
            self._take(row, code, unit)

    def _take(self, row: Row, code: str, unit: str) -> None:
        self._rows[code] = row.number
        if unit[:1].isdigit() and not unit.startswith(code):
            self._restored.append(code)
        for column, heading in self._columns.texts.items():
            if column < len(row.cells) and row.cells[column] != "":
                self._texts[heading][code] = _text(row.cells[column])
        cell = self._cell(row)
        exact = parse_exact(self._settled(cell))
        who = self._who(code)
        if exact is None:
            self._hard(
                KeyFileCode.BLANK,
                row,
                sv=f"{who} saknar tal. Fyll i det; är det noll, skriv 0.",
                en=f"{who} has no number. Fill it in; where it is zero, enter 0.",
            )
        elif isinstance(exact, NumberProblem):
            text = exact.message
            self._hard(KeyFileCode.NOT_A_NUMBER, row, sv=f"{who}: {text.sv}", en=f"{who}: {text.en}")
        elif exact < 0:
            self._hard(
                KeyFileCode.NEGATIVE,
                row,
                sv=f"{who} har {format_fraction(exact, 'sv')}. Ett tal i en nyckel är 0 eller mer: rätta det.",
                en=f"{who} has {format_fraction(exact, 'en')}. A number of a key is 0 or more: correct it.",
            )
        else:
            self._values[code] = exact

    def _no_code(self, row: Row, unit: str, name: str) -> None:
        if unit:
            self._unknown(row, unit)
            return
        number = _text(self._cell(row))
        what = f"«{quoted(name or number)}»"
        self._hard(
            KeyFileCode.CODE_BLANK,
            row,
            sv=f"raden med {what} saknar kommunkod. Fyll i koden, eller ta bort raden.",
            en=f"the row with {what} has no municipality code. Fill in the code, or remove the row.",
        )

    def _unknown(self, row: Row, unit: str) -> None:
        self._hard(
            KeyFileCode.UNKNOWN_CODE,
            row,
            sv=f"«{quoted(unit)}» är ingen kommun. Rätta koden, eller ta bort raden.",
            en=f"“{quoted(unit)}” is no municipality. Correct the code, or remove the row.",
        )

    def _tell_what_was_left_out(self) -> None:
        if self._restored:
            count = len(self._restored)
            example = self._restored[0]
            self._info(
                KeyFileCode.ZEROS_RESTORED,
                sv=f"Inledande nollor saknades i {count} koder och lades till, till exempel "
                f"{example.lstrip('0')} → {example}.",
                en=f"Leading zeros were missing in {count} codes and were added, for example "
                f"{example.lstrip('0')} → {example}.",
            )
        for number, name, total in self._totals:
            self._total(number, name, total)
        if self._counties:
            self._info(
                KeyFileCode.COUNTY_ROWS,
                sv=f"{len(self._counties)} rader med län eller regioner räknades inte, den första på rad "
                f"{self._counties[0]}.",
                en=f"{len(self._counties)} rows of counties or regions were left out, the first on row "
                f"{self._counties[0]}.",
            )

    def _total(self, number: int, name: str, total: Fraction | None) -> None:
        added = sum(self._values.values(), Fraction(0))
        sv = en = ""
        if total is not None and total != added:
            figures = {
                language: [format_fraction(one, language) for one in (total, added)]
                for language in ("sv", "en")
            }
            sv = f" Den säger {figures['sv'][0]}; kommunerna blir tillsammans {figures['sv'][1]}."
            en = f" It says {figures['en'][0]}; the municipalities add up to {figures['en'][1]}."
        self._info(
            KeyFileCode.TOTAL_ROW,
            sv=f"Rad {number}, «{quoted(name)}», är en summarad och räknades inte.{sv}",
            en=f"Row {number}, “{quoted(name)}”, is a total and was left out.{en}",
            about=str(number),
        )

    def _name(self, row: Row) -> str:
        column = self._columns.name
        return _text(row.cells[column]) if column is not None and column < len(row.cells) else ""

    def _cell(self, row: Row) -> Cell:
        return row.cells[self._columns.value] if self._columns.value < len(row.cells) else ""

    def _settled(self, cell: Cell) -> Cell | Decimal:
        """«4.053» is decimals where the column's other numbers show which sign it has for them."""
        if isinstance(cell, str) and self._columns.decimal_sign:
            match = _AMBIGUOUS.fullmatch(cell)
            if match is not None and match["sign"] == self._columns.decimal_sign:
                return Decimal(cell.replace(",", "."))
        return cell

    def _who(self, code: str) -> str:
        return f"{self._codes[code]} ({code})"

    def _hard(self, code: KeyFileCode, row: Row, *, sv: str, en: str) -> None:
        about = str(row.number)
        self._findings.append(
            note(code, Severity.HARD, sv=f"Rad {about}: {sv}", en=f"Row {about}: {en}", about=about)
        )

    def _info(self, code: KeyFileCode, *, sv: str, en: str, about: str = "") -> None:
        self._findings.append(note(code, Severity.INFO, sv=sv, en=en, about=about))
