"""Programme years: the list, a year's own page, the claims, and the steps that an officer takes."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from kompetenslyft.apps import clock
from kompetenslyft.apps.collection import actions as collection
from kompetenslyft.apps.collection import queries as returns
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants import access
from kompetenslyft.apps.grants.actions import years as actions
from kompetenslyft.apps.grants.queries import years as queries
from kompetenslyft.core.workflow.returns import Status
from kompetenslyft.exchange.definitions import all_programmes
from kompetenslyft.web.access import is_officer, officer_only, person, public
from kompetenslyft.web.grants import road
from kompetenslyft.web.grants.crumbs import language, year_crumbs, years_crumbs
from kompetenslyft.web.grants.year_forms import YearForm

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.grants.models import ProgrammeYear


@public
@require_GET
def years(request: HttpRequest) -> HttpResponse:
    """The grants, year by year: everybody's to see."""
    found = queries.years()
    decided = queries.decided_purposes(found)
    own = access.own_municipalities(person(request), clock.today()) if request.user.is_authenticated else []
    listed = [
        {
            "year": one,
            "programme": one.programme,
            "title": one.title(language()),
            "decided": len(decided[one.pk]) == len(one.programme.purposes),
            "own": own,
        }
        for one in found
    ]
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
        "all_decided": len(decided) == len(found.programme.purposes),
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
                today=clock.today(),
            )
        )
    elif request.user.is_authenticated:
        context["own"] = access.own_municipalities(person(request), clock.today())
    return render(request, "grants/year.html", context)


@officer_only
@require_GET
def claims(request: HttpRequest, code: str) -> HttpResponse:
    """Who has claimed what: in full, in part, not at all."""
    found = queries.year(code)
    every = queries.claims(found)
    chosen = request.GET.get("lage", "")
    shown = [one for one in every if not chosen or one.standing.id == chosen]
    purposes = found.programme.purposes
    if request.GET.get("format") == "csv":
        return _claims_csv(found, shown)
    counts = Counter(one.standing.id for one in every)
    context = {
        "year": found,
        "title": _("Rekvisitioner"),
        "crumbs": year_crumbs(found),
        "purposes": purposes,
        "rows": [
            {
                "claim": one,
                "amounts": [(one.offered.get(p.id), one.claimed.get(p.id)) for p in purposes],
                "label": one.standing.label,
                "tone": one.standing.tone,
            }
            for one in shown
        ],
        "total": len(every),
        "tallies": [
            {"id": one.id, "label": one.label, "count": counts[one.id], "current": one.id == chosen}
            for one in queries.STANDINGS
        ],
        "chosen": chosen,
        "sums": [
            (sum(one.offered.get(p.id, 0) for one in shown), sum(one.claimed.get(p.id, 0) for one in shown))
            for p in purposes
        ],
        "silent": counts[queries.SILENT.id] + counts[queries.UNDER_WAY.id],
    }
    return render(request, "grants/claims.html", context)


@dataclass(frozen=True, slots=True)
class Taking:
    """A step that is asked about once more before it is taken."""

    heading: str
    text: str
    button: str
    done: str
    act: Callable[[ProgrammeYear, User], object]


def _accept(found: ProgrammeYear, by: User) -> object:
    assert found.requisition_round is not None
    return collection.accept_signed(round=found.requisition_round, by=by)


TAKINGS = {
    "open_requisition": Taking(
        gettext_lazy("Öppna rekvisitionen"),
        gettext_lazy(
            "Varje kommun som är erbjuden medel får en rekvisition med sina belopp ifyllda. De som har en roll för "
            "kommunen ser den på sin startsida och får besked med e-post när den öppnar."
        ),
        gettext_lazy("Öppna"),
        gettext_lazy("Rekvisitionen är upplagd och öppnar den dag som villkoren anger."),
        lambda found, by: actions.open_requisition(year=found, by=by),
    ),
    "accept_claims": Taking(
        gettext_lazy("Godkänn underskrivna rekvisitioner"),
        gettext_lazy(
            "Alla underskrivna rekvisitioner godkänns och bokförs som medel att betala ut. Vill du läsa en rekvisition "
            "eller begära komplettering gör du det först, i listan över rekvisitioner."
        ),
        gettext_lazy("Godkänn alla underskrivna"),
        gettext_lazy("Rekvisitionerna är godkända och bokförda."),
        _accept,
    ),
    "close_requisition": Taking(
        gettext_lazy("Avsluta rekvisitionen"),
        gettext_lazy(
            "Det som är erbjudet men inte rekvirerat bokförs som ej rekvirerat. Därefter kan ingen rekvisition ändras."
        ),
        gettext_lazy("Avsluta"),
        gettext_lazy("Rekvisitionen är avslutad."),
        lambda found, by: actions.close_requisition(year=found, by=by),
    ),
    "open_reporting": Taking(
        gettext_lazy("Öppna återrapporteringen"),
        gettext_lazy(
            "Varje kommun med en godkänd rekvisition får en redovisning, ifylld med det som kommunen har lagt in om "
            "sina insatser."
        ),
        gettext_lazy("Öppna"),
        gettext_lazy("Återrapporteringen är upplagd och öppnar den dag som villkoren anger."),
        lambda found, by: actions.open_reporting(year=found, by=by),
    ),
    "close_year": Taking(
        gettext_lazy("Stäng bidragsåret"),
        gettext_lazy(
            "När bidragsåret är stängt kan ingenting läggas in, redovisas eller slutregleras i det."
        ),
        gettext_lazy("Stäng"),
        gettext_lazy("Bidragsåret är stängt."),
        lambda found, by: actions.close_year(year=found, by=by),
    ),
}


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
    context = {"year": found, "taking": taking, "refusal": refusal, "crumbs": year_crumbs(found)}
    return render(request, "grants/take.html", context, status=422 if refusal else 200)


def _report_statuses(found: ProgrammeYear) -> Counter[Status]:
    if found.report_round_id is None:
        return Counter()
    return Counter(one.status for one in returns.standings_in(found.report_round_id).values())


def _claims_csv(found: ProgrammeYear, shown: list[queries.Claim]) -> HttpResponse:
    text = StringIO()
    writer = csv.writer(text, delimiter=";")
    purposes = found.programme.purposes
    head = [_("Kod"), _("Kommun"), _("Läge"), _("Vill ha del av omfördelade medel")]
    for purpose in purposes:
        name = purpose.title.in_language(language())
        head += [
            _("%(purpose)s, erbjudet") % {"purpose": name},
            _("%(purpose)s, rekvirerat") % {"purpose": name},
        ]
    writer.writerow(head)
    wants = {True: _("ja"), False: _("nej"), None: ""}
    for one in shown:
        row: list[object] = [
            one.unit.code,
            one.unit.name,
            one.standing.label.in_language(language()),
            wants[one.wants_share],
        ]
        for purpose in purposes:
            row += [one.offered.get(purpose.id, ""), one.claimed.get(purpose.id, "")]
        writer.writerow(row)
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.code}-rekvisitioner.csv"'
    return response
