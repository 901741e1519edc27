"""Each municipality's part of an activity as grids, with the totals that follow from what is entered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import cached_property

from kompetenslyft.core.findings import Finding
from kompetenslyft.core.instruments.model import Unit
from kompetenslyft.core.numbers import format_number, format_sek, parse_number
from kompetenslyft.core.programmes.model import CostCategory, Programme, Purpose
from kompetenslyft.core.spending.form import PARTS, cost_key, participants_key
from kompetenslyft.core.spending.model import (
    BAND_LABELS,
    DEGREE_LABELS,
    ROLE_LABELS,
    Band,
    Cost,
    Degree,
    Group,
    Role,
)
from kompetenslyft.web.grants.crumbs import language


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell of a part. ``short`` is its column's head, shown beside it on a phone."""

    name: str
    label: str
    short: str
    raw: str
    errors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CostRow:
    """A cost category."""

    label: str
    help: str
    cell: Figure


@dataclass(frozen=True, slots=True)
class CostGroup:
    """A purpose's costs with their sum."""

    label: str
    rows: tuple[CostRow, ...]
    total_key: str
    total: str


@dataclass(frozen=True, slots=True)
class PeopleRow:
    """The participants of one role with or without a degree, by experience."""

    label: str
    cells: tuple[Figure, ...]
    total_key: str
    total: str


@dataclass(frozen=True, slots=True)
class RoleRows:
    """The participants of one role."""

    label: str
    rows: tuple[PeopleRow, ...]


@dataclass(frozen=True, slots=True)
class BandTotal:
    """The participants with one length of experience, whatever their role."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class PartView:
    """One municipality's part. ``added``: it was just added and is to have the focus."""

    code: str
    name: str
    own: bool
    added: bool
    costs: tuple[CostGroup, ...]
    people: tuple[RoleRows, ...]
    band_totals: tuple[BandTotal, ...]
    cost_key: str
    cost_total: str
    people_key: str
    people_total: str


@dataclass(frozen=True, slots=True)
class WrongCell:
    """A cell in the summary of errors, as a form's field is there."""

    auto_id: str
    label: str


@dataclass(frozen=True)
class PartsForm:
    """Every part's grids as entered. ``units`` are (code, name), the municipality's own first."""

    programme: Programme
    entries: Mapping[str, object]
    units: Sequence[tuple[str, str]]
    findings: Sequence[Finding] = ()
    added: str = ""

    @cached_property
    def totals(self) -> dict[str, str]:
        """Every derived sum by its key, as it is shown. What cannot be read counts for nothing."""
        totals: dict[str, int] = {"all": 0}
        for code, _name in self.units:
            totals |= dict.fromkeys([f"{code}.costs", f"{code}.people"], 0)
            for purpose in self.programme.purposes:
                amounts = [self._amount(code, purpose, one) for one in self._categories(purpose)]
                totals[f"{code}.costs.{purpose.id}"] = sum(amounts)
                totals[f"{code}.costs"] += sum(amounts)
                totals["all"] += sum(amounts)
            for role in Role:
                for degree in Degree:
                    for band in Band:
                        count = self._count(code, Group(role, degree, band))
                        for key in (f"{code}.people", f"{code}.{role}.{degree}", f"{code}.{band}"):
                            totals[key] = totals.get(key, 0) + count
        return {
            key: format_sek(total, language())
            if key == "all" or ".costs" in key
            else format_number(total, Unit.COUNT, language())
            for key, total in totals.items()
        }

    @property
    def views(self) -> list[PartView]:
        """The parts as the page shows them."""
        return [self._part(code, name, own=number == 0) for number, (code, name) in enumerate(self.units)]

    @cached_property
    def errors(self) -> dict[str, tuple[str, ...]]:
        """What is wrong, by cell."""
        found: dict[str, tuple[str, ...]] = {}
        for finding in self.findings:
            for key in finding.cells:
                if key.startswith(f"{PARTS}."):
                    found[key] = (*found.get(key, ()), finding.message.in_language(language()))
        return found

    @property
    def wrong(self) -> list[tuple[WrongCell, str]]:
        """Every cell that is wrong with what is wrong, for the summary of errors."""
        labels = {
            cell.name: f"{part.name}, {cell.label}" if len(self.units) > 1 else cell.label
            for part in self.views
            for cell in [
                *(row.cell for group in part.costs for row in group.rows),
                *(cell for role in part.people for row in role.rows for cell in row.cells),
            ]
        }
        return [
            (WrongCell(f"id_{key}", labels.get(key, key)), message)
            for key, messages in self.errors.items()
            for message in messages
        ]

    def _categories(self, purpose: Purpose) -> list[CostCategory]:
        return [one for one in self.programme.cost_categories if one.purpose in (None, purpose.id)]

    def _amount(self, code: str, purpose: Purpose, category: CostCategory) -> int:
        amount = parse_number(self.entries.get(cost_key(code, Cost(purpose.id, category.id))), Unit.SEK)
        return amount if isinstance(amount, int) else 0

    def _count(self, code: str, group: Group) -> int:
        count = parse_number(self.entries.get(participants_key(code, group)), Unit.COUNT)
        return count if isinstance(count, int) else 0

    def _figure(self, name: str, label: str, short: str = "") -> Figure:
        return Figure(name, label, short, str(self.entries.get(name, "")), self.errors.get(name, ()))

    def _part(self, code: str, name: str, *, own: bool) -> PartView:
        return PartView(
            code=code,
            name=name,
            own=own,
            added=code == self.added,
            costs=tuple(self._costs(code, purpose) for purpose in self.programme.purposes),
            people=tuple(self._role(code, role) for role in Role),
            band_totals=tuple(BandTotal(f"{code}.{band}", self.totals[f"{code}.{band}"]) for band in Band),
            cost_key=f"{code}.costs",
            cost_total=self.totals[f"{code}.costs"],
            people_key=f"{code}.people",
            people_total=self.totals[f"{code}.people"],
        )

    def _costs(self, code: str, purpose: Purpose) -> CostGroup:
        title = purpose.title.in_language(language())
        rows = []
        for category in self._categories(purpose):
            label = category.label.in_language(language())
            named = f"{label}, {title}" if len(self.programme.purposes) > 1 else label
            help_text = category.help.in_language(language()) if category.help else ""
            cell = self._figure(cost_key(code, Cost(purpose.id, category.id)), named)
            rows.append(CostRow(label, help_text, cell))
        key = f"{code}.costs.{purpose.id}"
        return CostGroup(title, tuple(rows), key, self.totals[key])

    def _role(self, code: str, role: Role) -> RoleRows:
        label = ROLE_LABELS[role].in_language(language())
        rows = []
        for degree in Degree:
            degree_label = DEGREE_LABELS[degree].in_language(language())
            cells = []
            for band in Band:
                short = BAND_LABELS[band].in_language(language())
                name = participants_key(code, Group(role, degree, band))
                cells.append(self._figure(name, f"{label}, {degree_label.lower()}, {short.lower()}", short))
            key = f"{code}.{role}.{degree}"
            rows.append(PeopleRow(degree_label, tuple(cells), key, self.totals[key]))
        return RoleRows(label, tuple(rows))
