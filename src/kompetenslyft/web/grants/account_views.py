"""The accounts that municipalities are paid to: the officers' list, and each municipality's own page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kompetenslyft.apps import clock
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants.actions import payments as actions
from kompetenslyft.apps.grants.queries import payments as queries
from kompetenslyft.apps.grants.queries.units import unit_named
from kompetenslyft.core.payments import SCHEME_LABELS, Scheme, readable
from kompetenslyft.web.access import is_officer, officer_only, person, signed_in
from kompetenslyft.web.forms import show_refusal
from kompetenslyft.web.grants.crumbs import language, years_crumbs
from kompetenslyft.web.grants.payment_forms import AccountForm


def shown(account: object | None) -> str:
    """An account in words: «Bankgiro 5050-1055»; empty for none."""
    if account is None:
        return ""
    scheme, number = Scheme(account.scheme), account.number  # type: ignore[attr-defined]
    return f"{SCHEME_LABELS[scheme].in_language(language())} {readable(scheme, number)}"


@officer_only
@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    """Every municipality with its account, narrowed to those that have none or await confirmation."""
    every = queries.accounts(clock.today())
    chosen = request.GET.get("visa", "")
    kept = {
        "saknas": [one for one in every if one.in_force is None],
        "bekrafta": [one for one in every if one.to_confirm is not None],
    }
    rows = kept.get(chosen, every)
    context = {
        "crumbs": years_crumbs(),
        "rows": [(one.unit, shown(one.in_force), one.to_confirm, shown(one.to_confirm)) for one in rows],
        "choices": [
            ("", _("Alla"), len(every)),
            ("saknas", _("Saknar konto i kraft"), len(kept["saknas"])),
            ("bekrafta", _("Väntar på bekräftelse"), len(kept["bekrafta"])),
        ],
        "chosen": chosen if chosen in kept else "",
    }
    return render(request, "grants/accounts.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def unit_account(request: HttpRequest, unit: str) -> HttpResponse:
    """A municipality's account: the one in force, the one to confirm, and a form for a new one."""
    municipality, by = unit_named(unit), person(request)
    page = queries.accounts_of(by, municipality, clock.today())
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_account(unit=municipality, by=by, **form.cleaned_data)
        except Refused as refused:
            if refused.code.startswith("E"):
                raise
            show_refusal(form, refused)
        else:
            messages.success(request, _("Kontot är inskrivet. Det gäller när någon annan har bekräftat det."))
            return redirect("grants:unit_account", unit=unit)
    crumbs = years_crumbs()
    if is_officer(request):
        crumbs.append((_("Konton"), reverse("grants:accounts")))
    context = {
        "page": page,
        "unit": municipality,
        "in_force": shown(page.in_force),
        "to_confirm": shown(page.to_confirm),
        "former": [(shown(one), one) for one in page.former],
        "form": form,
        "crumbs": crumbs,
    }
    return render(request, "grants/account.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_POST
def confirm(request: HttpRequest, unit: str, pk: int) -> HttpResponse:
    """Confirm an account that somebody else has entered."""
    by = person(request)
    account = queries.account(by, unit_named(unit), pk, clock.today())
    try:
        actions.confirm_account(account=account, by=by)
    except Refused as refused:
        messages.error(request, refused.text(language()))
    else:
        messages.success(request, _("Kontot är bekräftat och gäller från och med nu."))
    return redirect("grants:unit_account", unit=unit)
