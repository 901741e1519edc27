"""The form in which somebody says what each column of a staff file is, and what its words mean."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from kompetenslyft.core.collation import swedish_key
from kompetenslyft.core.staff.importing.mapping import (
    CODED,
    FIELD_LABELS,
    FIXABLE,
    UNIT_FIELDS,
    DateFormat,
    FieldName,
    FileMapping,
    ShareFormat,
    check_mapping,
    plain,
)
from kompetenslyft.core.staff.importing.table import ImportCode, StaffTable
from kompetenslyft.core.staff.importing.units import Units
from kompetenslyft.core.staff.importing.words import VALUE_LABELS, WORDS
from kompetenslyft.web.collection.words import language

_EXAMPLES, _MOST_WORDS = 3, 60
_LONGEST_EXAMPLE = 40


class MappingForm(forms.Form):
    """A select for each column, then the formats, what words mean, values for every row, and the mapping's name."""

    date_format = forms.ChoiceField()
    share_format = forms.ChoiceField()
    complete = forms.BooleanField(required=False)
    covers = forms.ChoiceField(required=False)
    name = forms.CharField(required=False, max_length=60)

    def __init__(
        self, data: Any, *, table: StaffTable, mapping: FileMapping, units: Units, name: str
    ) -> None:
        super().__init__(data)
        self._table, self._units = table, units
        self._words: dict[str, tuple[FieldName, str]] = {}
        chosen = {heading: field for field, heading in mapping.columns.items()}
        self._add_columns(chosen)
        columns = self._read_columns() if data is not None else mapping.columns
        self._add_formats(mapping, name)
        self._add_words(columns, mapping)
        self._add_fixed(mapping)
        self.asked_when_chosen = frozenset(self.fields)

    # What the page shows

    def columns(self) -> Iterator[BoundField]:
        """A select for each column of the file."""
        return (self[f"column_{place}"] for place in range(len(self._table.headings)))

    def words(self) -> list[tuple[str, list[BoundField]]]:
        """What the words of each coded column mean: (label, selects)."""
        groups: dict[FieldName, list[BoundField]] = {}
        for key, (field, _word) in self._words.items():
            groups.setdefault(field, []).append(self[key])
        return [(FIELD_LABELS[field].in_language(language()), bound) for field, bound in groups.items()]

    def fixed(self) -> Iterator[BoundField]:
        """Values for every row."""
        return (self[f"fixed_{field}"] for field in FIXABLE)

    # What it says

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self._check_chosen_once()
        if self.errors:
            return data
        mapping = FileMapping(
            columns=self._read_columns(),
            date_format=DateFormat(data["date_format"]),
            share_format=ShareFormat(data["share_format"]),
            values=self._read_words(data),
            fixed={field: data[f"fixed_{field}"] for field in FIXABLE if data[f"fixed_{field}"]},
            complete=data["complete"],
            covers=data["covers"] if data["complete"] else "",
        )
        for finding in check_mapping(mapping, self._table.headings):
            if finding.code != ImportCode.HEADING_MISSING:
                self.add_error(None, finding.message.in_language(language()))
        data["mapping"] = mapping
        return data

    def _check_chosen_once(self) -> None:
        seen: dict[str, str] = {}
        for place, heading in enumerate(self._table.headings):
            field = self.cleaned_data.get(f"column_{place}", "")
            if field and field in seen:
                told = _("Redan valt för kolumnen «%(heading)s». Välj det för en av dem.")
                self.add_error(f"column_{place}", told % {"heading": seen[field]})
            seen.setdefault(field, heading)

    def _read_columns(self) -> dict[FieldName, str]:
        found: dict[FieldName, str] = {}
        for place, heading in enumerate(self._table.headings):
            field = self.data.get(f"column_{place}", "")
            if field in set(FieldName):
                found.setdefault(FieldName(field), heading)
        return found

    def _read_words(self, data: dict[str, Any]) -> dict[FieldName, dict[str, str]]:
        found: dict[FieldName, dict[str, str]] = {}
        for key, (field, word) in self._words.items():
            if data.get(key):
                found.setdefault(field, {})[word] = data[key]
        return found

    # Fields

    def _add_columns(self, chosen: dict[str, FieldName]) -> None:
        choices = [("", _("Läses inte"))] + [
            (field.value, label.in_language(language())) for field, label in FIELD_LABELS.items()
        ]
        for place, heading in enumerate(self._table.headings):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=heading,
                choices=choices,
                required=False,
                initial=chosen.get(heading, ""),
                help_text=self._examples(heading),
            )

    def _examples(self, heading: str) -> str:
        found: list[str] = []
        for text in self._table.column(heading):
            if text and text not in found:
                found.append(text)
                if len(found) == _EXAMPLES:
                    break
        if not found:
            return _("Kolumnen är tom.")
        return _("Till exempel %(values)s") % {
            "values": ", ".join(f"«{text[:_LONGEST_EXAMPLE]}»" for text in found)
        }

    def _add_formats(self, mapping: FileMapping, name: str) -> None:
        dates, shares = self.fields["date_format"], self.fields["share_format"]
        dates.label, dates.initial = _("Datum skrivs"), mapping.date_format.value
        dates.choices = [(form.value, form.value) for form in DateFormat]  # type: ignore[attr-defined]
        shares.label, shares.initial = _("Sysselsättningsgrad skrivs"), mapping.share_format.value
        shares.choices = [  # type: ignore[attr-defined]
            (ShareFormat.PERCENT.value, _("i procent: 75 eller 75 %")),
            (ShareFormat.FRACTION.value, _("som andel av heltid: 0,75")),
        ]
        complete, covers = self.fields["complete"], self.fields["covers"]
        complete.label, complete.initial = _("Filen är fullständig"), mapping.complete
        complete.help_text = _(
            "Den som är anställd i registret men inte står i filen får sluta dagen före filens dag. "
            "Du ser vilka det är innan något förs in."
        )
        covers.label, covers.initial = _("Den fullständiga filen gäller"), mapping.covers
        covers.choices = [("", _("hela arbetsgivaren")), *self._unit_choices()]  # type: ignore[attr-defined]
        self.fields["name"].label = _("Spara mappningen som")
        self.fields["name"].initial = name
        self.fields["name"].help_text = _("Då kan den väljas nästa gång. Samma namn skriver över.")

    def _add_words(self, columns: dict[FieldName, str], mapping: FileMapping) -> None:
        for field, heading in columns.items():
            if field not in CODED and field not in UNIT_FIELDS:
                continue
            told = mapping.values.get(field, {})
            choices = self._choices(field)
            for word, written in self._distinct(heading).items():
                known = told.get(word) or self._understood(field, written)
                if known and word not in told and field in UNIT_FIELDS:
                    continue
                key = f"word_{field}_{hashlib.sha256(word.encode()).hexdigest()[:12]}"
                self._words[key] = (field, word)
                self.fields[key] = forms.ChoiceField(
                    label=f"«{written}»", choices=choices, required=False, initial=known
                )

    def _distinct(self, heading: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for text in self._table.column(heading):
            if text and plain(text) not in found:
                found[plain(text)] = text
                if len(found) == _MOST_WORDS:
                    break
        return found

    def _understood(self, field: FieldName, written: str) -> str:
        if field in UNIT_FIELDS:
            return written if self._units.knows(field, written) else ""
        return WORDS[field].get(plain(written), "")

    def _add_fixed(self, mapping: FileMapping) -> None:
        for field in FIXABLE:
            label = FIELD_LABELS[FieldName.UNIT_NAME if field in UNIT_FIELDS else field]
            self.fields[f"fixed_{field}"] = forms.ChoiceField(
                label=_("Enhet") if field in UNIT_FIELDS else label.in_language(language()),
                choices=[("", _("Står i filen")), *self._choices(field)[1:]],
                required=False,
                initial=mapping.fixed.get(field, ""),
            )

    def _choices(self, field: FieldName) -> list[tuple[str, str]]:
        if field in UNIT_FIELDS:
            return [("", _("Välj enhet")), *self._unit_choices()]
        labels = VALUE_LABELS[field]
        return [("", _("Välj")), *((value, label.in_language(language())) for value, label in labels.items())]

    def _unit_choices(self) -> list[tuple[str, str]]:
        units = sorted(self._units.by_code.values(), key=lambda unit: swedish_key(unit.name))
        return [(unit.code, f"{unit.name} ({unit.code})") for unit in units]
