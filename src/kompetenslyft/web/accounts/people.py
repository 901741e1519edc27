"""People and roles of an organisation."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kompetenslyft.apps import clock
from kompetenslyft.apps.accounts import access, actions, queries
from kompetenslyft.apps.accounts.roles import Role
from kompetenslyft.apps.errors import Refused
from kompetenslyft.web.access import is_officer, person, signed_in
from kompetenslyft.web.accounts.forms import EndForm, HandOverForm, InviteForm
from kompetenslyft.web.forms import show_refusal
from kompetenslyft.web.organisations.lookup import organisation_or_404


@signed_in
def people(request: HttpRequest, code: str) -> HttpResponse:
    """Who holds which role, open invitations, and roles that have ended."""
    organisation, user, today = organisation_or_404(code), person(request), clock.today()
    access.check_may_see_people(user, organisation, today)
    memberships = list(queries.memberships_in(organisation.pk, today))
    return render(
        request,
        "accounts/people.html",
        {
            "organisation": organisation,
            "memberships": memberships,
            "ended": queries.ended_memberships_in(organisation.pk, today)[:20],
            "invitations": queries.invitations_in(organisation.pk),
            "now": clock.now(),
            "may_manage": access.user_can_manage_people(user, organisation, today),
            "may_hand_over": queries.has_role(user, organisation.pk, [Role.SIGNATORY], today),
            "may_see_keys": access.user_can_manage_keys(user, organisation, today),
            "needs_signatory": organisation.is_reporting_unit
            and not any(membership.role == Role.SIGNATORY for membership in memberships),
        },
    )


@signed_in
def invite(request: HttpRequest, code: str) -> HttpResponse:
    """Invite somebody to a role."""
    organisation, user = organisation_or_404(code), person(request)
    access.check_may_manage_people(user, organisation, clock.today())
    form = InviteForm(
        request.POST or None,
        agency=organisation.kind == access.AGENCY_KIND,
        given=lambda role: access.user_can_give(user, organisation, role, clock.today()),
    )
    if request.method == "POST" and form.is_valid():
        try:
            invitation, _secret = actions.invite(
                organisation_id=organisation.pk, by=user, **form.cleaned_data
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Inbjudan är skickad till %(email)s.") % {"email": invitation.email})
            return redirect("accounts:people", code)
    return render(request, "accounts/invite.html", {"organisation": organisation, "form": form})


@signed_in
def hand_over(request: HttpRequest, code: str) -> HttpResponse:
    """Hand over the role of signatory to a successor."""
    organisation, user = organisation_or_404(code), person(request)
    access.check_may_manage_people(user, organisation, clock.today())
    form = HandOverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.invite(
                email=form.cleaned_data["email"],
                organisation_id=organisation.pk,
                role=Role.SIGNATORY,
                hands_over=True,
                by=user,
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(
                request,
                _("Överlämningen är skickad till %(email)s. Du är ombud tills efterträdaren tackar ja.")
                % {"email": form.cleaned_data["email"]},
            )
            return redirect("accounts:people", code)
    return render(request, "accounts/hand_over.html", {"organisation": organisation, "form": form})


@signed_in
def end(request: HttpRequest, code: str, membership_id: int) -> HttpResponse:
    """Ask once more, then end a role."""
    organisation, user = organisation_or_404(code), person(request)
    access.check_may_see_people(user, organisation, clock.today())
    try:
        membership = queries.membership(membership_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    if membership.organisation_id != organisation.pk:
        raise Http404
    mine = membership.user_id == user.pk
    if not mine:
        access.check_may_manage_people(user, organisation, clock.today())
    last = actions.is_last_signatory(membership, clock.today())
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_membership(membership=membership, by=user, confirmed=form.cleaned_data["confirmed"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Rollen är avslutad."))
            return redirect("desk") if mine else redirect("accounts:people", code)
    return render(
        request,
        "accounts/end.html",
        {
            "organisation": organisation,
            "membership": membership,
            "form": form,
            "mine": mine,
            "last": last,
            "must_confirm": last and is_officer(request),
            "must_hand_over": last and not is_officer(request),
        },
    )
