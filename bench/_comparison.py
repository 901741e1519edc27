"""What ``comparison`` measures, loaded once Django is set up."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kompetenslyft.apps import clock
from kompetenslyft.apps.accounts.actions import people
from kompetenslyft.apps.grants.actions import allocation, keys, years
from kompetenslyft.apps.grants.keys import municipalities
from kompetenslyft.apps.grants.queries import allocation as queries
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.apps.organisations.actions import load_official
from kompetenslyft.core.allocation.model import AllocationModel

TIMES = 15
TARGET = 0.15
KEY = "children_in_vulnerable_families"


def measure() -> None:
    """Print the figures."""
    call_command("migrate", verbosity=0)
    load_official()
    officer = people.create_user(email="olle@example.se", name="Olle Handläggare", password=None, by=None)
    people.grant(user=officer, organisation_id=organisations.agency().pk, role="programme_officer", by=None)
    year = years.open_year(definition="competence-grant@2013", made_up=True, by=officer)
    scenarios = made(year, officer)
    browser = Client()
    browser.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    query = "&".join(f"alternativ={one.pk}" for one in scenarios)

    def page() -> None:
        answer = browser.get(f"/bidrag/{year.code}/fordelning/jamfor/?{query}")
        assert answer.status_code == 200, answer.content
        assert answer.content.count(b"kommun/") >= 290

    def plainly() -> None:
        for one in scenarios:
            queries.explanation(one, "2080")
            for code in one.result:
                organisations.by_code(code)

    ours, plain = best(page), best(plainly)
    print(f"two scenarios of 290, as a page: {ours * 1000:.0f} ms (target {TARGET * 1000:.0f} ms)")
    print(f"  queries: {queries_of(page)}")
    print(
        f"both computed anew, every name by itself, no page: {plain * 1000:.0f} ms; ratio {plain / ours:.1f}"
    )
    print(f"  queries: {queries_of(plainly)}")


def made(year: Any, officer: Any) -> list[Any]:
    """The programme's own model, and one with a higher floor."""
    chance = random.Random(2013)
    numbers = {code: chance.randint(20, 40_000) for code in municipalities(clock.today())}
    table = keys.add_key_table(
        key=KEY,
        title="Barn (påhittade tal)",
        source="Påhittad för mätning",
        as_of=date(2010, 12, 31),
        data="".join(f"{code};{number}\n" for code, number in numbers.items()).encode(),
        filename="barn.csv",
        made_up=True,
        by=officer,
    )
    purpose = year.programme.purpose("competence")
    higher = [step.model_dump() for step in purpose.allocation.steps]
    higher[1]["amount_sek"] = 75_000
    models = {
        "Bidragets modell": purpose.allocation,
        "Högre golv": AllocationModel.model_validate({"steps": higher}),
    }
    return [
        allocation.add_scenario(
            year=year,
            purpose=purpose.id,
            title=title,
            model=model,
            keys={KEY: table.pk},
            amount=purpose.amount_sek,
            by=officer,
        )
        for title, model in models.items()
    ]


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
