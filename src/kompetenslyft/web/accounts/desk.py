"""What accounts put on the start page."""

from __future__ import annotations

from collections.abc import Iterator

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kompetenslyft.apps import clock
from kompetenslyft.apps.accounts import queries
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.web.access import is_officer, person, roles_of
from kompetenslyft.web.desk.items import Item, Urgency


def items(request: HttpRequest) -> Iterator[Item]:
    """Invitations to answer, organisations that nobody can sign for, and logging in with one step only."""
    yield from _invitations(request)
    yield from _without_signatory(request)
    if roles_of(request) and not is_mfa_enabled(request.user):
        yield Item(
            title=_("Slå på tvåstegsinloggning"),
            detail=_("Då räcker det inte att någon får tag i ditt lösenord."),
            url=reverse("mfa_index"),
            urgency=Urgency.WHEN_YOU_CAN,
        )


def _invitations(request: HttpRequest) -> Iterator[Item]:
    for invitation in queries.invitations_to(person(request).email, clock.now()):
        yield Item(
            title=_("Svara på inbjudan till %(organisation)s") % {"organisation": invitation.organisation},
            detail=_("%(inviter)s har bjudit in dig som %(role)s.")
            % {"inviter": invitation.invited_by, "role": invitation.get_role_display()},
            url=reverse("accounts:answer", args=[invitation.pk]),
            due=clock.day_of(invitation.expires_at),
        )


def _without_signatory(request: HttpRequest) -> Iterator[Item]:
    unsigned = queries.organisations_without_signatory(clock.today())
    if is_officer(request):
        if unsigned:
            yield Item(
                title=ngettext(
                    "%(number)d organisation saknar ombud",
                    "%(number)d organisationer saknar ombud",
                    len(unsigned),
                )
                % {"number": len(unsigned)},
                detail=_("Utan ombud kan ingen skriva under uppgifterna. Bjud in ett ombud."),
                url=reverse("organisations:list") + "?utan_ombud=1",
            )
        return
    mine = {organisation_id for organisation_id, _role in roles_of(request)}
    for organisation_id in mine.intersection(unsigned):
        organisation = organisations.by_id(organisation_id)
        yield Item(
            title=_("%(organisation)s saknar ombud") % {"organisation": organisation},
            detail=_("Utan ombud kan ingen skriva under uppgifterna. Be myndigheten bjuda in ett."),
            url=reverse("organisations:detail", args=[organisation.code]),
        )
