"""What programme years put on the start page: for officers what is next, for municipalities what costs or asks them.

Signed claims and late reports are told of by the rounds they are in, batches and accounts by payments.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kompetenslyft.apps import clock
from kompetenslyft.apps.grants.queries import matters as queries
from kompetenslyft.core.numbers import format_sek
from kompetenslyft.web.access import is_officer, roles_of
from kompetenslyft.web.desk.items import Item, Urgency
from kompetenslyft.web.grants.crumbs import language

_ENTERING = frozenset({"data_coordinator", "signatory"})
_PAYING = _ENTERING | {"manager"}


def items(request: HttpRequest) -> Iterator[Item]:
    """The items of whoever asks, in each of the capacities that they have."""
    if is_officer(request):
        for one in queries.of_officers(clock.today()):
            yield from _steps(one)
            yield from _money(one)
    if paying := _held(request, _PAYING):
        yield from map(_repayment, queries.repayments(paying))
    if entering := _held(request, _ENTERING):
        yield from map(_not_permitted, queries.not_permitted(entering, clock.today()))
    if signing := _held(request, frozenset({"signatory"})):
        for asked in queries.questions(signing):
            yield Item(
                _("Svara %(lead)s: får de redovisa för %(name)s?")
                % {"lead": asked.report.lead.name, "name": asked.unit.name},
                asked.year.title(language()),
                reverse("grants:joint", args=[asked.year.code, asked.unit.code]),
            )


def _held(request: HttpRequest, roles: frozenset[str]) -> set[int]:
    """The organisations (ids) in which whoever asks holds one of the roles."""
    return {organisation_id for organisation_id, role in roles_of(request) if role in roles}


def _steps(one: queries.OfficersYear) -> Iterator[Item]:
    """The requisition to close and the report-back to open, once their day has come."""
    year, today = one.year, clock.today()
    round_ = year.requisition_round
    if round_ is None:
        return
    title = year.title(language())
    if year.requisition_closed_at is None:
        if today > round_.last_change:
            yield Item(
                _("Avsluta rekvisitionen"),
                title,
                reverse("grants:take", args=[year.code, "close_requisition"]),
                Urgency.SOON,
            )
    elif year.report_round is None and today >= year.programme.reporting.opens:
        yield Item(
            _("Öppna återrapporteringen"), title, reverse("grants:take", args=[year.code, "open_reporting"])
        )


def _money(one: queries.OfficersYear) -> Iterator[Item]:
    title, code = one.year.title(language()), one.year.code
    if one.payable.units:
        told = ngettext(
            "Förbered utbetalning till %(n)d kommun",
            "Förbered utbetalning till %(n)d kommuner",
            one.payable.units,
        )
        yield Item(
            told % {"n": one.payable.units},
            _told(title, one.payable.amount),
            reverse("grants:payments", args=[code]),
        )
    settlement = reverse("grants:settlement", args=[code])
    if one.ready:
        told = ngettext("Slutreglera %(n)d kommun", "Slutreglera %(n)d kommuner", one.ready)
        yield Item(told % {"n": one.ready}, title, settlement, Urgency.SOON)
    if one.to_invoice.units:
        told = ngettext("Fakturera %(n)d kommun", "Fakturera %(n)d kommuner", one.to_invoice.units)
        yield Item(
            told % {"n": one.to_invoice.units}, _told(title, one.to_invoice.amount), settlement, Urgency.SOON
        )
    if one.overdue.units:
        told = ngettext(
            "%(n)d kommun har inte återbetalat i tid",
            "%(n)d kommuner har inte återbetalat i tid",
            one.overdue.units,
        )
        yield Item(
            told % {"n": one.overdue.units}, _told(title, one.overdue.amount), settlement, Urgency.LATE
        )


def _repayment(one: queries.Repayment) -> Item:
    url = reverse("grants:unit_settlement", args=[one.year.code, one.unit.code])
    told = _told(one.year.title(language()), one.amount)
    if one.due is None:
        title = _("%(name)s ska återbetala statsbidrag, faktura kommer") % {"name": one.unit.name}
        return Item(title, told, url, Urgency.WHEN_YOU_CAN)
    title = _("Betala faktura %(number)s för %(name)s") % {"number": one.number, "name": one.unit.name}
    return Item(title, told, url, Urgency.LATE if one.due < clock.today() else Urgency.SOON, one.due)


def _not_permitted(one: queries.NotPermitted) -> Item:
    unit = one.report.unit
    return Item(
        _("Se över insatserna för %(name)s") % {"name": unit.name},
        _("%(amount)s är använt mot reglerna och skulle behöva återbetalas: %(grant)s")
        % {"amount": format_sek(one.amount, language()), "grant": one.year.title(language())},
        reverse("grants:activities", args=[one.year.code, unit.code]),
        Urgency.NOW,
        one.report.dates.deadline,
    )


def _told(title: str, amount: int) -> str:
    return f"{title}: {format_sek(amount, language())}"
