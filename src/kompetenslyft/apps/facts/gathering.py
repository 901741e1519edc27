"""The rows of each fact as of a day, read from the contexts' queries in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.crypto import salted_hmac

from kompetenslyft import __version__
from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import queries as audit
from kompetenslyft.apps.collection import queries as collection
from kompetenslyft.apps.competence.frameworks import framework_in_use
from kompetenslyft.apps.competence.queries.assessments import marks_on
from kompetenslyft.apps.facts.places import places
from kompetenslyft.apps.grants.queries import as_of as grants
from kompetenslyft.apps.staff.queries import employed as staff
from kompetenslyft.core.competence.model import Stage
from kompetenslyft.core.facts.numbering import in_hidden_order
from kompetenslyft.core.facts.rows import (
    FactRow,
    Place,
    activity_rows,
    assessment_rows,
    employment_rows,
    return_rows,
)
from kompetenslyft.core.facts.schema import ACTIVITY, ASSESSMENT, EMPLOYMENT, FACTS, RETURN, FactTable
from kompetenslyft.core.staff.model import Person
from kompetenslyft.exchange.staff_definitions import qualification_rules

PEOPLE_TOGETHER = 2000
AUDITED_AS = "snapshot."


@dataclass(frozen=True)
class Gathering:
    """What there is to count on the day, and who is who in it.

    Each fact takes a number of queries that does not depend on how much there is: constant for a batch of
    ``PEOPLE_TOGETHER`` people, a few hundred returns, or all activities.
    """

    day: date

    @cached_property
    def state(self) -> str:
        """Tells one state of the database, seen by one version of the program, from others. It gives nothing away."""
        facts = [f"{one.name}@{one.version}" for one in FACTS]
        known = [__version__, *facts, self.day.isoformat(), str(audit.last_row(besides=AUDITED_AS))]
        known += [f"{employer}:{person_id}" for employer, person_id in sorted(self._employed)]
        return salted_hmac("kompetenslyft.facts.state", "\n".join(known), algorithm="sha256").hexdigest()

    @cached_property
    def made_up(self) -> bool:
        """Whether anything in it is made up."""
        return staff.made_up_on(self.day) or collection.any_made_up() or grants.any_made_up()

    @property
    def sources(self) -> Sequence[tuple[FactTable, Callable[[], Iterator[FactRow]]]]:
        """What gives the rows of each fact, in the order that they are written."""
        return (
            (EMPLOYMENT, self._employments),
            (ASSESSMENT, self._assessments),
            (ACTIVITY, self._activities),
            (RETURN, self._returns),
        )

    @cached_property
    def _employed(self) -> list[tuple[str, int]]:
        return list(staff.employed_on(self.day))

    @cached_property
    def _in_order(self) -> list[int]:
        """Everybody's id, in the order of the numbers."""
        key = salted_hmac("kompetenslyft.facts.numbering", self.state, algorithm="sha256").digest()
        return in_hidden_order(self._employed, key)

    @cached_property
    def _places(self) -> dict[str, Place]:
        return places()

    def _people(self) -> Iterator[dict[int, Person]]:
        """Batches of people by id, in the order of the numbers."""
        for start in range(0, len(self._in_order), PEOPLE_TOGETHER):
            ids = self._in_order[start : start + PEOPLE_TOGETHER]
            found = staff.facts_of(ids)
            yield {person_id: found[person_id] for person_id in ids}

    def _employments(self) -> Iterator[FactRow]:
        number, rules = 0, qualification_rules()
        for people in self._people():
            for person in people.values():
                number += 1
                yield from employment_rows(number, person, places=self._places, day=self.day, rules=rules)

    def _assessments(self) -> Iterator[FactRow]:
        framework = framework_in_use(self.day)
        areas = {direction.id: area.id for area in framework.areas for direction in area.directions}
        number = 0
        for people in self._people():
            marks = marks_on(list(people), Stage.AGREED, self.day, framework)
            for person_id, person in people.items():
                number += 1
                yield from assessment_rows(
                    number, person, marks[person_id], places=self._places, areas=areas, day=self.day
                )

    def _activities(self) -> Iterator[FactRow]:
        names = {code: code for code in self._places}
        for one in grants.activities_before(clock.end_of(self.day), names):
            yield from activity_rows(
                one.activity,
                self._places,
                programme_year=one.programme_year,
                year=one.year,
                entered_by=one.entered_by,
                number=one.number,
            )

    def _returns(self) -> Iterator[FactRow]:
        for one in collection.counted_before(clock.end_of(self.day)):
            yield from return_rows(one, self._places[one.unit])
