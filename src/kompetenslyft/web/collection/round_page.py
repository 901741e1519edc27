"""A round at a glance: every unit with its status, counted, filtered and sorted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kompetenslyft.core.collation import swedish_key
from kompetenslyft.core.workflow.returns import STATUS_LABELS, Status
from kompetenslyft.web.collection.return_page import TONES
from kompetenslyft.web.collection.words import language

if TYPE_CHECKING:
    from kompetenslyft.apps.collection.queries import OverviewRow

LATE = "sena"
"""The filter «late», beside the statuses."""
UNSIGNED = "ej-underskrivna"
"""The filter «neither signed nor declared nil», beside the statuses."""


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit's return in the list."""

    pk: int
    url: str
    code: str
    name: str
    county: str
    county_name: str
    status: Status
    status_label: str
    tone: str
    since: str
    """The day of the status, ISO; empty where nothing has happened."""
    late: bool
    extended_to: date | None
    extended: str
    answered: int
    hard: int
    soft: int
    trial: int
    reminded: str
    people: int
    newcomer: bool
    choose: str
    """What the box that chooses the unit is called."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed down by and sorted by, as the address says."""

    status: str = ""
    county: str = ""
    findings: str = ""
    text: str = ""
    sort: str = "kod"

    @classmethod
    def read(cls, query: QueryDict) -> Filters:
        sort = query.get("sortera", "kod")
        return cls(
            status=query.get("status", ""),
            county=query.get("lan", ""),
            findings=query.get("anmarkningar", ""),
            text=query.get("q", "").strip(),
            sort=sort if sort.removeprefix("-") in SORTS else "kod",
        )

    def query(self, **changes: str) -> str:
        """The address's query with some of it changed."""
        pairs = {
            "status": self.status,
            "lan": self.county,
            "anmarkningar": self.findings,
            "q": self.text,
            "sortera": "" if self.sort == "kod" else self.sort,
        } | changes
        return urlencode({name: value for name, value in pairs.items() if value})

    @property
    def narrows(self) -> bool:
        return bool(self.status or self.county or self.findings or self.text)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many units have a status, with the way to them."""

    label: str
    count: int
    query: str
    current: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A column that the list can be sorted by."""

    label: str
    query: str
    direction: str
    number: bool


SORTS: dict[str, Callable[[UnitRow], Any]] = {
    "kod": lambda row: row.code,
    "namn": lambda row: swedish_key(row.name),
    "lan": lambda row: (row.county, row.code),
    "status": lambda row: (list(Status).index(row.status), row.code),
    "sedan": lambda row: (row.since, row.code),
    "svar": lambda row: (row.answered, row.code),
    "fel": lambda row: (row.hard, row.soft, row.trial, row.code),
}


def unit_rows(overview: Iterable[OverviewRow]) -> list[UnitRow]:
    """The rows in the reader's language."""
    labels = {status: text.in_language(language()) for status, text in STATUS_LABELS.items()}
    choose, extended = _("Välj %(name)s"), _("förlängt till %(day)s")
    # One reversal for all the rows: 290 of them would take longer than the query.
    address = reverse("collection:return", args=[0]).split("/0/")
    rows = []
    for row in overview:
        answer_to = row.answer_to
        unit = answer_to.unit
        county = unit.county or (unit.parent.county if unit.parent else None)
        state = answer_to.state
        rows.append(
            UnitRow(
                pk=answer_to.pk,
                url=f"/{answer_to.pk}/".join(address),
                code=unit.code,
                name=unit.name,
                county=county.code if county else "",
                county_name=county.name if county else "",
                status=state,
                status_label=labels[state],
                tone=TONES[state],
                since=_day(answer_to.status_since),
                late=row.late,
                extended_to=answer_to.extended_to,
                extended=extended % {"day": answer_to.extended_to.isoformat()}
                if answer_to.extended_to
                else "",
                answered=answer_to.answered,
                hard=answer_to.hard_findings,
                soft=answer_to.soft_findings,
                trial=answer_to.trial_findings,
                reminded=_day(row.last_reminder),
                people=row.people,
                newcomer=answer_to.newcomer,
                choose=choose % {"name": unit.name},
            )
        )
    return rows


def _day(at: datetime | None) -> str:
    return timezone.localtime(at).date().isoformat() if at else ""


def chosen(rows: Sequence[UnitRow], filters: Filters) -> list[UnitRow]:
    """The rows that the filters let through, sorted."""
    found = [row for row in rows if _passes(row, filters)]
    return sorted(found, key=SORTS[filters.sort.removeprefix("-")], reverse=filters.sort.startswith("-"))


def _passes(row: UnitRow, filters: Filters) -> bool:
    text = filters.text.casefold()
    return (
        _has_status(row, filters.status)
        and (not filters.county or row.county == filters.county)
        and _has_findings(row, filters.findings)
        and (not text or text in row.name.casefold() or row.code.casefold().startswith(text))
    )


def _has_status(row: UnitRow, wanted: str) -> bool:
    if wanted == LATE:
        return row.late
    if wanted == UNSIGNED:
        return row.status not in {Status.SIGNED, Status.ACCEPTED, Status.NIL}
    return not wanted or row.status.value == wanted


def _has_findings(row: UnitRow, kind: str) -> bool:
    return {
        "": True,
        "fel": row.hard > 0,
        "fragor": row.soft > 0,
        "prov": row.trial > 0,
        "ingen": row.people == 0,
    }.get(kind, True)


def finding_filters() -> list[tuple[str, str]]:
    """What the list can be narrowed down to beside status."""
    return [
        ("", _("Alla")),
        ("fel", _("Har fel som måste rättas")),
        ("fragor", _("Har uppgifter att förklara")),
        ("prov", _("Fångas av kontroller på prov")),
        ("ingen", _("Saknar mottagare")),
    ]


def tallies(rows: Sequence[UnitRow], filters: Filters) -> list[Tally]:
    """All, each status that occurs, and the late ones."""
    counts = Counter(row.status for row in rows)
    late = sum(row.late for row in rows)
    found = [Tally(_("Alla"), len(rows), filters.query(status=""), not filters.status)]
    found += [
        Tally(
            STATUS_LABELS[status].in_language(language()),
            counts[status],
            filters.query(status=status.value),
            filters.status == status.value,
        )
        for status in Status
        if counts[status]
    ]
    found.append(Tally(_("Försenade"), late, filters.query(status=LATE), filters.status == LATE))
    return found


def columns(filters: Filters) -> list[Column]:
    """The list's heads, each with the way to sort by it."""
    heads = [
        ("kod", _("Kod"), False),
        ("namn", _("Enhet"), False),
        ("lan", _("Län"), False),
        ("status", _("Status"), False),
        ("sedan", _("Sedan"), False),
        ("svar", _("Besvarat"), True),
        ("fel", _("Anmärkningar"), True),
    ]
    found = []
    for name, label, number in heads:
        current = filters.sort.removeprefix("-") == name
        descending = current and not filters.sort.startswith("-")
        direction = ("descending" if filters.sort.startswith("-") else "ascending") if current else ""
        query = filters.query(sortera=f"-{name}" if descending else name)
        found.append(Column(label, query, direction, number))
    return found


def counties_of(rows: Iterable[UnitRow]) -> list[tuple[str, str]]:
    """The counties that occur, by code."""
    return sorted({(row.county, row.county_name) for row in rows if row.county})
