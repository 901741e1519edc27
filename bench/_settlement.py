"""What ``settlement`` measures, loaded once Django is set up."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import date

from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from kompetenslyft.apps import clock
from kompetenslyft.apps.accounts.models import Membership, User
from kompetenslyft.apps.collection.models import Return, Round, Submission
from kompetenslyft.apps.grants.actions import settlement as actions
from kompetenslyft.apps.grants.ledger import Posting, post
from kompetenslyft.apps.grants.models import Activity, ActivityPart, ProgrammeYear, Settlement
from kompetenslyft.apps.grants.queries import settlement as queries
from kompetenslyft.apps.organisations import actions as organisations
from kompetenslyft.apps.organisations.queries import agency, reporting_units
from kompetenslyft.core.ledger.model import LedgerEvent

DEFINITION = "competence-grant@2013"
DAY = date(2013, 10, 1)
RECEIVED = {"inventory": 50_000, "competence": 150_000}
ACTIVITIES = 6
TIMES = 5
TARGET = 2.0
CATEGORIES = ("course_fees", "substitutes", "travel", "administration")


def measure() -> None:
    """Print seconds for settling all each way and their ratio, and the same for the page that shows it."""
    call_command("migrate", verbosity=0)
    year, officer = filled()
    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        made = actions.settle_all(year=year, by=officer)
        transaction.set_rollback(True)
    ours = best_of(lambda: actions.settle_all(year=year, by=officer))
    plain = best_of(lambda: plainly(year))
    print(f"{made.units} municipalities, {len(made.settlements)} settlements, {len(captured)} queries")
    print(f"settled by the rules, entered and accepted: {ours:.2f} s (target {TARGET:.0f} s)")
    print(f"one municipality at a time, sums alone: {plain:.2f} s; ratio {plain / ours:.1f}")
    actions.settle_all(year=year, by=officer)
    print(f"the overview, settled: {best_of(lambda: queries.overview(year)) * 1000:.0f} ms")


def plainly(year: ProgrammeYear) -> None:
    """One municipality after the other: what it spent, at most what it received; the rest is to be repaid."""
    for answer_to in Return.objects.filter(round=year.report_round):
        spent = dict.fromkeys(RECEIVED, 0)
        for activity in Activity.objects.filter(year=year, parts__unit=answer_to.unit):
            for part in activity.parts.filter(unit=answer_to.unit):
                for purpose, costs in part.costs.items():
                    spent[purpose] += sum(costs.values())
        for purpose, received in RECEIVED.items():
            used = min(received, spent[purpose])
            Settlement.objects.create(
                year=year,
                unit=answer_to.unit,
                purpose=purpose,
                basis="report",
                report_of=answer_to.unit,
                submission=1,
                received=received,
                used=used,
                unused=received - used,
                not_permitted=0,
                settled_at=clock.now(),
                settled_by="plain",
            )


def filled() -> tuple[ProgrammeYear, User]:
    """A year whose every municipality has been paid and has signed its report."""
    organisations.load_official()
    officer = User.objects.create_user("officer@example.se", "x", name="Olle")
    Membership.objects.create(
        user=officer, organisation=agency(), role="programme_officer", valid_from=date(2010, 1, 1)
    )
    year = ProgrammeYear.objects.create(
        code="bench",
        definition=DEFINITION,
        opened_at=clock.now(),
        opened_by="Olle",
        report_round=Round.objects.create(
            code="bench",
            title_sv="x",
            title_en="x",
            year=2013,
            instrument="report-back@2013",
            opens=DAY,
            deadline=DAY,
            last_start=DAY,
            last_change=DAY,
        ),
    )
    units = list(reporting_units(DAY).filter(kind="municipality"))
    reports = Return.objects.bulk_create(
        Return(round=year.report_round, unit=unit, joined_year=2013, status="signed", counted_number=1)
        for unit in units
    )
    Submission.objects.bulk_create(
        Submission(
            answer_to=one, number=1, values={}, digest=str(one.pk), revision=1, submitted_at=clock.now()
        )
        for one in reports
    )
    with transaction.atomic():
        paid = [
            Posting(LedgerEvent.PAID, purpose, amount, f"paid:{purpose}:{unit.code}", (unit.pk, unit.code))
            for unit in units
            for purpose, amount in RECEIVED.items()
        ]
        post(year, paid, by_label="Olle", at=clock.now())
    chance = random.Random(2013)
    activities = Activity.objects.bulk_create(
        Activity(
            year=year,
            unit=unit,
            number=number,
            title=f"Kurs {number}",
            kind="competence_inventory" if number == 1 else "credit_course",
            state="carried_out",
            starts=DAY,
            ends=DAY,
            changed_at=clock.now(),
            changed_by="Olle",
        )
        for unit in units
        for number in range(1, ACTIVITIES + 1)
    )
    ActivityPart.objects.bulk_create(
        ActivityPart(
            activity=one,
            unit_id=one.unit_id,
            costs={"inventory": {"inventory_work": chance.randrange(60_000)}}
            if one.number == 1
            else {"competence": {chance.choice(CATEGORIES): chance.randrange(50_000)}},
        )
        for one in activities
    )
    return year, officer


def best_of(work: Callable[[], object]) -> float:
    """Seconds of the fastest of some runs, each of them taken back."""
    seconds = []
    for _ in range(TIMES):
        with transaction.atomic():
            started = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - started)
            transaction.set_rollback(True)
    return min(seconds)
