"""What has been said in a talk, side by side, and the history of each direction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from kompetenslyft.apps.competence.queries import assessments as queries
from kompetenslyft.apps.competence.queries.talks import Sight
from kompetenslyft.core.competence.model import OCCASION_LABELS, STAGE_LABELS, Occasion, Stage
from kompetenslyft.core.competence.talk import shows
from kompetenslyft.exchange import definitions as defined
from kompetenslyft.web.collection.words import language
from kompetenslyft.web.competence.assessment_form import mark_words

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.competence.models import Assessment


@dataclass(frozen=True, slots=True)
class Said:
    """A mark that was said once."""

    day: date
    who: str
    stage: str
    mark: str
    occasion: str
    note: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What one of the three has said in a direction. ``label``: whose."""

    label: str
    mark: str
    note: str


@dataclass(frozen=True, slots=True)
class Row:
    """A direction with what each has said, and all that was said before."""

    label: str
    cells: tuple[Cell, ...]
    differs: bool
    history: tuple[Said, ...]


def marks_context(by: User, sight: Sight) -> dict[str, Any]:
    """What the page takes. ``stages``: those that show to the reader."""
    talk = sight.talk
    stages = [stage for stage in Stage if shows(stage, talk.state, sight.actors)]
    rows = {stage: queries.talk_rows(talk, stage) for stage in stages}
    said = defaultdict(list)
    for one in _last_of_each_day(queries.shown_history(by, talk.person)):
        said[one.direction].append(_said(one))
    labels = {Stage.OWN: _("Egen"), Stage.LEADER: _("Chefens"), Stage.AGREED: _("Gemensam")}

    def row(direction: str, label: str) -> Row:
        found = {stage: rows[stage].get(direction) for stage in stages}
        compared = {one.mark for stage, one in found.items() if one and stage is not Stage.AGREED}
        return Row(
            label,
            tuple(
                Cell(labels[stage], mark_words(one.mark) if one else "", one.note if one else "")
                for stage, one in found.items()
            ),
            len(compared) > 1,
            tuple(reversed(said[direction])),
        )

    framework = defined.framework(talk.framework)
    groups = [
        (
            area.label.in_language(language()),
            [row(one.id, one.label.in_language(language())) for one in area.directions],
        )
        for area in framework.areas
    ]
    return {
        "talk": talk,
        "stages": stages,
        "columns": [labels[stage] for stage in stages],
        "groups": groups,
        "hidden": [STAGE_LABELS[stage].in_language(language()) for stage in Stage if stage not in stages],
    }


def _last_of_each_day(rows: Iterable[Assessment]) -> Iterable[Assessment]:
    """What was said over again in a talk on one day is told of once, as it was last said."""
    last: dict[tuple[object, ...], Assessment] = {}
    for row in rows:
        one = row.pk if row.talk_id is None else (row.talk_id, row.stage, row.direction, row.assessed_on)
        last[(one,)] = row
    return last.values()


def _said(one: Assessment) -> Said:
    return Said(
        one.assessed_on,
        one.by_label,
        STAGE_LABELS[Stage(one.stage)].in_language(language()),
        mark_words(one.mark),
        OCCASION_LABELS[Occasion(one.occasion)].in_language(language()),
        one.note,
    )
