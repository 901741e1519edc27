"""One row's cells, field by field: each is read by the mapping, and what is wrong with it is told where it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.staff.importing.cells import OPEN, read_date, read_share, read_year, rounded
from kompetenslyft.core.staff.importing.mapping import (
    CODED,
    FIELD_LABELS,
    NONE,
    UNIT_FIELDS,
    YES,
    FieldName,
    FileMapping,
    ShareFormat,
    plain,
)
from kompetenslyft.core.staff.importing.table import Found, ImportCode, StaffTable, TableRow, hard
from kompetenslyft.core.staff.importing.units import Unit, Units
from kompetenslyft.core.staff.importing.words import VALUE_LABELS, WORDS
from kompetenslyft.core.staff.model import CredentialKind, Gender, LeavingReason, Service, StaffRole

F = FieldName
_TYPES: dict[FieldName, Callable[[str], Any]] = {
    F.GENDER: Gender,
    F.ROLE: StaffRole,
    F.SERVICE: Service,
    F.LEAVING_REASON: LeavingReason,
    F.DEGREE: lambda value: None if value == NONE else CredentialKind(value),
}
_NO_SHARE = frozenset({"0", "0,0", "0,00", "0.0", "0.00"})
_MISSING: Any = object()


class RowCells:
    """The cells of the row at hand. ``found``: what was wrong, so far; ``rounded``: rows with a rounded share.

    ``bad_dates``: texts of a date column that are told of for the column as a whole.
    """

    def __init__(
        self,
        table: StaffTable,
        mapping: FileMapping,
        units: Units,
        bad_dates: Mapping[FieldName, frozenset[str]],
    ) -> None:
        self.places = {name: table.headings.index(heading) for name, heading in mapping.columns.items()}
        self.found: list[Found] = []
        self.rounded: list[int] = []
        self.row, self.is_faulty = 0, False
        self._cells: tuple[str, ...] = ()
        self._mapping, self._units, self._bad_dates = mapping, units, bad_dates
        self._known: dict[tuple[FieldName, str], Any] = {}
        self._words = {name: dict(WORDS[name]) | mapping.values.get(name, {}) for name in CODED}

    def turn_to(self, row: TableRow) -> None:
        """Read this row from now on."""
        self.row, self._cells, self.is_faulty = row.number, row.cells, False

    def text(self, name: FieldName) -> str:
        place = self.places.get(name)
        return self._cells[place] if place is not None and place < len(self._cells) else ""

    def heading(self, name: FieldName) -> str:
        return self._mapping.columns.get(name, "")

    def tell(self, name: FieldName, read: str, finding: Finding) -> None:
        self.is_faulty = self.is_faulty or finding.severity is Severity.HARD
        self.found.append(Found(finding, self.row, self.heading(name), read))

    def _read(self, name: FieldName, how: Callable[[FieldName, str], Any]) -> Any:
        """The cell's value; each text of a column is read once. A Finding among the values is told at every row."""
        text = self.text(name)
        if not text:
            return None
        value = self._known.get((name, text), _MISSING)
        if value is _MISSING:
            value = self._known[name, text] = how(name, text)
        if isinstance(value, Finding):
            self.tell(name, text, value)
            return None
        return value

    def name(self) -> str:
        if F.NAME in self.places:
            last, comma, first = self.text(F.NAME).partition(",")
            words = f"{first} {last}" if comma else last
        else:
            words = f"{self.text(F.FIRST_NAME)} {self.text(F.LAST_NAME)}"
        return " ".join(words.split())

    def email(self) -> str | None:
        text = self.text(F.EMAIL)
        if text and "@" not in text:
            self.tell(
                F.EMAIL,
                text,
                hard(
                    ImportCode.NOT_AN_EMAIL,
                    sv="Det är ingen e-postadress. Skriv den som namn@kommun.se, eller lämna tomt.",
                    en="This is no e-mail address. Write it as name@example.org, or leave it blank.",
                ),
            )
        return text or None

    def unit(self) -> Unit | None:
        fixed = self._mapping.fixed.get(F.UNIT_CODE)
        if fixed is not None:
            return self._read_fixed_unit(fixed)
        for name in UNIT_FIELDS:
            if name in self.places:
                unit: Unit | None = self._read(
                    name, lambda name, text: self._units.read(name, text, self._mapping)
                )
                return unit
        return None

    def _read_fixed_unit(self, code: str) -> Unit | None:
        unit = self._units.by_code.get(code)
        if unit is None:
            found = self._units.read(F.UNIT_CODE, code, self._mapping)
            if isinstance(found, Finding):
                self.tell(F.UNIT_CODE, code, found)
        return unit

    def coded(self, name: FieldName) -> Any:
        fixed = self._mapping.fixed.get(name)
        if fixed is not None:
            return _TYPES[name](fixed)
        return self._read(name, self._word)

    def yes(self, name: FieldName) -> bool | None:
        fixed = self._mapping.fixed.get(name)
        value = fixed if fixed is not None else self._read(name, self._word)
        return None if value is None else value == YES

    def _word(self, name: FieldName, text: str) -> Any:
        value = self._words[name].get(plain(text))
        if value is not None:
            return _TYPES.get(name, str)(value)
        label = FIELD_LABELS[name]
        known = ", ".join(one.sv.lower() for one in list(VALUE_LABELS[name].values())[:4])
        known_en = ", ".join(one.en.lower() for one in list(VALUE_LABELS[name].values())[:4])
        return hard(
            ImportCode.UNKNOWN_VALUE,
            sv=f"«{text}» är okänt som {label.sv.lower()} ({known} …). Välj i mappningen vad ordet betyder.",
            en=f"“{text}” is unknown as {label.en.lower()} ({known_en} …). Choose in the mapping what the word means.",
            about=f"{name}:{plain(text)}",
        )

    def share(self) -> int | None:
        value = self._read(F.SHARE, self._share_of)
        if value is None:
            return None
        if value != value.to_integral_value():
            self.rounded.append(self.row)
        return rounded(value)

    def _share_of(self, name: FieldName, text: str) -> Any:
        share = read_share(text, self._mapping.share_format)
        if share is not None:
            return share
        hint, hint_en = "Rätta den i HR-systemet.", "Correct it in the HR system."
        if self._mapping.share_format is ShareFormat.PERCENT and read_share(text, ShareFormat.FRACTION):
            hint = "Den ser ut som en andel av heltid: välj det i mappningen."
            hint_en = "It looks like a fraction of full time: choose that in the mapping."
        elif text.rstrip(" %") in _NO_SHARE:
            hint = "Timavlönade utan sysselsättningsgrad förs inte här: ta bort raden."
            hint_en = "People paid by the hour, without a share, are not kept here: take the row away."
        return hard(
            ImportCode.NOT_A_SHARE,
            sv=f"«{text}» är ingen sysselsättningsgrad. Den ska vara 1–100 procent av heltid. {hint}",
            en=f"“{text}” is no share of full time. It is 1–100 per cent. {hint_en}",
        )

    def year(self, name: FieldName) -> int | None:
        value: int | None = self._read(name, self._year_of)
        return value

    @staticmethod
    def _year_of(name: FieldName, text: str) -> Any:
        return read_year(text) or hard(
            ImportCode.NOT_A_YEAR,
            sv=f"«{text}» är inget årtal. Skriv det med fyra siffror.",
            en=f"“{text}” is no year. Write it with four digits.",
        )

    def day(self, name: FieldName) -> date | None:
        if self.text(name) in self._bad_dates.get(name, ()):
            self.is_faulty = True
            return None
        value: date | None = self._read(name, self._day_of)
        return None if value is date.max else value

    def _day_of(self, name: FieldName, text: str) -> Any:
        if text in OPEN or text.startswith("9999-12-31"):
            return date.max
        form = self._mapping.date_format
        return read_date(text, form) or hard(
            ImportCode.NOT_A_DATE,
            sv=f"«{text}» är inget datum skrivet {form.value}. Rätta det i HR-systemet.",
            en=f"“{text}” is no day written {form.value}. Correct it in the HR system.",
        )

    def day_or_year(self, name: FieldName) -> tuple[date | None, int | None]:
        value = self._read(name, self._day_or_year_of)
        if isinstance(value, int):
            return None, value
        return value, None

    def _day_or_year_of(self, name: FieldName, text: str) -> Any:
        return read_year(text) or read_date(text, self._mapping.date_format) or self._year_of(name, text)
