"""What a reader has chosen to see of a matrix, from the address and back to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from kompetenslyft.core.competence.matrix import Choice
from kompetenslyft.core.competence.model import Mark, Stage
from kompetenslyft.core.competence.profile import Gap
from kompetenslyft.core.staff.model import Service, StaffRole

LONGEST_TEXT = 60
E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class View:
    """Whose assessments, of which day, of which area, and which rows."""

    stage: Stage
    on: date
    area: str
    choice: Choice
    is_today: bool

    def query(self, **instead: str) -> str:
        """The address's query, where some parts are exchanged; parts that are blank are left out."""
        choice = self.choice
        parts = {
            "lager": "" if self.stage is Stage.AGREED else self.stage.value,
            "dag": "" if self.is_today else self.on.isoformat(),
            "enhet": choice.unit,
            "roll": choice.role or "",
            "verksamhet": choice.service or "",
            "omrade": self.area,
            "namn": choice.text,
            "inriktning": choice.direction,
            "bedomning": choice.mark or "",
            "krav": choice.gap or "",
        }
        return urlencode({key: value for key, value in (parts | instead).items() if value})


def view_of(query: Mapping[str, str], stages: tuple[Stage, ...], today: date) -> View:
    """What the address asks for. What it cannot mean is left out; a day to come is today."""
    on = min(_day(query.get("dag", "")) or today, today)
    stage = one_of(Stage, query.get("lager", ""))
    return View(
        stage=stage if stage in stages else stages[-1],
        on=on,
        area=query.get("omrade", "")[:LONGEST_TEXT],
        choice=Choice(
            role=one_of(StaffRole, query.get("roll", "")),
            unit=query.get("enhet", "")[:LONGEST_TEXT],
            text=query.get("namn", "").strip()[:LONGEST_TEXT],
            direction=query.get("inriktning", "")[:LONGEST_TEXT],
            mark=one_of(Mark, query.get("bedomning", "")),
            gap=one_of(Gap, query.get("krav", "")),
            service=one_of(Service, query.get("verksamhet", "")),
        ),
        is_today=on == today,
    )


def one_of(kind: type[E], written: str) -> E | None:
    """The member with that value; None where there is none."""
    try:
        return kind(written)
    except ValueError:
        return None


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
