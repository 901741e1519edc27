"""Appraisal talks: the list of those one leads and one's own, and the page of one talk with its steps."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kompetenslyft.apps import clock
from kompetenslyft.apps.competence import access
from kompetenslyft.apps.competence.actions import plans as plan_actions
from kompetenslyft.apps.competence.actions import talks as actions
from kompetenslyft.apps.competence.queries import plans as plan_queries
from kompetenslyft.apps.competence.queries import talks as queries
from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.competence.model import Stage
from kompetenslyft.core.competence.talk import Actor, Event, possible_events
from kompetenslyft.core.privacy.rights import Thing
from kompetenslyft.web.access import person, signed_in
from kompetenslyft.web.collection.words import language
from kompetenslyft.web.competence import talk_words
from kompetenslyft.web.competence.matrix_page import home_crumbs
from kompetenslyft.web.competence.talk_forms import CancelForm, DecideForm, HeldForm, WhenForm, moment_of
from kompetenslyft.web.competence.talk_list import Filters, note_talks, rows, tallies, units
from kompetenslyft.web.competence.talk_page import events, may_change, may_plan, own_rows, steps
from kompetenslyft.web.competence.talk_words import TONES, said, status_words, to_do

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User

A_YEAR = timedelta(days=365)


@signed_in
@require_GET
def talks(request: HttpRequest) -> HttpResponse:
    """The talks of those whom one leads, and one's own."""
    user = person(request)
    people, filters = queries.led_people(user, clock.today()), Filters.read(request.GET)
    shown = rows(people, filters)
    note_talks(request, (row.led for row in shown))
    return render(
        request,
        "competence/talks.html",
        {
            "crumbs": home_crumbs(),
            "year": clock.today().year,
            "own": own_rows(queries.own_talks(user)),
            "people": people,
            "filters": filters,
            "rows": shown,
            "tallies": tallies(people, filters),
            "units": units(people),
        },
    )


@signed_in
@require_http_methods(["GET", "POST"])
def talk(request: HttpRequest, talk_id: int) -> HttpResponse:
    """One talk: what to do now, the steps, the plan, what has happened. Posting takes a step."""
    user, step = person(request), request.POST.get("step", "")
    sight = queries.sight(user, talk_id, clock.today())
    filled_in, problem = _forms(request, sight), ""
    if request.method == "POST":
        form = filled_in.get(step)
        if form is None or form.is_valid():
            try:
                address = _take(step, sight, form.cleaned_data if form else {}, user)
            except Refused as refused:
                if refused.code.startswith("E"):
                    raise
                problem = refused.text(language())
                sight = queries.sight(user, talk_id, clock.today())
            else:
                messages.success(request, said(step))
                return redirect(address)
    return _page(request, sight, filled_in, problem)


def _forms(request: HttpRequest, sight: queries.Sight) -> dict[str, forms.Form]:
    """The form of each step that has one; the one that was posted holds what was entered."""
    when = timezone.localtime(sight.talk.scheduled_at)
    follow_up_by = sight.plan.ends if sight.plan else clock.today() + A_YEAR
    step = request.POST.get("step", "")

    def made(event: Event, form: type[forms.Form], **initial: object) -> forms.Form:
        return form(request.POST if step == event else None, initial=initial)

    return {
        Event.RESCHEDULED.value: made(
            Event.RESCHEDULED, WhenForm, day=when.date(), time=when.time(), place=sight.talk.place
        ),
        Event.HELD.value: made(Event.HELD, HeldForm, held_on=clock.today()),
        Event.PLAN_DECIDED.value: made(Event.PLAN_DECIDED, DecideForm, follow_up_by=follow_up_by),
        Event.CANCELLED.value: made(Event.CANCELLED, CancelForm),
    }


def _take(step: str, sight: queries.Sight, what: dict[str, Any], by: User) -> str:
    """Take the step, and where to go then. Raises Http404 for what is no step, and Refused."""
    one = sight.talk
    match step:
        case Event.RESCHEDULED:
            actions.reschedule(talk=one, scheduled_at=moment_of(what), place=what["place"], by=by)
        case Event.OWN_DONE:
            actions.finish_own(talk=one, by=by)
        case Event.OWN_REOPENED:
            actions.reopen_own(talk=one, by=by)
        case Event.HELD:
            actions.hold(talk=one, held_on=what["held_on"], by=by)
        case Event.AGREED:
            actions.agree(talk=one, by=by)
        case Event.PLAN_DECIDED:
            actions.decide_plan(talk=one, follow_up_by=what["follow_up_by"], by=by)
        case Event.FOLLOWED_UP:
            actions.follow_up(talk=one, by=by)
        case Event.CANCELLED:
            actions.cancel(talk=one, reason=what["reason"], by=by)
        case talk_words.PLAN:
            plan = plan_actions.draft_from_gaps(person=one.person, talk=one, by=by)
            return reverse("competence:plan", args=[plan.pk])
        case _:
            raise Http404
    return reverse("competence:talk", args=[one.pk])


def _page(
    request: HttpRequest, sight: queries.Sight, filled_in: dict[str, forms.Form], problem: str
) -> HttpResponse:
    one, actors = sight.talk, sight.actors
    wrong = next((form for form in filled_in.values() if form.errors), None)
    plan = plan_queries.sight(person(request), sight.plan.pk, clock.today()) if sight.plan else None
    access.note_reading(by=person(request), people=[one.person], thing=Thing.TALK, where="talk")
    if plan:
        access.note_reading(by=person(request), people=[one.person], thing=Thing.PLAN, where="talk")
    return render(
        request,
        "competence/talk.html",
        {
            "crumbs": [*home_crumbs(), (_("Medarbetarsamtal"), reverse("competence:talks"))],
            "sight": sight,
            "talk": one,
            "leads": Actor.LEADER in actors,
            "status": status_words(one.state),
            "tone": TONES[one.state],
            "to_do": to_do(one.state, actors),
            "may": {event.value for event in possible_events(one.state, actors)},
            "open": {stage.value: may_change(stage, one.state, actors) for stage in Stage},
            "steps": steps(sight),
            "plan": plan,
            "may_plan": may_plan(one.state),
            "events": events(sight),
            "forms": filled_in,
            "wrong": wrong,
            "problem": problem,
        },
        status=422 if wrong or problem else 200,
    )
