"""Plans in words: states, the fields of an item, directions by their labels."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kompetenslyft.core.competence.model import MARK_LABELS
from kompetenslyft.core.competence.plan import (
    DONE_LABELS,
    EFFECT_LABELS,
    STATE_LABELS,
    Done,
    Effect,
    PlanState,
)
from kompetenslyft.core.competence.plan_versions import ChangeKind
from kompetenslyft.core.competence.planning import PRIORITIES, Item
from kompetenslyft.core.numbers import format_sek
from kompetenslyft.exchange.definitions import all_frameworks
from kompetenslyft.web.collection.words import day_words, language
from kompetenslyft.web.competence.matrix_page import home_crumbs

if TYPE_CHECKING:
    from kompetenslyft.apps.competence.models import Plan, PlanFollowUp

TONES = {PlanState.DRAFT: "neutral", PlanState.DECIDED: "success", PlanState.FOLLOWED_UP: "info"}
FIELDS: dict[str, str | Promise] = {
    "goal": gettext_lazy("Mål"),
    "direction": gettext_lazy("Inriktning"),
    "target": gettext_lazy("Nivå att nå"),
    "activity": gettext_lazy("Insats"),
    "responsible": gettext_lazy("Ansvarig"),
    "due": gettext_lazy("Klart senast"),
    "priority": gettext_lazy("Prioritering"),
    "people": gettext_lazy("Antal deltagare"),
    "cost_sek": gettext_lazy("Kostnad"),
}
CHANGES: dict[ChangeKind, str | Promise] = {
    ChangeKind.ADDED: gettext_lazy("Nytt mål"),
    ChangeKind.CHANGED: gettext_lazy("Ändrat"),
    ChangeKind.REMOVED: gettext_lazy("Borttaget"),
}

_IN_WORDS: dict[str, Callable[[Item], str]] = {
    "direction": lambda item: direction_label(item.framework, item.direction),
    "target": lambda item: MARK_LABELS[item.target].in_language(language()) if item.target else "",
    "priority": lambda item: PRIORITIES[item.priority].in_language(language()),
    "due": lambda item: day_words(item.due),
    "cost_sek": lambda item: format_sek(item.cost_sek or 0, language()),
}

Crumbs = list[tuple[str, str]]


def state_words(state: PlanState, *, decided_before: bool) -> str:
    """Where a plan stands, in words; a draft of a plan that was decided before is a change of it."""
    if state is PlanState.DRAFT and decided_before:
        return _("Ändras, inte beslutad på nytt")
    return STATE_LABELS[state].in_language(language())


def direction_label(framework: str, direction: str) -> str:
    """The direction in words; its id where the framework is not known, empty for none."""
    known = all_frameworks().get(framework)
    found = known.directions.get(direction) if known else None
    return direction if found is None else found.label.in_language(language())


def field_value(item: Item, name: str) -> str:
    """A field of an item for reading; empty where nothing is entered."""
    value = getattr(item, name)
    if value is None or value == "":
        return ""
    in_words = _IN_WORDS.get(name)
    return str(value) if in_words is None else in_words(item)


def follow_up_words(row: PlanFollowUp) -> str:
    """«Ja, som planerat. Önskad effekt: delvis.»"""
    done = DONE_LABELS[Done(row.done)].in_language(language())
    if not row.effect:
        return done
    effect = EFFECT_LABELS[Effect(row.effect)].in_language(language())
    return _("%(done)s. Önskad effekt: %(effect)s") % {"done": done, "effect": effect.lower()}


def plan_crumbs(plan: Plan) -> Crumbs:
    """To the page that the plan is found from: the person's, or the organisation's plans."""
    if plan.person is not None:
        return [
            *home_crumbs(),
            (plan.person.name, reverse("competence:person", args=[plan.person.pk])),
        ]
    return [*home_crumbs(), plans_crumb(plan.organisation.code, plan.organisation.name)]


def plans_crumb(code: str, name: str) -> tuple[str, str]:
    """To an organisation's plans."""
    return _("Planer, %(name)s") % {"name": name}, reverse("competence:plans", args=[code])


def crumbs_below(plan: Plan, title: str = "") -> Crumbs:
    """To the plan itself. ``title``: what the reader knows it as, where that is not its present one."""
    return [*plan_crumbs(plan), (title or plan.title, reverse("competence:plan", args=[plan.pk]))]
