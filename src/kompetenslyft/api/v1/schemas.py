"""The shapes of requests and answers, from which openapi.json is made."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from ninja import Field, Schema

Answer = Annotated[
    int | float | str | bool | list[str] | None,
    Field(
        description="A number, a text, an option's id, several ids, or null to clear. FTE has at most two decimals."
    ),
]
StoredAnswer = int | float | str | list[str]


class FindingOut(Schema):
    code: str
    severity: str = Field(description="hard, soft or info")
    message: str
    cells: list[str]
    instance: str = Field(description="What a written reason is filed under.")


class ProblemOut(Schema):
    """RFC 9457, application/problem+json."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    findings: list[FindingOut]


class LockOut(Schema):
    code: str
    what: str
    since: date | None
    opener: str = Field(description="Who can open it, and how.")


class ReturnRow(Schema):
    round: str
    unit: str = Field(description="The unit's official code.")
    unit_name: str
    title: str
    year: int
    status: str
    status_label: str
    deadline: date
    last_change: date
    revision: int
    made_up: bool
    url: str


class CompletenessOut(Schema):
    mandatory: int
    answered: int
    missing: list[str]


class FileOut(Schema):
    filename: str
    content_type: str
    size: int = Field(description="Bytes.")
    sha256: str
    value: str = Field(description="What a submission says of the document: its sha256 and name.")
    at: datetime
    url: str


class AttachedOut(FileOut):
    revision: int = Field(description="The return's, after the document was attached.")


class ReturnOut(ReturnRow):
    instrument: str
    newcomer: bool
    status_since: datetime | None
    answers: dict[str, StoredAnswer]
    given: dict[str, StoredAnswer] = Field(description="Filled in by the agency or worked out; not accepted.")
    totals: dict[str, StoredAnswer]
    files: dict[str, FileOut] = Field(description="The documents that answer cells now, by cell key.")
    previous_year: int | None
    previous: dict[str, StoredAnswer] | None = Field(description="What was counted in the round before.")
    findings: list[FindingOut]
    explanations: dict[str, str]
    completeness: CompletenessOut
    lock: LockOut | None
    can_submit: bool
    possible: list[str] = Field(description="What the key can make happen now: submitted, withdrawn …")


class AnswersIn(Schema):
    """Only the cells named are touched."""

    entries: dict[str, Answer] = Field(min_length=1, max_length=2000)
    base: int | dict[str, int] | None = Field(
        None,
        description="The revision that you had seen, of the return or cell by cell. May be given as If-Match.",
    )
    all_or_nothing: bool = False


class ConflictOut(Schema):
    mine: StoredAnswer | None
    theirs: StoredAnswer | None
    by: str
    at: datetime
    revision: int


class OutcomeOut(Schema):
    revision: int
    saved: dict[str, StoredAnswer | None]
    unchanged: list[str]
    rejected: dict[str, FindingOut]
    conflicts: dict[str, ConflictOut]


class ReasonIn(Schema):
    text: str = Field(max_length=2000, description="The reason; empty takes it away.")


class ReasonOut(Schema):
    instance: str
    text: str


class SubmitIn(Schema):
    expected_revision: int | None = Field(
        None, description="Refused where the return has another. Or If-Match."
    )


class SubmissionRow(Schema):
    number: int
    submitted_by: str
    submitted_at: datetime
    signed_by: str
    signed_at: datetime | None
    counted: bool = Field(description="The submission that the tables count.")
    revision: int
    digest: str


class ChangeOut(Schema):
    before: StoredAnswer | None
    after: StoredAnswer | None


class SubmissionOut(SubmissionRow):
    answers: dict[str, StoredAnswer]
    explanations: dict[str, str]
    changes: dict[str, ChangeOut] = Field(description="Against the submission before; empty for the first.")


class EventOut(Schema):
    event: str
    label: str
    at: datetime
    by: str
    channel: str
    submission: int | None
    note: str
