"""Whether activities can be changed: a report that is submitted, signed, accepted or past its last day locks them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING

from kompetenslyft.apps.collection import queries as collection
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants.models import ProgrammeYear
from kompetenslyft.apps.grants.settling import leads_of
from kompetenslyft.core.workflow.locks import Lock, LockKind

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation


def lock_on(year: ProgrammeYear, unit: Organisation, today: date) -> Lock | None:
    """The lock of the municipality's report on its activities today: see ``locks_on``."""
    return locks_on(year, [unit], today).get(unit.code)


def locks_on(year: ProgrammeYear, units: Collection[Organisation], today: date) -> dict[str, Lock]:
    """The locks of the municipalities' reports on their activities today, by official code; the open ones are absent.

    Where another municipality reports for one, it is that one's report that locks. Before reporting opens nothing is
    locked, for activities are entered through the year; nor where nobody is asked to report.
    """
    if year.report_round_id is None:
        return {}
    leads = leads_of(year)
    reporters = {unit.code: leads.get(unit.pk, unit.pk) for unit in units}
    found = {
        reporter: collection.return_of(year.report_round_id, reporter) for reporter in set(reporters.values())
    }
    locks = {
        reporter: collection.lock_of(answer_to, today)
        for reporter, answer_to in found.items()
        if answer_to is not None
    }
    return {
        code: shut
        for code, reporter in sorted(reporters.items())
        if (shut := locks.get(reporter)) is not None and shut.kind is not LockKind.NOT_OPEN
    }


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
    locked = locks_on(year, [units[code] for code in concerned - {unit.code}], today)
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
