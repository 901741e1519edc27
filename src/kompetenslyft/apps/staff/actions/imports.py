"""Staff files on their way into the register: received, checked against it, then applied whole or abandoned.

The file is kept until it is applied or abandoned, so that what was broken off starts again from it and another mapping
can be tried. Checking and applying are not one transaction each: how far they have come is seen while they work. What
is written to the register is one.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.staff import access, import_record
from kompetenslyft.apps.staff.actions.keeping import Kept, keep_people
from kompetenslyft.apps.staff.import_hold import free, holding, note_progress
from kompetenslyft.apps.staff.models import ColumnMapping, StaffImport
from kompetenslyft.apps.staff.working_out import WorkedOut, work_out
from kompetenslyft.core.privacy.rights import Right, Thing
from kompetenslyft.core.staff.importing.mapping import FileMapping
from kompetenslyft.core.staff.importing.proposing import check_identity_numbers
from kompetenslyft.core.staff.importing.table import ImportCode, StaffTable
from kompetenslyft.exchange.staff_files.read import read_staff_file
from kompetenslyft.exchange.staff_files.refusal import StaffFileRefused

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation

log = logging.getLogger(__name__)
State = StaffImport.State
Progress = Callable[[int, int], None]
"""Told how many are done, and of how many."""

AT_ONCE = 2_000
"""Files with at most so many rows are worked at while the page waits; longer ones by the worker."""
_OPEN = (State.UPLOADED, State.QUEUED, State.CHECKED, State.ORDERED)


@transaction.atomic
def receive(
    *,
    employer: Organisation,
    filename: str,
    content: bytes,
    mapping: str | FileMapping | None = None,
    as_of: date,
    by: User | None,
    at: datetime | None = None,
) -> StaffImport:
    """Take in a file, to be read by the mapping: a saved one's name, a definition, or None, which is chosen later.

    The same file, still open and told to be of the same day, is not taken in twice. Nothing is kept of a file that is
    refused.

    Raises Refused: E101, E102; N301–N306, N311, W1xx the file cannot be read; N308 it has personal identity numbers;
    N312 no such mapping.
    """
    at = at or clock.now()
    _check_may(by, employer, at)
    definition, name = _mapping(employer, mapping)
    table = _table(content, filename)
    if numbers := check_identity_numbers(table):
        raise Refused(*numbers)
    digest = hashlib.sha256(content).hexdigest()
    row = StaffImport.objects.filter(
        employer=employer, sha256=digest, as_of=as_of, state__in=_OPEN, by=by
    ).first()
    if row is None:
        row = StaffImport.objects.create(
            employer=employer,
            filename=filename[-255:],
            sha256=digest,
            content=content,
            total=len(table.rows),
            as_of=as_of,
            by=by,
            by_label=_label(by),
            at=at,
        )
        audit.record("staff_import.receive", row, by=by, at=at, rows=row.total, as_of=as_of.isoformat())
    if definition is not None:
        _map(row, definition, name)
    return row


@transaction.atomic
def map_columns(
    *,
    staff_import: StaffImport,
    mapping: FileMapping,
    name: str = "",
    by: User | None,
    at: datetime | None = None,
) -> StaffImport:
    """Read the file by this mapping from now on; what was checked by another is forgotten. ``name``: as it is saved.

    Raises Refused: E101, E102; N320 the import is settled; N323 it is being worked at.
    """
    at = at or clock.now()
    row = _open(staff_import, by, at)
    _map(row, mapping, name)
    return row


def check(
    *,
    staff_import: StaffImport,
    by: User | None,
    at: datetime | None = None,
    progress: Progress | None = None,
) -> StaffImport:
    """Work out what the file would change, and what is wrong with it. Writes nothing to the register.

    Raises Refused: E101, E102; N309 no mapping is chosen; N320 settled; N323 somebody works at it.
    """
    at = at or clock.now()
    row = _open(staff_import, by, at)
    mapping = _definition(row)
    with holding(row):
        worked_out = _work_out(row, mapping, at, progress)
        with transaction.atomic():
            row = _open(row, by, at)
            import_record.keep(row, worked_out)
            row.state, row.done, row.error = State.CHECKED, row.total, ""
            row.save(update_fields=["findings", "difference", "base", "state", "done", "error"])
    return row


def apply(
    *,
    staff_import: StaffImport,
    by: User | None,
    at: datetime | None = None,
    progress: Progress | None = None,
) -> Kept:
    """Write what was worked out to the register, all of it or nothing, and forget the file.

    Raises Refused: E101, E102; N320 settled; N321 the register has changed since the check: check again; N322 the file
    has faults; N323 somebody works at it; N324 not checked; and what ``keep_people`` refuses.
    """
    at = at or clock.now()
    row = _open(staff_import, by, at)
    _check_ready(row)
    mapping = _definition(row)
    with holding(row):
        worked_out = _work_out(row, mapping, at, None)
        with transaction.atomic():
            row = _open(row, by, at)
            _check_ready(row)
            if worked_out.has_faults:
                raise _has_faults()
            if worked_out.base != row.base:
                raise Refused.because(
                    ImportCode.OTHER_REGISTER,
                    "Registret har ändrats sedan filen kontrollerades. Inget har förts in. Kontrollera filen igen.",
                    "The register has changed since the file was checked. Nothing has been applied. Check it again.",
                )
            people = [change.after for change in worked_out.difference.changes]
            kept = keep_people(employer=row.employer, people=people, by=by, at=at, progress=progress)
            kept = Kept(kept.added, kept.changed, worked_out.difference.unchanged)
            _settle(row, State.APPLIED, by, at)
            audit.record("staff_import.apply", row, by=by, at=at, added=kept.added, changed=kept.changed)
    return kept


@transaction.atomic
def abandon(*, staff_import: StaffImport, by: User | None, at: datetime | None = None) -> StaffImport:
    """Forget the file; the register stays as it is. Abandoning it twice does nothing.

    Raises Refused: E101, E102; N320 it is applied; N323 somebody works at it.
    """
    at = at or clock.now()
    _check_may(by, staff_import.employer, at)
    if StaffImport.objects.filter(pk=staff_import.pk, state=State.ABANDONED).exists():
        return staff_import
    row = _open(staff_import, by, at)
    if not StaffImport.objects.filter(free(), pk=row.pk).exists():
        raise Refused.because(
            ImportCode.UNDER_WAY,
            "Filen behandlas just nu. Vänta tills det är klart.",
            "The file is being worked at right now. Wait until that is done.",
        )
    _settle(row, State.ABANDONED, by, at)
    audit.record("staff_import.abandon", row, by=by, at=at)
    return row


def start(*, staff_import: StaffImport, by: User, applying: bool = False) -> StaffImport:
    """Check or apply the file: at once where it is short, else by the worker. Asking twice asks once.

    Raises Refused as ``check`` and ``apply``.
    """
    at = clock.now()
    row = _open(staff_import, by, at)
    if applying:
        _check_ready(row)
    if row.total > AT_ONCE:
        state = State.ORDERED if applying else State.QUEUED
        StaffImport.objects.filter(pk=row.pk).exclude(state=state).update(
            state=state, ordered_by=by, error="", done=0
        )
    elif applying:
        apply(staff_import=row, by=by)
    else:
        check(staff_import=row, by=by)
    row.refresh_from_db()
    return row


def work_next() -> StaffImport | None:
    """Check or apply the file that has waited longest, or one that was broken off. None where nothing waits.

    What cannot be done is told in ``error``, and the file is as it was before it was asked for: the queue goes on.
    """
    waiting = StaffImport.objects.filter(free(), state__in=[State.QUEUED, State.ORDERED])
    row = waiting.select_related("employer", "ordered_by").order_by("pk").first()
    if row is None:
        return None
    before = State.CHECKED if row.state == State.ORDERED else State.UPLOADED
    try:
        if row.ordered_by is None:
            raise access.not_found()
        (apply if row.state == State.ORDERED else check)(staff_import=row, by=row.ordered_by)
    except Refused as refused:
        _failed(row, before, refused.text("sv"))
    except Exception as error:
        log.exception("Staff file %s could not be worked at", row.pk)
        _failed(row, before, f"{type(error).__name__}")
    row.refresh_from_db()
    return row


def _failed(row: StaffImport, state: str, error: str) -> None:
    StaffImport.objects.filter(pk=row.pk, state__in=_OPEN).update(state=state, error=error)


def _work_out(row: StaffImport, mapping: FileMapping, at: datetime, progress: Progress | None) -> WorkedOut:
    def step(done: int, total: int) -> None:
        note_progress(row, done)
        if progress is not None:
            progress(done, total)

    return work_out(
        row.employer,
        read_staff_file(bytes(row.content or b""), row.filename),
        mapping,
        as_of=row.as_of,
        today=at.date(),
        progress=step,
    )


def _open(staff_import: StaffImport, by: User | None, at: datetime) -> StaffImport:
    """The import, read anew and held within a transaction. Raises Refused: E101, E102; N320 where it is settled."""
    rows = StaffImport.objects.select_related("employer")
    if transaction.get_connection().in_atomic_block:
        rows = rows.select_for_update(of=("self",))
    row = rows.get(pk=staff_import.pk)
    _check_may(by, row.employer, at)
    if row.state not in _OPEN:
        raise Refused.because(
            ImportCode.SETTLED,
            f"Filen är redan {row.get_state_display()}. Läs in den på nytt om den ska användas igen.",
            f"The file is already settled ({row.state}). Read it in anew to use it again.",
        )
    return row


def _check_may(by: User | None, employer: Organisation, at: datetime) -> None:
    access.check_may_at(by, employer, Thing.IMPORT, at.date(), Right.CHANGE)


def _check_ready(row: StaffImport) -> None:
    if row.state not in (State.CHECKED, State.ORDERED):
        raise Refused.because(
            ImportCode.NOT_CHECKED,
            "Filen är inte kontrollerad än. Kontrollera den först.",
            "The file is not checked yet. Check it first.",
        )
    if import_record.hard(row):
        raise _has_faults()


def _has_faults() -> Refused:
    return Refused.because(
        ImportCode.HAS_FAULTS,
        "Filen har fel som måste rättas. Rätta dem i HR-systemet eller i mappningen och kontrollera igen.",
        "The file has faults that must be corrected. Correct them in the HR system or the mapping and check again.",
    )


def _settle(row: StaffImport, state: str, by: User | None, at: datetime) -> None:
    row.state, row.settled_at, row.settled_by = state, at, _label(by)
    row.content, row.error = None, ""
    import_record.forget(row)
    row.save(
        update_fields=["state", "settled_at", "settled_by", "content", "error", "findings", "difference"]
    )


def _map(row: StaffImport, mapping: FileMapping, name: str) -> None:
    row.definition, row.mapping_name = mapping.model_dump(mode="json"), name
    row.state, row.findings, row.difference, row.base, row.error = State.UPLOADED, [], {}, "", ""
    row.save(update_fields=["definition", "mapping_name", "state", "findings", "difference", "base", "error"])


def _definition(row: StaffImport) -> FileMapping:
    if not row.definition:
        raise Refused.because(
            ImportCode.MAPPING_INCOMPLETE,
            "Ingen mappning är vald för filen. Välj vilken kolumn som är vad.",
            "No mapping is chosen for the file. Choose which column is what.",
        )
    return FileMapping.model_validate(row.definition)


def _mapping(employer: Organisation, mapping: str | FileMapping | None) -> tuple[FileMapping | None, str]:
    if mapping is None or isinstance(mapping, FileMapping):
        return mapping, ""
    found = ColumnMapping.objects.filter(employer=employer, name__iexact=mapping).first()
    if found is None:
        known = ", ".join(ColumnMapping.objects.filter(employer=employer).values_list("name", flat=True))
        raise Refused.because(
            ImportCode.NO_SUCH_MAPPING,
            f"Det finns ingen mappning «{mapping}». Välj någon av: {known or 'inga är sparade än'}.",
            f"There is no mapping “{mapping}”. Choose one of: {known or 'none is saved yet'}.",
            "mapping",
        )
    return FileMapping.model_validate(found.definition), found.name


def _table(content: bytes, filename: str) -> StaffTable:
    try:
        return read_staff_file(content, filename)
    except StaffFileRefused as refused:
        raise Refused(*refused.findings) from refused


def _label(by: User | None) -> str:
    return str(by) if by else audit.SYSTEM
