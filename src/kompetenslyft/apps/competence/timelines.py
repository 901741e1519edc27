"""Writing marks into the timelines of many people: what is read once, changed in memory, and written in bulk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from itertools import islice
from typing import NamedTuple

from kompetenslyft.apps.competence.models import AppraisalTalk, Assessment
from kompetenslyft.apps.inserting import insert_all
from kompetenslyft.core.competence import timeline
from kompetenslyft.core.competence.model import Stage
from kompetenslyft.core.competence.talk import settled

BATCH = 5000
"""So many people or rows are named in one query."""


class Key(NamedTuple):
    """One timeline."""

    person_id: int
    framework: str
    direction: str
    stage: str


class Timelines:
    """The timelines of some people at some stages, with what is to be written to them. Read in one query.

    Drafts, of a talk where the stage is not settled, are kept beside the timelines and hold on no day.
    """

    def __init__(self, person_ids: Collection[int], stages: Collection[Stage]) -> None:
        self._lines: dict[Key, list[Assessment]] = defaultdict(list)
        self._drafts: dict[tuple[Key, int], Assessment] = {}
        self._changed: dict[int, Assessment] = {}
        self._settled: list[Assessment] = []
        self._added: list[Assessment] = []
        rows = Assessment.objects.filter(person__in=person_ids, stage__in=stages).select_related("talk")
        for row in rows.order_by("id"):
            self._take_in(row)

    def holding(self, key: Key, day: date) -> Assessment | None:
        """What holds on the day."""
        return timeline.holding(self._lines[key], day)

    def said_in(self, key: Key, talk: AppraisalTalk) -> Assessment | None:
        """What was last said in the talk, draft or not."""
        return self._drafts.get((key, talk.pk)) or next(
            (row for row in reversed(self._lines[key]) if row.talk_id == talk.pk), None
        )

    def add(self, row: Assessment) -> None:
        """Put a new row in at its day; as a draft, where it is one."""
        if _is_draft(row):
            row.superseded_on = row.assessed_on
            self._drafts[key_of(row), row.talk_id or 0] = row
        else:
            self._place(row)
        self._added.append(row)

    def settle(self, talk: AppraisalTalk, stage: Stage, on: date | None = None) -> int:
        """Put the last of the talk's drafts at the stage in at their days, or all at the day ``on``. How many."""
        drafts = [
            row for (key, talk_id), row in self._drafts.items() if talk_id == talk.pk and key.stage == stage
        ]
        for row in drafts:
            row.assessed_on = on or row.assessed_on
            self._place(row)
        self._settled += drafts
        return len(drafts)

    def write(self) -> None:
        """Write what has changed: those that give way first, so that one holds at a time."""
        by_day: dict[date | None, list[int]] = defaultdict(list)
        for pk, row in self._changed.items():
            by_day[row.superseded_on].append(pk)
        for day in sorted(by_day, key=lambda day: (day is None, day)):
            for ids in batched(by_day[day], BATCH):
                Assessment.objects.filter(pk__in=ids).update(superseded_on=day)
        by_days: dict[tuple[date, date | None], list[int]] = defaultdict(list)
        for row in self._settled:
            by_days[row.assessed_on, row.superseded_on].append(row.pk)
        for (first, until), ids in by_days.items():
            Assessment.objects.filter(pk__in=ids).update(assessed_on=first, superseded_on=until)
        insert_all(self._added)

    def _take_in(self, row: Assessment) -> None:
        if _is_draft(row):
            self._drafts[key_of(row), row.talk_id or 0] = row
        else:
            self._lines[key_of(row)].append(row)

    def _place(self, row: Assessment) -> None:
        line = self._lines[key_of(row)]
        before, row.superseded_on = timeline.place(line, row.assessed_on)
        if before is not None:
            before.superseded_on = row.assessed_on
            self._note(before)
        line.append(row)

    def _note(self, row: Assessment) -> None:
        if row.pk is not None:
            self._changed[row.pk] = row


def batched(ids: Iterable[int], size: int) -> Iterator[list[int]]:
    """The ids, so many at a time."""
    rest = iter(ids)
    while batch := list(islice(rest, size)):
        yield batch


def key_of(row: Assessment) -> Key:
    """The timeline that a row belongs to."""
    return Key(row.person_id, row.framework, row.direction, row.stage)


def _is_draft(row: Assessment) -> bool:
    return row.talk is not None and not settled(Stage(row.stage), row.talk.state)
