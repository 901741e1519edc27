"""What ``matrix`` measures, loaded once Django is set up."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pandas
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kompetenslyft.apps.accounts.actions import people as accounts
from kompetenslyft.apps.competence.actions.assessing import Entry, assess_all
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.apps.organisations.actions import load_official
from kompetenslyft.apps.staff.actions.keeping import keep_people
from kompetenslyft.apps.staff.queries.employed import people_of
from kompetenslyft.core.competence.model import Mark, Occasion, Stage
from kompetenslyft.core.staff.model import Employment, Person, Service, StaffRole
from kompetenslyft.exchange.definitions import framework_on

TIMES = 7
SIZES = {200: 0.15, 2000: 1.0}
"""How many people, a district each, and the target in seconds."""
EMPLOYER = "0180"
ON = date(2016, 10, 3)


def measure() -> None:
    """Print the figures."""
    call_command("migrate", verbosity=0)
    load_official()
    districts = list(organisations.units_below(organisations.by_code(EMPLOYER)))[: len(SIZES)]
    directions = [one.id for area in framework_on(ON).areas for one in area.directions]
    for district, (size, target) in zip(districts, SIZES.items(), strict=True):
        fill(district, size, directions)
        browser = leader_of(district)

        def page(district: Any = district, browser: Client = browser, size: int = size) -> None:
            answer = browser.get(f"/kompetens/matris/{district.code}/")
            assert answer.status_code == 200, answer.content[:500]
            assert answer.content.count(b'<tr><th scope="row"><a href="/kompetens/person/') == size

        def plainly(district: Any = district) -> None:
            assert pivoted(district.pk)

        ours, plain = best(page), best(plainly)
        print(
            f"{size} people: page {ours * 1000:.0f} ms (target {target * 1000:.0f} ms), {queries_of(page)} queries"
        )
        print(f"  pandas, pivot and HTML alone: {plain * 1000:.0f} ms; ratio {plain / ours:.2f}")


def fill(district: Any, size: int, directions: list[str]) -> None:
    """People in the district with a mark in nine directions of ten."""
    chance = random.Random(size)
    employer = organisations.by_code(EMPLOYER)
    made = [
        Person(
            number=f"{district.code}-{n}",
            name=f"Påhittad {n}",
            gender=None,
            social_work_since=2008,
            employments=(
                Employment(
                    district.code,
                    StaffRole.SOCIAL_WORKER,
                    Service.CHILD_WELFARE,
                    100,
                    permanent=True,
                    first_day=date(2012, 3, 1),
                ),
            ),
        )
        for n in range(size)
    ]
    keep_people(employer=employer, people=made, by=None, made_up=True)
    marks = [Mark.LACKING, Mark.BASIC, Mark.BASIC, Mark.BASIC, Mark.ADVANCED]
    entries = [
        Entry(
            one,
            Stage.AGREED,
            {direction: chance.choice(marks) for direction in directions if chance.random() < 0.9},
            ON,
            Occasion.TALK,
        )
        for one in people_of(employer).filter(number__startswith=f"{district.code}-")
    ]
    assess_all(employer=employer, entries=entries, by=None)


def leader_of(district: Any) -> Client:
    """A browser in which the district's manager is logged in."""
    user = accounts.create_user(email=f"{district.code}@example.se", name="Chefen", password=None, by=None)
    accounts.grant(user=user, organisation_id=district.pk, role="manager", by=None)
    browser = Client()
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def pivoted(district_id: int) -> str:
    """The same marks as a table of HTML."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.name, p.id, a.direction, a.mark FROM competence_assessment a"
            " JOIN staff_person p ON p.id = a.person_id JOIN staff_employment e ON e.person_id = p.id"
            " WHERE e.unit_id = %s AND a.stage = 'agreed' AND a.superseded_on IS NULL",
            [district_id],
        )
        rows = cursor.fetchall()
    marks = pandas.DataFrame(rows, columns=["name", "id", "direction", "mark"])
    table = marks.pivot(index=["name", "id"], columns="direction", values="mark").fillna("")
    return table.to_html()


def best(call: Callable[[], object]) -> float:
    """Seconds of the fastest of some calls, after one that is not counted."""
    call()
    taken = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        call()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def queries_of(call: Callable[[], object]) -> int:
    """How many times it asks the database."""
    with CaptureQueriesContext(connection) as context:
        call()
    return len(context)
