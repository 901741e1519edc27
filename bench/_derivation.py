"""What ``derivation`` measures from a database, loaded once Django is set up."""

from __future__ import annotations

import random
from datetime import date

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.derivation import DAY, FORM, MOST, SIZES, TARGET, all_directions, best_of
from kompetenslyft.apps import clock
from kompetenslyft.apps.collection.models import Round
from kompetenslyft.apps.competence.deriving import basis, derived
from kompetenslyft.apps.competence.models import Assessment
from kompetenslyft.apps.organisations.models import Organisation
from kompetenslyft.apps.staff.models import Credential, Employment, Person
from kompetenslyft.core.competence.model import Mark
from kompetenslyft.exchange.definitions import instrument

BY_HAND = """
    SELECT u.parent_id, a.direction, a.mark, SUM(e.share)
    FROM staff_employment e
    JOIN organisations_organisation u ON u.id = e.unit_id
    JOIN competence_assessment a ON a.person_id = e.person_id
    WHERE e.first_day <= %(day)s AND (e.last_day IS NULL OR e.last_day >= %(day)s)
      AND e.service = 'child_welfare' AND e.role IN ('social_worker', 'family_home_social_worker')
      AND a.stage = 'agreed' AND a.framework = %(framework)s
      AND a.assessed_on <= %(day)s AND (a.superseded_on IS NULL OR a.superseded_on > %(day)s)
      AND u.parent_id IN (SELECT id FROM organisations_organisation WHERE parent_id = %(employer)s)
    GROUP BY u.parent_id, a.direction, a.mark
"""


def measure() -> None:
    """Print seconds from the database for each size, what of it is reading, and the ratio to SQL by hand."""
    call_command("migrate", verbosity=0)
    for size in SIZES:
        if size > MOST:
            break
        employer = filled(size)
        round_ = Round(code="bench", year=DAY.year, instrument=FORM)
        with CaptureQueriesContext(connection) as captured:
            derived(round_, employer)
        ours = best_of(lambda employer=employer, round_=round_: derived(round_, employer), 3)
        reading = best_of(lambda employer=employer, round_=round_: basis(round_, employer), 3)
        plain = best_of(lambda employer=employer: by_hand(employer), 3)
        target = f" (target {TARGET:.0f} s for the counting)" if size == MOST else ""
        print(
            f"{size} people from {connection.vendor}: {ours:.2f} s, of which {reading:.2f} s reading", end=""
        )
        print(f"{target}, {len(captured)} queries; SQL by hand, levels alone: {plain:.2f} s; ", end="")
        print(f"ratio {plain / ours:.2f}")


def by_hand(employer: Organisation) -> object:
    """The levels by district, in one query."""
    with connection.cursor() as cursor:
        framework = instrument(FORM).framework
        cursor.execute(BY_HAND, {"day": DAY.isoformat(), "framework": framework, "employer": employer.pk})
        return cursor.fetchall()


def filled(size: int) -> Organisation:
    """A municipality with fourteen districts of a unit each, and so many people with 26 marks."""
    chance, at = random.Random(size), clock.now()
    employer = Organisation.objects.create(kind="municipality", code=f"b{size}", name="Kommunen")
    units = []
    for number in range(14):
        district = Organisation.objects.create(
            kind="district", code=f"b{size}-{number}", name=f"Del {number}", parent=employer
        )
        units.append(
            Organisation.objects.create(
                kind="unit", code=f"b{size}-{number}-u", name="Utredning", parent=district
            )
        )
    people = Person.objects.bulk_create(
        [
            Person(
                employer=employer,
                number=str(number),
                name=f"Medarbetare {number}",
                gender=chance.choice(["woman", "man"]),
                social_work_since=chance.randint(1990, 2016),
                changed_at=at,
                changed_by="Bench",
            )
            for number in range(size)
        ],
        batch_size=1000,
    )
    Employment.objects.bulk_create(
        [
            Employment(
                person=one,
                unit=chance.choice(units),
                role="team_leader" if chance.random() < 0.1 else "social_worker",
                service="child_welfare",
                share=chance.choice([50, 75, 100]),
                permanent=True,
                first_day=date(chance.randint(1990, 2016), 1, 1),
                role_since=chance.randint(1990, 2016),
            )
            for one in people
        ],
        batch_size=1000,
    )
    Credential.objects.bulk_create(
        [Credential(person=one, kind="social_work_degree", awarded_on=date(2000, 6, 1)) for one in people],
        batch_size=1000,
    )
    levels = [Mark.LACKING, Mark.BASIC, Mark.BASIC, Mark.ADVANCED, Mark.EXEMPT]
    directions, framework = all_directions(), instrument(FORM).framework
    for start in range(0, size, 1000):
        Assessment.objects.bulk_create(
            [
                Assessment(
                    person=one,
                    framework=framework,
                    direction=direction,
                    stage="agreed",
                    mark=chance.choice(levels),
                    assessed_on=date(2016, 9, 1),
                    occasion="other",
                    at=at,
                    by_label="Bench",
                )
                for one in people[start : start + 1000]
                for direction in directions
            ],
            batch_size=2000,
        )
    return employer
