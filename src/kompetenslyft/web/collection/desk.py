"""What rounds and returns put on somebody's start page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kompetenslyft.apps import clock
from kompetenslyft.apps.collection import queries
from kompetenslyft.core.workflow.locks import RoundDates
from kompetenslyft.core.workflow.returns import EDITABLE, Status
from kompetenslyft.web.access import is_officer, person, roles_of
from kompetenslyft.web.collection.round_page import LATE
from kompetenslyft.web.collection.words import language
from kompetenslyft.web.desk.items import Item, Urgency

if TYPE_CHECKING:
    from kompetenslyft.apps.collection.models import Return, Round

SOON = timedelta(days=7)
UPLOADS_WAIT = timedelta(days=14)
"""How long a workbook that was read in and left is reminded of."""
MANY = 10
"""More returns than this under one heading are told as a number."""

_UNANSWERED = {Status.NOT_STARTED, Status.IN_PROGRESS}
_SENT_BACK = {Status.COMPLETION_REQUESTED, Status.REOPENED}


def items(request: HttpRequest) -> Iterator[Item]:
    """The items of whoever asks, in each of the capacities that they have. Two queries at most."""
    if is_officer(request):
        yield from _for_officer(request)
    roles = roles_of(request)
    answering = {organisation for organisation, role in roles if role in {"data_coordinator", "signatory"}}
    signing = {organisation for organisation, role in roles if role == "signatory"}
    following = {organisation for organisation, role in roles if role == "manager"}
    if not answering | following:
        return
    today = clock.today()
    mine = (
        queries.returns_of(person(request), today)
        .filter(round__closed_on=None, round__opens__lte=today)
        .annotate(
            newest_upload=Max("uploads__pk"),
            newest_applied=Max("uploads__pk", filter=Q(uploads__applied_at__isnull=False)),
            uploaded_at=Max("uploads__at"),
        )
    )
    by_round: dict[int, list[Return]] = {}
    for one in mine:
        reach = {one.unit_id, one.unit.parent_id}
        if reach & following and not reach & answering and one.state is not Status.ACCEPTED:
            yield _for_manager(one)
        if reach & answering:
            by_round.setdefault(one.round_id, []).append(one)
    for returns in by_round.values():
        if len(returns) > MANY:
            yield from _told_as_number(returns)
            continue
        for one in returns:
            yield from _for_respondent(one, signs=bool({one.unit_id, one.unit.parent_id} & signing))
            yield from _waiting_workbook(one)


def _for_manager(one: Return) -> Item:
    return Item(
        _("Följ svaret: %(round)s, %(unit)s") % {"round": one.round.title(language()), "unit": one.unit.name},
        one.status_label(language()),
        reverse("collection:return", args=[one.pk]),
        Urgency.WHEN_YOU_CAN,
        one.dates.deadline,
    )


def _for_respondent(one: Return, *, signs: bool) -> Iterator[Item]:
    title = one.round.title(language())
    state = one.state
    if state in _UNANSWERED:
        if clock.today() > one.dates.last_change or (
            state is Status.NOT_STARTED and clock.today() > one.dates.last_start
        ):
            return
        detail = _("Påbörjat.") if state is Status.IN_PROGRESS else _("Inte påbörjat.")
        if left := one.hard_findings + one.soft_findings:
            told = ngettext(
                "%(n)d sak återstår före inlämning.", "%(n)d saker återstår före inlämning.", left
            )
            detail = f"{detail} {told % {'n': left}}"
        yield Item(
            _("Lämna in svaret: %(round)s, %(unit)s") % {"round": title, "unit": one.unit.name},
            detail,
            reverse("collection:return", args=[one.pk]),
            _urgency(one.dates),
            one.dates.deadline,
        )
    elif state in _SENT_BACK:
        yield Item(
            _("Komplettera svaret: %(round)s, %(unit)s") % {"round": title, "unit": one.unit.name},
            _("Myndigheten har bett om en ändring. Vad den gäller står på svarets sida."),
            reverse("collection:return", args=[one.pk]),
            Urgency.NOW,
        )
    elif state is Status.SUBMITTED:
        yield Item(
            (
                _("Skriv under svaret: %(round)s, %(unit)s")
                if signs
                else _("Väntar på underskrift: %(round)s, %(unit)s")
            )
            % {"round": title, "unit": one.unit.name},
            _("Svaret räknas först när det är underskrivet.")
            if signs
            else _("Ombudet ska skriva under innan svaret räknas."),
            reverse("collection:sign" if signs else "collection:return", args=[one.pk]),
            _urgency(one.dates) if signs else Urgency.WHEN_YOU_CAN,
            one.dates.deadline,
        )


def _waiting_workbook(one: Any) -> Iterator[Item]:
    """A workbook that was read in lately and whose differences nobody has settled."""
    if one.newest_upload is None or one.newest_upload == one.newest_applied or one.state not in EDITABLE:
        return
    if clock.now() - one.uploaded_at < UPLOADS_WAIT:
        yield Item(
            _("Se vad arbetsboken ändrar: %(round)s, %(unit)s")
            % {"round": one.round.title(language()), "unit": one.unit.name},
            _("Arbetsboken är inläst men inget ur den är sparat."),
            reverse("collection:upload_difference", args=[one.newest_upload]),
            _urgency(one.dates),
        )


def _urgency(dates: RoundDates) -> Urgency:
    today = clock.today()
    if dates.is_late(today):
        return Urgency.LATE
    return Urgency.NOW if dates.deadline - today <= SOON else Urgency.SOON


def _told_as_number(returns: list[Return]) -> Iterator[Item]:
    """For somebody who answers for many units: one line a round."""
    left = [one for one in returns if one.state in _UNANSWERED | _SENT_BACK | {Status.SUBMITTED}]
    if not left:
        return
    one = left[0]
    told = ngettext("%(n)d svar är inte klart.", "%(n)d svar är inte klara.", len(left)) % {"n": len(left)}
    yield Item(
        one.round.title(language()),
        told,
        reverse("collection:rounds"),
        _urgency(one.round.dates),
        one.round.deadline,
    )


def _for_officer(request: HttpRequest) -> Iterator[Item]:
    today = clock.today()
    returns = (
        queries.returns_of(person(request), today)
        .filter(round__closed_on=None, round__opens__lte=today)
        .order_by("round__year")
    )
    counts: dict[int, Counter[str]] = {}
    rounds: dict[int, Round] = {}
    for one in returns:
        rounds[one.round_id] = one.round
        counted = counts.setdefault(one.round_id, Counter())
        counted[one.status] += 1
        if one.state in _UNANSWERED:
            counted["unanswered"] += 1
            counted["late"] += one.dates.is_late(today)
    for pk, round_ in rounds.items():
        yield from _round_items(round_, counts[pk])


def _round_items(round_: Round, counted: Counter[str]) -> Iterator[Item]:
    title = round_.title(language())
    url = reverse("collection:round", args=[round_.code])
    today = clock.today()
    if signed := counted[Status.SIGNED]:
        told = ngettext("%(n)d underskrivet svar att granska", "%(n)d underskrivna svar att granska", signed)
        yield Item(f"{told % {'n': signed}}: {title}", _("Godkänn eller begär komplettering."),
                   f"{url}?status={Status.SIGNED.value}", Urgency.NOW)  # fmt: skip
    if late := counted["late"]:
        told = ngettext("%(n)d försenat svar", "%(n)d försenade svar", late)
        yield Item(f"{told % {'n': late}}: {title}", _("Se vilka de är, skriv till dem eller förläng tiden."),
                   f"{url}?status={LATE}", Urgency.LATE, round_.deadline)  # fmt: skip
    elif counted["unanswered"] and round_.deadline - today <= SOON:
        n = counted["unanswered"]
        told = ngettext("%(n)d svar saknas", "%(n)d svar saknas", n)
        yield Item(
            f"{told % {'n': n}}: {title}", _("Svarsdagen närmar sig."), url, Urgency.SOON, round_.deadline
        )
