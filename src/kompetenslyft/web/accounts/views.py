"""My account."""

from __future__ import annotations

from allauth.account import views as account
from allauth.account.models import get_emailconfirmation_model
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
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


@signed_in
def confirm_email(request: HttpRequest, key: str) -> HttpResponseBase:
    """The link sent to a new address: only the account that asked for it takes the address over.

    Whoever reads the letter must be logged in on that account. Otherwise somebody could ask for another person's
    address, wait for that person to follow the link, and then be taken for them.
    """
    confirmation = get_emailconfirmation_model().from_key(key)
    if confirmation is not None and confirmation.email_address.user_id != person(request).pk:
        email = confirmation.email_address.email
        return render(request, "account/email_confirm_other.html", {"email": email}, status=403)
    return account.confirm_email(request, key=key)
