"""The bank's answer to a file of payments: ISO 20022 pain.002.001.03 (and later versions with the same elements)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

LARGEST = 5_000_000
"""Bytes. An answer about 290 payments is a few hundred kilobytes."""

_SETTLED = frozenset({"ACSC", "ACCC"})
_REJECTED = "RJCT"
_IN_PART = "PART"
_REASON_LENGTH = 200
_MESSAGE = "CstmrPmtStsRpt"


class Unreadable(ValueError):
    """The file is no status report that can be read; the text says why, in English."""


@dataclass(frozen=True, slots=True)
class StatusReport:
    """What the bank says about one file. ``status``: of all payments together; empty where it is told one by one.

    ``statuses`` and ``reasons``: by the payments' own references (EndToEndId).
    """

    message_id: str
    status: str
    statuses: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""

    def of(self, reference: str) -> str:
        """The status of a payment: its own, or that of all; empty where the bank has not said."""
        return self.statuses.get(reference) or ("" if self.status == _IN_PART else self.status)

    def undecided(self, references: Collection[str]) -> list[str]:
        """Those that are neither settled nor rejected: only received, checked or accepted so far."""
        final = _SETTLED | {_REJECTED}
        return [reference for reference in references if self.of(reference) not in final]

    def rejected(self, references: Collection[str]) -> dict[str, str]:
        """Those that were rejected, each with the bank's reason as code and words."""
        return {
            reference: self.reasons.get(reference) or self.reason or _REJECTED
            for reference in references
            if self.of(reference) == _REJECTED
        }


def read_status(data: bytes) -> StatusReport:
    """What a status report says. Raises Unreadable: too large, not XML, with a document type, another message."""
    if len(data) > LARGEST:
        raise Unreadable("the file is larger than 5 MB")
    try:
        root = ET.fromstring(data, ET.XMLParser(target=_WithoutDoctype()))
    except Unreadable:
        raise
    except (ET.ParseError, ValueError, LookupError) as error:
        raise Unreadable(f"the file is not XML: {error}") from None
    report = next((one for one in root if _name(one) == _MESSAGE), None)
    if _name(root) != "Document" or report is None:
        raise Unreadable("the file is no pain.002 status report")
    group = _child(report, "OrgnlGrpInfAndSts")
    if group is None:
        raise Unreadable("the report does not say which file it answers")
    statuses: dict[str, str] = {}
    reasons: dict[str, str] = {}
    batch_status, batch_reason = _text(group, "GrpSts"), _reason(group)
    for information in _children(report, "OrgnlPmtInfAndSts"):
        batch_status = _text(information, "PmtInfSts") or batch_status
        batch_reason = _reason(information) or batch_reason
        for transaction in _children(information, "TxInfAndSts"):
            reference = _text(transaction, "OrgnlEndToEndId")
            if status := _text(transaction, "TxSts"):
                statuses[reference] = status
            if reason := _reason(transaction):
                reasons[reference] = reason
    return StatusReport(_text(group, "OrgnlMsgId"), batch_status, statuses, reasons, batch_reason)


class _WithoutDoctype(ET.TreeBuilder):
    """Stops at a document type, in whatever encoding: it is there that entities are declared."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise Unreadable("the file declares a document type, which a status report has none of")


def _reason(parent: ET.Element) -> str:
    parts = []
    for information in _children(parent, "StsRsnInf"):
        code = _child(information, "Rsn")
        parts += [] if code is None else [_text(code, "Cd") or _text(code, "Prtry")]
        parts += [(one.text or "").strip() for one in _children(information, "AddtlInf")]
    return " ".join(" ".join(part for part in parts if part).split())[:_REASON_LENGTH]


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _children(parent: ET.Element, name: str) -> list[ET.Element]:
    return [child for child in parent if _name(child) == name]


def _child(parent: ET.Element, name: str) -> ET.Element | None:
    return next((child for child in parent if _name(child) == name), None)


def _text(parent: ET.Element, name: str) -> str:
    child = _child(parent, name)
    return "" if child is None else (child.text or "").strip()
