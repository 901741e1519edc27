"""The road of a programme year, step by step, as an officer sees it: what is done, what stands, what comes next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kompetenslyft.apps import clock
from kompetenslyft.apps.grants.queries.years import PARTLY, STANDINGS, WHOLE, Claim, Money
from kompetenslyft.core.ledger.model import Account, LedgerEvent
from kompetenslyft.core.numbers import format_sek
from kompetenslyft.core.text import Text
from kompetenslyft.core.workflow.returns import Status
from kompetenslyft.web.grants.crumbs import language
from kompetenslyft.web.grants.steps import (
    Action,
    Step,
    amounts,
    day,
    done,
    later,
    now,
    under_way,
)

if TYPE_CHECKING:
    from kompetenslyft.apps.grants.models import ProgrammeYear

TO_RETURN = (Account.POOL, Account.RESERVE, Account.UNCLAIMED, Account.RECOVERED)
"""Where money stands that goes back to the state."""


@dataclass(frozen=True, slots=True)
class Position:
    """What the steps are told from."""

    year: ProgrammeYear
    decided: frozenset[str]
    """Ids of the purposes whose allocation is decided."""
    claims: Sequence[Claim]
    reports: Counter[Status]
    money: Money
    left: Sequence[Text]
    """What is left to do before the year can be closed."""
    today: date

    @property
    def all_decided(self) -> bool:
        return len(self.decided) == len(self.year.programme.purposes)

    def kronor(self, account: Account) -> int:
        """What stands in the account."""
        return self.money.standing[account]


def steps(at: Position) -> list[Step]:
    """The road from decision to closing."""
    redistribution = [_redistribution(at)] if at.year.programme.redistribution.allowed else []
    return [
        _allocation(at),
        _requisition(at),
        _payment(at),
        *redistribution,
        _reporting(at),
        _settlement(at),
        _return(at),
        _closing(at),
    ]


def _allocation(at: Position) -> Step:
    lines = [
        _("%(purpose)s: %(amount)s, %(state)s")
        % {
            "purpose": purpose.title.in_language(language()),
            "amount": format_sek(purpose.amount_sek, language()),
            "state": _("beslutad") if purpose.id in at.decided else _("inte beslutad"),
        }
        for purpose in at.year.programme.purposes
    ]
    label = _("Se fördelningen") if at.all_decided else _("Ta fram och besluta fördelningen")
    link = Action(label, _to(at, "allocation"), not at.all_decided)
    return Step(_("Fördelning"), *(done() if at.all_decided else now()), lines, [link])


def _requisition(at: Position) -> Step:
    round_ = at.year.requisition_round
    title = _("Rekvisition")
    if round_ is None:
        opening = [Action(_("Öppna rekvisitionen …"), _take(at, "open_requisition"), True)]
        ready = at.all_decided
        return Step(title, *(now() if ready else later()), [_window(at)], opening if ready else [])
    counts = Counter(claim.standing for claim in at.claims)
    told = ", ".join(
        f"{one.label.in_language(language())}: {counts[one]}" for one in STANDINGS if counts[one]
    ).capitalize()
    offered = sum(sum(claim.offered.values()) for claim in at.claims)
    claimed = sum(sum(claim.claimed.values()) for claim in at.claims if claim.standing in {WHOLE, PARTLY})
    share = _("%(claimed)s av %(offered)s är rekvirerat.") % {
        "claimed": format_sek(claimed, language()),
        "offered": format_sek(offered, language()),
    }
    lines = [told, share]
    claims = Action(_("Rekvisitionerna"), _to(at, "claims"))
    if at.year.requisition_closed_at:
        return Step(title, *done(), lines, [claims])
    signed = sum(claim.status is Status.SIGNED for claim in at.claims)
    actions = [claims]
    if at.today > round_.last_change:
        actions.insert(0, Action(_("Avsluta rekvisitionen …"), _take(at, "close_requisition"), not signed))
    if signed:
        label = ngettext("Godkänn %(n)d underskriven …", "Godkänn %(n)d underskrivna …", signed)
        actions.insert(0, Action(label % {"n": signed}, _take(at, "accept_claims"), True))
    past = at.today > round_.last_change
    return Step(title, *(now() if past or signed else under_way()), [*lines, _window(at)], actions)


def _payment(at: Position) -> Step:
    owed, sent = at.kronor(Account.OWED), at.kronor(Account.IN_TRANSIT)
    paid = at.money.moved[LedgerEvent.PAID]
    lines = amounts((_("Utbetalat"), paid), (_("Hos banken"), sent), (_("Inte utbetalat"), owed))
    link = Action(_("Utbetalningar"), _to(at, "payments"), bool(owed))
    if not (owed or sent or paid):
        return Step(_("Utbetalning"), *later(), [], [link] if at.claims else [])
    return Step(_("Utbetalning"), *(now() if owed else under_way() if sent else done()), lines, [link])


def _redistribution(at: Position) -> Step:
    title = _("Omfördelning")
    if not at.year.requisition_closed_at:
        return Step(title, *later(), [_("Det som inte rekvireras kan delas ut till dem som har sagt ja.")])
    left, given = at.kronor(Account.UNCLAIMED), at.money.moved[LedgerEvent.REDISTRIBUTED]
    lines = amounts((_("Omfördelat"), given), (_("Inte rekvirerat, att omfördela eller återföra"), left))
    return Step(title, *(now() if left else done()), lines, [_to_redistribution(at, _("Omfördelning"))])


def _reporting(at: Position) -> Step:
    round_ = at.year.report_round
    title = _("Återrapportering")
    if round_ is None:
        paid = at.money.moved[LedgerEvent.PAID]
        due = bool(paid) and at.year.requisition_closed_at is not None
        opening = Action(_("Öppna återrapporteringen …"), _take(at, "open_reporting"), due)
        claimed = paid or at.kronor(Account.OWED) or at.kronor(Account.IN_TRANSIT)
        lines = [
            _("Kommunerna redovisar från %(opens)s, senast %(deadline)s.")
            % {
                "opens": day(at.year.programme.reporting.opens),
                "deadline": day(at.year.programme.reporting.deadline),
            }
        ]
        return Step(title, *(now() if due else later()), lines, [opening] if claimed else [])
    asked = sum(at.reports.values())
    answered = sum(at.reports[one] for one in (Status.SIGNED, Status.ACCEPTED, Status.NIL))
    lines = [
        _("%(done)d av %(asked)d kommuner har redovisat.") % {"done": answered, "asked": asked},
        _("Ska redovisas senast %(day)s.") % {"day": day(round_.deadline)},
    ]
    link = Action(_("Redovisningarna"), reverse("collection:round", args=[round_.code]))
    return Step(title, *(done() if round_.closed_on or answered == asked else under_way()), lines, [link])


def _settlement(at: Position) -> Step:
    held, owed = at.kronor(Account.HELD), at.kronor(Account.RECEIVABLE)
    lines = amounts(
        (_("Använt"), at.kronor(Account.USED)),
        (_("Kvar att återbetala"), owed),
        (_("Återbetalat"), at.money.moved[LedgerEvent.REPAID]),
        (_("Inte slutreglerat"), held),
    )
    if at.year.report_round is None:
        return Step(_("Slutreglering"), *later())
    link = Action(_("Slutreglering"), _to(at, "settlement"), bool(held or owed))
    return Step(_("Slutreglering"), *(under_way() if held or owed else done()), lines, [link])


def _return(at: Position) -> Step:
    title = _("Återföring till staten")
    if not at.year.requisition_closed_at:
        return Step(title, *later())
    left = sum(at.kronor(account) for account in TO_RETURN)
    lines = amounts((_("Återfört"), at.kronor(Account.RETURNED)), (_("Att återföra"), left))
    return Step(title, *(under_way() if left else done()), lines, [_to_redistribution(at, title)])


def _closing(at: Position) -> Step:
    title = _("Avslut")
    if at.year.closed_at:
        told = _("Bidragsåret stängdes %(day)s av %(by)s.")
        closed = {"day": day(clock.day_of(at.year.closed_at)), "by": at.year.closed_by}
        return Step(title, *done(), [told % closed])
    if not at.year.requisition_closed_at:
        return Step(title, *later())
    if at.left:
        left = [one.in_language(language()) for one in at.left]
        return Step(title, *later(), left, lead=_("Kvar att göra:"))
    return Step(title, *now(), [], [Action(_("Stäng bidragsåret …"), _take(at, "close_year"), True)])


def standing_of(year: ProgrammeYear, *, decided: bool, today: date) -> tuple[str, str]:
    """Where a year stands in one word, and its tone, as everybody may know it."""
    reports, requisition = year.report_round, year.requisition_round
    if year.closed_at:
        return _("Avslutat"), "neutral"
    if reports is not None and today >= reports.opens:
        return _("Redovisas"), "info"
    if year.requisition_closed_at:
        return _("Rekvirerat"), "success"
    if requisition is not None and requisition.opens <= today <= requisition.deadline:
        return _("Kan rekvireras"), "info"
    return (_("Fördelat"), "success") if decided else (_("Inte fördelat"), "warning")


def _window(at: Position) -> str:
    window = at.year.programme.requisition
    return _("Kommunerna rekvirerar %(opens)s – %(closes)s.") % {
        "opens": day(window.opens),
        "closes": day(window.closes),
    }


def _to_redistribution(at: Position, label: str) -> Action:
    return Action(label, _to(at, "redistribution"))


def _take(at: Position, step: str) -> str:
    return reverse("grants:take", args=[at.year.code, step])


def _to(at: Position, route: str) -> str:
    return reverse(f"grants:{route}", args=[at.year.code])
