"""What ``staff_import`` measures, loaded once Django is set up."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
from django.core.management import call_command
from django.db import connection, transaction

from kompetenslyft.apps.organisations import actions as organisations
from kompetenslyft.apps.organisations import queries
from kompetenslyft.apps.organisations.kinds import Kind
from kompetenslyft.apps.organisations.models import Organisation
from kompetenslyft.apps.staff.actions import imports
from kompetenslyft.apps.staff.models import Person
from kompetenslyft.core.staff.importing.mapping import FieldName, FileMapping

F = FieldName
PEOPLE, UNITS, TARGET = 30_000, 200, 30
AS_OF = date(2016, 11, 1)
COLUMNS = {
    F.NUMBER: "Anställningsnr",
    F.NAME: "Namn",
    F.GENDER: "Kön",
    F.UNIT_NAME: "Enhet",
    F.ROLE: "Befattning",
    F.SHARE: "Sysselsättningsgrad",
    F.PERMANENT: "Anställningsform",
    F.FIRST_DAY: "Anställd fr.o.m.",
    F.LAST_DAY: "Anställd t.o.m.",
    F.DEGREE: "Examen",
    F.DEGREE_YEAR: "Examensår",
}
MAPPING = FileMapping(columns=COLUMNS, fixed={F.SERVICE: "child_welfare"})


def measure() -> None:
    """Print seconds for each step, for the whole, and for the same by hand."""
    call_command("migrate", verbosity=0)
    organisations.load_official()
    employer = queries.by_code("0180")
    Organisation.objects.bulk_create(
        [
            Organisation(kind=Kind.UNIT, code=f"0180-b{number}", name=f"Enhet {number}", parent=employer)
            for number in range(UNITS)
        ]
    )
    content = written()
    by_hand = timed(lambda: plainly(employer, content))[0]
    took, row = timed(
        lambda: imports.receive(
            employer=employer, filename="personal.csv", content=content, mapping=MAPPING, as_of=AS_OF, by=None
        )
    )
    checking, _row = timed(lambda: imports.check(staff_import=row, by=None))
    applying, kept = timed(lambda: imports.apply(staff_import=row, by=None))
    whole = took + checking + applying
    print(f"{kept.added} people, {len(content) / 1_000_000:.1f} MB")
    print(f"received {took:.1f} s, checked {checking:.1f} s, applied {applying:.1f} s")
    print(f"the whole: {whole:.1f} s (target {TARGET} s)")
    print(f"pandas and plain INSERT, nothing checked: {by_hand:.1f} s; ratio {by_hand / whole:.2f}")
    again = imports.receive(
        employer=employer, filename="personal.csv", content=content, mapping=MAPPING, as_of=AS_OF, by=None
    )
    second, _row = timed(lambda: imports.check(staff_import=again, by=None))
    print(f"the same file checked again, against a full register: {second:.1f} s")


def timed(what: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what it gave."""
    start = time.perf_counter()
    value = what()
    return time.perf_counter() - start, value


def written() -> bytes:
    """The file: every person's row, in Swedish."""
    lines = [";".join(COLUMNS.values())]
    roles = ("Socialsekreterare", "Biståndshandläggare", "Arbetsledare", "Enhetschef")
    for number in range(PEOPLE):
        lines.append(
            f"{100_000 + number};Påhittad Person {number};{'Kvinna' if number % 5 else 'Man'};"
            f"Enhet {number % UNITS};{roles[number % 4]};{(100, 75, 50, 80)[number % 4]};"
            f"{'Tillsvidare' if number % 6 else 'Vikariat'};{1990 + number % 26}-0{1 + number % 9}-01;;"
            f"Socionomexamen;{1985 + number % 26}"
        )
    return ("\r\n".join(lines) + "\r\n").encode()


def plainly(employer: Organisation, content: bytes) -> None:
    """The file into three tables, as a script would; all of it is taken back."""
    frame = pd.read_csv(io.BytesIO(content), sep=";", dtype=str)
    units = dict(Organisation.objects.filter(parent=employer).values_list("name", "pk"))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO staff_person (employer_id, number, name, email, gender, made_up, revision, changed_at, "
                "changed_by) VALUES (%s, %s, %s, '', %s, false, 1, '2016-11-01', 'bench')",
                [(employer.pk, one[0], one[1], one[2]) for one in frame.itertuples(index=False)],
            )
            ids = dict(Person.objects.values_list("number", "pk"))
            cursor.executemany(
                "INSERT INTO staff_employment (person_id, unit_id, role, service, share, permanent, first_day, "
                "leaving_reason) VALUES (%s, %s, %s, 'child_welfare', %s, %s, %s, '')",
                [
                    (ids[one[0]], units[one[3]], one[4], int(one[5]), one[6] == "Tillsvidare", one[7])
                    for one in frame.itertuples(index=False)
                ],
            )
            cursor.executemany(
                "INSERT INTO staff_credential (person_id, kind, title, awarded_on, subjects) "
                "VALUES (%s, 'social_work_degree', %s, %s, '[]')",
                [(ids[one[0]], one[9], f"{one[10]}-12-31") for one in frame.itertuples(index=False)],
            )
        transaction.set_rollback(True)
