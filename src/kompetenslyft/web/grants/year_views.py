"""Programme years: the list, a year's own page, and the steps that an officer takes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kompetenslyft.apps import clock
from kompetenslyft.apps.collection import queries as returns
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants import access
from kompetenslyft.apps.grants.actions import years as actions
from kompetenslyft.apps.grants.queries import years as queries
from kompetenslyft.apps.grants.queries.settlement import open_matters
from kompetenslyft.core.workflow.returns import Status
from kompetenslyft.exchange.definitions import all_programmes
from kompetenslyft.web.access import is_officer, officer_only, person, public
from kompetenslyft.web.grants import road
from kompetenslyft.web.grants.crumbs import language, year_crumbs, years_crumbs
from kompetenslyft.web.grants.takings import TAKINGS
from kompetenslyft.web.grants.year_forms import YearForm

if TYPE_CHECKING:
    from kompetenslyft.apps.grants.models import ProgrammeYear


@public
@require_GET
def years(request: HttpRequest) -> HttpResponse:
    """The grants, year by year: everybody's to see."""
    found = queries.years()
    decided = queries.decided_purposes(found)
    own = access.own_municipalities(person(request), clock.today()) if request.user.is_authenticated else []
    listed = []
    for one in found:
        all_decided = len(decided[one.pk]) == len(one.programme.purposes)
        label, tone = road.standing_of(one, decided=all_decided, today=clock.today())
        listed.append({"year": one, "programme": one.programme, "title": one.title(language()),
                       "label": label, "tone": tone})  # fmt: skip
    return render(
        request, "grants/years.html", {"listed": listed, "officer": is_officer(request), "own": own}
    )


@officer_only
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Set up a programme year on its definition."""
    taken = {one.definition for one in queries.years()}
    left = [one for one in reversed(all_programmes().values()) if one.ref not in taken]
    form = YearForm(request.POST or None, programmes=left, language=language())
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_year(definition=form.cleaned_data["definition"], by=person(request))
        except Refused as refusal:
            form.add_error(None, refusal.text(language()))
        else:
            messages.success(request, _("Bidragsåret är upplagt. Ta nu fram fördelningen."))
            return redirect("grants:year", code=made.code)
    context = {"form": form, "left": left, "crumbs": years_crumbs()}
    return render(request, "grants/year_new.html", context, status=422 if form.is_bound else 200)


@public
@require_GET
def year(request: HttpRequest, code: str) -> HttpResponse:
    """A programme year: for an officer the road with its next step, for everybody its terms and amounts."""
    found = queries.year(code)
    officer = is_officer(request)
    decided = queries.decided_purposes([found])[found.pk]
    context: dict[str, object] = {
        "year": found,
        "programme": found.programme,
        "title": found.title(language()),
        "crumbs": years_crumbs(),
        "decided": decided,
        "standing": road.standing_of(
            found, decided=len(decided) == len(found.programme.purposes), today=clock.today()
        ),
        "officer": officer,
    }
    if officer:
        context["steps"] = road.steps(
            road.Position(
                year=found,
                decided=frozenset(decided),
                claims=queries.claims(found),
                reports=_report_statuses(found),
                money=queries.money(found),
                left=open_matters(found) if found.requisition_closed_at and not found.closed_at else (),
                today=clock.today(),
            )
        )
    elif request.user.is_authenticated:
        context["own"] = access.own_municipalities(person(request), clock.today())
    return render(request, "grants/year.html", context)


@officer_only
@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """Ask once more, then take the step."""
    found = queries.year(code)
    taking = TAKINGS.get(step)
    if taking is None:
        raise Http404
    refusal = ""
    if request.method == "POST":
        try:
            taking.act(found, person(request))
        except Refused as refused:
            refusal = refused.text(language())
        else:
            messages.success(request, taking.done)
            return redirect("grants:year", code=found.code)
    context = {
        "year": found,
        "taking": taking,
        "facts": taking.facts(found),
        "refusal": refusal,
        "crumbs": year_crumbs(found),
    }
    return render(request, "grants/take.html", context, status=422 if refusal else 200)


def _report_statuses(found: ProgrammeYear) -> Counter[Status]:
    if found.report_round_id is None:
        return Counter()
    return Counter(one.status for one in returns.standings_in(found.report_round_id).values())
