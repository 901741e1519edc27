"""The Excel channel: a workbook is received and shown as a difference, and applied when the sender says so."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.callers import Caller, user_of
from kompetenslyft.apps.collection import access
from kompetenslyft.apps.collection.actions.answers import Outcome, check_open, enter, locked
from kompetenslyft.apps.collection.models import Channel, Return, Upload
from kompetenslyft.apps.collection.records import instrument_of
from kompetenslyft.apps.collection.workbooks import changes_of, stamp_of, upload_of
from kompetenslyft.apps.errors import Refused
from kompetenslyft.exchange.workbook.difference import Change, settle
from kompetenslyft.exchange.workbook.read import read_workbook
from kompetenslyft.exchange.workbook.refusal import WorkbookRefused


@transaction.atomic
def receive(
    *, answer_to: Return, filename: str, data: bytes, by: Caller, at: datetime | None = None
) -> Upload:
    """Read a workbook into a waiting upload; no answer is changed.

    Raises Refused: E1xx; W1xx a file that cannot be read as a workbook of this return.
    """
    at = at or clock.now()
    access.check_may_edit(by, answer_to, at.date())
    try:
        content = read_workbook(data, filename, instrument_of(answer_to), expected=stamp_of(answer_to, at))
    except WorkbookRefused as refusal:
        raise Refused(*refusal.findings) from None
    upload = upload_of(answer_to, content)
    upload.filename, upload.by, upload.at = filename[:255], user_of(by), at
    upload.save()
    audit.record(
        "return.upload", answer_to, by=by, at=at, filename=filename[:255], cells=len(content.entries)
    )
    return upload


@transaction.atomic
def apply_upload(
    *, upload: Upload, by: Caller, overwrite: Collection[str] = (), at: datetime | None = None
) -> Outcome:
    """Enter what the workbook changed, compared anew with the answers as they stand now.

    Cells that somebody changed meanwhile are conflicts and stay, except those named in ``overwrite``. Raises Refused:
    E1xx, T3xx, W150 where the upload is already applied.
    """
    at = at or clock.now()
    answer_to = locked(upload.answer_to)
    access.check_may_edit(by, answer_to, at.date())
    check_open(answer_to, at)
    if Upload.objects.select_for_update().get(pk=upload.pk).applied_at is not None:
        raise Refused.because(
            "W150",
            "Arbetsboken är redan inläst. Ladda upp den igen om du har ändrat i den.",
            "The workbook is already applied. Upload it again if you have changed it.",
        )
    saved, left = settle(changes_of(upload), overwrite=frozenset(overwrite))
    outcome = enter(
        answer_to=answer_to,
        entries=_entries(upload, saved),
        base=answer_to.revision,
        by=by,
        channel=Channel.WORKBOOK,
        at=at,
    )
    if left:
        # Entered as by one who had seen nothing, so that each is named as the conflict it is. A cell that nobody has
        # answered, whatever the workbook says of it, has no figure to keep and is saved.
        told = enter(
            answer_to=answer_to,
            entries=_entries(upload, left),
            base=0,
            by=by,
            channel=Channel.WORKBOOK,
            at=at,
        )
        outcome.revision, outcome.conflicts = told.revision, told.conflicts
        outcome.saved, outcome.rejected = outcome.saved | told.saved, outcome.rejected | told.rejected
    upload.applied_at = at
    upload.save(update_fields=["applied_at"])
    return outcome


def _entries(upload: Upload, changes: Iterable[Change]) -> dict[str, object]:
    """What the workbook says in the changed cells, as written; blank where it clears them."""
    return {change.key: upload.raw.get(change.key) for change in changes}
