"""Templates that a plan can begin with, from their YAML text: examples that come with the product."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict, Field

from kompetenslyft.core.competence.model import Mark
from kompetenslyft.core.competence.plan import PlanKind
from kompetenslyft.core.competence.planning import PRIORITIES, Item
from kompetenslyft.core.definitions import DefinitionError, DefinitionProblem, read_document
from kompetenslyft.core.frameworks.model import Framework
from kompetenslyft.core.text import Text

MONTH = timedelta(days=30)
LONGEST_MONTHS = 36


class TemplateItem(BaseModel):
    """An item without a day: it is due so many months after the plan starts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    goal: str = Field(min_length=1, max_length=500)
    activity: str = Field(default="", max_length=500)
    responsible: str = Field(default="", max_length=160)
    months: int = Field(ge=0, le=LONGEST_MONTHS)
    framework: str = ""
    """Of the direction, where it is not the template's."""
    direction: str = ""
    target: Mark | None = None
    priority: int = 2


class Template(BaseModel):
    """Items to begin a plan with."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: Text
    kind: PlanKind
    framework: str
    """``id@version``, of the directions."""
    items: tuple[TemplateItem, ...]

    def items_from(self, starts: date) -> list[Item]:
        """The items of a plan that starts on the day."""
        return [self._item(one, starts) for one in self.items]

    def _item(self, one: TemplateItem, starts: date) -> Item:
        return Item(
            goal=one.goal,
            due=starts + one.months * MONTH,
            activity=one.activity,
            responsible=one.responsible,
            framework=(one.framework or self.framework) if one.direction else "",
            direction=one.direction,
            target=one.target,
            priority=one.priority,
        )


def template_item(item: Item, starts: date) -> TemplateItem:
    """An item as a template keeps it: how long after the start, without money and people."""
    months = round((item.due - starts) / MONTH)
    return TemplateItem(
        goal=item.goal,
        activity=item.activity,
        responsible=item.responsible,
        months=min(max(months, 0), LONGEST_MONTHS),
        framework=item.framework,
        direction=item.direction,
        target=item.target,
        priority=item.priority,
    )


def load_template(source: str | bytes, file: str, frameworks: Mapping[str, Framework]) -> Template:
    """The template in ``source``; DefinitionError that names ``file``, lines and remedies where it is broken."""
    document = read_document(source, file)
    template = document.build(Template, document.data)
    problems: list[DefinitionProblem] = []
    framework = frameworks.get(template.framework)
    if framework is None:
        problems.append(
            document.problem(
                ("framework",),
                Text(sv="Ramverket finns inte.", en="There is no such framework."),
                Text(sv="Skriv ett ramverk som finns.", en="Name a framework that exists."),
            )
        )
    known = framework.directions if framework else {}
    for number, item in enumerate(template.items):
        if framework is not None and item.direction and item.direction not in known:
            problems.append(
                document.problem(
                    ("items", number, "direction"),
                    Text(
                        sv=f"Inriktningen {item.direction} finns inte i ramverket.",
                        en=f"The framework has no direction {item.direction}.",
                    ),
                    Text(sv="Skriv en inriktning ur ramverket.", en="Name a direction of the framework."),
                )
            )
        if item.priority not in PRIORITIES:
            problems.append(
                document.problem(
                    ("items", number, "priority"),
                    Text(sv="Prioriteringen är 1, 2 eller 3.", en="The priority is 1, 2 or 3."),
                    Text(sv="Rätta siffran.", en="Correct the figure."),
                )
            )
    if problems:
        raise DefinitionError(problems)
    return template
