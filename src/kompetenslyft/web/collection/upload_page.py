"""What an uploaded workbook would do, cell by cell, before anything is saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.instruments.model import CellSpec, Value
from kompetenslyft.core.instruments.values import format_value
from kompetenslyft.core.numbers import quoted
from kompetenslyft.exchange.workbook.difference import Change, Kind
from kompetenslyft.web.collection.return_page import cell_url
from kompetenslyft.web.collection.words import language, shown

if TYPE_CHECKING:
    from kompetenslyft.apps.collection.queries import UploadPreview


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One cell that the workbook changes: what stands in the return, what the file says."""

    key: str
    label: str
    section: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FaultLine:
    """An entry that cannot be saved. ``entry``: what stands in the file's cell."""

    label: str
    section: str
    entry: str
    message: str
    url: str


@dataclass(frozen=True, slots=True)
class UploadPage:
    """The difference in the order of the form."""

    new: tuple[ChangeLine, ...]
    changed: tuple[ChangeLine, ...]
    cleared: tuple[ChangeLine, ...]
    conflicts: tuple[ChangeLine, ...]
    faults: tuple[FaultLine, ...]
    remarks: tuple[tuple[str, str, str], ...]
    """(severity, code, message)"""
    same: int

    @property
    def changes(self) -> int:
        return len(self.new) + len(self.changed) + len(self.cleared)

    @property
    def anything(self) -> bool:
        return bool(self.changes or self.conflicts)


def upload_page(preview: UploadPreview) -> UploadPage:
    """The preview in the reader's words."""
    cells = preview.instrument.cells
    order = {key: position for position, key in enumerate(cells)}
    by_kind: dict[Kind, list[Change]] = {kind: [] for kind in Kind}
    for change in sorted(preview.changes, key=lambda one: order.get(one.key, len(order))):
        if change.key in cells:
            by_kind[change.kind].append(change)

    def lines(kind: Kind) -> tuple[ChangeLine, ...]:
        return tuple(_line(cells[change.key], change) for change in by_kind[kind])

    answer_to = preview.upload.answer_to

    def place(finding: Finding) -> int:
        return min((order.get(key, len(order)) for key in finding.cells), default=len(order))

    ordered = sorted(preview.findings, key=place)
    faults = tuple(
        FaultLine(
            label=cells[key].label(language()),
            section=cells[key].section.title.in_language(language()),
            entry=quoted(preview.upload.raw.get(key, "")),
            message=finding.message.in_language(language()),
            url=cell_url(answer_to, cells[key]),
        )
        for finding in ordered
        if finding.severity is Severity.HARD
        for key in finding.cells
        if key in cells
    )
    return UploadPage(
        new=lines(Kind.NEW),
        changed=lines(Kind.CHANGED),
        cleared=lines(Kind.CLEARED),
        conflicts=lines(Kind.CONFLICT),
        faults=faults,
        remarks=tuple(
            (
                "danger"
                if remark.severity is Severity.HARD
                else "warning"
                if remark.severity is Severity.SOFT
                else "info",
                str(remark.code),
                remark.message.in_language(language()),
            )
            for remark in ordered
            if remark.severity is not Severity.HARD or not remark.cells
        ),
        same=len(by_kind[Kind.UNCHANGED]) + len(by_kind[Kind.SAME]),
    )


def _line(spec: CellSpec, change: Change) -> ChangeLine:
    return ChangeLine(
        key=change.key,
        label=spec.label(language()),
        section=spec.section.title.in_language(language()),
        before=_text(spec, change.current),
        after=_text(spec, change.incoming),
    )


def _text(spec: CellSpec, value: Value | None) -> str:
    return shown(spec, None) if value is None else format_value(spec, value, language())
