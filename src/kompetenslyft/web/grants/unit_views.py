"""A municipality's own page of a programme year: what it is offered, what it has done, what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from kompetenslyft.apps import clock
from kompetenslyft.apps.collection import queries as collection
from kompetenslyft.apps.grants import access
from kompetenslyft.apps.grants.queries import payments
from kompetenslyft.apps.grants.queries import years as queries
from kompetenslyft.apps.grants.queries.units import unit_for
from kompetenslyft.core.numbers import format_sek
from kompetenslyft.core.workflow.returns import Status
from kompetenslyft.web.access import person, signed_in
from kompetenslyft.web.collection.return_page import TONES
from kompetenslyft.web.grants.crumbs import language, year_crumbs
from kompetenslyft.web.grants.steps import Action, Step, amounts, day, done, later, now, under_way

if TYPE_CHECKING:
    from kompetenslyft.apps.collection.models import Return


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever reads the page, as far as the steps ask."""

    may_enter: bool
    signs: bool
    today: date


@signed_in
@require_GET
def unit(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """One municipality in one programme year."""
    today, by = clock.today(), person(request)
    year, municipality = queries.year(code), unit_for(by, unit, today)
    roles = access.roles_at(by, municipality, today)
    reader = Reader(bool(roles & access.ENTERING_ROLES), access.SIGNATORY in roles, today)
    own = queries.own_year(year, municipality)
    context = {
        "year": year,
        "year_title": year.title(language()),
        "unit": municipality,
        "crumbs": year_crumbs(year),
        "steps": [
            _offered(own),
            _requisition(own, reader),
            _paid(own, payments.accounts_of(by, municipality, today)),
            _activities(own, reader),
            _report(own, reader),
            _settled(own),
        ],
    }
    return render(request, "grants/unit.html", context)


def _offered(own: queries.OwnYear) -> Step:
    title = _("Tilldelade medel")
    if not own.offered:
        return Step(title, *later(), [_("Fördelningen är inte beslutad än.")])
    links = [
        Action(
            _("Så är beloppet räknat: %(purpose)s")
            % {"purpose": own.year.programme.purpose(purpose).title.in_language(language())},
            reverse("grants:explained", args=[own.year.code, scenario, own.unit.code]),
        )
        for purpose, scenario in own.scenarios.items()
    ]
    return Step(title, _("Beslutat"), "success", _by_purpose(own, own.offered), links)


def _requisition(own: queries.OwnYear, reader: Reader) -> Step:
    title, window = _("Rekvisition"), own.year.programme.requisition
    if own.requisition is None:
        told = _("Medlen rekvireras %(opens)s – %(closes)s.")
        words = [told % {"opens": day(window.opens), "closes": day(window.closes)}] if own.offered else []
        return Step(title, *later(), words)
    step = _return_step(title, own.requisition, _words_of_the_requisition(), reader)
    declined = own.requisition.state is Status.NIL
    return replace(step, state=_("Avstår från bidraget")) if declined else step


def _report(own: queries.OwnYear, reader: Reader) -> Step:
    title = _("Återrapportering")
    joint = Action(_("Gemensam redovisning"), reverse("grants:joint", args=[own.year.code, own.unit.code]))
    if own.reporter is not None:
        told = _("%(name)s redovisar för er, på era egna insatser.") % {"name": own.reporter.name}
        return Step(title, _("Gemensam"), "info", [told], [joint])
    if own.report is None:
        if not own.owed:
            return Step(title, *later())
        told = _("Redovisas från %(opens)s, senast %(deadline)s.")
        window = own.year.programme.reporting
        return Step(
            title, *later(), [told % {"opens": day(window.opens), "deadline": day(window.deadline)}], [joint]
        )
    step = _return_step(title, own.report, _words_of_the_report(), reader)
    lines, actions = [*step.lines], [*step.actions, joint]
    if own.questions:
        told = ngettext(
            "%(n)d kommun frågar om den får redovisa för er.",
            "%(n)d kommuner frågar om de får redovisa för er.",
            own.questions,
        )
        lines.append(told % {"n": own.questions})
        actions[-1] = Action(_("Svara på frågan"), joint.url, reader.may_enter)
    return Step(title, step.state, step.tone, lines, actions)


def _words_of_the_requisition() -> tuple[str, str, str]:
    return _("Fyll i rekvisitionen"), _("Skriv under rekvisitionen …"), _("Läs rekvisitionen")


def _words_of_the_report() -> tuple[str, str, str]:
    return _("Fyll i redovisningen"), _("Skriv under redovisningen …"), _("Läs redovisningen")


def _return_step(title: str, answer_to: Return, words: tuple[str, str, str], reader: Reader) -> Step:
    """A return as a step: what is next to be done with it by whoever reads; ``words``: fill in, sign, read."""
    fill_in, sign, read = words
    lock = collection.lock_of(answer_to, reader.today)
    lines = [_("Sista dag: %(day)s.") % {"day": day(answer_to.dates.deadline)}]
    if lock is not None and answer_to.state is not Status.ACCEPTED:
        lines.append(lock.what.in_language(language()))
    link = reverse("collection:return", args=[answer_to.pk])
    if answer_to.state is Status.SUBMITTED and reader.signs and answer_to.round.closed_on is None:
        actions = [Action(sign, reverse("collection:sign", args=[answer_to.pk]), True), Action(read, link)]
    elif lock is None and reader.may_enter:
        actions = [Action(fill_in, link, True)]
    else:
        actions = [Action(read, link)]
    return Step(title, answer_to.status_label(language()), TONES[answer_to.state], lines, actions)


def _paid(own: queries.OwnYear, accounts: payments.AccountPage) -> Step:
    title = _("Utbetalning")
    account = Action(_("Konto för utbetalning"), reverse("grants:unit_account", args=[own.unit.code]))
    missing = accounts.in_force is None
    lines = []
    if missing and accounts.to_confirm is not None:
        lines.append(_("Kontot väntar på att någon annan bekräftar det."))
    elif missing:
        lines.append(_("Kommunen har inget konto. Pengarna kan inte betalas ut förrän det finns ett."))
    if missing and (accounts.may_enter or accounts.may_confirm):
        label = _("Bekräfta kontot …") if accounts.may_confirm else _("Skriv in ett konto …")
        if accounts.may_confirm or accounts.to_confirm is None:
            account = Action(label, account.url, bool(own.owed))
    if not own.owed:
        return Step(title, *later(), lines if own.offered else [], [account])
    redistributed, owed = sum(own.redistributed.values()), sum(own.owed.values())
    lines = [
        *_by_purpose(own, own.owed),
        *amounts((_("Varav omfördelat"), redistributed)),
        _("Utbetalat: %(amount)s") % {"amount": format_sek(own.paid, language())},
        *(lines if own.paid < owed else []),
    ]
    state = done() if own.paid == owed else now() if missing else under_way()
    ledger = Action(
        _("Kommunens huvudbok"), reverse("grants:unit_ledger", args=[own.year.code, own.unit.code])
    )
    return Step(title, *state, lines, [account, ledger])


def _activities(own: queries.OwnYear, reader: Reader) -> Step:
    title = _("Insatser")
    if not own.owed:
        return Step(title, *later())
    link = Action(
        _("Insatser och kostnader"), reverse("grants:activities", args=[own.year.code, own.unit.code])
    )
    words = [_("Det som skrivs in under året fyller i redovisningen.")] if reader.may_enter else []
    over = own.year.closed_at is not None or bool(own.settlements)
    return Step(title, *(done() if over else under_way()), [] if over else words, [link])


def _settled(own: queries.OwnYear) -> Step:
    title = _("Slutreglering")
    link = Action(
        _("Kommunens slutreglering"), reverse("grants:unit_settlement", args=[own.year.code, own.unit.code])
    )
    if not own.settlements:
        return Step(title, *later(), [], [link] if own.report else [])
    lines = amounts(
        (_("Mottaget"), sum(one.received for one in own.settlements)),
        (_("Använt"), sum(one.used for one in own.settlements)),
        (_("Återbetalat"), sum(one.repaid for one in own.settlements)),
        (_("Kvar att återbetala"), own.to_repay),
    )
    invoices = {
        one.invoice_number: one.invoice_due
        for one in own.settlements
        if one.invoice_number and one.to_repay > one.repaid
    }
    for number, due in invoices.items():
        lines.append(_("Faktura %(number)s, förfaller %(day)s.") % {"number": number, "day": day(due)})
    state = (_("Ska återbetalas"), "warning") if own.to_repay else done()
    return Step(title, *state, lines, [link])


def _by_purpose(own: queries.OwnYear, kronor: Mapping[str, int]) -> list[str]:
    lines = [
        f"{purpose.title.in_language(language())}: {format_sek(kronor[purpose.id], language())}"
        for purpose in own.year.programme.purposes
        if purpose.id in kronor
    ]
    if len(lines) > 1:
        lines.append(_("Tillsammans: %(amount)s") % {"amount": format_sek(sum(kronor.values()), language())})
    return lines
