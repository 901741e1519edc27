"""The matrix of a unit, a district or an employer: read, narrowed, changed mark by mark, and as a workbook."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kompetenslyft.apps import clock
from kompetenslyft.apps.competence import access
from kompetenslyft.apps.competence.actions.marking import ChangedMeanwhile, set_mark
from kompetenslyft.apps.competence.queries import matrix as queries
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.apps.staff import access as staff
from kompetenslyft.apps.staff.queries import people
from kompetenslyft.core.competence.matrix import Matrix, narrowed, restricted
from kompetenslyft.core.competence.model import MARK_LABELS, Mark, Stage
from kompetenslyft.core.staff.model import Service
from kompetenslyft.exchange.matrix_xlsx import matrix_workbook
from kompetenslyft.exchange.spreadsheets import XLSX
from kompetenslyft.web.access import person, signed_in
from kompetenslyft.web.collection.words import language
from kompetenslyft.web.competence import matrix_page
from kompetenslyft.web.competence.matrix_choice import View, one_of, view_of
from kompetenslyft.web.downloads import OF_MADE_UP, attachment

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation

MOST_AT_ONCE = 200
"""So many marks are saved in one request."""


@signed_in
@require_GET
def matrix(request: HttpRequest, code: str) -> HttpResponse:
    """People × directions for those who see people; for others the numbers."""
    organisation, today = organisation_of(code), clock.today()
    stages = queries.stages_seen(person(request), organisation, today)
    if not stages:
        service = one_of(Service, request.GET.get("verksamhet", ""))
        found = queries.numbers_matrix(person(request), organisation, today, service)
        return render(request, "competence/matrix_numbers.html", matrix_page.numbers_context(found))
    view = view_of(request.GET, stages, today)
    made = _made(request, organisation, view)
    if made.whole is None:
        return render(request, "competence/matrix_parts.html", matrix_page.parts_context(made, view))
    shown = _shown(made.whole, made, view)
    _note(request, made, shown, view, "matrix")
    context = matrix_page.people_context(made, shown, view, stages)
    return render(request, "competence/matrix.html", context)


@signed_in
@require_GET
def matrix_file(request: HttpRequest, code: str) -> HttpResponse:
    """What the matrix shows, as a workbook."""
    organisation, today = organisation_of(code), clock.today()
    stages = queries.stages_seen(person(request), organisation, today)
    if not stages:
        raise staff.not_found()
    view = view_of(request.GET, stages, today)
    made = _made(request, organisation, view)
    if made.whole is None:
        raise Refused.because(
            "M307",
            f"Fler än {queries.MOST} personer ryms inte i en fil. Välj en enhet först.",
            f"More than {queries.MOST} people do not fit in one file. Choose a unit first.",
        )
    shown = _shown(made.whole, made, view)
    _note(request, made, shown, view, "matrix_xlsx")
    made_up = any(made.people[row.id].made_up for row in shown.rows)
    content = matrix_workbook(
        shown,
        made.framework,
        title=_("Kompetensmatris, %(name)s") % {"name": organisation.name},
        facts=matrix_page.facts(made, shown, view),
        needs=made.needs,
        units=made.units,
        language=language(),
        made_up=made_up,
        at=clock.now(),
    )
    name = f"kompetensmatris-{organisation.code}-{view.on.isoformat()}{OF_MADE_UP if made_up else ''}.xlsx"
    return attachment(content, XLSX, name)


@signed_in
@require_POST
def matrix_save(request: HttpRequest, code: str) -> HttpResponse:
    """Marks from the table: ``entries`` by «person.direction», with the mark that was seen (``base``) of each.

    Each is stored by itself; the answer tells which were, which clash with somebody else's, and which were refused.
    """
    organisation_of(code)
    sent = _sent(request.body)
    saved, conflicts, rejected = [], {}, {}
    for key, raw in sent["entries"].items():
        try:
            _save(request, key, raw, sent)
        except ChangedMeanwhile as changed:
            conflicts[key] = {
                "text": changed.text(language()),
                "mark": changed.theirs.value,
                "label": MARK_LABELS[changed.theirs].in_language(language()),
            }
        except Refused as refused:
            rejected[key] = refused.text(language())
        else:
            saved.append(key)
    return JsonResponse({"saved": saved, "conflicts": conflicts, "rejected": rejected, "revision": 0})


def organisation_of(code: str) -> Organisation:
    """The organisation with the code. Raises Refused (E101) where there is none."""
    try:
        return organisations.by_code(code)
    except ObjectDoesNotExist:
        raise staff.not_found() from None


def _made(request: HttpRequest, organisation: Organisation, view: View) -> queries.PeopleMatrix:
    return queries.people_matrix(
        person(request),
        organisation,
        stage=view.stage,
        on=view.on,
        today=clock.today(),
        unit=view.choice.unit,
    )


def _shown(whole: Matrix, made: queries.PeopleMatrix, view: View) -> Matrix:
    area = next((one for one in made.framework.areas if one.id == view.area), None)
    if area is not None:
        whole = restricted(whole, [direction.id for direction in area.directions])
    choice = view.choice
    if choice.unit not in made.heads:
        choice = replace(choice, unit="")
    return narrowed(whole, choice)


def _note(request: HttpRequest, made: queries.PeopleMatrix, shown: Matrix, view: View, where: str) -> None:
    access.note_reading(
        by=person(request),
        people=[made.people[row.id] for row in shown.rows],
        thing=access.STAGE_THINGS[view.stage],
        where=where,
    )


def _sent(body: bytes) -> dict[str, Any]:
    """The request's JSON. Raises Refused (M308) where it is not what the page sends."""
    try:
        document = json.loads(body)
        sent = {
            "entries": {str(key): Mark(raw) for key, raw in document["entries"].items()},
            "base": {str(key): Mark(raw) for key, raw in document["base"].items()},
            "attempted": {str(key): Mark(raw) for key, raw in document.get("attempted", {}).items()},
            "stage": Stage(document["section"]),
        }
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise _unreadable() from None
    if len(sent["entries"]) > MOST_AT_ONCE:
        raise _unreadable()
    return sent


def _save(request: HttpRequest, key: str, mark: Mark, sent: dict[str, Any]) -> None:
    number, _dot, direction = key.partition(".")
    if not number.isascii() or not number.isdecimal() or len(number) > 15:
        raise staff.not_found()
    stage: Stage = sent["stage"]
    thing = access.STAGE_THINGS[stage]
    one = people.person(person(request), int(number), thing, clock.today())
    seen = {sent["base"].get(key, Mark.NOT_ASSESSED)} | {sent["attempted"].get(key, mark)}
    set_mark(person=one, stage=stage, direction=direction, mark=mark, seen=seen, by=person(request))


def _unreadable() -> Refused:
    return Refused.because(
        "M308",
        "Det som skickades går inte att läsa. Ladda om sidan och försök igen.",
        "What was sent cannot be read. Reload the page and try again.",
    )
