"""The road of a programme year, step by step, as an officer sees it: what is done, what stands, what comes next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kompetenslyft.apps.grants.queries.years import PARTLY, STANDINGS, WHOLE, Claim, Money
from kompetenslyft.core.ledger.model import Account, LedgerEvent
from kompetenslyft.core.numbers import format_sek
from kompetenslyft.core.workflow.returns import Status
from kompetenslyft.web.grants.crumbs import language

if TYPE_CHECKING:
    from kompetenslyft.apps.grants.models import ProgrammeYear


@dataclass(frozen=True, slots=True)
class Action:
    """A way on from a step: a link, first among them the one that is next to be done."""

    label: str
    url: str
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the road: where it stands, what there is to say of it, and what can be done."""

    title: str
    state: str
    tone: str
    lines: Sequence[str] = ()
    actions: Sequence[Action] = field(default=())


@dataclass(frozen=True, slots=True)
class Position:
    """What the steps are told from."""

    year: ProgrammeYear
    decided: frozenset[str]
    """Ids of the purposes whose allocation is decided."""
    claims: Sequence[Claim]
    reports: Counter[Status]
    money: Money
    today: date


def steps(at: Position) -> list[Step]:
    """The road from decision to closing."""
    return [
        _allocation(at),
        _requisition(at),
        _payment(at),
        _reporting(at),
        _settlement(at),
        _redistribution(at),
        _closing(at),
    ]


def _allocation(at: Position) -> Step:
    purposes = at.year.programme.purposes
    done = len(at.decided) == len(purposes)
    lines = [
        _("%(purpose)s: %(amount)s, %(state)s")
        % {
            "purpose": purpose.title.in_language(language()),
            "amount": format_sek(purpose.amount_sek, language()),
            "state": _("beslutad") if purpose.id in at.decided else _("inte beslutad"),
        }
        for purpose in purposes
    ]
    link = Action(
        _("Se fördelningen") if done else _("Ta fram och besluta fördelningen"),
        _to(at, "allocation"),
        not done,
    )
    return Step(_("Fördelning"), *(_done() if done else _next()), lines, [link])


def _requisition(at: Position) -> Step:
    round_ = at.year.requisition_round
    title = _("Rekvisition")
    if round_ is None:
        ready = len(at.decided) == len(at.year.programme.purposes)
        opening = [Action(_("Öppna rekvisitionen …"), _take(at, "open_requisition"), True)]
        return Step(title, *(_next() if ready else _later()), [_window(at)], opening if ready else [])
    counts = Counter(claim.standing for claim in at.claims)
    lines = [", ".join(f"{counts[one]} {one.label.in_language(language()).lower()}" for one in STANDINGS)]
    claimed = sum(sum(claim.claimed.values()) for claim in at.claims if claim.standing in {WHOLE, PARTLY})
    offered = sum(sum(claim.offered.values()) for claim in at.claims)
    lines.append(
        _("%(claimed)s av %(offered)s är rekvirerat.")
        % {"claimed": format_sek(claimed, language()), "offered": format_sek(offered, language())}
    )
    signed = sum(claim.status is Status.SIGNED for claim in at.claims)
    actions = [Action(_("Rekvisitionerna"), _to(at, "claims"))]
    if at.year.requisition_closed_at:
        return Step(title, *_done(), lines, actions)
    if signed:
        label = ngettext("Godkänn %(n)d underskriven …", "Godkänn %(n)d underskrivna …", signed) % {
            "n": signed
        }
        actions.insert(0, Action(label, _take(at, "accept_claims"), True))
    if at.today > round_.last_change:
        actions.append(Action(_("Avsluta rekvisitionen …"), _take(at, "close_requisition"), not signed))
    return Step(title, *_under_way(), [*lines, _window(at)], actions)


