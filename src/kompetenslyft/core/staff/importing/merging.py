"""Joining what a file says with what the register has: blank keeps, a change ends one stretch and begins another.

The file tells of a day, ``as_of``. An employment that differs from the register's since a day that nobody tells
has changed on that day; what is said twice changes nothing the second time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.staff.importing.mapping import FIELD_LABELS, FieldName
from kompetenslyft.core.staff.importing.said import SaidCredential, SaidEmployment, SaidLeave, SaidPerson
from kompetenslyft.core.staff.importing.table import Found, ImportCode, hard, note
from kompetenslyft.core.staff.model import FULL_TIME, Credential, CredentialKind, Employment, Leave, Person

Covered = Callable[[str], bool]
"""Whether a complete file covers the unit: who works there and is not said to, has left."""

_STATE = ("unit", "role", "service", "share", "permanent")
_REST = ("role_since", "first_management_job", "needs_supervision_training")
_NEEDED = {
    "unit": FieldName.UNIT_NAME,
    "role": FieldName.ROLE,
    "service": FieldName.SERVICE,
    "share": FieldName.SHARE,
    "permanent": FieldName.PERMANENT,
}
_ONE_OF_A_KIND = frozenset(
    {
        CredentialKind.SOCIAL_WORK_DEGREE,
        CredentialKind.OTHER_DEGREE,
        CredentialKind.FOREIGN_CERTIFICATE,
        CredentialKind.MASTER,
    }
)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Joined:
    """A person as the register should hold them, and what was noticed. None where something needed is missing."""

    person: Person | None
    found: tuple[Found, ...] = ()


def nothing_covered(unit: str) -> bool:
    """A file that is not complete."""
    return False


def join(before: Person | None, said: SaidPerson, as_of: date, covered: Covered = nothing_covered) -> Joined:
    """What the person becomes when the file's word is added to the register's (None: not in it yet)."""
    found: list[Found] = []
    base = before or Person(number=said.number, name="", gender=None, social_work_since=None)
    if not (said.name or base.name):
        found.append(_lacking(said.rows[0], FieldName.NAME))
    employments = _Employments(base.employments, as_of, covered)
    for one in employments.join(said.employments):
        found.append(one)
    credentials, untold = _credentials(base.credentials, said.credentials)
    found += [Found(_no_year(one), said.rows[0], read=one.title) for one in untold]
    if any(one.is_hard for one in found):
        return Joined(None, tuple(found))
    person = Person(
        number=said.number,
        name=said.name or base.name,
        gender=said.gender or base.gender,
        social_work_since=said.social_work_since or base.social_work_since,
        email=said.email or base.email,
        employments=employments.result(),
        credentials=credentials,
        leaves=_leaves(base.leaves, said.leaves),
    )
    return Joined(person, tuple(found))


def left(before: Person, as_of: date, covered: Covered) -> Person:
    """The person, when a complete file does not have them: what runs in the covered units has ended the day before."""
    employments = _Employments(before.employments, as_of, covered)
    employments.end_untold()
    return replace(before, employments=employments.result())


class _Employments:
    """The stretches of one person, and which of them a row tells of."""

    def __init__(self, stretches: Sequence[Employment], as_of: date, covered: Covered) -> None:
        self._stretches: list[Employment] = sorted(stretches, key=_order)
        self._as_of, self._covered = as_of, covered
        self._told: set[int] = set()
        self._made: list[Employment] = []
        self._gone: set[int] = set()

    def join(self, said: Sequence[SaidEmployment]) -> list[Found]:
        waiting = self._match(said, self._same_start, self._apply)
        waiting = self._match(waiting, self._same_place, self._apply_at)
        found: list[Found] = []
        if said:
            waiting = self._match(waiting, self._goes_on, self._move)
            for one in waiting:
                found += self._add(one)
            self.end_untold()
        return found

    def end_untold(self) -> None:
        """End what runs in covered units and no row tells of, the day before the file's day.

        What already ends the day before something that a row tells of begins is left as it is.
        """
        begins = {self._stretches[place].first_day for place in self._told}
        for place, one in enumerate(self._stretches):
            goes_on = one.last_day is not None and one.last_day + _DAY in begins
            told = place in self._told or goes_on
            if not told and one.on(self._as_of) and self._covered(one.unit):
                self._stretches[place] = replace(one, last_day=max(one.first_day, self._as_of - _DAY))

    def result(self) -> tuple[Employment, ...]:
        kept = [one for place, one in enumerate(self._stretches) if place not in self._gone]
        return tuple(sorted([*kept, *self._made], key=_order))

    def _match(
        self,
        said: Sequence[SaidEmployment],
        fits: Callable[[SaidEmployment, Employment], bool],
        then: Callable[[SaidEmployment, int], None],
    ) -> list[SaidEmployment]:
        """Pair each with a stretch that no row tells of, those that agree most first. Gives those left without."""
        pairs = sorted(
            (-_agreement(one, stretch), number, place)
            for number, one in enumerate(said)
            for place, stretch in enumerate(self._stretches)
            if place not in self._told and fits(one, stretch)
        )
        found: dict[int, int] = {}
        for _agrees, number, place in pairs:
            if number not in found and place not in self._told:
                found[number] = place
                self._told.add(place)
        for number, place in found.items():
            then(said[number], place)
        return [one for number, one in enumerate(said) if number not in found]

    @staticmethod
    def _same_start(said: SaidEmployment, stretch: Employment) -> bool:
        return said.first_day == stretch.first_day

    def _same_place(self, said: SaidEmployment, stretch: Employment) -> bool:
        """No first day is told, or an earlier one of the same work: then it is that day that is corrected."""
        if said.first_day is None:
            ended = said.tells_end and said.last_day is not None and stretch.last_day == said.last_day
            return stretch.on(self._as_of) or ended
        same = said.unit in (None, stretch.unit) and said.role in (None, stretch.role)
        return same and said.first_day < stretch.first_day and stretch.on(self._as_of)

    def _goes_on(self, said: SaidEmployment, stretch: Employment) -> bool:
        """A later first day: a new stretch follows, in the same unit, or where both would be more than full time."""
        if said.first_day is None or not (stretch.first_day < said.first_day and stretch.on(said.first_day)):
            return False
        too_much = (said.share or stretch.share) + stretch.share > FULL_TIME
        return said.unit in (None, stretch.unit) or too_much or self._covered(stretch.unit)

    def _apply(self, said: SaidEmployment, place: int) -> None:
        """The row tells of what begins here and of all that follows day on day: change the last of it."""
        chain = [place]
        while (following := self._following(chain[-1], said)) is not None:
            self._told.add(following)
            chain.append(following)
        if said.tells_end and said.last_day is not None:
            while len(chain) > 1 and self._stretches[chain[-1]].first_day > said.last_day:
                self._gone.add(chain.pop())
        self._change(said, chain[-1])

    def _apply_at(self, said: SaidEmployment, place: int) -> None:
        if said.first_day is not None:
            self._stretches[place] = replace(self._stretches[place], first_day=said.first_day)
        self._change(said, place)

    def _move(self, said: SaidEmployment, place: int) -> None:
        assert said.first_day is not None
        stretch = self._stretches[place]
        self._stretches[place] = replace(stretch, last_day=said.first_day - _DAY, leaving_reason=None)
        end = said.last_day if said.tells_end else stretch.last_day
        reason = None if end is None else said.leaving_reason
        rest = replace(stretch, first_day=said.first_day, last_day=end, leaving_reason=reason)
        self._made.append(_with_state(rest, said))

    def _following(self, place: int, said: SaidEmployment) -> int | None:
        end = self._stretches[place].last_day
        if end is None:
            return None
        places = [
            number
            for number, one in enumerate(self._stretches)
            if number not in self._told and one.first_day == end + _DAY
        ]
        return max(places, key=lambda number: _agreement(said, self._stretches[number]), default=None)

    def _change(self, said: SaidEmployment, place: int) -> None:
        stretch = self._stretches[place]
        end = said.last_day if said.tells_end else stretch.last_day
        reason = said.leaving_reason or (stretch.leaving_reason if end == stretch.last_day else None)
        wanted = replace(
            _with_state(stretch, said), last_day=end, leaving_reason=None if end is None else reason
        )
        changes = any(getattr(wanted, name) != getattr(stretch, name) for name in _STATE)
        since = said.valid_from if said.valid_from and said.valid_from > stretch.first_day else self._as_of
        if not changes or since <= stretch.first_day or (end is not None and end < since):
            self._stretches[place] = wanted
            return
        self._stretches[place] = replace(stretch, last_day=since - _DAY, leaving_reason=None)
        self._made.append(replace(wanted, first_day=since))

    def _add(self, said: SaidEmployment) -> list[Found]:
        lacking = [name for label, name in _NEEDED.items() if getattr(said, label) is None]
        first = said.first_day
        if first is None:
            if said.last_day is not None and said.last_day < self._as_of:
                lacking.append(FieldName.FIRST_DAY)
            first = self._as_of
        if lacking:
            return [_lacking(said.row, name) for name in lacking]
        values: dict[str, Any] = {name: getattr(said, name) for name in (*_STATE, *_REST)}
        reason = said.leaving_reason
        self._made.append(
            Employment(**values, first_day=first, last_day=said.last_day, leaving_reason=reason)
        )
        return []


def _with_state(stretch: Employment, said: SaidEmployment) -> Employment:
    """The stretch with what the row says; what belongs to the role goes with it when the role changes."""
    told: dict[str, Any] = {
        name: value for name in (*_STATE, *_REST) if (value := getattr(said, name)) is not None
    }
    if told.get("role", stretch.role) != stretch.role:
        stretch = replace(
            stretch, role_since=None, first_management_job=None, needs_supervision_training=None
        )
    return replace(stretch, **told)


def _agreement(said: SaidEmployment, stretch: Employment) -> int:
    """How much speaks for that the row tells of the stretch."""
    weights = {"unit": 16, "role": 8, "service": 4, "share": 2, "permanent": 1}
    return sum(weight for name, weight in weights.items() if getattr(said, name) == getattr(stretch, name))


def _credentials(
    before: Sequence[Credential], said: Sequence[SaidCredential]
) -> tuple[tuple[Credential, ...], list[SaidCredential]]:
    """The credentials joined, and those said without a year that the register does not have."""
    kept, untold = list(before), []
    for one in said:
        alike = [known for known in kept if known.kind is one.kind]
        if one.day is None and one.year is None:
            if not alike:
                untold.append(one)
            continue
        day = one.day or date(one.year or 0, 12, 31)
        if any(known.awarded_on == day if one.day else known.awarded_on.year == one.year for known in alike):
            continue
        if len(alike) == 1 and one.kind in _ONE_OF_A_KIND:
            kept[kept.index(alike[0])] = replace(alike[0], awarded_on=day)
        else:
            kept.append(Credential(one.kind, one.title, day))
    return tuple(kept), untold


def _leaves(before: Sequence[Leave], said: Sequence[SaidLeave]) -> tuple[Leave, ...]:
    kept = list(before)
    for one in said:
        same = next((place for place, known in enumerate(kept) if known.first_day == one.first_day), None)
        if same is None:
            kept.append(Leave(one.first_day, one.last_day))
        elif one.tells_end:
            kept[same] = replace(kept[same], last_day=one.last_day)
    return tuple(kept)


def _order(one: Employment) -> tuple[date, str, str, int, str]:
    return one.first_day, one.unit, one.role, one.share, repr(one)


def _lacking(row: int, name: FieldName) -> Found:
    label = FIELD_LABELS[name]
    return Found(
        hard(
            ImportCode.NEEDED,
            sv=f"{label.sv} saknas och behövs för en ny anställning. Fyll i det i HR-systemet, välj en kolumn för det "
            "i mappningen eller ett värde som gäller alla rader.",
            en=f"“{label.en}” is missing, and a new employment needs it. Enter it in the HR system, choose a column "
            "for it in the mapping, or a value for every row.",
            about=name,
        ),
        row,
        label.sv,
    )


def _no_year(said: SaidCredential) -> Finding:
    return note(
        ImportCode.DEGREE_WITHOUT_YEAR,
        Severity.SOFT,
        sv=f"Examen «{said.title}» förs inte in: examensåret saknas. Fyll i det i HR-systemet eller i registret.",
        en=f"The degree “{said.title}” is not entered: its year is missing. Enter it in the HR system or the register.",
        about=said.kind,
    )
