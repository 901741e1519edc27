"""Reading the documents that are attached to returns."""

from __future__ import annotations

from datetime import date

from kompetenslyft.apps.callers import Caller
from kompetenslyft.apps.collection import access
from kompetenslyft.apps.collection.models import Attachment, Return
from kompetenslyft.apps.collection.records import answers_of


def attachments_of(answer_to: Return) -> list[Attachment]:
    """Every document that is kept with the return, without its content. One query."""
    return list(answer_to.attachments.defer("content"))


def document(answer_to: Return, key: str, sha256: str | None = None) -> Attachment | None:
    """The document that answers the cell, with its content; or the one kept there that has the digest."""
    kept = answer_to.attachments.filter(key=key)
    if sha256 is not None:
        return kept.filter(sha256=sha256).last()
    digest, _, filename = str(answers_of(answer_to).get(key, "")).partition("/")
    return kept.filter(sha256=digest, filename=filename).first()


def attachment_for(by: Caller, return_pk: int, pk: int, on: date) -> Attachment:
    """A document with its content, if the caller may see its return. Raises Refused (E101)."""
    visible = access.visible_returns(by, on).filter(pk=return_pk)
    found = Attachment.objects.filter(pk=pk, answer_to__in=visible).first()
    if found is None:
        raise access.not_found()
    return found
