"""The files that came with a section's form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kompetenslyft.apps.collection import actions, queries
from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.codes import Code
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.instruments.model import CellSpec, Section
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.attachments import LARGEST
from kompetenslyft.web.access import person
from kompetenslyft.web.collection.entries import CHANNEL

if TYPE_CHECKING:
    from django.http import HttpRequest

    from kompetenslyft.apps.collection.models import Return

FIELD = "file."
"""A cell's file is posted as ``file.<key>``; the buttons beside it are ``attach`` and ``detach`` with the key."""


@dataclass(slots=True)
class Files:
    """How many cells got or lost a document, and which could not, with the reason."""

    saved: int = 0
    rejected: dict[str, Finding] = field(default_factory=dict)


def save_files(request: HttpRequest, answer_to: Return, section: Section, *, base: int, alone: bool) -> Files:
    """Attach what was chosen in the section's form, and take away what the reader said.

    ``base``: the revision of the page. ``alone``: nothing else was changed in the form, so that «attach» without a
    file is a mistake to tell of. Raises Refused for what stops them all.
    """
    done = Files()
    for spec in _file_cells(answer_to, section):
        sent = request.FILES.get(f"{FIELD}{spec.key}")
        try:
            if sent is not None:
                # One byte past the limit is enough to see that the file is too large.
                data = sent.read(LARGEST + 1)
                actions.attach(
                    answer_to=answer_to,
                    key=spec.key,
                    data=data,
                    filename=sent.name or "",
                    by=person(request),
                    channel=CHANNEL,
                    base=base,
                )
            elif request.POST.get("detach") == spec.key:
                actions.detach(
                    answer_to=answer_to, key=spec.key, by=person(request), channel=CHANNEL, base=base
                )
            elif alone and request.POST.get("attach") == spec.key:
                raise _none_chosen(spec)
            else:
                continue
        except Refused as refusal:
            if not refusal.findings[0].cells:
                raise
            done.rejected[spec.key] = refusal.findings[0]
        else:
            done.saved += 1
    return done


def _file_cells(answer_to: Return, section: Section) -> Iterator[CellSpec]:
    cells = queries.instrument_of(answer_to).cells.values()
    return (spec for spec in cells if spec.is_file and spec.section is section)


def _none_chosen(spec: CellSpec) -> Refused:
    message = Text(
        sv="Ingen fil är vald. Välj en fil och bifoga den.", en="No file is chosen. Choose one and attach it."
    )
    return Refused(Finding(Code.FILE_EMPTY, Severity.HARD, message, (spec.key,)))
