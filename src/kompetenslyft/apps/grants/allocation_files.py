"""The decided allocation as files for everybody."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from kompetenslyft.apps import clock
from kompetenslyft.apps.grants.allocating import model_of
from kompetenslyft.apps.grants.models import Scenario
from kompetenslyft.apps.grants.queries.allocation import Line, Published
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.core.allocation.description import describe
from kompetenslyft.core.programmes.model import Purpose
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.allocation_list import AllocationList, ListedPurpose, ListedUnit, document
from kompetenslyft.exchange.allocation_xlsx import allocation_workbook
from kompetenslyft.exchange.report_pdf import report_pdf


def workbook(published: Published, *, language: str, at: datetime) -> bytes:
    """The list as .xlsx."""
    return allocation_workbook(listed(published), language=language, at=at)


def pdf(published: Published, *, language: str, at: datetime) -> bytes:
    """The list as tagged PDF (PDF/UA-1)."""
    return report_pdf(document(listed(published), language), {}, at=at)


def listed(published: Published) -> AllocationList:
    """What is published, as the files have it. Two queries."""
    counties = {county.code: county.name for county in organisations.counties()}
    return AllocationList(
        title=published.year.programme.title,
        publisher=organisations.agency().name,
        purposes=tuple(_purpose(purpose, one, counties) for purpose, one in published.columns),
        units=tuple(_unit(line) for line in published.lines),
        counties=tuple(_unit(line) for line in published.counties),
        made_up=published.made_up,
    )


def in_words(scenario: Scenario, counties: dict[str, str]) -> tuple[Text, ...]:
    """The scenario's model, a sentence a step. ``counties``: name by code."""
    titles = {table.key: table.title for table in scenario.keys.all()}
    return describe(model_of(scenario), keys=titles, groups=counties)


def _purpose(purpose: Purpose, scenario: Scenario, counties: dict[str, str]) -> ListedPurpose:
    assert scenario.decided_at is not None
    return ListedPurpose(
        title=purpose.title,
        amount=scenario.amount,
        reserved=scenario.reserved,
        left_over=scenario.left_over,
        reference=scenario.decision_reference,
        day=clock.day_of(scenario.decided_at),
        by=scenario.decided_by,
        model=in_words(scenario, counties),
        keys=tuple(f"{one.title}, {one.as_of.isoformat()}. {one.source}" for one in scenario.keys.all()),
    )


def _unit(line: Line) -> ListedUnit:
    per_inhabitant = sum(line.per_inhabitant, Fraction(0)) if line.per_inhabitant else None
    return ListedUnit(line.code, line.name, line.county_name, line.amounts, per_inhabitant)
