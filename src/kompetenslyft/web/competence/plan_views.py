"""A plan: the page, its items, deciding, following up, closing; each decision word for word; the plan as PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kompetenslyft.apps import clock
from kompetenslyft.apps.competence import access
from kompetenslyft.apps.competence.actions import plans as actions
from kompetenslyft.apps.competence.frameworks import framework_in_use
from kompetenslyft.apps.competence.plan_records import value_of, version_for
from kompetenslyft.apps.competence.queries import plans as queries
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.staff import access as staff
from kompetenslyft.core.competence.plan import PlanKind, PlanState
from kompetenslyft.core.competence.plan_versions import from_content
from kompetenslyft.core.privacy.rights import Thing
from kompetenslyft.exchange.definitions import all_frameworks
from kompetenslyft.web.access import person, signed_in
from kompetenslyft.web.collection.words import language, moment
from kompetenslyft.web.competence.plan_forms import DescribeForm, FollowUpForm, ItemForm
from kompetenslyft.web.competence.plan_page import Page, heading_of, version_rows
from kompetenslyft.web.competence.plan_words import crumbs_below, plan_crumbs
from kompetenslyft.web.forms import show_refusal

if TYPE_CHECKING:
    from kompetenslyft.apps.competence.models import Plan, PlanItem


@signed_in
@require_GET
def plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The plan: its items, what has changed since it was decided, how it goes, and what to do with it."""
    sight = queries.sight(person(request), plan_id, clock.today())
    note(request, sight.plan)
    context = Page(sight, clock.today()).context() | {
        "crumbs": plan_crumbs(sight.plan),
        "heading": heading_of(sight.plan),
    }
    return render(request, "competence/plan.html", context)


