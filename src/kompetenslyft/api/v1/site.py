"""The API as a whole: its description, its key, its errors."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from ninja import NinjaAPI, Router

from kompetenslyft.api.v1 import files, problems, returns
from kompetenslyft.api.v1.auth import OrganisationKey
from kompetenslyft.api.v1.language import in_the_callers_language

DESCRIPTION = """
The same road as the web form and the workbook: the same access, checks, locks and codes.

* **Key.** `Authorization: Bearer …`; the signatory or a data coordinator makes one for the organisation. A key acts as
  a data coordinator: it can answer and submit, and cannot sign.
* **Nothing is overwritten unseen.** Say which revision you had read, in `base` or `If-Match`.
* **Sent twice, done once.** Send an `Idempotency-Key` with a write; the same key gives the same answer for 30 days.
  A request that was refused as a whole can be sent again with the same key.
* **Files.** A cell of the kind file is answered by sending the document to `files/{key}`, as `multipart/form-data`.
* **Errors** are `application/problem+json` with a numbered code, in Swedish or (`Accept-Language: en`) English.
"""

api = NinjaAPI(
    title="Kompetenslyft",
    version="1.0.0",
    description=DESCRIPTION,
    urls_namespace="api-v1",
    auth=OrganisationKey(),
    docs_url="/docs",
    openapi_url="/openapi.json",
)
problems.install(api)
api.add_decorator(in_the_callers_language, mode="view")
api.add_router("/returns", returns.router)
api.add_router("/returns", files.router)

elsewhere = Router()
"""Every other address; it comes last."""


@elsewhere.api_operation(
    ["GET", "POST", "PUT", "PATCH", "DELETE"], "/{path:address}", auth=None, include_in_schema=False
)
def nothing_there(request: HttpRequest, address: str) -> None:
    """Said as a problem, like all else that goes wrong."""
    raise Http404


api.add_router("", elsewhere)
