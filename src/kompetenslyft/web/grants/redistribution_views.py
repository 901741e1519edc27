"""Dividing anew what was not claimed, and returning what is left: the preview before, the rounds after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants import access
from kompetenslyft.apps.grants.actions import redistribution as actions
from kompetenslyft.apps.grants.queries import redistribution as queries
from kompetenslyft.apps.grants.queries.years import year as year_for
from kompetenslyft.core.ledger.model import ACCOUNT_LABELS
from kompetenslyft.core.numbers import format_sek
from kompetenslyft.web.access import officer_only, person
from kompetenslyft.web.forms import show_refusal
from kompetenslyft.web.grants.crumbs import language, year_crumbs
from kompetenslyft.web.grants.settlement_crumbs import redistribution_crumbs
from kompetenslyft.web.grants.settlement_forms import DecisionForm

if TYPE_CHECKING:
    from kompetenslyft.apps.grants.models import ProgrammeYear
    from kompetenslyft.core.programmes.model import Purpose


@officer_only
@require_GET
def purposes(request: HttpRequest, code: str) -> HttpResponse:
    """What is left of each purpose, and where to go to divide it anew or return it."""
    year = year_for(code)
    listed = [
        {"purpose": purpose, "left": _left(year, purpose.id), "rounds": queries.rounds(year, purpose.id)}
        for purpose in year.programme.purposes
    ]
    context = {
        "year": year,
        "listed": listed,
        "rule": year.programme.redistribution,
        "crumbs": year_crumbs(year),
    }
    return render(request, "grants/redistribution.html", context)


@officer_only
@require_http_methods(["GET", "POST"])
def pool(request: HttpRequest, code: str, purpose: str) -> HttpResponse:
    """The pool, who said yes and who would get what; decide it. The rounds made stand below."""
    year = year_for(code)
    chosen = _purpose(year, purpose)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.redistribute(year=year, purpose=purpose, **form.cleaned_data, by=person(request))
        except Refused as refused:
            show_refusal(form, refused)
        else:
            told = _("%(amount)s är omfördelat och väntar på utbetalning.")
            amount = format_sek(made.pool - made.left_over, language())
            messages.success(request, told % {"amount": amount})
            return redirect("grants:redistribute", code=code, purpose=purpose)
    found = queries.pool(year, purpose)
    context = {
        "year": year,
        "purpose": chosen,
        "pool": found,
        "given": found.amount - found.left_over if found.sharers else 0,
        "rounds": [(one, queries.shares_of(one)) for one in queries.rounds(year, purpose)],
        "rule": year.programme.redistribution,
        "form": form,
        "crumbs": redistribution_crumbs(year),
    }
    return render(request, "grants/redistribute.html", context, status=422 if form.errors else 200)


@officer_only
@require_http_methods(["GET", "POST"])
def rest(request: HttpRequest, code: str, purpose: str) -> HttpResponse:
    """Show what would go back to the state, then return it."""
    year = year_for(code)
    chosen = _purpose(year, purpose)
    refusal = ""
    if request.method == "POST":
        try:
            returned = actions.return_rest(year=year, purpose=purpose, by=person(request))
        except Refused as refused:
            refusal = refused.text(language())
        else:
            told = _("%(amount)s är återfört till staten.")
            messages.success(request, told % {"amount": format_sek(returned, language())})
            return redirect("grants:redistribution", code=code)
    left = _left(year, purpose)
    context = {
        "year": year,
        "purpose": chosen,
        "left": left,
        "sum": sum(amount for _label, amount in left),
        "refusal": refusal,
        "crumbs": redistribution_crumbs(year),
    }
    return render(request, "grants/return_rest.html", context, status=422 if refusal else 200)


def _left(year: ProgrammeYear, purpose: str) -> list[tuple[str, int]]:
    """What can be returned, by the accounts it stands in, in the reader's words."""
    balances = queries.balances(year, purpose)
    return [
        (ACCOUNT_LABELS[account].in_language(language()), balances[account])
        for account in actions.RETURNED.values()
        if balances.get(account)
    ]


def _purpose(year: ProgrammeYear, purpose_id: str) -> Purpose:
    try:
        return year.programme.purpose(purpose_id)
    except KeyError:
        raise access.not_found() from None