def _payment(at: Position) -> Step:
    owed, sent = at.money.standing[Account.OWED], at.money.standing[Account.IN_TRANSIT]
    paid = at.money.moved[LedgerEvent.PAID]
    lines = _amounts((_("Utbetalat"), paid), (_("Hos banken"), sent), (_("Väntar på utbetalning"), owed))
    link = Action(_("Utbetalningar"), _to(at, "payments"), bool(owed))
    if not (owed or sent or paid):
        return Step(_("Utbetalning"), *_later(), [], [link] if at.claims else [])
    return Step(_("Utbetalning"), *(_under_way() if owed or sent else _done()), lines, [link])


def _reporting(at: Position) -> Step:
    round_ = at.year.report_round
    title = _("Återrapportering")
    if round_ is None:
        claimed = at.money.standing[Account.OWED] or at.money.standing[Account.HELD]
        opening = [Action(_("Öppna återrapporteringen …"), _take(at, "open_reporting"))]
        return Step(title, *_later(), [], opening if claimed else [])
    asked = sum(at.reports.values())
    answered = sum(at.reports[one] for one in (Status.SIGNED, Status.ACCEPTED, Status.NIL))
    lines = [
        _("%(done)d av %(asked)d har lämnat en underskriven redovisning.")
        % {"done": answered, "asked": asked}
    ]
    link = Action(_("Redovisningarna"), reverse("collection:round", args=[round_.code]))
    follow = Action(_("Uppföljning och behov"), _to(at, "followup"))
    return Step(title, *(_done() if round_.closed_on else _under_way()), lines, [link, follow])


def _settlement(at: Position) -> Step:
    held = at.money.standing[Account.HELD]
    used, owed = at.money.standing[Account.USED], at.money.standing[Account.RECEIVABLE]
    repaid = at.money.moved[LedgerEvent.REPAID]
    lines = _amounts(
        (_("Använt"), used),
        (_("Att återbetala"), owed),
        (_("Återbetalat"), repaid),
        (_("Inte slutreglerat"), held),
    )
    link = Action(_("Slutreglering"), _to(at, "settlement"), bool(held and at.year.report_round))
    if at.year.report_round is None:
        return Step(_("Slutreglering"), *_later())
    return Step(_("Slutreglering"), *(_under_way() if held or owed else _done()), lines, [link])


def _redistribution(at: Position) -> Step:
    title = _("Omfördelning")
    left = at.money.standing[Account.UNCLAIMED]
    link = [Action(_("Omfördelning och återföring"), _to(at, "redistribution"))]
    if not at.year.programme.redistribution.allowed:
        words = [
            _(
                "Bidragets villkor ger inte rum för omfördelning. Det som inte rekvireras återförs till staten."
            )
        ]
        return Step(title, _("Ingår inte"), "neutral", words, link if at.year.requisition_closed_at else [])
    if not at.year.requisition_closed_at:
        return Step(title, *_later())
    lines = _amounts((_("Inte rekvirerat"), left))
    return Step(title, *(_under_way() if left else _done()), lines, link)


def _closing(at: Position) -> Step:
    title = _("Avslut")
    if at.year.closed_at:
        return Step(title, *_done())
    open_now = at.year.report_round is not None
    closing = [Action(_("Stäng bidragsåret …"), _take(at, "close_year"))]
    return Step(title, *_later(), [], closing if open_now else [])


def _amounts(*told: tuple[str, int]) -> list[str]:
    return [f"{label}: {format_sek(amount, language())}" for label, amount in told if amount]


def _window(at: Position) -> str:
    window = at.year.programme.requisition
    return _("Kommunerna rekvirerar %(opens)s–%(closes)s.") % {
        "opens": window.opens.isoformat(),
        "closes": window.closes.isoformat(),
    }


def _take(at: Position, step: str) -> str:
    return reverse("grants:take", args=[at.year.code, step])


def _to(at: Position, route: str) -> str:
    return reverse(f"grants:{route}", args=[at.year.code])


def _done() -> tuple[str, str]:
    return _("Klart"), "success"


def _under_way() -> tuple[str, str]:
    return _("Pågår"), "info"


def _next() -> tuple[str, str]:
    return _("Nästa steg"), "warning"


def _later() -> tuple[str, str]:
    return _("Senare"), "neutral"
