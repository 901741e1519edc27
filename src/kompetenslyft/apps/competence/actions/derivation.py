"""Entering what the register gives in a return, through the pipeline that every entry passes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.collection import actions as collection
from kompetenslyft.apps.collection import queries
from kompetenslyft.apps.competence import deriving
from kompetenslyft.apps.competence.queries.derivation import REGISTER, compared
from kompetenslyft.apps.staff.access import check_may_at
from kompetenslyft.core.derivation.compare import Standing, to_enter
from kompetenslyft.core.numbers import format_number
from kompetenslyft.core.privacy.rights import Right, Thing

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.collection.models import Return


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of it. ``left``: keys of the cells that were entered by hand and stay so."""

    outcome: collection.Outcome
    left: tuple[str, ...]


@transaction.atomic
def enter_derived(
    *, answer_to: Return, by: User, at: datetime | None = None, keys: Collection[str] | None = None
) -> Entered:
    """Enter the register's figures where the return is blank or has older ones from the register.

    A cell that was entered by hand and says something else is left alone, unless it is among ``keys``. What the
    register does not know is left as it is. Raises Refused: E101, E102; M611; T3xx where the return is locked.
    """
    at = at or clock.now()
    check_may_at(by, answer_to.unit, Thing.DERIVATION, clock.day_of(at), Right.CHANGE)
    answer_to = queries.return_for(by, answer_to.pk, clock.day_of(at))
    basis = deriving.basis(answer_to.round, answer_to.unit)
    cells = compared(queries.situation(answer_to, by, at=at), basis)
    figures = to_enter(cells.values(), keys or ())
    specs = basis.instrument.cells
    outcome = collection.enter(
        answer_to=answer_to,
        entries={key: format_number(value, specs[key].question.unit, "sv") for key, value in figures.items()},
        base=answer_to.revision,
        by=by,
        channel=REGISTER,
        at=at,
    )
    left = tuple(key for key, one in cells.items() if one.standing is Standing.BY_HAND and key not in figures)
    audit.record(
        "derivation.enter",
        answer_to,
        by=by,
        at=at,
        definition=basis.definition.ref,
        day=basis.day.isoformat(),
        cells=len(outcome.saved),
        left=len(left),
    )
    return Entered(outcome, left)
