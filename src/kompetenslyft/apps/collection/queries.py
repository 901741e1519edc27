"""Reading rounds and returns. Each page's query count is constant, whatever the number of units or cells.

Whoever reads for a user asks ``access`` first: ``return_for`` and ``round_for`` do both.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Max, QuerySet

from kompetenslyft.apps.callers import Caller
from kompetenslyft.apps.collection import access
from kompetenslyft.apps.collection.counting import (  # noqa: F401 - for the contexts that read through here
    asked_returns,
    counted_returns,
    rounds_of_form,
    visible_returns_counted,
)
from kompetenslyft.apps.collection.counting_before import (  # noqa: F401 - for the contexts that read through here
    any_made_up,
    counted_before,
)
from kompetenslyft.apps.collection.documents import (  # noqa: F401 - for the contexts that read through here
    attachment_for,
    attachments_of,
    document,
)
from kompetenslyft.apps.collection.models import (
    Attachment,
    Cell,
    CellChange,
    Channel,
    Explanation,
    Reminder,
    Return,
    ReturnEvent,
    Round,
    Submission,
    Upload,
)
from kompetenslyft.apps.collection.records import instrument_of, lock_on, previous_submission
from kompetenslyft.apps.collection.reminding import UNANSWERED, recipients_of
from kompetenslyft.apps.collection.standings import (  # noqa: F401 - for the contexts that read through here
    Counted,
    Standing,
    asked_of,
    counted_of_unit,
    counted_values,
    return_of,
    returns_in,
    standings_in,
    units_counted_before,
)
from kompetenslyft.apps.collection.workbook_files import (  # noqa: F401 - for the Excel channel's pages
    UploadPreview,
    marked_workbook,
    upload_preview,
    workbook,
)
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.instruments.checks import run_checks
from kompetenslyft.core.instruments.completeness import Completeness, completeness
from kompetenslyft.core.instruments.derived import with_totals
from kompetenslyft.core.instruments.model import Instrument, Value
from kompetenslyft.core.instruments.values import from_json
from kompetenslyft.core.workflow.locks import Lock
from kompetenslyft.core.workflow.returns import Actor, Event, possible_events


def return_for(by: Caller, pk: int, on: date) -> Return:
    """The return, if the caller may see it. Raises Refused (E101)."""
    found = access.visible_returns(by, on).filter(pk=pk).first()
    if found is None:
        raise access.not_found()
    return found


def return_in(by: Caller, *, round_code: str, unit_code: str, on: date) -> Return:
    """The return of a unit in a round, if the caller may see it. Raises Refused (E101)."""
    found = access.visible_returns(by, on).filter(round__code=round_code, unit__code=unit_code).first()
    if found is None:
        raise access.not_found()
    return found


def round_for(by: Caller, code: str, on: date) -> Round:
    """The round, if the caller may see it. Raises Refused (E101)."""
    found = access.visible_rounds(by, on).filter(code=code).first()
    if found is None:
        raise access.not_found()
    return found


def lock_of(answer_to: Return, today: date) -> Lock | None:
    """What keeps the answers from being changed on the day: which lock, since when, who can open it."""
    return lock_on(answer_to, today)


def upload_for(by: Caller, pk: int, on: date) -> Upload:
    """The upload, if the caller may see its return. Raises Refused (E101)."""
    found = Upload.objects.filter(pk=pk, answer_to__in=access.visible_returns(by, on)).select_related(
        "answer_to__round", "answer_to__unit"
    )
    if not found:
        raise access.not_found()
    return found[0]


def submission_for(by: Caller, return_pk: int, number: int, on: date) -> Submission:
    """A submission, if the caller may see its return. Raises Refused (E101)."""
    answer_to = return_for(by, return_pk, on)
    found = answer_to.submissions.filter(number=number).first()
    if found is None:
        raise access.not_found()
    found.answer_to = answer_to
    return found


@dataclass(frozen=True)
class Situation:
    """Everything that a return's pages show. ``values`` hold given figures and derived totals too."""

    answer_to: Return
    instrument: Instrument
    cells: Mapping[str, Cell]
    values: Mapping[str, Value]
    previous: Mapping[str, Value] | None
    previous_year: int | None
    findings: tuple[Finding, ...]
    explanations: Mapping[str, Explanation]
    completeness: Completeness
    lock: Lock | None
    possible: frozenset[Event]
    capacities: frozenset[Actor]
    attachments: Mapping[str, Attachment]
    """The documents that answer cells now, by key; without their content."""
    from_register: Mapping[str, Value]
    """What the staff register gave last, by key, also where something else was entered afterwards."""

    @property
    def may_edit(self) -> bool:
        return self.lock is None and bool(self.capacities & {Actor.COORDINATOR, Actor.SIGNATORY})

    def with_severity(self, *severities: Severity) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity in severities)

    @cached_property
    def unexplained(self) -> tuple[Finding, ...]:
        """Soft findings that still want a reason."""
        return tuple(f for f in self.with_severity(Severity.SOFT) if f.instance not in self.explanations)

    @property
    def can_submit(self) -> bool:
        return not self.with_severity(Severity.HARD) and not self.unexplained


