"""Taking in allocation keys: a number for each municipality, with a source and a day. A key is never changed."""

from __future__ import annotations

import re
from datetime import date, datetime
from fractions import Fraction

from django.db import transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.callers import Caller
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants import access
from kompetenslyft.apps.grants.keys import KeyCheck, as_text, check_file, check_values
from kompetenslyft.apps.grants.models import KeyTable
from kompetenslyft.exchange.kolada import KoladaRefused, fetch_key

_KEY_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")


def try_key_table(
    *,
    key: str,
    as_of: date,
    data: bytes,
    filename: str,
    by: Caller,
    column: str = "",
    at: datetime | None = None,
) -> KeyCheck:
    """Read a key file and tell everything that is found in it; nothing is kept. Raises Refused: E103."""
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    return check_file(data, filename, column=column, key=key, as_of=as_of, on=at.date())


@transaction.atomic
def add_key_table(
    *,
    key: str,
    title: str,
    source: str,
    as_of: date,
    data: bytes,
    filename: str,
    by: Caller,
    column: str = "",
    made_up: bool = False,
    at: datetime | None = None,
) -> KeyTable:
    """Keep the key that a CSV or XLSX file holds: one number for each municipality, as they were on ``as_of``.

    ``column``: the heading of the numbers where the file has several columns of them.

    Raises Refused: E103, G101 no name, title or source, G102 a day to come, or every hard finding of the file.
    """
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    _check_described(key, title, source, as_of, at)
    check = check_file(data, filename, column=column, key=key, as_of=as_of, on=at.date())
    return _keep(
        KeyTable(
            key=key,
            title=title.strip(),
            source=source.strip(),
            as_of=as_of,
            origin=KeyTable.Origin.FILE,
            filename=filename[:255],
            made_up=made_up,
        ),
        check,
        by=by,
        at=at,
    )


def add_key_from_kolada(
    *, key: str, title: str, kpi: str, year: int, by: Caller, at: datetime | None = None
) -> KeyTable:
    """Fetch a Kolada KPI for a year and keep it as a key; its day is the year's last.

    Raises Refused: E103, G101, G102, every hard finding, or A5xx why Kolada gave nothing.
    """
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    as_of = date(year, 12, 31)
    _check_described(key, title, kpi, as_of, at)
    try:
        fetched = fetch_key(kpi.strip().upper(), year)
    except KoladaRefused as refused:
        raise Refused(refused.finding) from None
    check = check_values(fetched.values, key=key, as_of=as_of, on=at.date())
    with transaction.atomic():
        return _keep(
            KeyTable(
                key=key,
                title=title.strip(),
                source=fetched.source,
                as_of=as_of,
                origin=KeyTable.Origin.KOLADA,
            ),
            check,
            by=by,
            at=at,
        )


def _check_described(key: str, title: str, source: str, as_of: date, at: datetime) -> None:
    wanting = {
        "key": not _KEY_NAME.fullmatch(key),
        "title": not title.strip(),
        "source": not source.strip(),
    }
    missing = [name for name, wants in wanting.items() if wants]
    if missing:
        raise Refused.because(
            "G101",
            "Nyckeln behöver ett namn (små bokstäver a–z, siffror och understreck), en rubrik och en källa.",
            "The key needs a name (small letters a–z, digits and underscores), a title and a source.",
            *missing,
        )
    if as_of > at.date():
        raise Refused.because(
            "G102",
            f"Nyckelns dag {as_of.isoformat()} ligger i framtiden. Ange den dag som uppgifterna avser.",
            f"The key's day {as_of.isoformat()} has not been yet. Give the day that the figures are of.",
            "as_of",
        )


def _keep(table: KeyTable, check: KeyCheck, *, by: Caller, at: datetime) -> KeyTable:
    if check.hard:
        raise Refused(*check.hard)
    table.values = {code: as_text(Fraction(value)) for code, value in sorted(check.values.items())}
    table.remarks = [
        {"code": found.code, "sv": found.message.sv, "en": found.message.en} for found in check.remarks
    ]
    table.added_at, table.added_by = at, str(by)
    table.save()
    audit.record("key.add", table, by=by, at=at, key=table.key, as_of=table.as_of.isoformat())
    return table
