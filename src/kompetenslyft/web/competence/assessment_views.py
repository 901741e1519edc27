"""Filling in and reading the assessments of an appraisal talk: the own, the leader's and the agreed one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kompetenslyft.apps import clock
from kompetenslyft.apps.competence import access
from kompetenslyft.apps.competence.actions.assessing import assess
from kompetenslyft.apps.competence.queries import assessments as marks_read
from kompetenslyft.apps.competence.queries import talks as queries
from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.competence.model import STAGE_LABELS, Mark, Occasion, Stage
from kompetenslyft.core.competence.talk import Actor, shows
from kompetenslyft.exchange import definitions as defined
from kompetenslyft.web.access import person, signed_in
from kompetenslyft.web.collection.words import language, moment
from kompetenslyft.web.competence import assessment_form as form
from kompetenslyft.web.competence.marks_page import marks_context
from kompetenslyft.web.competence.matrix_page import home_crumbs
from kompetenslyft.web.competence.talk_page import may_change

if TYPE_CHECKING:
    from kompetenslyft.apps.competence.models import Assessment

SAME, LEADERS, OWN = "lika", "chefens", "egen"
"""What the agreed assessment can be filled with at once, where nothing is chosen yet."""


@signed_in
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest, talk_id: int) -> HttpResponse:
    """The person's own assessment, with last time's agreed marks beside it."""
    return _fill_in(request, talk_id, Stage.OWN)


@signed_in
@require_http_methods(["GET", "POST"])
def leaders(request: HttpRequest, talk_id: int) -> HttpResponse:
    """The leader's assessment, with last time's agreed marks beside it, and the own one once it shows."""
    return _fill_in(request, talk_id, Stage.LEADER)


@signed_in
@require_http_methods(["GET", "POST"])
def agreed(request: HttpRequest, talk_id: int) -> HttpResponse:
    """What leader and person agree on, with the two assessments beside it and their differences marked."""
    return _fill_in(request, talk_id, Stage.AGREED)


@signed_in
@require_GET
def marks(request: HttpRequest, talk_id: int) -> HttpResponse:
    """What has been said in the talk, side by side, as far as it shows to the reader; and what was said before."""
    sight = queries.sight(person(request), talk_id, clock.today())
    context = marks_context(person(request), sight)
    _note(request, sight, context["stages"])
    return render(request, "competence/talk_marks.html", context | {"crumbs": _crumbs(sight)})


@dataclass
class Page:
    """A form on its way to be shown."""

    sight: queries.Sight
    stage: Stage
    entered: form.Entered
    before: Mapping[str, Assessment]
    beside: dict[Stage, Mapping[str, Assessment]]
    problem: str = ""

    @property
    def problems(self) -> dict[str, str]:
        """What is wrong, by direction."""
        return {
            direction: _("Välj en nivå, så sparas anteckningen.") for direction in self.entered.notes_alone
        }


def _fill_in(request: HttpRequest, talk_id: int, stage: Stage) -> HttpResponse:
    """The form at the stage for whoever fills it in now; for the other, and at other times, what shows of it."""
    user = person(request)
    sight = queries.sight(user, talk_id, clock.today())
    if not may_change(stage, sight.talk.state, sight.actors) and request.method != "POST":
        return redirect("competence:talk_marks", talk_id=talk_id)
    page = _page(sight, stage, request)
    if request.method == "POST" and _save(request, page):
        if request.htmx:  # type: ignore[attr-defined]
            return _saved(request, page)
        if not page.problems:
            if "fyll" in request.POST:
                return redirect(request.path)
            messages.success(request, _("Bedömningen är sparad."))
            return redirect("competence:talk", talk_id=talk_id)
    _note(request, sight, [*page.beside, Stage.AGREED])
    status = 422 if request.method == "POST" else 200
    return render(request, "competence/assessment.html", _context(page), status=status)


def _page(sight: queries.Sight, stage: Stage, request: HttpRequest) -> Page:
    said = {one: marks_read.talk_rows(sight.talk, one) for one in Stage}
    beside: dict[Stage, Mapping[str, Assessment]] = {
        one: said[one]
        for one in (Stage.OWN, Stage.LEADER)
        if one is not stage and shows(one, sight.talk.state, sight.actors)
    }
    before = marks_read.before_talk(sight.talk, Stage.AGREED, clock.today())
    entered = form.stored(said[stage])
    if request.method == "POST":
        entered = _filled(form.read(request.POST), request.POST.get("fyll", ""), beside)
    return Page(sight, stage, entered, before, beside)


def _filled(
    entered: form.Entered, fill: str, beside: Mapping[Stage, Mapping[str, Assessment]]
) -> form.Entered:
    """What was entered, and where nothing was chosen what it was asked to be filled with."""
    own_rows, leaders_rows = beside.get(Stage.OWN, {}), beside.get(Stage.LEADER, {})
    offered: dict[str, str] = {}
    if fill == SAME:
        offered = {
            direction: row.mark
            for direction, row in own_rows.items()
            if direction in leaders_rows and leaders_rows[direction].mark == row.mark
        }
    elif fill in {OWN, LEADERS}:
        rows = own_rows if fill == OWN else leaders_rows
        offered = {direction: row.mark for direction, row in rows.items()}
    return form.Entered(offered | dict(entered.marks), entered.notes)


def _save(request: HttpRequest, page: Page) -> bool:
    """Whether it was saved; else the page tells why, and holds what was entered."""
    known = {mark.value for mark in Mark}
    try:
        assess(
            person=page.sight.talk.person,
            stage=page.stage,
            marks={
                direction: Mark(mark) if mark in known else mark  # type: ignore[misc]
                for direction, mark in page.entered.marks.items()
            },
            notes={direction: note for direction, note in page.entered.notes.items() if note},
            by=person(request),
            on=clock.today(),
            occasion=Occasion.TALK,
            talk=page.sight.talk,
        )
    except Refused as refused:
        if refused.code.startswith("E") or request.htmx:  # type: ignore[attr-defined]
            raise
        page.problem = refused.text(language())
        return False
    return True


def _saved(request: HttpRequest, page: Page) -> HttpResponse:
    context = {"when": moment(clock.now()), "problems": page.problems} | _counts(page)
    return render(request, "competence/_assessment_saved.html", context)


def _counts(page: Page) -> dict[str, int]:
    framework = defined.framework(page.sight.talk.framework)
    return {"done": len(page.entered.marks), "all": len(framework.directions)}


def _context(page: Page) -> dict[str, object]:
    talk, framework = page.sight.talk, defined.framework(page.sight.talk.framework)
    labels = {Stage.OWN: _("Egen"), Stage.LEADER: _("Chefens")}
    beside = [(labels[stage], rows) for stage, rows in page.beside.items()]
    if page.stage is not Stage.AGREED:
        beside = [(_("Senast överens om"), page.before), *beside]
    groups = form.groups(framework, page.entered, beside, page.problems)
    return {
        "crumbs": _crumbs(page.sight),
        "talk": talk,
        "stage": page.stage.value,
        "heading": STAGE_LABELS[page.stage].in_language(language()),
        "leads": Actor.LEADER in page.sight.actors,
        "groups": groups,
        "definitions": form.definitions(framework),
        "differing": sum(row.differs for group in groups for row in group.rows),
        "problem": page.problem,
        "problems": [row for group in groups for row in group.rows if row.problem],
    } | _counts(page)


def _crumbs(sight: queries.Sight) -> list[tuple[str, str]]:
    return [
        *home_crumbs(),
        (_("Medarbetarsamtal"), reverse("competence:talks")),
        (str(sight.talk.person), reverse("competence:talk", args=[sight.talk.pk])),
    ]


def _note(request: HttpRequest, sight: queries.Sight, stages: list[Stage]) -> None:
    for stage in dict.fromkeys(stages):
        access.note_reading(
            by=person(request), people=[sight.talk.person], thing=access.STAGE_THINGS[stage], where="talk"
        )
