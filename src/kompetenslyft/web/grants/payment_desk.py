"""What payments put on the start page: batches to approve, send and answer for, accounts to enter and confirm."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from kompetenslyft.apps import clock
from kompetenslyft.apps.grants.queries import payments as queries
from kompetenslyft.web.access import is_officer, person, roles_of
from kompetenslyft.web.desk.items import Item, Urgency
from kompetenslyft.web.grants.crumbs import language

_ENTERING = {"data_coordinator", "signatory"}


def items(request: HttpRequest) -> Iterator[Item]:
    """For officers the batches that wait for them, for municipalities their accounts."""
    if is_officer(request):
        yield from _batches(request)
    yield from _accounts(request)


def _batches(request: HttpRequest) -> Iterator[Item]:
    today = clock.today()
    for batch in queries.open_batches():
        if batch.status == "prepared" and batch.preparer_id == person(request).pk:
            continue
        if batch.status == "sent" and batch.execution_date >= today:
            continue
        title = {
            "prepared": _("Godkänn utbetalning %(number)d"),
            "approved": _("Skicka utbetalning %(number)d till banken"),
            "sent": _("Bokför bankens svar på utbetalning %(number)d"),
        }[batch.status]
        late = batch.status != "sent" and batch.execution_date < today
        yield Item(
            title=title % {"number": batch.number},
            detail=batch.year.title(language()),
            url=reverse("grants:batch", args=[batch.year.code, batch.number]),
            urgency=Urgency.LATE if late else Urgency.NOW,
            due=None if batch.status == "sent" else batch.execution_date,
        )


def _accounts(request: HttpRequest) -> Iterator[Item]:
    held = {(organisation_id, str(role)) for organisation_id, role in roles_of(request)}
    for one in queries.accounts_of_own(person(request), clock.today()):
        roles = {role for organisation_id, role in held if organisation_id == one.unit.pk}
        url = reverse("grants:unit_account", args=[one.unit.code])
        if one.to_confirm is not None:
            if "signatory" in roles and one.to_confirm.enterer_id != person(request).pk:
                yield Item(
                    title=_("Bekräfta kontot för %(name)s") % {"name": one.unit.name},
                    detail=_("%(name)s har skrivit in ett konto för statsbidrag.")
                    % {"name": one.to_confirm.entered_by},
                    url=url,
                )
        elif roles & _ENTERING:
            yield Item(
                title=_("Skriv in ett konto för %(name)s") % {"name": one.unit.name},
                detail=_("Statsbidraget kan inte betalas ut förrän kommunen har ett konto."),
                url=url,
            )
