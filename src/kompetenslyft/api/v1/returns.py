"""The returns that a key's organisation answers for: reading, answering, submitting."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router

from kompetenslyft.api.v1 import documents, schemas
from kompetenslyft.api.v1.auth import authenticated
from kompetenslyft.api.v1.preconditions import check_had, if_match, once
from kompetenslyft.api.v1.problems import RequestProblem, language
from kompetenslyft.apps import clock
from kompetenslyft.apps.collection import actions, queries
from kompetenslyft.core.instruments.schema import json_schema

if TYPE_CHECKING:
    from kompetenslyft.apps.collection.models import Return

router = Router(tags=["returns"])
API = "api"
PROBLEMS = {401: schemas.ProblemOut, 404: schemas.ProblemOut}
WRITE_PROBLEMS = PROBLEMS | dict.fromkeys((400, 403, 409, 412, 422), schemas.ProblemOut)


def return_at(request: HttpRequest, round_code: str, unit_code: str) -> Return:
    """The return; what is not the caller's does not exist for it. Raises Refused (E101)."""
    caller = authenticated(request).caller
    return queries.return_in(caller, round_code=round_code, unit_code=unit_code, on=clock.today())


@router.get("/", response={200: list[schemas.ReturnRow], 401: schemas.ProblemOut}, summary="List the returns")
def list_returns(request: HttpRequest, round: str | None = None) -> list[dict[str, Any]]:
    """The returns of the key's organisation and its districts, newest round first."""
    found = queries.returns_of(authenticated(request).caller, clock.today())
    return [documents.row(answer_to) for answer_to in (found.filter(round__code=round) if round else found)]


@router.get(
    "/{round_code}/{unit_code}", response={200: schemas.ReturnOut} | PROBLEMS, summary="Read a return"
)
def read_return(
    request: HttpRequest, response: HttpResponse, round_code: str, unit_code: str
) -> dict[str, Any]:
    """Answers, findings, what is missing, and the lock if there is one. ETag is the revision of the answers."""
    answer_to = return_at(request, round_code, unit_code)
    response["ETag"] = f'"{answer_to.revision}"'
    return documents.whole(queries.situation(answer_to, authenticated(request).caller, at=clock.now()))


@router.get(
    "/{round_code}/{unit_code}/schema", response={200: dict[str, Any]} | PROBLEMS, summary="The form's schema"
)
def read_schema(request: HttpRequest, round_code: str, unit_code: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of the answers, made from the form's definition."""
    instrument = queries.instrument_of(return_at(request, round_code, unit_code))
    return json_schema(instrument, language())


@router.patch(
    "/{round_code}/{unit_code}/answers",
    response={
        200: schemas.OutcomeOut,
        409: schemas.OutcomeOut,
        422: schemas.OutcomeOut,
        428: schemas.ProblemOut,
    }
    | dict.fromkeys((400, 401, 403, 404, 412), schemas.ProblemOut),
    summary="Enter answers",
)
def enter_answers(
    request: HttpRequest, round_code: str, unit_code: str, body: schemas.AnswersIn
) -> HttpResponse:
    """Each cell is told of by itself. 200: all is saved. 409: a cell was changed by somebody else meanwhile; it is
    left as it was. 422: a cell cannot be saved. Cells that can be saved are saved all the same, unless
    ``all_or_nothing``. 409 and 422 with ``application/problem+json`` tell what stopped the whole request.
    """
    answer_to = return_at(request, round_code, unit_code)

    def work() -> tuple[int, dict[str, Any]]:
        base = body.base if body.base is not None else if_match(request, answer_to.revision)
        if base is None:
            raise RequestProblem.with_status(
                HTTPStatus.PRECONDITION_REQUIRED,
                "Ange vilken revision du utgår från, i base eller If-Match, så att ingens uppgift skrivs över osedd.",
                "Say which revision you start from, in base or If-Match, so that no figure is overwritten unseen.",
            )
        check_had(base, answer_to.revision)
        outcome = actions.enter(
            answer_to=answer_to,
            entries=body.entries,
            base=base,
            by=authenticated(request).caller,
            channel=API,
            all_or_nothing=body.all_or_nothing,
        )
        status = HTTPStatus.OK
        if outcome.rejected:
            status = HTTPStatus.UNPROCESSABLE_ENTITY
        if outcome.conflicts:
            status = HTTPStatus.CONFLICT
        return status.value, documents.outcome(queries.instrument_of(answer_to), outcome)

    return once(request, work)


@router.put(
    "/{round_code}/{unit_code}/explanations/{instance}",
    response={200: schemas.ReasonOut} | WRITE_PROBLEMS,
    summary="Write the reason for a soft finding",
)
def explain(
    request: HttpRequest, round_code: str, unit_code: str, instance: str, body: schemas.ReasonIn
) -> HttpResponse:
    """The return can be submitted with a soft finding once its reason is written. Empty text takes it away."""
    answer_to = return_at(request, round_code, unit_code)
    actions.explain(answer_to=answer_to, instance=instance, text=body.text, by=authenticated(request).caller)
    return JsonResponse({"instance": instance, "text": body.text.strip()})


@router.get(
    "/{round_code}/{unit_code}/submissions",
    response={200: list[schemas.SubmissionRow]} | PROBLEMS,
    summary="List the submissions",
)
def list_submissions(request: HttpRequest, round_code: str, unit_code: str) -> list[dict[str, Any]]:
    """Every submission is kept for ever as it was."""
    answer_to = return_at(request, round_code, unit_code)
    return [documents.submission_row(submission, answer_to) for submission in answer_to.submissions.all()]


@router.post(
    "/{round_code}/{unit_code}/submissions",
    response={201: schemas.SubmissionRow} | WRITE_PROBLEMS,
    summary="Submit",
)
def submit(
    request: HttpRequest, round_code: str, unit_code: str, body: schemas.SubmitIn | None = None
) -> HttpResponse:
    """Submit the answers as they stand. A key cannot sign: that is the signatory's."""
    answer_to = return_at(request, round_code, unit_code)

    def work() -> tuple[int, dict[str, Any]]:
        expected = body.expected_revision if body else None
        submission = actions.submit(
            answer_to=answer_to,
            by=authenticated(request).caller,
            channel=API,
            expected_revision=expected if expected is not None else if_match(request, answer_to.revision),
        )
        return HTTPStatus.CREATED.value, documents.submission_row(submission, answer_to)

    return once(request, work)


@router.get(
    "/{round_code}/{unit_code}/submissions/{number}",
    response={200: schemas.SubmissionOut} | PROBLEMS,
    summary="Read a submission",
)
def read_submission(request: HttpRequest, round_code: str, unit_code: str, number: int) -> dict[str, Any]:
    """What was submitted, and what it changed against the submission before it."""
    answer_to = return_at(request, round_code, unit_code)
    submission = queries.submission_for(authenticated(request).caller, answer_to.pk, number, clock.today())
    return documents.submission_whole(submission, queries.instrument_of(answer_to))


@router.get(
    "/{round_code}/{unit_code}/history",
    response={200: list[schemas.EventOut]} | PROBLEMS,
    summary="What has happened to the return",
)
def history(request: HttpRequest, round_code: str, unit_code: str) -> list[dict[str, Any]]:
    """Every event, newest first."""
    return [
        documents.event(happened) for happened in queries.history(return_at(request, round_code, unit_code))
    ]
