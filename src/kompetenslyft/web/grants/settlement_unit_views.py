"""One municipality's settlement: its own page, and what an officer does there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kompetenslyft.apps import clock
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants import access
from kompetenslyft.apps.grants.actions import repayments
from kompetenslyft.apps.grants.actions import settlement as actions
from kompetenslyft.apps.grants.queries import settlement as queries
from kompetenslyft.apps.grants.queries.units import unit_for
from kompetenslyft.apps.grants.queries.years import year as year_for
from kompetenslyft.core.numbers import format_sek
from kompetenslyft.core.settlement.model import UNSETTLED_AGAIN, State
from kompetenslyft.web.access import officer_only, person, signed_in
from kompetenslyft.web.forms import show_refusal
from kompetenslyft.web.grants.crumbs import language, unit_crumbs
from kompetenslyft.web.grants.settlement_crumbs import settlement_crumbs, unit_settlement_crumbs
from kompetenslyft.web.grants.settlement_forms import InvoiceForm, RepaymentForm, SettleForm
from kompetenslyft.web.grants.settlement_page import TONES, label

if TYPE_CHECKING:
    from kompetenslyft.apps.grants.models import ProgrammeYear, Settlement


@signed_in
@require_GET
def unit(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """What a municipality received, used and is to repay; for an officer also what a settlement now would say."""
    return _page(request, year_for(code), unit, SettleForm())


@officer_only
@require_POST
def settle(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """Settle the municipality."""
    year = year_for(code)
    form = SettleForm(request.POST)
    if not form.is_valid():
        return _page(request, year, unit, form)
    municipality = unit_for(person(request), unit, clock.today())
    try:
        actions.settle_unit(year=year, unit=municipality, note=form.cleaned_data["note"], by=person(request))
    except Refused as refused:
        show_refusal(form, refused)
        return _page(request, year, unit, form)
    messages.success(request, _("%(name)s är slutreglerad.") % {"name": municipality.name})
    return redirect("grants:unit_settlement", code=code, unit=unit)


@officer_only
@require_http_methods(["GET", "POST"])
def invoice(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """Note the invoice for all that the municipality is to repay and is not invoiced for."""
    year = year_for(code)
    page = queries.of_unit(person(request), year, unit, clock.today())
    owing = [one for one in page.standing if one.figures.left and not one.figures.invoiced]
    form = InvoiceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            repayments.invoice(
                settlements=_stored(owing, page.unit.name), **form.cleaned_data, by=person(request)
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Fakturan är noterad."))
            return redirect("grants:unit_settlement", code=code, unit=unit)
    context = {
        "year": year,
        "page": page,
        "owing": owing,
        "sum": sum(one.figures.left for one in owing),
        "form": form,
        "crumbs": unit_settlement_crumbs(year, page.unit, officer=True),
    }
    return render(request, "grants/settlement_invoice.html", context, status=422 if form.errors else 200)


@officer_only
@require_http_methods(["GET", "POST"])
def repayment(request: HttpRequest, code: str, unit: str, purpose: str) -> HttpResponse:
    """Enter money that has come in for one purpose."""
    year = year_for(code)
    page = queries.of_unit(person(request), year, unit, clock.today())
    one = next((one for one in page.standing if one.purpose == purpose), None)
    if one is None or one.settlement is None:
        raise access.not_found()
    form = RepaymentForm(request.POST or None, initial={"amount": one.figures.left, "on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            made = repayments.record_repayment(
                settlement=one.settlement, **form.cleaned_data, by=person(request)
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            told = _("%(amount)s är bokfört som återbetalat.")
            messages.success(request, told % {"amount": format_sek(made.amount, language())})
            return redirect("grants:unit_settlement", code=code, unit=unit)
    context = {
        "year": year,
        "page": page,
        "one": one,
        "form": form,
        "crumbs": unit_settlement_crumbs(year, page.unit, officer=True),
    }
    return render(request, "grants/settlement_repayment.html", context, status=422 if form.errors else 200)


def _stored(owing: list[queries.Shown], name: str) -> list[Settlement]:
    """The settlements to be invoiced. Raises Refused (G410) where there are none."""
    found = [one.settlement for one in owing if one.settlement is not None]
    if not found:
        raise Refused.because(
            "G410",
            f"Det finns inget att fakturera för {name}. Ladda om sidan för att se hur det står.",
            f"There is nothing to invoice {name} for. Reload the page to see how it stands.",
        )
    return found


def _page(request: HttpRequest, year: ProgrammeYear, unit: str, form: SettleForm) -> HttpResponse:
    page = queries.of_unit(person(request), year, unit, clock.today())
    state = page.case.state if page.case else State.NOT_REPORTED
    context = {
        "year": year,
        "page": page,
        "case": page.case,
        "label": label(state),
        "tone": TONES[state],
        "form": form,
        "owing": state not in UNSETTLED_AGAIN
        and any(one.figures.left and not one.figures.invoiced for one in page.standing),
        "crumbs": settlement_crumbs(year) if page.is_officer else unit_crumbs(year, page.unit),
    }
    return render(request, "grants/unit_settlement.html", context, status=422 if form.errors else 200)
