"""Payments of a year: what waits, and each batch from its preparation to the bank's answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from kompetenslyft.apps import clock
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants import access
from kompetenslyft.apps.grants.actions import payments as actions
from kompetenslyft.apps.grants.queries import ledger, years
from kompetenslyft.apps.grants.queries import payments as queries
from kompetenslyft.core.ledger.model import Account
from kompetenslyft.exchange.spreadsheets import XLSX
from kompetenslyft.web.access import officer_only, person
from kompetenslyft.web.downloads import attachment
from kompetenslyft.web.forms import show_refusal
from kompetenslyft.web.grants import payment_list
from kompetenslyft.web.grants.crumbs import Crumbs, language, year_crumbs
from kompetenslyft.web.grants.payment_forms import PrepareForm, ReportForm, next_weekday

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.grants.models import PaymentBatch, ProgrammeYear

TONES = {
    "prepared": "warning",
    "approved": "warning",
    "sent": "info",
    "confirmed": "success",
    "withdrawn": "neutral",
}
BEFORE_THE_BANK = {"prepared", "approved"}
PAYMENT_TONES = {"pending": "neutral", "paid": "success", "rejected": "danger"}


def payments_crumbs(year: ProgrammeYear) -> Crumbs:
    """To the year's payments."""
    return [*year_crumbs(year), (_("Utbetalningar"), reverse("grants:payments", args=[year.code]))]


@officer_only
@require_GET
def payments(request: HttpRequest, code: str) -> HttpResponse:
    """What waits to be paid and why it cannot be, and the batches."""
    year = years.year(code)
    waiting = queries.waiting(year)
    standing = ledger.by_account(ledger.balances(year))
    batches = list(queries.batches(year))
    context = {
        "year": year,
        "crumbs": year_crumbs(year),
        "purposes": year.programme.purposes,
        "rows": [
            (one, [(purpose.title, one.by_purpose.get(purpose.id)) for purpose in year.programme.purposes])
            for one in waiting
        ],
        "payable": [one for one in waiting if one.account is not None],
        "payable_amount": sum(one.amount for one in waiting if one.account is not None),
        "waiting_amount": sum(one.amount for one in waiting),
        "in_transit": sum(standing.get(Account.IN_TRANSIT, {}).values()),
        "prepared_amount": sum(one.amount for one in batches if one.status in BEFORE_THE_BANK),
        "batches": [(one, TONES[one.status]) for one in batches],
    }
    return render(request, "grants/payments.html", context)


