"""Whether activities can be changed: a report that is submitted, signed, accepted or past its last day locks them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from kompetenslyft.apps.collection import queries as collection
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants.models import ProgrammeYear
from kompetenslyft.core.workflow.locks import Lock, LockKind

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation


def lock_on(year: ProgrammeYear, unit: Organisation, today: date) -> Lock | None:
    """The lock of the municipality's report on its activities today.

    None where they can be changed: also before reporting opens, for activities are entered through the year, and
    where the municipality is not asked to report.
    """
    if year.report_round_id is None:
        return None
    answer_to = collection.return_of(year.report_round_id, unit.pk)
    shut = None if answer_to is None else collection.lock_of(answer_to, today)
    return None if shut is None or shut.kind is LockKind.NOT_OPEN else shut


def check_own_open(year: ProgrammeYear, unit: Organisation, today: date) -> None:
    """Raises Refused (G302) where the municipality's own report is locked."""
    shut = lock_on(year, unit, today)
    if shut is not None:
        raise Refused.because(
            "G302",
            f"Insatserna för {unit.name} kan inte ändras nu, för att redovisningen är låst. {_why(shut, 'sv')}",
            f"The activities of {unit.name} cannot be changed now, because the report is locked. {_why(shut, 'en')}",
        )


def check_parts_open(
    year: ProgrammeYear,
    unit: Organisation,
    concerned: frozenset[str],
    units: Mapping[str, Organisation],
    today: date,
) -> None:
    """Raises Refused (G303) where a change touches the part of another municipality whose report is locked."""
    locked = {
        code: shut
        for code in sorted(concerned - {unit.code})
        if (shut := lock_on(year, units[code], today)) is not None
    }
    if not locked:
        return
    names = ", ".join(units[code].name for code in locked)
    first = next(iter(locked.values()))
    raise Refused.because(
        "G303",
        f"Ändringen rör delar av insatsen som är låsta, för att redovisningen är låst i {names}. {_why(first, 'sv')} "
        "Andra kommuners delar kan ändras.",
        f"The change touches parts of the activity that are locked, because the report is locked in {names}. "
        f"{_why(first, 'en')} The parts of other municipalities can be changed.",
        *(f"parts.{code}" for code in locked),
    )


def _why(shut: Lock, language: str) -> str:
    return f"{shut.what.in_language(language)} {shut.opener.in_language(language)}"
