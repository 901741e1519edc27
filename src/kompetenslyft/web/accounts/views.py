"""My account."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from kompetenslyft.apps import clock
from kompetenslyft.apps.accounts import actions, queries
from kompetenslyft.apps.errors import Refused
from kompetenslyft.web.access import person, signed_in
from kompetenslyft.web.accounts.forms import ProfileForm
from kompetenslyft.web.forms import show_refusal


@signed_in
def profile(request: HttpRequest) -> HttpResponse:
    """Name, language, roles, and the ways to password, address and two-step login."""
    user = person(request)
    form = ProfileForm(request.POST or None, initial={"name": user.name, "language": user.language})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_profile(user=user, by=user, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            with translation.override(user.language):
                messages.success(request, _("Dina uppgifter är sparade."))
            return redirect("accounts:profile")
    return render(
        request,
        "accounts/profile.html",
        {
            "form": form,
            "two_steps": is_mfa_enabled(user),
            "memberships": queries.memberships_of(user, clock.today()),
        },
    )
