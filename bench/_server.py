"""What ``server`` measures, loaded once Django is set up."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.workbooks import plainly
from kompetenslyft.apps import clock
from kompetenslyft.apps.accounts import queries as accounts
from kompetenslyft.apps.collection import actions, queries
from kompetenslyft.apps.collection.records import instrument_of
from kompetenslyft.apps.collection.workbooks import stamp_of
from kompetenslyft.core.tabulation.compute import compute
from kompetenslyft.demo.logins import DOMAIN, OFFICER_EMAIL
from kompetenslyft.demo.rounds import ROUNDS
from kompetenslyft.demo.scenario import fill
from kompetenslyft.exchange.definitions import table_set
from kompetenslyft.exchange.workbook.write import write_workbook

CODES = [plan.code for plan in ROUNDS]
TABLES = "national-follow-up@2016"
TIMES = 7
CELL = "caseworkers.women"


def measure() -> None:
    """Print every figure."""
    call_command("migrate", verbosity=0)
    print(f"the demonstration filled through the actions: {seconds(fill):.1f} s", flush=True)
    cell_and_form()
    overview()
    tables()
    workbooks()


def cell_and_form() -> None:
    """Saving one cell, and posting the form it stands in."""
    person = accounts.user_by_email(f"samordnare@{DOMAIN}")
    answer_to = (
        queries.returns_of(person, clock.today()).filter(round__code=CODES[-1], status="in_progress").first()
    )
    browser, numbers = signed_in(person), count(1)
    section = instrument_of(answer_to).cells[CELL].section.id

    def save() -> None:
        body = {
            "entries": {CELL: str(next(numbers))},
            "base": {CELL: 10**6},
            "seen": 10**6,
            "section": section,
        }
        answer = browser.post(
            f"/uppgift/{answer_to.pk}/celler/", json.dumps(body), content_type="application/json"
        )
        assert answer.status_code == 200, answer.content

    def post() -> None:
        form = {f"was.{CELL}": "", CELL: str(next(numbers)), "base": str(10**6)}
        answer = browser.post(f"/uppgift/{answer_to.pk}/avsnitt/{section}/", form, follow=True)
        assert answer.status_code == 200, answer.content

    before = answer_to.changes.count()
    beside("a cell saved", best(save), "the section posted and shown anew", best(post))
    assert answer_to.changes.count() == before + 2 * (TIMES + 1), "every entry was saved"
    print(f"  queries: {queries_of(save)}")


def overview() -> None:
    """The officer's page of all units."""
    officer = accounts.user_by_email(OFFICER_EMAIL)
    browser, today = signed_in(officer), clock.today()

    def page() -> None:
        answer = browser.get(f"/insamlingar/{CODES[-1]}/")
        assert answer.status_code == 200, answer.content

    def loop() -> list[Any]:
        asked = queries.returns_of(officer, today).filter(round__code=CODES[-1])
        return [
            (
                row.cells.count(),
                row.reminders.first(),
                list(accounts.holders(row.unit_id, ["signatory"], today)),
            )
            for row in asked
        ]

    beside("the overview of a round, as a page", best(page), "a loop over its units, no page", best(loop))
    print(f"  queries: {queries_of(page)}; the loop: {queries_of(loop)}")


def tables() -> None:
    """Every table of the follow-up from the rounds in the database."""
    officer, definitions = accounts.user_by_email(OFFICER_EMAIL), table_set(TABLES)

    def all_at_once() -> None:
        compute(definitions, queries.counted_returns(CODES))

    def one_by_one() -> None:
        for row in queries.returns_of(officer, clock.today()).exclude(counted_number=None):
            queries.situation(row, officer, at=clock.now())

    beside(
        "every table, from the database", best(all_at_once), "each return read by itself", seconds(one_by_one)
    )
    print(f"  queries: {queries_of(all_at_once)}")


def workbooks() -> None:
    """Filled-in workbooks of a new round, taken in and applied."""
    officer = accounts.user_by_email(OFFICER_EMAIL)
    last = ROUNDS[-1]
    asked_in = actions.create_round(
        code="bench", title_sv="Mätning", title_en="Measurement", year=2017, instrument=last.instrument,
        opens=date(2017, 2, 1), deadline=date(2017, 3, 1), last_start=date(2017, 3, 1), last_change=date(2017, 3, 1),
        by=officer, made_up=True,
    )  # fmt: skip
    answered = {one.unit: one.values for one in queries.counted_returns([CODES[-1]])}
    earlier = queries.returns_of(officer, clock.today()).filter(round__code=CODES[-1])
    units = {row.unit_id: row.joined_year for row in earlier}
    actions.ask(round=asked_in, units=units, by=officer)
    people = accounts.holders_by_organisation(units, ["signatory", "data_coordinator"], clock.today())
    some = next(iter(answered.values()))
    ready = [
        (row, people[row.unit_id][0], filled(row, answered.get(row.unit.code, some)))
        for row in queries.returns_of(officer, clock.today()).filter(round=asked_in)
        if people[row.unit_id]
    ]

    def take_in() -> None:
        for row, person, data in ready:
            upload = actions.receive(answer_to=row, filename="svar.xlsx", data=data, by=person)
            assert actions.apply_upload(upload=upload, by=person).saved

    taken = seconds(take_in)
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{row.unit.code}.xlsx" for row, _person, _data in ready]
        for path, (_row, _person, data) in zip(paths, ready, strict=True):
            path.write_bytes(data)
        plain, _cells = plainly(paths)
    print(
        f"{len(ready)} workbooks read, checked and stored: {taken:.1f} s; openpyxl and pandas, reading alone: ",
        end="",
    )
    print(f"{plain:.1f} s; ratio {plain / taken:.1f}", flush=True)


def filled(answer_to: Any, values: Any) -> bytes:
    """A workbook that was fetched empty and filled in."""
    return write_workbook(
        instrument_of(answer_to), values, stamp=stamp_of(answer_to, clock.now()), language="sv",
        title="Mätning", unit_name=answer_to.unit.name, base={}, made_up=True,
    )  # fmt: skip


def signed_in(person: Any) -> Client:
    """A browser in which the person is logged in."""
    browser = Client()
    browser.force_login(person)
    return browser


def queries_of(work: Callable[[], object]) -> int:
    """How many queries the work makes."""
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def beside(what: str, ours: float, instead: str, other: float) -> None:
    """Print one figure beside the other."""
    print(
        f"{what}: {1000 * ours:.0f} ms; {instead}: {1000 * other:.0f} ms; ratio {other / ours:.1f}",
        flush=True,
    )


def best(work: Callable[[], object]) -> float:
    """Seconds of the fastest of some runs, after one that warms up."""
    work()
    return min(seconds(work) for _ in range(TIMES))


def seconds(work: Callable[[], object]) -> float:
    """How long the work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
