"""The page of the form: what is entered, what is wrong with it, and how the money stands with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from kompetenslyft.apps import clock
from kompetenslyft.apps.grants.activity_records import ref_of, value_of
from kompetenslyft.apps.grants.queries import activities as queries
from kompetenslyft.core.findings import Finding
from kompetenslyft.core.spending.case import NEW
from kompetenslyft.core.spending.entries import Reading, read_activity
from kompetenslyft.core.spending.form import PARTS, EntryCode
from kompetenslyft.core.spending.model import BAND_LABELS, State
from kompetenslyft.core.spending.model import Activity as ActivityValue
from kompetenslyft.core.spending.parts import municipalities_in
from kompetenslyft.web.collection.words import moment
from kompetenslyft.web.grants.activity_bars import cap_bars
from kompetenslyft.web.grants.activity_form import (
    ADD_UNIT,
    ActivityForm,
    Entries,
    area_boxes,
    kind_options,
    state_options,
)
from kompetenslyft.web.grants.activity_list import finding_groups
from kompetenslyft.web.grants.activity_parts import PartsForm
from kompetenslyft.web.grants.activity_place import Place
from kompetenslyft.web.grants.crumbs import language

if TYPE_CHECKING:
    from kompetenslyft.apps.grants.actions.activities import Conflict
    from kompetenslyft.apps.grants.models import Activity


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """A purpose's money: what activities cost, planned ones too, of what was received. Whole kronor."""

    label: str
    used: int
    received: int

    @property
    def left(self) -> int:
        return self.received - self.used

    @property
    def over(self) -> int:
        return -self.left


