"""The templates of plans: those that come with the product are whole, and a broken one says where."""

from __future__ import annotations

from datetime import date

import pytest

from kompetenslyft.core.competence.plan import PlanKind
from kompetenslyft.core.competence.plan_templates import load_template, template_item
from kompetenslyft.core.competence.planning import check_item
from kompetenslyft.core.definitions import DefinitionError
from kompetenslyft.exchange.definitions import all_frameworks
from kompetenslyft.exchange.plan_templates import all_templates

STARTS = date(2016, 11, 1)


def test_templates_come_with_the_product_and_say_that_they_are_examples() -> None:
    templates = all_templates()
    assert len(templates) >= 5
    assert all("(exempel)" in one.title.sv for one in templates.values())


@pytest.mark.parametrize("name", sorted(all_templates()))
def test_every_item_of_a_template_can_be_kept(name: str) -> None:
    template = all_templates()[name]
    directions = {one.id for area in all_frameworks()[template.framework].areas for one in area.directions}
    for item in template.items_from(STARTS):
        assert check_item(item, template.kind, directions) == []
        assert item.due >= STARTS
        assert item.activity
        assert item.responsible


def test_an_item_comes_back_from_a_template() -> None:
    template = all_templates()["talking-with-children"]
    kept = [template_item(item, STARTS) for item in template.items_from(STARTS)]
    again = template.model_copy(update={"items": tuple(kept)})
    assert again.items_from(STARTS) == template.items_from(STARTS)
    assert template.kind is PlanKind.INDIVIDUAL


def test_a_broken_template_says_where() -> None:
    source = """
id: x
title: {sv: "X", en: "X"}
kind: individual
framework: child-welfare@2013
items:
  - {goal: "G", months: 1, direction: astrology}
  - {goal: "G", months: 1, priority: 9}
"""
    with pytest.raises(DefinitionError) as refused:
        load_template(source, "x.yaml", all_frameworks())
    assert "astrology" in str(refused.value)
    assert len(refused.value.problems) == 2
    with pytest.raises(DefinitionError):
        load_template(source.replace("child-welfare@2013", "none@1"), "x.yaml", all_frameworks())
