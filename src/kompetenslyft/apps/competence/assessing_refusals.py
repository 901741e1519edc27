"""What an assessment is refused for, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from kompetenslyft.apps.competence.models import AppraisalTalk
from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.competence.model import MARK_LABELS, STAGE_LABELS, Mark, Stage
from kompetenslyft.core.competence.talk import IS_OPEN, STATUS_LABELS
from kompetenslyft.core.frameworks.model import Framework
from kompetenslyft.core.numbers import quoted

if TYPE_CHECKING:
    from kompetenslyft.apps.staff.models import Person

LONGEST_NOTE = 2000


def check_who(person: Person, stage: Stage, *, is_self: bool) -> None:
    """Raises Refused (M101) where somebody would be their own leader."""
    if is_self and stage is not Stage.OWN:
        raise Refused.because(
            "M101",
            f"Du kan inte göra chefens bedömning av dig själv. Chefen över dig håller samtalet med {person.name}.",
            f"You cannot make the leader's assessment of yourself. The manager above you holds the talk with "
            f"{person.name}.",
        )


def check_day(person: Person, on: date, employed_from: date | None, today: date) -> None:
    """Raises Refused: M102 a day to come, M103 a day before the person was first employed."""
    if on > today:
        raise Refused.because(
            "M102",
            f"Bedömningen av {person.name} är daterad {on.isoformat()}, som inte har varit än. "
            "Skriv dagens datum eller ett tidigare.",
            f"The assessment of {person.name} is dated {on.isoformat()}, which is yet to come. "
            "Write today's date or an earlier one.",
        )
    if employed_from is None or on < employed_from:
        since = employed_from.isoformat() if employed_from else "–"
        raise Refused.because(
            "M103",
            f"Bedömningen av {person.name} är daterad {on.isoformat()}, före den första anställningen ({since}). "
            "Rätta datumet.",
            f"The assessment of {person.name} is dated {on.isoformat()}, before the first employment ({since}). "
            "Correct the date.",
        )


def check_marks(
    person: Person, marks: Mapping[str, Mark], notes: Mapping[str, str], framework: Framework
) -> None:
    """Raises Refused: M104 a direction that the framework lacks, M105 what is no mark, M111 a note that is too long."""
    known = framework.directions
    for direction, mark in marks.items():
        if direction not in known:
            name = quoted(direction)
            raise Refused.because(
                "M104",
                f"{person.name}: inriktningen «{name}» finns inte i {framework.ref}. Välj en som finns där.",
                f"{person.name}: there is no direction “{name}” in {framework.ref}. Choose one that is there.",
                direction,
            )
        if mark not in set(Mark):
            raise Refused.because(
                "M105",
                f"{person.name}: «{mark}» är ingen nivå. Välj {_choices('sv')}.",
                f"{person.name}: “{mark}” is no level. Choose {_choices('en')}.",
                direction,
            )
        if len(notes.get(direction, "")) > LONGEST_NOTE:
            raise Refused.because(
                "M111",
                f"{person.name}: anteckningen till «{direction}» är längre än {LONGEST_NOTE} tecken. Korta den.",
                f"{person.name}: the note on “{direction}” has over {LONGEST_NOTE} characters. Shorten it.",
                direction,
            )


def check_talk(talk: AppraisalTalk, person: Person, stage: Stage) -> None:
    """Raises Refused: M108 the talk is with somebody else, M107 it is not open for the stage."""
    if talk.person_id != person.pk:
        raise Refused.because(
            "M108",
            f"Samtalet är inte med {person.name}. Öppna samtalet på nytt.",
            f"The talk is not with {person.name}. Open the talk again.",
        )
    if talk.state not in IS_OPEN[stage]:
        status, label = STATUS_LABELS[talk.state], STAGE_LABELS[stage]
        raise Refused.because(
            "M107",
            f"Samtalet har gått vidare ({status.sv.lower()}): {label.sv.lower()} kan inte ändras nu. Ladda om sidan.",
            f"The talk has moved on ({status.en.lower()}): {label.en.lower()} cannot be changed now. Reload the page.",
        )


def _choices(language: str) -> str:
    return ", ".join(label.in_language(language).lower() for label in MARK_LABELS.values())