@signed_in
@require_GET
def decision(request: HttpRequest, plan_id: int, number: int) -> HttpResponse:
    """The plan as it was decided, word for word."""
    row, actors = queries.plan(person(request), plan_id, clock.today())
    found = row.decisions.filter(number=number).first()
    if found is None:
        raise staff.not_found()
    note(request, row)
    version = from_content(found.content)
    known_as = version_for(row, takes_part=bool(actors)).title
    context = {
        "plan": row,
        "decision": found,
        "when": moment(found.at),
        "version": version,
        "rows": version_rows(version),
        "individual": row.kind == PlanKind.INDIVIDUAL,
        "heading": heading_of(row),
        "crumbs": crumbs_below(row, known_as),
    }
    return render(request, "competence/plan_decision.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def describe(request: HttpRequest, plan_id: int) -> HttpResponse:
    """What the plan is called, when it runs, and why."""
    row = _taken_part_in(request, plan_id)
    if row.state != PlanState.DRAFT:
        return _to_plan(row.pk)
    now = actions.description(row)
    form = DescribeForm(now, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.describe(plan=row, by=person(request), **form.cleaned_data)
        except Refused as refused:
            if refused.code == "M415":
                form.show_present(now)
            _show(form, refused)
        else:
            return _to_plan(row.pk)
    return _form(request, row, form, title=_("Namn, tid och prioriteringar"), button=_("Spara"))


@signed_in
@require_http_methods(["GET", "POST"])
def item_new(request: HttpRequest, plan_id: int) -> HttpResponse:
    """A new item."""
    row = _taken_part_in(request, plan_id)
    if row.state != PlanState.DRAFT:
        return _to_plan(row.pk)
    framework = framework_in_use(clock.today())
    form = ItemForm(PlanKind(row.kind), framework, request.POST or None)
    form.fields["due"].initial = row.ends
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_item(plan=row, item=form.item, by=person(request))
        except Refused as refused:
            _show(form, refused)
        else:
            messages.success(request, _("Målet är tillagt."))
            return _to_plan(row.pk)
    return _form(request, row, form, title=_("Nytt mål"), button=_("Lägg till målet"))


@signed_in
@require_http_methods(["GET", "POST"])
def item(request: HttpRequest, plan_id: int, item_id: int) -> HttpResponse:
    """Change an item."""
    one, _actors = queries.item(person(request), plan_id, item_id, clock.today())
    note(request, one.plan)
    if one.plan.state != PlanState.DRAFT or one.removed_at is not None:
        return _to_plan(plan_id)
    now = value_of(one)
    framework = all_frameworks().get(now.framework) or framework_in_use(clock.today())
    form = ItemForm(PlanKind(one.plan.kind), framework, request.POST or None, item=now)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_item(item=one, value=form.item, seen=form.seen_item, by=person(request))
        except Refused as refused:
            if refused.code == "M415":
                form.show_present(now)
            _show(form, refused)
        else:
            messages.success(request, _("Målet är sparat."))
            return _to_plan(plan_id)
    return _form(request, one.plan, form, title=_("Ändra målet"), button=_("Spara"))


@signed_in
@require_POST
def item_remove(request: HttpRequest, plan_id: int, item_id: int) -> HttpResponse:
    """Take an item out of the draft."""
    one, _actors = queries.item(person(request), plan_id, item_id, clock.today())
    actions.remove_item(item=one, by=person(request))
    messages.success(request, _("«%(goal)s» är borttaget.") % {"goal": one.goal})
    return _to_plan(plan_id)


@signed_in
@require_http_methods(["GET", "POST"])
def follow_up(request: HttpRequest, plan_id: int, item_id: int) -> HttpResponse:
    """Say how a decided item went."""
    one, _actors = queries.item(person(request), plan_id, item_id, clock.today())
    note(request, one.plan)
    form = FollowUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, effect, words = form.answer
        try:
            actions.follow_up_item(item=one, done=done, effect=effect, note=words, by=person(request))
        except Refused as refused:
            _show(form, refused)
        else:
            messages.success(request, _("Uppföljningen är sparad."))
            return _to_plan(plan_id)
    return _form(
        request, one.plan, form, title=_("Följ upp målet"), button=_("Spara uppföljningen"), item=one
    )


@signed_in
@require_POST
def decide(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Decide the plan."""
    return _step(request, plan_id, actions.decide, _("Planen är beslutad."))


@signed_in
@require_POST
def reopen(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Take a decided plan up again."""
    done = _("Planen kan ändras. Det som beslutades finns kvar, och gäller tills planen beslutas på nytt.")
    return _step(request, plan_id, actions.reopen, done)


@signed_in
@require_POST
def close(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Close a plan that is followed up."""
    return _step(request, plan_id, actions.close, _("Planen är uppföljd och avslutad."))


def note(request: HttpRequest, row: Plan) -> None:
    """Note that the reader has read a person's plan."""
    if row.person is not None:
        access.note_reading(by=person(request), people=[row.person], thing=Thing.PLAN, where="plan")


def _step(request: HttpRequest, plan_id: int, action: Any, done: str) -> HttpResponse:
    row, _actors = queries.plan(person(request), plan_id, clock.today())
    try:
        action(plan=row, by=person(request))
    except Refused as refused:
        if refused.code.startswith("E"):
            raise
        messages.error(request, refused.text(language()))
    else:
        messages.success(request, done)
    return _to_plan(plan_id)


def _taken_part_in(request: HttpRequest, plan_id: int) -> Plan:
    """The plan, for those who take part in it. Raises Refused (E101)."""
    row, actors = queries.plan(person(request), plan_id, clock.today())
    if not actors:
        raise staff.not_found()
    note(request, row)
    return row


def _show(form: Any, refused: Refused) -> None:
    if refused.code.startswith("E"):
        raise refused
    show_refusal(form, refused)


def _form(
    request: HttpRequest, row: Plan, form: Any, *, title: str, button: str, item: PlanItem | None = None
) -> HttpResponse:
    context = {
        "plan": row,
        "form": form,
        "title": title,
        "button": button,
        "item": item,
        "heading": heading_of(row),
        "crumbs": crumbs_below(row),
    }
    return render(request, "competence/plan_form.html", context, status=422 if form.errors else 200)


def _to_plan(plan_id: int) -> HttpResponse:
    return redirect(reverse("competence:plan", args=[plan_id]))
