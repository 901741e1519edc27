"""What a plan could hold: items proposed from a person's gaps, and from the gaps of many in one direction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kompetenslyft.core.competence.model import MARK_LABELS, Mark
from kompetenslyft.core.competence.planning import Item
from kompetenslyft.core.competence.profile import Demands, Gap, gap
from kompetenslyft.core.frameworks.model import Direction, Framework


def items_from_gaps(
    marks: Mapping[str, Mark], demands: Demands, framework: Framework, due: date
) -> list[Item]:
    """An item for every direction in which the person is below what the role demands, in the framework's order.

    ``marks``: by direction; absent is not assessed, which is no gap to learn away. Those who lack a demanded level
    altogether come first. Activity and responsible are left for the talk.
    """
    return [
        Item(
            goal=_goal(direction, demands[direction.id]),
            due=due,
            framework=framework.ref,
            direction=direction.id,
            target=demands[direction.id],
            priority=1 if marks[direction.id] is Mark.LACKING else 2,
        )
        for direction in framework.directions.values()
        if direction.id in demands
        and gap(marks.get(direction.id, Mark.NOT_ASSESSED), demands[direction.id]) is Gap.BELOW
    ]


def item_for_many(direction: Direction, framework: str, due: date, people: int | None) -> Item:
    """An item of an organisation's plan for so many people in one direction; None where the number is not shown.

    ``framework``: ``id@version``.
    """
    return Item(
        goal=f"Fler når rollens krav i {direction.label.sv[:1].lower()}{direction.label.sv[1:]}",
        due=due,
        framework=framework,
        direction=direction.id,
        priority=1,
        people=people,
    )


def _goal(direction: Direction, target: Mark) -> str:
    return f"Nå {MARK_LABELS[target].sv.lower()} kompetens i {direction.label.sv[:1].lower()}{direction.label.sv[1:]}"
