"""What a municipality's competence inventories say that matters to its spending."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kompetenslyft.apps.collection import queries as collection
from kompetenslyft.apps.grants.models import ProgrammeYear
from kompetenslyft.core.instruments.model import Unit, Values
from kompetenslyft.core.numbers import natural

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation

INVENTORY = "competence-inventory"
_STAFF = ("caseworkers", "team_leaders")


@dataclass(frozen=True, slots=True)
class Inventory:
    """``earlier``: an inventory of an earlier year counts. ``staff``: caseworkers and team leaders in the latest one.

    ``staff`` is in full-time equivalents rounded up to whole persons; None where none of it is known.
    """

    earlier: bool
    staff: int | None


def inventory_of(year: ProgrammeYear, unit: Organisation) -> Inventory:
    """The municipality's signed inventories up to the programme's year. One query."""
    counted = collection.counted_of_unit(unit.pk, INVENTORY)
    until = [(asked, values) for asked, values in counted if asked <= year.programme.year]
    return Inventory(
        earlier=any(asked < year.programme.year for asked, _values in until),
        staff=_staff(until[0][1]) if until else None,
    )


def _staff(values: Values) -> int | None:
    hundredths = [
        value for key, value in values.items() if key.partition(".")[0] in _STAFF and isinstance(value, int)
    ]
    return -int(-natural(sum(hundredths), Unit.FTE) // 1) if hundredths else None
