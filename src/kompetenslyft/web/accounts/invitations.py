"""Invitations: answering one, sending it again, withdrawing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth import authenticate, login
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kompetenslyft.apps import clock
from kompetenslyft.apps.accounts import access, actions, queries
from kompetenslyft.apps.errors import Refused
from kompetenslyft.web.access import person, public, signed_in
from kompetenslyft.web.accounts.forms import NewAccountForm
from kompetenslyft.web.forms import show_refusal

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import Invitation, Membership


@public
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page that the link in an invitation leads to, with or without an account."""
    found = queries.invitation_by_token(token)
    if found is None:
        return _unusable(request, None)
    try:
        actions.check_acceptable(found, clock.now())
    except Refused as refused:
        return _unusable(request, refused)
    if request.user.is_authenticated:
        return _accept_as_user(request, found, token)
    if queries.user_by_email(found.email):
        return render(request, "accounts/invitation_login.html", {"invitation": found})
    return _accept_with_new_account(request, found, token)


@signed_in
def answer(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """The same for somebody who is logged in and finds the invitation on the start page."""
    found = _found(invitation_id)
    if found.email.lower() != person(request).email.lower():
        raise Http404
    return _accept_as_user(request, found, None)


@signed_in
@require_POST
def send_again(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Write anew with a new link."""
    found = _managed(request, invitation_id)
    actions.send_again(invitation=found, by=person(request))
    messages.success(request, _("En ny länk är skickad till %(email)s.") % {"email": found.email})
    return redirect("accounts:people", found.organisation.code)


@signed_in
@require_POST
def withdraw(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Take the invitation back."""
    found = _managed(request, invitation_id)
    actions.withdraw_invitation(invitation=found, by=person(request))
    messages.success(request, _("Inbjudan till %(email)s är tillbakadragen.") % {"email": found.email})
    return redirect("accounts:people", found.organisation.code)


def _accept_as_user(request: HttpRequest, found: Invitation, token: str | None) -> HttpResponse:
    user = person(request)
    if user.email.lower() != found.email.lower():
        return render(request, "accounts/invitation_other.html", {"invitation": found}, status=403)
    if request.method == "POST":
        if token is None:
            membership = actions.accept_own_invitation(invitation=found, user=user)
        else:
            membership = actions.accept_invitation(raw_token=token, user=user)
        return _welcome(request, membership)
    return render(request, "accounts/invitation_accept.html", {"invitation": found})


def _accept_with_new_account(request: HttpRequest, found: Invitation, token: str) -> HttpResponse:
    form = NewAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            membership = actions.accept_invitation(
                raw_token=token, language=translation.get_language() or "sv", **form.cleaned_data
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            known = authenticate(request, email=found.email, password=form.cleaned_data["password"])
            login(request, known)
            return _welcome(request, membership)
    return render(request, "accounts/invitation_new.html", {"invitation": found, "form": form})


def _welcome(request: HttpRequest, membership: Membership) -> HttpResponse:
    messages.success(
        request,
        _("Du är nu %(role)s för %(organisation)s.")
        % {"role": membership.get_role_display(), "organisation": membership.organisation},
    )
    return redirect("desk")


def _unusable(request: HttpRequest, refused: Refused | None) -> HttpResponse:
    return render(request, "accounts/invitation_unusable.html", {"refused": refused}, status=410)


def _managed(request: HttpRequest, invitation_id: int) -> Invitation:
    found, user, today = _found(invitation_id), person(request), clock.today()
    if not access.user_can_see_people(user, found.organisation, today):
        raise Http404
    access.check_may_manage_people(user, found.organisation, today)
    return found


def _found(invitation_id: int) -> Invitation:
    try:
        return queries.invitation(invitation_id)
    except ObjectDoesNotExist:
        raise Http404 from None
