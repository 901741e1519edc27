"""The steps of a programme year that an officer is asked about once more before they are taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kompetenslyft.apps.grants.actions import years as actions
from kompetenslyft.apps.grants.queries import years as queries
from kompetenslyft.core.ledger.model import Account
from kompetenslyft.core.numbers import format_sek
from kompetenslyft.core.workflow.returns import Status
from kompetenslyft.web.grants.crumbs import language
from kompetenslyft.web.grants.steps import day

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.grants.models import ProgrammeYear

Facts = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Taking:
    """What is asked, the figures it is answered on, and what is done then."""

    heading: Promise
    text: Promise
    button: Promise
    done: Promise
    facts: Callable[[ProgrammeYear], Facts]
    act: Callable[[ProgrammeYear, User], object]


def _offered(found: ProgrammeYear) -> Facts:
    window, offered = found.programme.requisition, queries.offered(found)
    return [
        (_("Kommuner"), str(offered.units)),
        (_("Erbjudet"), format_sek(offered.amount, language())),
        (_("Öppen"), f"{day(window.opens)} – {day(window.closes)}"),
    ]


def _signed(found: ProgrammeYear) -> Facts:
    signed = [one for one in queries.claims(found) if one.status is Status.SIGNED]
    amount = sum(sum(one.claimed.values()) for one in signed)
    return [
        (_("Underskrivna"), str(len(signed))),
        (_("Rekvirerat i dem"), format_sek(amount, language())),
    ]


def _unclaimed(found: ProgrammeYear) -> Facts:
    standing = queries.money(found).standing
    return [
        (_("Rekvirerat och godkänt"), format_sek(_claimed(found), language())),
        (_("Inte rekvirerat"), format_sek(standing[Account.OFFERED], language())),
    ]


def _claimed(found: ProgrammeYear) -> int:
    standing = queries.money(found).standing
    return sum(standing[account] for account in (Account.OWED, Account.IN_TRANSIT, Account.HELD))


def _to_report(found: ProgrammeYear) -> Facts:
    window = found.programme.reporting
    return [
        (_("Rekvirerat"), format_sek(_claimed(found), language())),
        (_("Öppnar"), day(window.opens)),
        (_("Ska redovisas senast"), day(window.deadline)),
        (_("Kan ändras till och med"), day(window.last_change)),
    ]


def _used(found: ProgrammeYear) -> Facts:
    standing = queries.money(found).standing
    return [
        (_("Använt"), format_sek(standing[Account.USED], language())),
        (_("Återfört till staten"), format_sek(standing[Account.RETURNED], language())),
    ]


TAKINGS = {
    "open_requisition": Taking(
        gettext_lazy("Öppna rekvisitionen"),
        gettext_lazy(
            "Varje kommun som har tilldelats medel får en rekvisition med sina belopp ifyllda. De som har en roll för "
            "kommunen ser den på sin startsida och får besked med e-post när den öppnar."
        ),
        gettext_lazy("Öppna rekvisitionen"),
        gettext_lazy(
            "Rekvisitionen är upplagd. Kommunerna kan fylla i den från den dag som villkoren anger."
        ),
        _offered,
        lambda found, by: actions.open_requisition(year=found, by=by),
    ),
    "accept_claims": Taking(
        gettext_lazy("Godkänn underskrivna rekvisitioner"),
        gettext_lazy(
            "Alla underskrivna rekvisitioner godkänns och bokförs som medel att betala ut. Vill du läsa en rekvisition "
            "eller begära komplettering gör du det först, i listan över rekvisitioner."
        ),
        gettext_lazy("Godkänn alla underskrivna"),
        gettext_lazy("Rekvisitionerna är godkända och väntar på utbetalning."),
        _signed,
        lambda found, by: actions.accept_claims(year=found, by=by),
    ),
    "close_requisition": Taking(
        gettext_lazy("Avsluta rekvisitionen"),
        gettext_lazy(
            "Det som är erbjudet men inte rekvirerat bokförs som inte rekvirerat. Därefter kan ingen rekvisition "
            "ändras."
        ),
        gettext_lazy("Avsluta rekvisitionen"),
        gettext_lazy("Rekvisitionen är avslutad."),
        _unclaimed,
        lambda found, by: actions.close_requisition(year=found, by=by),
    ),
    "open_reporting": Taking(
        gettext_lazy("Öppna återrapporteringen"),
        gettext_lazy(
            "Varje kommun med en godkänd rekvisition får en redovisning, ifylld med det som kommunen har skrivit in om "
            "sina insatser. De som har en roll för kommunen får besked med e-post när den öppnar."
        ),
        gettext_lazy("Öppna återrapporteringen"),
        gettext_lazy(
            "Återrapporteringen är upplagd. Kommunerna kan redovisa från den dag som villkoren anger."
        ),
        _to_report,
        lambda found, by: actions.open_reporting(year=found, by=by),
    ),
    "close_year": Taking(
        gettext_lazy("Stäng bidragsåret"),
        gettext_lazy(
            "När bidragsåret är stängt kan ingenting skrivas in, redovisas eller slutregleras i det. Det kan inte "
            "öppnas igen."
        ),
        gettext_lazy("Stäng bidragsåret"),
        gettext_lazy("Bidragsåret är stängt."),
        _used,
        lambda found, by: actions.close_year(year=found, by=by),
    ),
}
