"""What the script in the form's page gets back: figures, findings and progress, so that the page stays true.

Everything that has a look of its own comes as the same fragments that the page is made of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from kompetenslyft.core.instruments.model import Section
from kompetenslyft.web.collection.cell_views import CellView, Entered, cell_view, conflict_view
from kompetenslyft.web.collection.form_page import section_questions, section_steps
from kompetenslyft.web.collection.words import language, moment, shown

if TYPE_CHECKING:
    from kompetenslyft.apps.collection.actions import Outcome
    from kompetenslyft.apps.collection.models import Cell
    from kompetenslyft.apps.collection.queries import Situation


def lock_text(situation: Situation) -> str:
    """Which lock, since when, and who can open it; empty where answers can be changed."""
    lock = situation.lock
    if lock is None:
        return ""
    return f"{lock.what.in_language(language())} {lock.opener.in_language(language())}"


def save_reply(
    situation: Situation,
    section: Section | None,
    outcome: Outcome,
    changed: Iterable[Cell],
    base: Mapping[str, int],
) -> dict[str, Any]:
    """The answer to a save: what became of each entry, what others have changed, and the page's new state."""
    specs = situation.instrument.cells
    saved = set(outcome.saved) | outcome.unchanged
    return {
        **page_state(situation, section, changed, own=saved),
        "revision": outcome.revision,
        "saved": sorted(saved),
        "rejected": {
            key: finding.message.in_language(language()) for key, finding in outcome.rejected.items()
        },
        "conflicts": {
            key: {
                "revision": conflict.revision,
                "theirs": _input_value(cell_view(situation, specs[key])),
                "text": _("%(by)s ändrade till %(theirs)s %(when)s, du skrev %(mine)s.")
                % {
                    "by": conflict.by,
                    "theirs": shown(specs[key], conflict.theirs),
                    "when": moment(conflict.at),
                    "mine": shown(specs[key], conflict.mine),
                },
                "html": render_to_string(
                    "collection/_conflict.html",
                    {"conflict": conflict_view(specs[key], conflict, base.get(key, 0))},
                ),
            }
            for key, conflict in outcome.conflicts.items()
        },
    }


def page_state(
    situation: Situation, section: Section | None, changed: Iterable[Cell], *, own: Iterable[str] = ()
) -> dict[str, Any]:
    """Cells that changed, given figures and totals, findings by row and the list of sections, as they are now."""
    answer_to = situation.answer_to
    views: dict[str, CellView] = {}
    fragments: dict[str, str] = {}
    if section is not None:
        for question in section_questions(situation, section, Entered()):
            for row in question.rows:
                views |= {cell.key: cell for cell in [*row.cells, *([row.total] if row.total else [])]}
                fragments[f"findings-{row.id}"] = render_to_string(
                    "collection/_findings.html", {"findings": row.findings, "may_edit": situation.may_edit}
                ).strip()
        fragments["section-steps"] = render_to_string(
            "collection/_steps.html",
            {"steps": section_steps(situation), "answer_to": answer_to, "current": section.id},
        )
    others = {cell.key: cell for cell in changed}
    keys = (set(others) | set(own)) & set(views)
    return {
        "revision": answer_to.revision,
        "status": answer_to.status,
        "locked": lock_text(situation),
        "cells": {key: _cell(views[key], others.get(key), situation) for key in sorted(keys)},
        "totals": {
            key: {"text": view.text, "difference": view.difference}
            for key, view in views.items()
            if view.derived or view.given
        },
        "described": {key: view.descriptions for key, view in views.items() if not view.derived},
        "invalid": sorted(key for key, view in views.items() if view.invalid),
        "fragments": fragments,
    }


def _cell(view: CellView, other: Cell | None, situation: Situation) -> dict[str, Any]:
    cell = other or situation.cells.get(view.key)
    return {
        "value": _input_value(view),
        "was": view.was,
        "difference": view.difference,
        "revision": cell.revision if cell else 0,
        "by": cell.changed_by if cell else "",
        "changed": view.changed,
        "note": _("%(by)s ändrade till %(theirs)s %(when)s.")
        % {
            "by": cell.changed_by,
            "theirs": shown(situation.instrument.cells[view.key], cell.value),
            "when": moment(cell.changed_at),
        }
        if cell
        else "",
    }


def _input_value(view: CellView) -> str | list[str]:
    if view.kind == "checks":
        return [option.value for option in view.options if option.chosen]
    return view.raw
