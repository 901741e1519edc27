"""The steps of a return after its answers: submission, signature, the agency's decision."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.callers import Caller
from kompetenslyft.apps.collection import access, events
from kompetenslyft.apps.collection.actions.answers import check_open, locked, written
from kompetenslyft.apps.collection.checking import findings_of
from kompetenslyft.apps.collection.models import Channel, Return, ReturnEvent, Round, Submission
from kompetenslyft.apps.collection.records import answers_of
from kompetenslyft.apps.collection.workbooks import findings_to_json
from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.instruments.values import to_json
from kompetenslyft.core.text import Text
from kompetenslyft.core.workflow.returns import Event


@transaction.atomic
def submit(
    *,
    answer_to: Return,
    by: Caller,
    channel: str = Channel.WEB,
    expected_revision: int | None = None,
    at: datetime | None = None,
) -> Submission:
    """Submit the present answers; they are kept as they are for ever.

    Raises Refused: E1xx; T3xx; C502 where the answers changed since ``expected_revision``; every hard finding;
    S303 for each soft finding without a written reason; S304 where nothing differs from the submission in force.
    """
    at = at or clock.now()
    answer_to = locked(answer_to)
    access.check_may_edit(by, answer_to, at.date())
    check_open(answer_to, at)
    earlier = answer_to.submissions.order_by("-number").first()
    event = Event.RESUBMITTED if earlier else Event.SUBMITTED
    events.check_can_happen(answer_to, event, by, at)
    if expected_revision is not None and expected_revision != answer_to.revision:
        raise Refused.because(
            "C502",
            "Svaren har ändrats sedan du läste sidan. Ladda om den, se efter vad som är nytt och lämna in igen.",
            "The answers have changed since you read the page. Reload it, see what is new and submit again.",
        )
    found = findings_of(answer_to)
    reasons = dict(answer_to.explanations.values_list("instance", "text"))
    _check_submittable(found, reasons)
    values = to_json(answers_of(answer_to))
    soft = {finding.instance for finding in found if finding.severity is Severity.SOFT}
    explanations = {instance: text for instance, text in reasons.items() if instance in soft}
    digest = _digest(values, explanations)
    if earlier is not None and earlier.digest == digest and _in_force(answer_to):
        raise Refused.because(
            "S304",
            f"Svaren är desamma som i inlämning {earlier.number}. Ändra det som skulle ändras, eller skriv till "
            "handläggaren om inget ska ändras.",
            f"The answers are the same as in submission {earlier.number}. Change what should change, or write to the "
            "programme officer if nothing should.",
        )
    submission = Submission.objects.create(
        answer_to=answer_to,
        number=earlier.number + 1 if earlier else 1,
        values=values,
        explanations=explanations,
        findings=findings_to_json(found),
        digest=digest,
        revision=answer_to.revision,
        submitted_by=str(by),
        submitted_at=at,
    )
    events.append(answer_to, event, by=by, channel=channel, at=at, submission=submission)
    return submission


@transaction.atomic
def sign(*, answer_to: Return, by: Caller, note: str = "", at: datetime | None = None) -> Submission:
    """Sign the latest submission; from now on it is the one that counts. Raises Refused: E1xx, T309, T301."""
    at = at or clock.now()
    answer_to = locked(answer_to)
    events.check_can_happen(answer_to, Event.SIGNED, by, at)
    _check_round_open(answer_to)
    submission = answer_to.submissions.order_by("-number").first()
    events.append(
        answer_to, Event.SIGNED, by=by, channel=Channel.WEB, at=at, submission=submission, note=written(note)
    )
    assert submission is not None
    submission.signed_by, submission.signed_at = str(by), at
    submission.save(update_fields=["signed_by", "signed_at"])
    return submission


def withdraw(*, answer_to: Return, by: Caller, note: str = "", at: datetime | None = None) -> ReturnEvent:
    """Take back a submission that is not accepted, to change it. Raises Refused: E1xx, T309, T304, T301."""
    return _step(answer_to, Event.WITHDRAWN, by=by, note=note, at=at, within_time=True)


def declare_nil(*, answer_to: Return, by: Caller, note: str = "", at: datetime | None = None) -> ReturnEvent:
    """Declare that the unit has nothing to report. Raises Refused: E1xx, T3xx, S305 without a reason."""
    return _step(answer_to, Event.DECLARED_NIL, by=by, note=note, at=at, within_time=True, needs_note=True)


def request_completion(
    *, answer_to: Return, by: Caller, note: str, at: datetime | None = None
) -> ReturnEvent:
    """Ask the unit to complete a signed return. Raises Refused: E1xx, T309, S305 without saying what."""
    return _step(answer_to, Event.COMPLETION_REQUESTED, by=by, note=note, at=at, needs_note=True)


def accept(*, answer_to: Return, by: Caller, note: str = "", at: datetime | None = None) -> ReturnEvent:
    """Accept a signed return. Raises Refused: E1xx, T309."""
    return _step(answer_to, Event.ACCEPTED, by=by, note=note, at=at)


@transaction.atomic
def accept_signed(*, round: Round, by: Caller, at: datetime | None = None) -> list[Return]:
    """Accept every return of the round that is signed, and return them. Raises Refused: E103."""
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    return events.accept_signed(round, by=by, at=at)


def reopen(*, answer_to: Return, by: Caller, note: str, at: datetime | None = None) -> ReturnEvent:
    """Open an accepted or nil return again. The unit itself can do so only as long as it can then answer.

    Raises Refused: E1xx, T309, T301, T304, S305 without a reason.
    """
    at = at or clock.now()
    of_the_agency = access.is_officer(by, at.date())
    return _step(
        answer_to, Event.REOPENED, by=by, note=note, at=at, within_time=not of_the_agency, needs_note=True
    )


@transaction.atomic
def _step(
    answer_to: Return,
    event: Event,
    *,
    by: Caller,
    note: str,
    at: datetime | None,
    within_time: bool = False,
    needs_note: bool = False,
) -> ReturnEvent:
    at = at or clock.now()
    answer_to = locked(answer_to)
    events.check_can_happen(answer_to, event, by, at)
    if within_time:
        _check_round_open(answer_to)
        if at.date() > answer_to.dates.last_change:
            raise Refused.because(
                "T304",
                f"Sista dag att ändra svaret var {answer_to.dates.last_change.isoformat()}. "
                "Handläggaren vid myndigheten kan ge förlängd tid.",
                f"The last day to change the return was {answer_to.dates.last_change.isoformat()}. "
                "The programme officer can extend the time.",
            )
    note = written(note)
    if needs_note and not note:
        raise Refused.because(
            "S305",
            "Skriv varför, så att den andra parten förstår.",
            "Write why, so that the other party understands.",
        )
    submission = answer_to.submissions.order_by("-number").first()
    return events.append(
        answer_to, event, by=by, channel=Channel.WEB, at=at, submission=submission, note=note
    )


def _check_round_open(answer_to: Return) -> None:
    if answer_to.round.closed_on is not None:
        raise Refused.because(
            "T301",
            f"Insamlingen avslutades {answer_to.round.closed_on.isoformat()}. "
            "Handläggaren vid myndigheten kan öppna den.",
            f"The round was closed on {answer_to.round.closed_on.isoformat()}. The programme officer can open it.",
        )


def _check_submittable(found: tuple[Finding, ...], reasons: Mapping[str, str]) -> None:
    stopping = [finding for finding in found if finding.severity is Severity.HARD]
    stopping += [
        Finding(
            "S303",
            Severity.HARD,
            Text(
                sv=f"Skriv en förklaring till: {finding.message.sv}",
                en=f"Write a reason for: {finding.message.en}",
            ),
            finding.cells,
            f"S303:{finding.instance}",
        )
        for finding in found
        if finding.severity is Severity.SOFT and not reasons.get(finding.instance)
    ]
    if stopping:
        raise Refused(*stopping)


def _in_force(answer_to: Return) -> bool:
    """Whether the latest submission still stands: nobody took it back."""
    last = (
        answer_to.events.filter(
            kind__in=[Event.SUBMITTED, Event.RESUBMITTED, Event.WITHDRAWN, Event.DECLARED_NIL]
        )
        .order_by("-id")
        .first()
    )
    return last is not None and last.kind in {Event.SUBMITTED, Event.RESUBMITTED}


def _digest(values: Mapping[str, object], explanations: Mapping[str, str]) -> str:
    text = json.dumps([values, explanations], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