def situation(answer_to: Return, by: Caller, *, at: datetime) -> Situation:
    """The return's situation as the caller sees it: trial findings only for an officer.

    Six queries at most, and one more each where the form takes files and where the staff register gave figures.
    """
    instrument = instrument_of(answer_to)
    cells = {cell.key: cell for cell in answer_to.cells.all()}
    entered = {key: cell.value for key, cell in cells.items() if cell.value is not None}
    values = from_json(answer_to.given | entered)
    before = previous_submission(answer_to)
    previous = None if before is None else from_json(before.values)
    found = run_checks(instrument, values, newcomer=answer_to.newcomer, previous=previous)
    capacities = access.actors(by, answer_to, at.date())
    if Actor.OFFICER not in capacities:
        found = tuple(finding for finding in found if finding.severity is not Severity.TRIAL)
    return Situation(
        answer_to=answer_to,
        instrument=instrument,
        cells=cells,
        values=with_totals(instrument, values),
        previous=None if before is None else with_totals(instrument_of(before.answer_to), previous or {}),
        previous_year=None if before is None else before.answer_to.round.year,
        findings=found,
        explanations={explanation.instance: explanation for explanation in answer_to.explanations.all()},
        completeness=completeness(instrument, values, newcomer=answer_to.newcomer),
        lock=lock_on(answer_to, at.date()),
        possible=possible_events(answer_to.state, capacities),
        capacities=capacities,
        attachments=_current_attachments(answer_to, instrument, values),
        from_register=_from_register(answer_to, cells),
    )


def _current_attachments(
    answer_to: Return, instrument: Instrument, values: Mapping[str, Value]
) -> dict[str, Attachment]:
    if not any(spec.is_file for spec in instrument.cells.values()):
        return {}
    return {one.key: one for one in attachments_of(answer_to) if values.get(one.key) == one.value}


def _from_register(answer_to: Return, cells: Mapping[str, Cell]) -> dict[str, Value]:
    if all(cell.channel != Channel.REGISTER for cell in cells.values()):
        return {}
    given = answer_to.changes.filter(channel=Channel.REGISTER).order_by("revision")
    return from_json({change.key: change.new for change in given if change.new is not None})


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """One unit in an officer's overview of a round."""

    answer_to: Return
    late: bool
    last_reminder: datetime | None
    people: int
    """How many can be written to."""


def overview(round_: Round, *, on: date) -> list[OverviewRow]:
    """Every unit asked, with status, lateness, findings and reminders. Two queries, whatever the number of units."""
    rows = list(
        round_.returns.select_related("unit__county", "unit__parent__county")
        .annotate(last_reminder=Max("reminders__sent_at"))
        .defer("given")
        .order_by("unit__code")
    )
    people = recipients_of(rows, on)
    result = []
    for answer_to in rows:
        answer_to.round = round_
        late = answer_to.dates.is_late(on) and answer_to.state in UNANSWERED
        result.append(OverviewRow(answer_to, late, answer_to.last_reminder, len(people[answer_to.pk])))
    return result


def rounds(by: Caller, on: date) -> list[Round]:
    """The rounds the caller may see, newest first."""
    return list(access.visible_rounds(by, on))


def rounds_named(codes: Collection[str]) -> list[Round]:
    """The rounds with the codes that exist, oldest first: for an operator's command, which asks no access."""
    return list(Round.objects.filter(code__in=codes).order_by("year", "code"))


def rounds_up_to(code: str) -> list[Round]:
    """The round and the earlier ones of the same instrument, oldest first; none where there is no such round."""
    latest = Round.objects.filter(code=code).first()
    if latest is None:
        return []
    instrument_id = latest.instrument.partition("@")[0]
    earlier = Round.objects.filter(year__lt=latest.year, instrument__startswith=f"{instrument_id}@")
    return [*earlier.order_by("year", "code"), latest]


def returns_of(by: Caller, on: date) -> QuerySet[Return]:
    """The returns the caller may see, newest round first."""
    return access.visible_returns(by, on).order_by("-round__year", "unit__code")


def history(answer_to: Return) -> list[ReturnEvent]:
    """What has happened to the return, newest first."""
    return list(answer_to.events.select_related("submission").order_by("-id"))


def changes(answer_to: Return, key: str | None = None) -> QuerySet[CellChange]:
    """Every change of an answer, newest first; of one cell where ``key`` is given."""
    found = answer_to.changes.order_by("-revision", "key")
    return found.filter(key=key) if key else found


def reminders(answer_to: Return) -> QuerySet[Reminder]:
    """The reminders and messages sent, newest first."""
    return answer_to.reminders.all()


@dataclass(frozen=True, slots=True)
class SubmissionChange:
    """One cell that differs between two submissions; None is blank."""

    key: str
    before: Value | None
    after: Value | None


def submission_changes(submission: Submission) -> list[SubmissionChange]:
    """What the submission changed against the one before it, in the order of the form; empty for the first."""
    before = submission.answer_to.submissions.filter(number=submission.number - 1).first()
    if before is None:
        return []
    old, new = from_json(before.values), from_json(submission.values)
    keys = instrument_of(submission.answer_to).cells
    return [SubmissionChange(key, old.get(key), new.get(key)) for key in keys if old.get(key) != new.get(key)]
