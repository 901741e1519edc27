"""Documents that answer cells: attached, replaced and taken away through the pipeline that every answer passes."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.callers import Caller, user_of
from kompetenslyft.apps.collection import access
from kompetenslyft.apps.collection.actions.answers import check_open, keep, locked
from kompetenslyft.apps.collection.models import Attachment, Cell, Return
from kompetenslyft.apps.collection.records import instrument_of
from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.codes import Code
from kompetenslyft.core.findings import Finding
from kompetenslyft.core.instruments.model import Instrument
from kompetenslyft.core.instruments.values import key_finding
from kompetenslyft.exchange.attachments import read_attachment


@transaction.atomic
def attach(
    *,
    answer_to: Return,
    key: str,
    data: bytes,
    filename: str,
    by: Caller,
    channel: str,
    base: int | None = None,
    at: datetime | None = None,
) -> Attachment:
    """Answer a cell with a document, in the place of the one that may stand there.

    ``base`` is the revision that the sender had seen; None takes the cell as it stands. A document that was replaced
    is forgotten unless it is part of a submission.

    Raises Refused, in the order of the pipeline: E101, E102; K201, K202, K204, K206 no such cell; T3xx; V415 empty,
    V416 wrong kind, V417 too large; C501 somebody else changed the cell after ``base``.
    """
    at = at or clock.now()
    answer_to, cell = _answerable(answer_to, key, by, at)
    document = read_attachment(key, data, filename)
    if isinstance(document, Finding):
        raise Refused(document)
    _check_unchanged(cell, key, base)
    attachment, _ = Attachment.objects.get_or_create(
        answer_to=answer_to,
        key=key,
        sha256=hashlib.sha256(data).hexdigest(),
        filename=document.filename,
        defaults={
            "content_type": document.content_type,
            "size": len(data),
            "content": data,
            "by": user_of(by),
            "by_label": str(by),
            "at": at,
        },
    )
    _set(answer_to, key, cell, attachment.value, by=by, channel=channel, at=at)
    return attachment


@transaction.atomic
def detach(
    *,
    answer_to: Return,
    key: str,
    by: Caller,
    channel: str,
    base: int | None = None,
    at: datetime | None = None,
) -> None:
    """Take the document out of a cell; a cell without one is left as it is. Raises Refused as ``attach`` does."""
    at = at or clock.now()
    answer_to, cell = _answerable(answer_to, key, by, at)
    _check_unchanged(cell, key, base)
    _set(answer_to, key, cell, None, by=by, channel=channel, at=at)


def _answerable(answer_to: Return, key: str, by: Caller, at: datetime) -> tuple[Return, Cell | None]:
    """The return, held, and the cell that stands there, where the caller can answer it with a document now."""
    answer_to = locked(answer_to)
    access.check_may_edit(by, answer_to, at.date())
    _check_takes_file(instrument_of(answer_to), key)
    check_open(answer_to, at)
    return answer_to, answer_to.cells.filter(key=key).first()


def _check_takes_file(instrument: Instrument, key: str) -> None:
    finding = key_finding(instrument, key)
    if finding is None:
        spec = instrument.cells[key]
        raise Refused.because(
            Code.NO_FILE_KEY,
            f"«{spec.label('sv')}» besvaras inte med en fil. Skriv svaret i rutan.",
            f"“{spec.label('en')}” is not answered with a file. Write the answer in its place.",
            key,
        )
    if finding.code != Code.FILE_KEY:
        raise Refused(finding)


def _check_unchanged(cell: Cell | None, key: str, base: int | None) -> None:
    if cell is not None and base is not None and cell.revision > base:
        raise Refused.because(
            "C501",
            f"{cell.changed_by} har ändrat här sedan du öppnade sidan. Ladda om den och se vilken fil som gäller.",
            f"{cell.changed_by} has changed this since you opened the page. Reload it and see which file applies.",
            key,
        )


def _set(
    answer_to: Return,
    key: str,
    cell: Cell | None,
    value: str | None,
    *,
    by: Caller,
    channel: str,
    at: datetime,
) -> None:
    if value == (cell.value if cell else None):
        return
    current = {key: cell} if cell else {}
    keep(answer_to, {key: value}, current, by=by, channel=channel, at=at)
    _forget_unsubmitted(answer_to, key, value)
    action = "return.attach" if value else "return.detach"
    audit.record(action, answer_to, by=by, at=at, revision=answer_to.revision, key=key, channel=channel)


def _forget_unsubmitted(answer_to: Return, key: str, current: str | None) -> None:
    submitted = {values.get(key) for values in answer_to.submissions.values_list("values", flat=True)}
    for attachment in answer_to.attachments.filter(key=key).defer("content"):
        if attachment.value not in submitted | {current}:
            attachment.delete()
