"""What the API shows of a return, as JSON values. FTE is shown as it is read: 12.5, not hundredths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kompetenslyft.api.v1.problems import finding_json, language
from kompetenslyft.apps.collection import actions, queries
from kompetenslyft.core.instruments.model import Instrument, Unit, Value, Values
from kompetenslyft.core.instruments.values import from_json
from kompetenslyft.core.workflow.returns import EVENT_LABELS, Event

if TYPE_CHECKING:
    from kompetenslyft.apps.collection.models import Attachment, Return, ReturnEvent, Submission

ROOT = "/api/v1"


def answer(instrument: Instrument, key: str, value: Value | None) -> int | float | str | list[str] | None:
    """One answer on the wire. A cell that the instrument does not have is shown as stored."""
    spec = instrument.cells.get(key)
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, int) and spec is not None and spec.question.unit is Unit.FTE:
        return value // 100 if value % 100 == 0 else value / 100
    return value


def answers(instrument: Instrument, values: Values) -> dict[str, Any]:
    """Answers by cell key on the wire."""
    return {key: answer(instrument, key, value) for key, value in values.items()}


def stored(instrument: Instrument, key: str, value: Any) -> int | float | str | list[str] | None:
    """An answer kept as JSON, on the wire; None stays None."""
    return None if value is None else answer(instrument, key, from_json({key: value})[key])


def row(answer_to: Return) -> dict[str, Any]:
    """A return in a list."""
    dates = answer_to.dates
    return {
        "round": answer_to.round.code,
        "unit": answer_to.unit.code,
        "unit_name": answer_to.unit.name,
        "title": answer_to.round.title(language()),
        "year": answer_to.round.year,
        "status": answer_to.status,
        "status_label": answer_to.status_label(language()),
        "deadline": dates.deadline,
        "last_change": dates.last_change,
        "revision": answer_to.revision,
        "made_up": answer_to.round.made_up,
        "url": f"{ROOT}/returns/{answer_to.round.code}/{answer_to.unit.code}",
    }


def whole(found: queries.Situation) -> dict[str, Any]:
    """A return with everything that the form shows."""
    instrument = found.instrument
    values, cells = found.values.items(), instrument.cells
    entered = {key: value for key, value in values if cells[key].entered and not cells[key].is_file}
    given = {key: value for key, value in values if cells[key].given}
    totals = {key: value for key, value in values if cells[key].derived}
    shut = found.lock
    return row(found.answer_to) | {
        "instrument": instrument.ref,
        "newcomer": found.answer_to.newcomer,
        "status_since": found.answer_to.status_since,
        "answers": answers(instrument, entered),
        "given": answers(instrument, given),
        "totals": answers(instrument, totals),
        "files": {key: file(found.answer_to, attached) for key, attached in found.attachments.items()},
        "previous_year": found.previous_year,
        "previous": None if found.previous is None else answers(instrument, found.previous),
        "findings": [finding_json(finding) for finding in found.findings],
        "explanations": {instance: reason.text for instance, reason in found.explanations.items()},
        "completeness": {
            "mandatory": found.completeness.mandatory,
            "answered": found.completeness.answered,
            "missing": list(found.completeness.missing),
        },
        "lock": None
        if shut is None
        else {
            "code": shut.code,
            "since": shut.since,
            "what": shut.what.in_language(language()),
            "opener": shut.opener.in_language(language()),
        },
        "can_submit": found.can_submit and bool({Event.SUBMITTED, Event.RESUBMITTED} & found.possible),
        "possible": sorted(event.value for event in found.possible),
    }


def file(answer_to: Return, attached: Attachment) -> dict[str, Any]:
    """An attached document. ``value`` is what a submission says of it."""
    return {
        "filename": attached.filename,
        "content_type": attached.content_type,
        "size": attached.size,
        "sha256": attached.sha256,
        "value": attached.value,
        "at": attached.at,
        "url": f"{row(answer_to)['url']}/files/{attached.key}?sha256={attached.sha256}",
    }


def outcome(instrument: Instrument, entered: actions.Outcome) -> dict[str, Any]:
    """What became of each entry."""
    return {
        "revision": entered.revision,
        "saved": {key: stored(instrument, key, cell.value) for key, cell in entered.saved.items()},
        "unchanged": sorted(entered.unchanged),
        "rejected": {key: finding_json(finding) for key, finding in entered.rejected.items()},
        "conflicts": {
            key: {
                "mine": stored(instrument, key, conflict.mine),
                "theirs": stored(instrument, key, conflict.theirs),
                "by": conflict.by,
                "at": conflict.at.isoformat(),
                "revision": conflict.revision,
            }
            for key, conflict in entered.conflicts.items()
        },
    }


def submission_row(submission: Submission, answer_to: Return) -> dict[str, Any]:
    """A submission in a list."""
    return {
        "number": submission.number,
        "submitted_by": submission.submitted_by,
        "submitted_at": submission.submitted_at.isoformat(),
        "signed_by": submission.signed_by,
        "signed_at": submission.signed_at.isoformat() if submission.signed_at else None,
        "counted": submission.number == answer_to.counted_number,
        "revision": submission.revision,
        "digest": submission.digest,
    }


def submission_whole(submission: Submission, instrument: Instrument) -> dict[str, Any]:
    """A submission with its answers, and what it changed."""
    return submission_row(submission, submission.answer_to) | {
        "answers": answers(instrument, from_json(submission.values)),
        "explanations": submission.explanations,
        "changes": {
            change.key: {
                "before": answer(instrument, change.key, change.before),
                "after": answer(instrument, change.key, change.after),
            }
            for change in queries.submission_changes(submission)
        },
    }


def event(happened: ReturnEvent) -> dict[str, Any]:
    """One event in the life of a return."""
    return {
        "event": happened.kind,
        "label": EVENT_LABELS[Event(happened.kind)].in_language(language()),
        "at": happened.at,
        "by": happened.by_label,
        "channel": happened.channel,
        "submission": happened.submission.number if happened.submission else None,
        "note": happened.note,
    }