@officer_only
@require_http_methods(["GET", "POST"])
def prepare(request: HttpRequest, code: str) -> HttpResponse:
    """Who would be paid how much and who is left out; then the batch is prepared."""
    year = years.year(code)
    initial = {"number": queries.next_number(year), "execution_date": next_weekday(clock.today())}
    form = PrepareForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.prepare_batch(year=year, by=person(request), **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            if made.changed:
                messages.success(
                    request, _("Utbetalningen är förberedd. En annan handläggare godkänner den.")
                )
            else:
                messages.info(request, _("Utbetalningen var redan förberedd. Ingen ny har gjorts."))
            return redirect("grants:batch", code=code, number=made.batch.number)
    waiting = queries.waiting(year)
    payable = [one for one in waiting if one.account is not None]
    context = {
        "year": year,
        "crumbs": payments_crumbs(year),
        "form": form,
        "payable": payable,
        "amount": sum(one.amount for one in payable),
        "left_out": [one for one in waiting if one.account is None],
    }
    return render(request, "grants/payments_prepare.html", context, status=422 if form.is_bound else 200)


@officer_only
@require_GET
def batch(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A batch: where it stands, what can be done with it, and its payments."""
    year = years.year(code)
    found = queries.batch(year, number)
    looks = queries.payments(found)
    context = {
        "year": year,
        "batch": found,
        "tone": TONES[found.status],
        "crumbs": payments_crumbs(year),
        "purposes": year.programme.purposes,
        "rows": [
            (
                one,
                [(purpose.title, one.amounts.get(purpose.id)) for purpose in year.programme.purposes],
                PAYMENT_TONES[one.payment.status],
            )
            for one in looks
        ],
        "amount": sum(one.payment.amount for one in looks),
        "sums": [
            (purpose.title, sum(one.amounts.get(purpose.id, 0) for one in looks))
            for purpose in year.programme.purposes
        ],
        "own": found.preparer_id == person(request).pk,
        "changed": [one.unit.name for one in looks if not one.account_holds]
        if found.status in {"prepared", "approved"}
        else [],
        "has_file": found.sent_at is not None,
    }
    return render(request, "grants/payments_batch.html", context)


@dataclass(frozen=True, slots=True)
class Step:
    """A step with a batch that is asked about once more before it is taken."""

    heading: str
    text: str
    button: str
    done: str
    already: str
    act: Callable[[PaymentBatch, User], actions.Outcome]


STEPS = {
    "godkann": Step(
        gettext_lazy("Godkänn utbetalningen"),
        gettext_lazy(
            "Du intygar att kommunerna, kontona och beloppen stämmer. Filen till banken görs nu och kan inte göras om."
        ),
        gettext_lazy("Godkänn"),
        gettext_lazy("Utbetalningen är godkänd och filen till banken är gjord."),
        gettext_lazy("Utbetalningen var redan godkänd. Inget har ändrats."),
        lambda found, by: actions.approve_batch(batch=found, by=by),
    ),
    "skicka": Step(
        gettext_lazy("Skicka till banken"),
        gettext_lazy(
            "Pengarna bokförs som skickade, utbetalningen kan inte längre återtas, och filen kan hämtas för att lämnas "
            "till banken."
        ),
        gettext_lazy("Bokför som skickad"),
        gettext_lazy("Utbetalningen är bokförd som skickad. Hämta filen och lämna den till banken."),
        gettext_lazy("Utbetalningen var redan skickad. Inget har ändrats."),
        lambda found, by: actions.send_batch(batch=found, by=by),
    ),
    "aterta": Step(
        gettext_lazy("Återta utbetalningen"),
        gettext_lazy(
            "Ingen får några pengar genom den här utbetalningen. Det som ingår kan betalas i en ny."
        ),
        gettext_lazy("Återta"),
        gettext_lazy("Utbetalningen är återtagen. Det som ingick väntar på en ny."),
        gettext_lazy("Utbetalningen var redan återtagen. Inget har ändrats."),
        lambda found, by: actions.withdraw_batch(batch=found, by=by),
    ),
}


@officer_only
@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, code: str, number: int, step: str) -> HttpResponse:
    """Ask once more, then take the step."""
    if step not in STEPS:
        raise Http404
    year, taking, refusal = years.year(code), STEPS[step], ""
    found = queries.batch(year, number)
    if request.method == "POST":
        try:
            outcome = taking.act(found, person(request))
        except Refused as refused:
            refusal = refused.text(language())
        else:
            _tell(request, outcome, taking.done, taking.already)
            return redirect("grants:batch", code=code, number=number)
    looks = queries.payments(found)
    context = {
        "year": year,
        "batch": found,
        "step": taking,
        "refusal": refusal,
        "count": len(looks),
        "amount": sum(one.payment.amount for one in looks),
        "crumbs": [*payments_crumbs(year), _crumb(found)],
        "back": reverse("grants:batch", args=[code, number]),
    }
    return render(request, "grants/payments_step.html", context, status=422 if refusal else 200)


@officer_only
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The bank's answer: its own file, or by hand which payments it rejected and why."""
    year = years.year(code)
    found = queries.batch(year, number)
    looks = queries.payments(found)
    by_file = "report" in request.FILES or request.POST.get("how") == "file"
    form = ReportForm(request.POST if by_file else None, request.FILES if by_file else None)
    entered = {
        one.payment.end_to_end_id: request.POST.get(one.payment.end_to_end_id, "").strip() for one in looks
    }
    refusal = ""
    if request.method == "POST" and (not by_file or form.is_valid()):
        try:
            if by_file:
                data = form.cleaned_data["report"].read()
                outcome = actions.confirm_from_report(batch=found, data=data, by=person(request))
            else:
                rejected = {reference: reason for reference, reason in entered.items() if reason}
                outcome = actions.confirm_batch(batch=found, rejected=rejected, by=person(request))
        except Refused as refused:
            if by_file:
                show_refusal(form, refused)
            else:
                refusal = refused.text(language())
        else:
            done = _("Bankens svar är bokfört.")
            _tell(request, outcome, done, _("Bankens svar var redan bokfört. Inget har ändrats."))
            return redirect("grants:batch", code=code, number=number)
    context = {
        "year": year,
        "batch": found,
        "form": form,
        "rows": [(one, entered[one.payment.end_to_end_id]) for one in looks],
        "refusal": refusal,
        "crumbs": [*payments_crumbs(year), _crumb(found)],
    }
    return render(
        request, "grants/payments_answer.html", context, status=422 if request.method == "POST" else 200
    )


@officer_only
@require_GET
def file(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The file for the bank, from when the batch is sent: what can still be withdrawn has left no file behind."""
    found = queries.batch(years.year(code), number)
    if found.sent_at is None:
        raise access.not_found()
    return attachment(found.file.encode(), "application/xml", f"{found.message_id}.xml")


@officer_only
@require_GET
def listing(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The payments as a workbook."""
    year = years.year(code)
    found = queries.batch(year, number)
    data = payment_list.workbook(year, found, queries.payments(found), language())
    return attachment(data, XLSX, f"{year.code}-utbetalning-{number}.xlsx")


def _crumb(found: PaymentBatch) -> tuple[str, str]:
    label = _("Utbetalning %(number)d") % {"number": found.number}
    return label, reverse("grants:batch", args=[found.year.code, found.number])


def _tell(request: HttpRequest, outcome: actions.Outcome, done: str, already: str) -> None:
    if outcome.changed:
        messages.success(request, done)
    else:
        messages.info(request, already)
