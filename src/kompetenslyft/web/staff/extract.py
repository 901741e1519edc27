"""The register extract of a person as files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from kompetenslyft.apps import clock
from kompetenslyft.apps.competence.actions.extract import give_extract
from kompetenslyft.apps.staff.queries.people import person as person_of
from kompetenslyft.core.privacy.extract import Extract
from kompetenslyft.core.privacy.rights import Thing
from kompetenslyft.exchange.staff_extract import extract_json, extract_pdf
from kompetenslyft.web.access import person, signed_in
from kompetenslyft.web.downloads import OF_MADE_UP, attachment


@signed_in
def pdf(request: HttpRequest, person_id: int) -> HttpResponse:
    """What is held of the person, to be read."""
    given = _given(request, person_id, "pdf")
    return attachment(extract_pdf(given), "application/pdf", _name(given, "pdf"))


@signed_in
def json(request: HttpRequest, person_id: int) -> HttpResponse:
    """What is held of the person, for other systems."""
    given = _given(request, person_id, "json")
    return attachment(extract_json(given), "application/json", _name(given, "json"))


def _given(request: HttpRequest, person_id: int, kind: str) -> Extract:
    user = person(request)
    return give_extract(person=person_of(user, person_id, Thing.EXTRACT, clock.today()), kind=kind, by=user)


def _name(given: Extract, ending: str) -> str:
    made_up = OF_MADE_UP if given.made_up else ""
    return f"registerutdrag-{given.given_at:%Y-%m-%d}{made_up}.{ending}"
