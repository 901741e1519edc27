"""Selections of open tables that somebody wants to come back to. Anybody may save one; nobody is named."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.callers import Caller
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.publishing import queries
from kompetenslyft.apps.publishing.models import SavedQuery
from kompetenslyft.core.cubes.query import Query, as_body, canonical, check, read_query

LONGEST = 50_000
"""Characters of one query."""
MOST = 100_000
"""Queries that are kept."""
VISITOR = "visitor"
"""What the audit trail calls whoever saves one."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A saved query: of which table, what is asked, and how it is given out unless somebody asks for it otherwise."""

    code: str
    table_id: str
    query: Query
    language: str
    output_format: str
    output_params: tuple[str, ...]


@transaction.atomic
def save(
    *,
    table_id: str,
    query: Query,
    language: str,
    output_format: str,
    output_params: Sequence[str],
    most_cells: int,
    by: Caller | None = None,
    at: datetime | None = None,
) -> Kept:
    """Keep the query, once however often it is saved. Language and format are checked by the caller.

    Raises Refused: E101 no such table, Q401–Q411 a query that cannot be answered, Q415 a query that is too long, Q416
    too many are kept.
    """
    body = {
        "selection": as_body(query),
        "language": language,
        "outputFormat": output_format,
        "outputFormatParams": list(output_params),
    }
    if len(json.dumps(body, ensure_ascii=False)) > LONGEST:
        raise Refused.because(
            "Q415",
            f"Urvalet är längre än {LONGEST} tecken. Använd * eller intervall i stället för enstaka koder.",
            f"The query is longer than {LONGEST} characters. Use * or ranges instead of single codes.",
        )
    table = queries.open_table(table_id)
    finding = check(queries.cube_of(table), query, most_cells=most_cells)
    if finding is not None:
        raise Refused(finding)
    same = [table.id, canonical(query), language, output_format, sorted(set(output_params))]
    code = hashlib.sha256(json.dumps(same).encode()).hexdigest()[:16]
    found = SavedQuery.objects.filter(code=code).first()
    if found is None:
        found = _kept(code, table.id, body, by=by, at=at or clock.now())
    return _read(found)


def saved(code: str) -> Kept:
    """The saved query with the code, whatever its capitals. Raises Refused (E101)."""
    found = SavedQuery.objects.filter(code=code.lower()).first()
    if found is None:
        raise Refused.because(
            "E101",
            "Det finns inget sparat urval med den koden. Kontrollera adressen.",
            "There is no saved query with that code. Check the address.",
        )
    return _read(found)


def _kept(
    code: str, table_id: str, body: dict[str, object], *, by: Caller | None, at: datetime
) -> SavedQuery:
    if SavedQuery.objects.count() >= MOST:
        raise Refused.because(
            "Q416",
            "Inga fler urval kan sparas. Adressen till tabellens data är också en länk till urvalet.",
            "No more queries can be saved. The address of the table's data is a link to the selection too.",
        )
    found, made = SavedQuery.objects.get_or_create(
        code=code, defaults={"table": table_id, "query": body, "created_at": at}
    )
    if made:
        audit.record("query saved", found, by=by, label=VISITOR, at=at, table=table_id)
    return found


def _read(row: SavedQuery) -> Kept:
    kept = row.query
    return Kept(
        row.code,
        row.table,
        read_query(kept["selection"]),
        kept["language"],
        kept["outputFormat"],
        tuple(kept["outputFormatParams"]),
    )
