"""A municipality's activities as a list for Excel: a workbook with real numbers and dates, or CSV."""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kompetenslyft.core.frameworks.model import Framework
from kompetenslyft.core.numbers import format_fraction
from kompetenslyft.core.programmes.model import Programme
from kompetenslyft.core.spending.model import (
    BAND_LABELS,
    COOPERATION_LABELS,
    DEGREE_LABELS,
    GROUPS,
    ROLE_LABELS,
    STATE_LABELS,
    Activity,
    Cooperation,
    Cost,
    Part,
)
from kompetenslyft.core.tabulation.display import MADE_UP
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.spreadsheets import A4, MADE_UP_STYLE, excel_csv, new_workbook

Value = str | int | Fraction | date | None

_HEADS = (
    Text(sv="Nr", en="No."),
    Text(sv="Insats", en="Activity"),
    Text(sv="Typ", en="Kind"),
    Text(sv="Läge", en="State"),
    Text(sv="Första dag", en="First day"),
    Text(sv="Sista dag", en="Last day"),
    Text(sv="Anordnare", en="Provider"),
    Text(sv="Samverkan", en="Cooperation"),
    Text(sv="Kommuner som deltar", en="Municipalities that take part"),
    Text(sv="Inriktningar", en="Directions"),
    Text(sv="Timmar per deltagare", en="Hours per participant"),
    Text(sv="Högskolepoäng", en="Higher education credits"),
    Text(sv="Behörighetsgivande", en="Qualifying"),
    Text(sv="Skäl till valet", en="Reason for the choice"),
    Text(sv="Varför insatsen inte blev av", en="Why it did not come about"),
)
_TOTAL_PEOPLE = Text(sv="Deltagare totalt", en="Participants in total")
_TOTAL_COST = Text(sv="Kostnad totalt, kr", en="Cost in total, SEK")
_YES, _NO = Text(sv="ja", en="yes"), Text(sv="nej", en="no")
_SHEET = Text(sv="Insatser", en="Activities")
_STYLES: Mapping[str, Mapping[str, object]] = {
    "made_up": MADE_UP_STYLE,
    "head": {"bold": True, "text_wrap": True, "valign": "bottom", "bg_color": "#E8EEF4", "border": 1},
    "whole": {"num_format": "#,##0", "valign": "top"},
    "tenth": {"num_format": "0.0", "valign": "top"},
    "day": {"num_format": "yyyy-mm-dd", "valign": "top"},
    "text": {"text_wrap": True, "valign": "top"},
}
_WIDTHS = {1: 36, 2: 24, 6: 24, 7: 24, 8: 24, 9: 36}


@dataclass(frozen=True, slots=True)
class ActivityList:
    """A municipality's own part of its activities. ``names``: municipalities by official code."""

    programme: Programme
    framework: Framework | None
    activities: Sequence[Activity]
    unit: str
    names: Mapping[str, str]
    language: str = "sv"
    made_up: bool = False

    @property
    def heads(self) -> list[str]:
        """The columns' heads: of the whole, participants by group, costs by purpose and category."""
        groups = [
            ", ".join(
                self._say(word)
                for word in (ROLE_LABELS[group.role], DEGREE_LABELS[group.degree], BAND_LABELS[group.band])
            )
            for group in GROUPS
        ]
        costs = [
            f"{self._say(label)}, {self._say(self.programme.purpose(cost.purpose).title)}, kr"
            for cost, label in self._costs()
        ]
        heads = [self._say(head) for head in _HEADS]
        return [*heads, *groups, self._say(_TOTAL_PEOPLE), *costs, self._say(_TOTAL_COST)]

    @property
    def rows(self) -> list[list[Value]]:
        """One row an activity, in the order of ``heads``. Blank is None."""
        return [self._row(activity) for activity in self.activities]

    def workbook(self, *, at: datetime | None = None) -> bytes:
        """The list as .xlsx: numbers and dates as such, heads that stay in place, a filter. The file states ``at``."""
        stream = io.BytesIO()
        with new_workbook(stream, title=self._say(_SHEET), at=at) as book:
            sheet = book.add_worksheet(self._say(_SHEET))
            styles = {name: book.add_format(dict(style)) for name, style in _STYLES.items()}
            if self.made_up:
                sheet.write_string(0, 0, self._say(MADE_UP), styles["made_up"])
            first = int(self.made_up)
            heads, rows = self.heads, self.rows
            sheet.set_row(first, 75)
            for column, label in enumerate(heads):
                sheet.write_string(first, column, label, styles["head"])
                sheet.set_column(column, column, _WIDTHS.get(column, 12))
            for number, row in enumerate(rows, start=first + 1):
                for column, value in enumerate(row):
                    _write(sheet, number, column, value, styles)
            sheet.freeze_panes(first + 1, 2)
            sheet.autofilter(first, 0, first + len(rows), len(heads) - 1)
            sheet.set_landscape()
            sheet.set_paper(A4)
            sheet.fit_to_pages(1, 0)
            sheet.repeat_rows(first)
        return stream.getvalue()

    def csv(self) -> bytes:
        """The list as CSV that Swedish Excel opens, with decimal commas."""
        marked = [[self._say(MADE_UP)]] if self.made_up else []
        rows = [
            [format_fraction(value, self.language) if isinstance(value, Fraction) else value for value in row]
            for row in self.rows
        ]
        return excel_csv([*marked, self.heads, *rows])

    def _row(self, activity: Activity) -> list[Value]:
        part = next((one for one in activity.parts if one.unit == self.unit), Part(self.unit))
        kinds = {kind.id: kind.label for kind in self.programme.activity_kinds}
        people: list[Value] = [part.participants.get(group) for group in GROUPS]
        costs: list[Value] = [part.costs.get(cost) for cost, _label in self._costs()]
        return [
            int(activity.ref) if activity.ref.isdecimal() else activity.ref,
            activity.title,
            self._say(kinds[activity.kind]),
            self._say(STATE_LABELS[activity.state]),
            activity.starts,
            activity.ends,
            activity.provider,
            self._joined([COOPERATION_LABELS[one] for one in Cooperation if one in activity.cooperation]),
            "; ".join(self.names.get(one.unit, one.unit) for one in activity.parts),
            self._joined(self._directions(activity.directions)),
            activity.hours,
            None if activity.credits is None else Fraction(activity.credits, 10),
            self._say(_YES if activity.qualifying else _NO),
            activity.reason,
            activity.not_carried_out_because,
            *people,
            sum(part.participants.values()),
            *costs,
            sum(part.costs.values()),
        ]

    def _costs(self) -> list[tuple[Cost, Text]]:
        return [
            (Cost(purpose.id, category.id), category.label)
            for purpose in self.programme.purposes
            for category in self.programme.cost_categories
            if category.purpose in (None, purpose.id)
        ]

    def _directions(self, chosen: Collection[str]) -> list[Text]:
        areas = self.framework.areas if self.framework else ()
        return [one.label for area in areas for one in area.directions if one.id in chosen]

    def _say(self, text: Text) -> str:
        return text.in_language(self.language)

    def _joined(self, texts: Sequence[Text]) -> str:
        return "; ".join(self._say(text) for text in texts)


def _write(sheet: Worksheet, row: int, column: int, value: Value, styles: Mapping[str, Format]) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, styles["day"])
    elif isinstance(value, Fraction):
        sheet.write_number(row, column, float(value), styles["tenth"])
    elif isinstance(value, int):
        sheet.write_number(row, column, value, styles["whole"])
    elif value:
        sheet.write_string(row, column, value, styles["text"])