@dataclass
class FormPage:
    """A form on its way to be shown. ``municipalities``: names by code; ``entered``: it holds what is not stored."""

    here: Place
    row: Activity | None
    municipalities: Mapping[str, str]
    entries: Entries = field(default_factory=dict)
    findings: Sequence[Finding] = ()
    entered: bool = False
    revision: int | None = None
    problem: str = ""
    conflict: dict[str, Any] | None = None
    added: str = ""
    add_entry: str = ""
    add_problem: str = ""

    @property
    def ref(self) -> str:
        """What the municipality calls the activity; empty for a new one."""
        return "" if self.row is None else ref_of(self.row, self.here.unit.code)

    @property
    def part_codes(self) -> list[str]:
        """The municipalities that have a part, the entering one first."""
        own = self.here.unit.code
        return [own, *sorted(municipalities_in(self.entries) - {own})]

    @cached_property
    def parts_form(self) -> PartsForm:
        units = [(code, self.municipalities.get(code, code)) for code in self.part_codes]
        return PartsForm(self.here.programme, self.entries, units, self.findings, self.added)

    def municipality_named(self, named: str) -> str | None:
        """The code of the municipality that was named, by name («Falun», «Falun (2080)») or by code."""
        wanted = named.strip().casefold()
        for code, name in self.municipalities.items():
            if wanted in (code, name.casefold(), f"{name.casefold()} ({code})"):
                return code
        return None

    def not_a_municipality(self, named: str) -> str:
        """What to say of a name that no municipality has."""
        if not named.strip():
            return _("Skriv vilken kommun som ska läggas till.")
        return _(
            "Det finns ingen kommun som heter «%(name)s». Skriv hela namnet, eller koden med fyra siffror."
        ) % {"name": named.strip()[:60]}

    def conflict_of(self, conflicts: Mapping[str, Conflict]) -> dict[str, Any]:
        """What both have changed, side by side."""
        words = self.here.words(dict(self.municipalities))
        first = next(iter(conflicts.values()))
        return {
            "by": first.by,
            "when": moment(first.at),
            "rows": [
                {
                    "label": words.label(one.key),
                    "theirs": words.shown(one.key, one.theirs),
                    "mine": words.shown(one.key, one.mine),
                    "address": f"#id_{one.key}",
                }
                for one in conflicts.values()
            ],
        }

    def context(self) -> dict[str, Any]:
        """What the template takes."""
        here, programme, framework = self.here, self.here.programme, self.here.framework
        form = ActivityForm(self.entries, programme, framework)
        form.place(self.findings)
        form.initial[ADD_UNIT] = self.add_entry
        if self.add_problem:
            form.add_error(ADD_UNIT, self.add_problem)
        row = self.row
        heading = (
            _("Ny insats")
            if row is None
            else _("Insats %(ref)s: %(title)s") % {"ref": self.ref, "title": row.title}
        )
        stored = row and value_of(row, unit_code=here.unit.code)
        return (
            here.context(here.crumbs)
            | {
                "form": form,
                "heading": heading,
                "number": self.ref,
                "revision": self.revision or (row.revision if row else 0),
                "changed": ""
                if row is None
                else _("Ändrad %(when)s av %(by)s") % {"when": moment(row.changed_at), "by": row.changed_by},
                "problem": self.problem,
                "conflict": self.conflict,
                "wrong": [(bound, error) for bound in form for error in bound.errors] + self.parts_form.wrong,
                "general": form.non_field_errors(),
                "entered": self.entered,
                "draft_key": here.draft_key(self.ref),
                "action": here.request.path,
                "kinds": kind_options(programme, self.entries.get("kind")),
                "states": state_options(programme, framework, self.entries.get("state")),
                "areas": area_boxes(framework, self.entries.get("directions")),
                "parts": self.parts_form.views,
                "several": len(self.part_codes) > 1,
                "bands": [label.in_language(language()) for label in BAND_LABELS.values()],
                "totals": self.parts_form.totals,
                "municipalities": [f"{name} ({code})" for code, name in self.municipalities.items()],
                "texts": texts(),
            }
            | self.panel(self.sketched().activity if self.entered else stored)
        )

    def sketched(self) -> Reading:
        """The entries as an activity, as far as they have come: read and checked as when they are saved.

        What every activity must have and is not entered yet is assumed, except its kind, and what cannot be read is
        left out. ``findings`` are those of the entries that cannot be read.
        """
        reading = self._read(self.entries)
        wrong = {key for finding in reading.findings for key in finding.cells}
        kept = {key: entry for key, entry in self.entries.items() if key not in wrong}
        year = self.here.programme.year
        assumed: dict[str, object] = {"title": _("Insatsen"), "state": State.PLANNED.value}
        assumed["starts"] = kept.get("starts") or kept.get("ends") or f"{year}-06-30"
        assumed["ends"] = kept.get("ends") or assumed["starts"]
        guessed = self._read(assumed | {key: entry for key, entry in kept.items() if entry})
        told = [finding for finding in reading.findings if finding.code != EntryCode.MISSING]
        return Reading(self.entries, guessed.activity, tuple(told))

    def _read(self, entries: Mapping[str, object]) -> Reading:
        return read_activity(
            self.here.programme,
            self.here.framework,
            entries,
            unit=self.here.unit.code,
            municipalities=self.municipalities,
            ref=self.ref,
        )

    def panel(self, activity: ActivityValue | None) -> dict[str, Any]:
        """How the money, the caps and the rules stand with the activity; without it where it is None."""
        here = self.here
        situation = queries.spending_situation(here.year, here.unit, clock.today(), instead=activity)
        mark = f"{self.ref or NEW}."
        mine = [one for one in situation.findings if any(cell.startswith(mark) for cell in one.cells)]
        others = len(situation.findings) - len(mine)
        used = {
            purpose.id: sum(
                amount
                for costs in (situation.costs, situation.planned)
                for cost, amount in costs.items()
                if cost.purpose == purpose.id
            )
            for purpose in here.programme.purposes
        }
        return {
            "money": [
                MoneyLine(
                    purpose.title.in_language(language()),
                    used[purpose.id],
                    situation.received.get(purpose.id, 0),
                )
                for purpose in here.programme.purposes
                if used[purpose.id] or situation.received.get(purpose.id)
            ],
            "bars": cap_bars(situation.caps, here.programme),
            "finding_groups": finding_groups(mine, here.programme),
            "counted": activity is not None,
            "others": others,
        }


def faults(findings: Sequence[Finding]) -> list[str]:
    """What cannot be read or does not hold together in the fields of the whole, while one types."""
    return [
        finding.message.in_language(language())
        for finding in findings
        if not any(key.startswith(f"{PARTS}.") for key in finding.cells)
    ]


def said(panel: dict[str, Any]) -> str:
    """What a screen reader is told of the panel: how many findings there are of each weight."""
    labels = Counter(line.label for group in panel["finding_groups"] for line in group)
    counted = [f"{label}: {count}" for label, count in labels.items()]
    return ", ".join(counted) if counted else _("Inget att anmärka mot reglerna.")


def texts() -> dict[str, str]:
    """What the script in the form says."""
    return {
        "live": _("Räknas om medan du skriver. Inget sparas förrän du väljer det."),
        "of": _("av"),
        "kept": _("Utkastet finns i den här webbläsaren tills du sparar."),
        "draft": _("Det du skrev {at} blev inte sparat. Det finns kvar i den här webbläsaren."),
        "restore": _("Hämta tillbaka det"),
        "discard": _("Släng det"),
        "offline": _(
            "Ingen kontakt med nätet, så insatsen är inte sparad. Det du har skrivit finns kvar i den här webbläsaren "
            "även om sidan stängs. Försök igen när kontakten är tillbaka."
        ),
    }
