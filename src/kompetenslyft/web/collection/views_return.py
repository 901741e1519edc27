"""A return's own pages: overview, steps with their confirmation, submissions, history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kompetenslyft.apps import clock
from kompetenslyft.apps.collection import actions, queries
from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.findings import Severity
from kompetenslyft.core.instruments.values import from_json
from kompetenslyft.core.text import Text
from kompetenslyft.core.workflow.returns import Actor, Event
from kompetenslyft.exchange.definitions import instrument as load_instrument
from kompetenslyft.web.access import person, signed_in
from kompetenslyft.web.collection import return_page
from kompetenslyft.web.collection.crumbs import return_crumbs
from kompetenslyft.web.collection.entries import whole
from kompetenslyft.web.collection.form_page import section_steps
from kompetenslyft.web.collection.replies import lock_text
from kompetenslyft.web.collection.return_steps import STEPS
from kompetenslyft.web.collection.words import language, moment, shown
from kompetenslyft.web.grants import round_links
from kompetenslyft.web.return_sources import sources_of

if TYPE_CHECKING:
    from kompetenslyft.apps.collection.models import Return, Upload
    from kompetenslyft.apps.collection.queries import Situation


@signed_in
@require_GET
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """The return: where it stands, what remains, what can be done, what has happened."""
    answer_to = queries.return_for(person(request), pk, clock.today())
    situation = queries.situation(answer_to, person(request), at=clock.now())
    officer = Actor.OFFICER in situation.capacities
    history = return_page.event_lines(queries.history(answer_to))
    context = _frame(situation, own_page=False) | {
        "steps": section_steps(situation),
        "remaining": return_page.to_settle(situation),
        "missing": return_page.missing(situation),
        "standing": return_page.standing(situation),
        "explained": return_page.explained(situation),
        "worth_knowing": return_page.remaining(situation, situation.with_severity(Severity.INFO)),
        "trial": return_page.remaining(situation, situation.with_severity(Severity.TRIAL)),
        "buttons": return_page.buttons(situation),
        "history": history,
        "asked": return_page.asked(situation, history),
        "submissions": list(answer_to.submissions.all()),
        "people": queries.recipients_of([answer_to], clock.today())[answer_to.pk],
        "waiting_upload": waiting_upload(answer_to) if situation.may_edit else None,
        "reminders": list(queries.reminders(answer_to)) if officer else [],
        "officer": officer,
        "grant": round_links.of_return(answer_to),
        "sources": sources_of(person(request), answer_to),
    }
    return render(request, "collection/return.html", context)


def waiting_upload(answer_to: Return) -> Upload | None:
    """The workbook that was read in last, if nothing of it is saved yet."""
    newest = answer_to.uploads.order_by("-pk").first()
    return newest if newest is not None and newest.applied_at is None else None


def _frame(situation: Situation, *, own_page: bool = True) -> dict[str, Any]:
    """What every page about the return shows."""
    answer_to = situation.answer_to
    return {
        "answer_to": answer_to,
        "crumbs": return_crumbs(answer_to) if own_page else return_crumbs(answer_to)[:-1],
        "round_title": answer_to.round.title(language()),
        "situation": situation,
        "status_label": answer_to.status_label(language()),
        "status_tone": return_page.TONES[answer_to.state],
        "status_since": moment(answer_to.status_since) if answer_to.status_since else "",
        "late": answer_to.dates.is_late(clock.today()) and not answer_to.submissions.exists(),
        "answered": situation.completeness.answered,
        "cells": situation.completeness.cells,
        "locked": lock_text(situation),
        "may_edit": situation.may_edit,
    }


@signed_in
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Confirm one of ``STEPS`` and take it."""
    answer_to = queries.return_for(person(request), pk, clock.today())
    chosen = STEPS[name]
    note = request.POST.get("note", "")
    problem: Refused | None = None
    if request.method == "POST":
        try:
            chosen.act(answer_to=answer_to, by=person(request), note=note)
        except Refused as refusal:
            problem = refusal
        else:
            messages.success(request, str(chosen.done))
            return redirect("collection:return", pk=pk)
    situation = queries.situation(answer_to, person(request), at=clock.now())
    context = _frame(situation) | {
        "step": chosen,
        "note": note,
        "problem": problem,
        "possible": problem is not None or chosen.event in situation.possible,
    }
    return render(request, "collection/step.html", context, status=422 if problem else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """What is about to be submitted, and what stops it; POST submits."""
    answer_to = queries.return_for(person(request), pk, clock.today())
    problem: Refused | None = None
    if request.method == "POST":
        try:
            actions.submit(
                answer_to=answer_to,
                by=person(request),
                expected_revision=whole(request.POST.get("revision", "")),
            )
        except Refused as refusal:
            problem = refusal
            answer_to = queries.return_for(person(request), pk, clock.today())
        else:
            messages.success(request, _("Svaret är inlämnat. När ombudet har skrivit under räknas det."))
            return redirect("collection:return", pk=pk)
    situation = queries.situation(answer_to, person(request), at=clock.now())
    left = return_page.left_to_do(situation)
    context = (
        _frame(situation)
        | _summary(situation)
        | {
            "remaining": return_page.to_settle(situation),
            "missing": return_page.missing(situation),
            "left": left,
            "problem": problem if problem and not left else None,
            "signatory": Actor.SIGNATORY in situation.capacities,
            "possible": situation.may_edit
            and bool(situation.possible & {Event.SUBMITTED, Event.RESUBMITTED}),
        }
    )
    return render(request, "collection/submit.html", context, status=422 if problem else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """What is about to be signed: the submission's own figures; POST signs."""
    answer_to = queries.return_for(person(request), pk, clock.today())
    problem: Refused | None = None
    if request.method == "POST":
        try:
            _check_same_submission(answer_to, whole(request.POST.get("number", "")))
            actions.sign(answer_to=answer_to, by=person(request), note=request.POST.get("note", ""))
        except Refused as refusal:
            problem = refusal
        else:
            messages.success(request, _("Svaret är underskrivet och räknas nu."))
            return redirect("collection:return", pk=pk)
    situation = queries.situation(answer_to, person(request), at=clock.now())
    latest = answer_to.submissions.order_by("-number").first()
    context = (
        _frame(situation)
        | _summary(situation)
        | {
            "submission": latest,
            "problem": problem,
            "possible": problem is not None or Event.SIGNED in situation.possible,
        }
    )
    if latest is not None:
        context["changes"] = _change_lines(answer_to, latest.number)
    return render(request, "collection/sign.html", context, status=422 if problem else 200)


def _check_same_submission(answer_to: Return, number: int) -> None:
    """One signs what one has read. Raises Refused (C503) where another submission has come since."""
    latest = answer_to.submissions.order_by("-number").first()
    if latest is not None and latest.number != number:
        raise Refused.because(
            "C503",
            "En nyare inlämning har kommit sedan du läste sidan. Läs igenom den och skriv under igen.",
            "A newer submission has come since you read the page. Read it through and sign again.",
        )


def _summary(situation: Situation) -> dict[str, Any]:
    return {
        "figures": return_page.key_figures(situation),
        "explained": return_page.explained(situation),
        "steps": section_steps(situation),
    }


def _change_lines(answer_to: Return, number: int) -> list[dict[str, str]]:
    submission = answer_to.submissions.get(number=number)
    submission.answer_to = answer_to
    cells = load_instrument(answer_to.round.instrument).cells
    return [
        {
            "label": cells[change.key].label(language()),
            "before": shown(cells[change.key], change.before),
            "after": shown(cells[change.key], change.after),
        }
        for change in queries.submission_changes(submission)
    ]


@signed_in
@require_GET
def submission(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A submission as it was: what it changed, its answers, reasons and findings."""
    found = queries.submission_for(person(request), pk, number, clock.today())
    answer_to = found.answer_to
    instrument = load_instrument(answer_to.round.instrument)
    messages_by_instance = {row["instance"]: Text(**row["message"]) for row in found.findings}
    context = {
        "answer_to": answer_to,
        "crumbs": return_crumbs(answer_to),
        "submission": found,
        "submitted": moment(found.submitted_at),
        "signed": moment(found.signed_at) if found.signed_at else "",
        "counts": answer_to.counted_number == found.number,
        "changes": _change_lines(answer_to, number),
        "reasons": [
            (messages_by_instance[instance].in_language(language()), text)
            for instance, text in found.explanations.items()
            if instance in messages_by_instance
        ],
        "sections": return_page.answers_by_section(
            instrument, from_json(found.values), _documents(answer_to)
        ),
    }
    return render(request, "collection/submission.html", context)


def _documents(answer_to: Return) -> dict[str, str]:
    """The address of every attached document, by the value of the cell it answers."""
    return {
        one.value: reverse("collection:attachment", args=[answer_to.pk, one.pk])
        for one in queries.attachments_of(answer_to)
    }
