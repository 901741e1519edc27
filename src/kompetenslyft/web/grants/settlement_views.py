"""A year's settlements: the overview, settling all that are ready, demanding back, the invoice basis."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from kompetenslyft.apps import clock
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants.actions import settlement as actions
from kompetenslyft.apps.grants.queries import settlement as queries
from kompetenslyft.apps.grants.queries.years import year as year_for
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.core.settlement.amounts import by_purpose, total
from kompetenslyft.exchange.invoice_xlsx import InvoiceRow, invoice_workbook
from kompetenslyft.exchange.spreadsheets import XLSX
from kompetenslyft.web.access import officer_only, person
from kompetenslyft.web.downloads import attachment
from kompetenslyft.web.grants.crumbs import language, year_crumbs
from kompetenslyft.web.grants.settlement_crumbs import settlement_crumbs
from kompetenslyft.web.grants.settlement_page import Filters, shown, tallies


@officer_only
@require_GET
def overview(request: HttpRequest, code: str) -> HttpResponse:
    """Every municipality that has received money: where it stands and what it comes to."""
    year = year_for(code)
    rows = queries.overview(year)
    filters = Filters.read(request.GET)
    found = filters.chosen(rows)
    of_purposes = queries.totals(rows)
    context = {
        "year": year,
        "title": _("Slutreglering"),
        "crumbs": year_crumbs(year),
        "rows": shown(found),
        "sums": total(row.amounts for row in found),
        "total": len(rows),
        "ready": sum(row.case.is_ready for row in rows),
        "silent": sum(row.case.can_be_recovered for row in rows),
        "to_invoice": len(queries.invoice_basis(year)),
        "filters": filters,
        "tallies": tallies(rows, filters),
        "purposes": [
            (purpose.title, of_purposes[purpose.id])
            for purpose in year.programme.purposes
            if purpose.id in of_purposes
        ],
        "all_purposes": total(of_purposes.values()),
    }
    return render(request, "grants/settlement.html", context)


@officer_only
@require_http_methods(["GET", "POST"])
def settle_all(request: HttpRequest, code: str) -> HttpResponse:
    """Show what settling all that are ready comes to, then do it."""
    year = year_for(code)
    refusal, left = "", []
    if request.method == "POST":
        try:
            made = actions.settle_all(year=year, by=person(request))
        except Refused as refused:
            refusal = refused.text(language())
        else:
            told = ngettext("%(n)d kommun är slutreglerad.", "%(n)d kommuner är slutreglerade.", made.units)
            messages.success(request, told % {"n": made.units})
            if not made.left:
                return redirect("grants:settlement", code=code)
            left = made.left
    ready = queries.ready(year)
    computed = queries.computed(year, ready)
    rows = [(case, total(by_purpose(case.received, computed[case.unit_id]).values())) for case in ready]
    context = {
        "year": year,
        "crumbs": settlement_crumbs(year),
        "rows": rows,
        "sums": total(amounts for _case, amounts in rows),
        "refusal": refusal,
        "left": left,
    }
    return render(request, "grants/settle_all.html", context, status=422 if refusal or left else 200)


@officer_only
@require_http_methods(["GET", "POST"])
def recover(request: HttpRequest, code: str) -> HttpResponse:
    """Those without a report; choose, see it once more, and demand back all that they received."""
    year = year_for(code)
    silent = queries.silent(year, clock.today())
    chosen = [one for one in silent if one.case.code in set(request.POST.getlist("unit"))]
    refusal = ""
    if "confirm" in request.POST and chosen:
        try:
            _recover(request, code, [one.case.code for one in chosen])
        except Refused as refused:
            refusal = refused.text(language())
        else:
            return redirect("grants:settlement", code=code)
    elif request.method == "POST" and not chosen:
        refusal = _("Ingen kommun är vald. Välj i listan och försök igen.")
    context = {
        "year": year,
        "crumbs": settlement_crumbs(year),
        "due": [one for one in silent if one.due],
        "waiting": [one for one in silent if not one.due],
        "chosen": chosen,
        "chosen_sum": sum(one.amount for one in chosen),
        "rule": year.programme.repayment,
        "refusal": refusal,
    }
    return render(request, "grants/recover.html", context, status=422 if refusal else 200)


def _recover(request: HttpRequest, code: str, codes: list[str]) -> None:
    units = list(organisations.by_codes(codes).values())
    made = actions.recover_everything(year=year_for(code), units=units, by=person(request))
    number = len({one.unit_id for one in made})
    told = ngettext(
        "Allt återkrävs av %(n)d kommun. Den står nu i fakturaunderlaget.",
        "Allt återkrävs av %(n)d kommuner. De står nu i fakturaunderlaget.",
        number,
    )
    messages.success(request, told % {"n": number})


@officer_only
@require_GET
def basis(request: HttpRequest, code: str) -> HttpResponse:
    """What stands to be invoiced, as a workbook."""
    year = year_for(code)
    rows = [
        InvoiceRow(
            code=line.code,
            name=line.name,
            purpose=line.purpose.in_language(language()),
            ground=_("Ingen redovisning") if line.settlement.submission is None else _("Redovisning"),
            settled=clock.day_of(line.settlement.settled_at).isoformat(),
            received=line.settlement.received,
            unused=line.settlement.unused,
            not_permitted=line.settlement.not_permitted,
            repaid=line.settlement.repaid,
        )
        for line in queries.invoice_basis(year)
    ]
    data = invoice_workbook(
        rows,
        title=_("Fakturaunderlag: %(grant)s") % {"grant": year.title(language())},
        reference=_("Beslut %(reference)s") % {"reference": year.programme.decision.reference},
        language=language(),
        made_up=year.made_up,
        at=clock.now(),
    )
    return attachment(data, XLSX, f"{year.code}-fakturaunderlag.xlsx")
