"""Reading derived returns for somebody: the figures beside the return's, and the people behind a figure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from kompetenslyft.apps import clock
from kompetenslyft.apps.collection import queries as collection
from kompetenslyft.apps.competence import access, deriving
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.staff.access import check_may_at, relations_at
from kompetenslyft.core.collation import swedish_key
from kompetenslyft.core.competence.model import Mark
from kompetenslyft.core.derivation.compare import Compared
from kompetenslyft.core.derivation.model import UNKNOWN, Breakdown, Measure
from kompetenslyft.core.instruments.values import from_json
from kompetenslyft.core.privacy.rights import Relation, Right, Thing, right
from kompetenslyft.core.staff.model import Employment, Person

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.collection.models import Return

REGISTER = "register"
"""The channel of what was entered from the register."""


@dataclass(frozen=True)
class Comparison:
    """A return beside what the register gives: every derived question's cells, in the order of the form."""

    answer_to: Return
    basis: deriving.Basis
    cells: dict[str, Compared]
    may_enter: bool


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody behind a figure: the person (id), where they work on the day, and the share or 1 that they add."""

    person_id: int
    person: Person
    employments: tuple[Employment, ...]
    amount: int
    made_up: bool


@dataclass(frozen=True)
class BehindCell:
    """Who is behind a figure. ``members``: those the reader may see, by name; ``hidden``: how many others."""

    answer_to: Return
    basis: deriving.Basis
    key: str
    measure: Measure
    figure: int
    members: tuple[Member, ...]
    hidden: int
    thing: Thing


def may_derive(by: User, answer_to: Return, at: datetime) -> bool:
    """Whether the user may see the return beside the register."""
    if not deriving.can_derive(answer_to.round):
        return False
    return right(relations_at(by, answer_to.unit, clock.day_of(at)), Thing.DERIVATION) >= Right.SEE


def comparison(by: User, round_code: str, unit_code: str, *, at: datetime | None = None) -> Comparison:
    """The return of the unit in the round beside what the register gives.

    Raises Refused: E101 where the return or the register's numbers are not the user's to see; M611.
    """
    at = at or clock.now()
    answer_to, relations = _return(by, round_code, unit_code, at)
    situation = collection.situation(answer_to, by, at=at)
    basis = deriving.basis(answer_to.round, answer_to.unit)
    may_enter = situation.may_edit and right(relations, Thing.DERIVATION) >= Right.CHANGE
    return Comparison(answer_to, basis, compared(situation, basis), may_enter)


def compared(situation: collection.Situation, basis: deriving.Basis) -> dict[str, Compared]:
    """Each cell of the derived questions: what the register gives, and what stands in the return."""
    stored = situation.cells
    entered = from_json({key: cell.value for key, cell in stored.items() if cell.value is not None})
    return {
        key: Compared(
            key,
            basis.derived.total.get(key),
            entered.get(key),
            key in stored and stored[key].channel == REGISTER,
        )
        for key, spec in basis.instrument.cells.items()
        if spec.entered and spec.question.id in basis.definition.by_question
    }


def behind_cell(
    by: User,
    round_code: str,
    unit_code: str,
    key: str,
    *,
    part: str | None = None,
    at: datetime | None = None,
) -> BehindCell:
    """Who is behind a cell, or behind a row's ``unknown`` or ``exempt``; of a reporting unit (code) ``part``.

    Those whose assessment or register entry the user may not see are counted and not named. What is seen of
    assessments is noted as read. Raises Refused: E101, M611, M612 where nothing is derived under the key.
    """
    at = at or clock.now()
    answer_to, _relations = _return(by, round_code, unit_code, at)
    basis = deriving.basis(answer_to.round, answer_to.unit)
    question = basis.definition.by_question.get(key.partition(".")[0])
    if question is None or (part is not None and part not in basis.units) or not _is_row(basis, key):
        raise Refused.because(
            "M612",
            "Den uppgiften räknas inte ur registret. Gå tillbaka och välj en siffra i listan.",
            "That figure is not derived from the register. Go back and choose a figure in the list.",
        )
    thing = Thing.AGREED_ASSESSMENT if question.by is Breakdown.LEVEL else Thing.REGISTER
    amounts: dict[int, int] = defaultdict(int)
    for one in basis.behind(key, part):
        if question.measure is Measure.FTE:
            amounts[one.person] += one.amount
        else:
            amounts[one.person] = 1
    day = clock.day_of(at)
    seen = list(access.visible_people(by, thing, day).filter(pk__in=amounts))
    if thing is Thing.AGREED_ASSESSMENT:
        access.note_reading(by=by, people=seen, thing=thing, where="derivation", at=at)
    members = [_member(basis, row.pk, amounts[row.pk], made_up=row.made_up) for row in seen]
    return BehindCell(
        answer_to=answer_to,
        basis=basis,
        key=key,
        measure=question.measure,
        figure=sum(amounts.values()),
        members=tuple(sorted(members, key=lambda one: swedish_key(one.person.name))),
        hidden=len(amounts) - len(members),
        thing=thing,
    )


def _return(by: User, round_code: str, unit_code: str, at: datetime) -> tuple[Return, frozenset[Relation]]:
    """The return, and the user's relations to its unit. Raises Refused: E101."""
    day = clock.day_of(at)
    answer_to = collection.return_in(by, round_code=round_code, unit_code=unit_code, on=day)
    return answer_to, check_may_at(by, answer_to.unit, Thing.DERIVATION, day)


def _is_row(basis: deriving.Basis, key: str) -> bool:
    """Whether the key is a cell that is derived, or stands for those that no cell of a row counts."""
    spec = basis.instrument.cells.get(key)
    if spec is not None:
        return spec.entered
    row, _, last = key.rpartition(".")
    question = basis.definition.by_question.get(row.partition(".")[0])
    if question is None:
        return False
    if question.by is not Breakdown.LEVEL:
        return row == question.question and last == UNKNOWN
    return f"{row}.{Mark.LACKING.value}" in basis.instrument.cells and last in {UNKNOWN, Mark.EXEMPT.value}


def _member(basis: deriving.Basis, person_id: int, amount: int, *, made_up: bool) -> Member:
    person = basis.persons[person_id]
    running = tuple(
        one
        for one in person.employments
        if one.on(basis.day) and one.unit in basis.placed and one.service in basis.definition.services
    )
    return Member(person_id, person, running, amount, made_up)
