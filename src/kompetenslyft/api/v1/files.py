"""The documents that answer cells: attaching, fetching, taking away."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.http import content_disposition_header
from ninja import File, Router
from ninja.files import UploadedFile

from kompetenslyft.api.v1 import documents, schemas
from kompetenslyft.api.v1.auth import authenticated
from kompetenslyft.api.v1.preconditions import if_match
from kompetenslyft.api.v1.problems import RequestProblem
from kompetenslyft.api.v1.returns import API, PROBLEMS, return_at
from kompetenslyft.api.v1.returns import WRITE_PROBLEMS as PLAIN_PROBLEMS
from kompetenslyft.apps.collection import actions, queries
from kompetenslyft.exchange.attachments import LARGEST

router = Router(tags=["files"])
WRITE_PROBLEMS = PLAIN_PROBLEMS | {428: schemas.ProblemOut}


@router.post(
    "/{round_code}/{unit_code}/files/{key}",
    response={201: schemas.AttachedOut} | WRITE_PROBLEMS,
    summary="Attach a document",
)
def attach(
    request: HttpRequest, round_code: str, unit_code: str, key: str, file: File[UploadedFile]
) -> HttpResponse:
    """Answer the cell with a document (PDF, PNG, JPEG, DOCX or ODT, at most 10 MB), in the place of the one there.

    The kind is told by the content. ``If-Match`` names the revision that you had read. Sent as
    ``multipart/form-data`` with the part ``file``.
    """
    answer_to = return_at(request, round_code, unit_code)
    base = _base(request, answer_to.revision)
    attached = actions.attach(
        answer_to=answer_to,
        key=key,
        # One byte past the limit is enough to see that the file is too large.
        data=file.read(LARGEST + 1),
        filename=file.name or "",
        by=authenticated(request).caller,
        channel=API,
        base=base,
    )
    answer_to.refresh_from_db(fields=["revision"])
    body = documents.file(answer_to, attached) | {"revision": answer_to.revision}
    return JsonResponse(body, status=HTTPStatus.CREATED)


@router.get("/{round_code}/{unit_code}/files/{key}", response=PROBLEMS, summary="Fetch a document")
def fetch(
    request: HttpRequest, round_code: str, unit_code: str, key: str, sha256: str | None = None
) -> HttpResponse:
    """The document that answers the cell now; with ``sha256`` any that is kept there, such as a submitted one."""
    answer_to = return_at(request, round_code, unit_code)
    found = queries.document(answer_to, key, sha256)
    if found is None:
        raise RequestProblem.with_status(
            HTTPStatus.NOT_FOUND,
            "Där finns ingen fil. Hämta svaret och se vilka filer som är bifogade.",
            "There is no file. Fetch the return and see which files are attached.",
        )
    response = HttpResponse(bytes(found.content), content_type=found.content_type)
    response["Content-Disposition"] = content_disposition_header(True, found.filename)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@router.delete(
    "/{round_code}/{unit_code}/files/{key}",
    response={204: None} | WRITE_PROBLEMS,
    summary="Take a document away",
)
def detach(request: HttpRequest, round_code: str, unit_code: str, key: str) -> HttpResponse:
    """Leave the cell blank. A document that was submitted is still kept with its submission."""
    answer_to = return_at(request, round_code, unit_code)
    base = _base(request, answer_to.revision)
    actions.detach(answer_to=answer_to, key=key, by=authenticated(request).caller, channel=API, base=base)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _base(request: HttpRequest, revision: int) -> int:
    """The revision that If-Match names. Raises RequestProblem: 428 without it, 400 and 412 as ``if_match``."""
    base = if_match(request, revision)
    if base is None:
        raise RequestProblem.with_status(
            HTTPStatus.PRECONDITION_REQUIRED,
            "Ange vilken revision du utgår från, i If-Match, så att ingens fil byts ut osedd.",
            "Say which revision you start from, in If-Match, so that no file is replaced unseen.",
        )
    return base
