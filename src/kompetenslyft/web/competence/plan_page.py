"""A plan for reading: its items with what has changed and how they went, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kompetenslyft.apps.competence.plan_holding import agreed_marks
from kompetenslyft.apps.competence.queries import plan_templates
from kompetenslyft.apps.competence.queries.consolidated import own_outcomes
from kompetenslyft.core.competence.plan import PlanKind, PlanState
from kompetenslyft.core.competence.plan_costs import Costs, costs
from kompetenslyft.core.competence.plan_follow_up import Tally, tallies
from kompetenslyft.core.competence.plan_versions import ChangeKind, ItemChange, Version
from kompetenslyft.core.competence.planning import PRIORITIES, Item, Step, check_decision, possible_steps
from kompetenslyft.core.competence.talk import Actor, Status
from kompetenslyft.core.findings import Severity
from kompetenslyft.web.collection.words import language, moment
from kompetenslyft.web.competence.plan_words import (
    CHANGES,
    FIELDS,
    TONES,
    field_value,
    follow_up_words,
    state_words,
)

if TYPE_CHECKING:
    from kompetenslyft.apps.competence.models import Plan, PlanFollowUp
    from kompetenslyft.apps.competence.queries.plans import Sight

_BEFORE_DECISION = frozenset({Status.CALLED, Status.OWN_DONE, Status.HELD, Status.AGREED})


@dataclass(frozen=True, slots=True)
class Row:
    """An item of a plan as a table shows it."""

    item: Item
    direction: str
    target: str
    priority: str
    changed: str = ""
    differences: tuple[tuple[str, str], ...] = ()
    """Field and what it said when the plan was decided."""
    said: tuple[tuple[str, str, str], ...] = ()
    """What was said of it, newest first: words, note, who and when."""
    closed: bool = False
    change_url: str = ""
    remove_url: str = ""
    follow_url: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What somebody sees of a plan, and may do with it."""

    sight: Sight
    today: date
    steps: frozenset[Step] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "steps", possible_steps(self.sight.state, self.sight.actors))

    def context(self) -> dict[str, Any]:
        """What the page takes."""
        plan, sight = self.sight.plan, self.sight
        return {
            "plan": plan,
            "shown": sight.shown,
            "state": state_words(sight.state, decided_before=sight.decision is not None),
            "tone": TONES[sight.state],
            "decision": sight.decision,
            "individual": plan.kind == PlanKind.INDIVIDUAL,
            "rows": self._rows(),
            "removed": [
                Row(*_words(one.before), changed=str(CHANGES[one.kind]))
                for one in sight.changes
                if one.kind is ChangeKind.REMOVED and one.before is not None
            ],
            "changed": len(sight.changes),
            "costs": cost_rows(costs(sight.shown.items.values())),
            "findings": self._findings(),
            "by_year": self._by_year(),
            "decisions": [
                (one, moment(one.at), reverse("competence:plan_decision", args=[plan.pk, one.number]))
                for one in sorted(plan.decisions.all(), key=lambda one: -one.number)
            ],
            "may_change": Step.CHANGED in self.steps,
            "may_reopen": Step.REOPENED in self.steps,
            "leads": Actor.LEADER in sight.actors,
            "templates": plan_templates.templates_for(plan) if Step.CHANGED in self.steps else [],
        } | self._ways()

    def _ways(self) -> dict[str, Any]:
        """Where the plan is decided and closed: in the talk that it belongs to, or here."""
        talk = self.sight.plan.talk if self.sight.actors else None
        talk_url = reverse("competence:talk", args=[talk.pk]) if talk is not None else ""
        decided_in_talk = talk is not None and talk.state in _BEFORE_DECISION
        closed_in_talk = talk is not None and talk.state is Status.PLAN_DECIDED
        decides, closes = Step.DECIDED in self.steps, Step.CLOSED in self.steps
        return {
            "talk_url": talk_url,
            "decide_here": decides and not decided_in_talk,
            "decide_in_talk": decides and decided_in_talk,
            "close_here": closes and not closed_in_talk,
            "close_in_talk": closes and closed_in_talk,
        }

    def _rows(self) -> list[Row]:
        changes = {one.key: one for one in self.sight.changes}
        decided = self.sight.decided.items if self.sight.decided is not None else {}
        may_follow = bool(self.sight.actors) and self.sight.state is not PlanState.FOLLOWED_UP
        plan = self.sight.plan
        rows = []
        for key, item in self.sight.shown.items.items():
            one = changes.get(key)
            said = self.sight.follow_ups.get(key, [])
            rows.append(
                Row(
                    *_words(item),
                    changed=str(CHANGES[one.kind]) if one else "",
                    differences=_differences(one),
                    said=_said(said),
                    closed=bool(said),
                    change_url=self._url("plan_item", key) if Step.CHANGED in self.steps else "",
                    remove_url=self._url("plan_item_remove", key) if Step.CHANGED in self.steps else "",
                    follow_url=reverse("competence:plan_follow_up", args=[plan.pk, key])
                    if may_follow and key in decided
                    else "",
                )
            )
        return rows

    def _by_year(self) -> list[tuple[int, Tally]]:
        """How what was decided in an organisation's plan went, by the year in which it was due."""
        if self.sight.plan.kind == PlanKind.INDIVIDUAL:
            return []
        return sorted(
            tallies(own_outcomes(self.sight.plan, self.sight.decided), lambda one: one.year).items()
        )

    def _url(self, name: str, key: int) -> str:
        return reverse(f"competence:{name}", args=[self.sight.plan.pk, key])

    def _findings(self) -> list[tuple[str, bool]]:
        """What to put right before the plan is decided, with whether it must be; for those who work on the draft."""
        if Step.CHANGED not in self.steps:
            return []
        shown = self.sight.shown
        present = agreed_marks(self.sight.plan, self.today)
        found = check_decision(shown.items, shown.starts, shown.ends, present)
        return [
            (one.message.in_language(language()), one.severity is Severity.HARD)
            for one in found
            if shown.items
        ]


def version_rows(version: Version) -> list[Row]:
    """The items of a version, for reading alone."""
    return [Row(*_words(item)) for item in version.items.values()]


def cost_rows(table: Costs) -> dict[str, Any] | None:
    """The costs by priority and year; None where no cost is entered."""
    if not table.priced:
        return None
    return {
        "years": table.years,
        "rows": [
            (
                label.in_language(language()),
                [table.cells[priority, year] for year in table.years],
                table.by_priority[priority],
            )
            for priority, label in PRIORITIES.items()
        ],
        "by_year": [table.by_year[year] for year in table.years],
        "total": table.total,
        "unpriced": table.unpriced,
    }


def heading_of(plan: Plan) -> str:
    """Whose plan it is."""
    return plan.person.name if plan.person is not None else plan.organisation.name


def _words(item: Item) -> tuple[Item, str, str, str]:
    return item, field_value(item, "direction"), field_value(item, "target"), field_value(item, "priority")


def _differences(change: ItemChange | None) -> tuple[tuple[str, str], ...]:
    if change is None or change.before is None:
        return ()
    return tuple(
        (str(FIELDS[name]), field_value(change.before, name) or _("tomt"))
        for name in change.fields
        if name in FIELDS
    )


def _said(rows: Iterable[PlanFollowUp]) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (
            follow_up_words(row),
            row.note,
            _("%(who)s, %(when)s") % {"who": row.by_label, "when": moment(row.at)},
        )
        for row in reversed(list(rows))
    )
