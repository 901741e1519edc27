"""The keys with which an organisation's systems speak to the API."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kompetenslyft.apps import clock
from kompetenslyft.apps.accounts import access, actions, queries
from kompetenslyft.apps.errors import Refused
from kompetenslyft.web.access import person, signed_in
from kompetenslyft.web.accounts.forms import KeyForm
from kompetenslyft.web.forms import show_refusal
from kompetenslyft.web.organisations.lookup import organisation_or_404


@signed_in
@never_cache
def keys(request: HttpRequest, code: str) -> HttpResponse:
    """The organisation's keys; a new one is shown in clear on the answer to the form and never again."""
    organisation, user = organisation_or_404(code), person(request)
    access.check_may_manage_keys(user, organisation, clock.today())
    form, secret = KeyForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            _token, secret = actions.create_token(
                organisation_id=organisation.pk, by=user, **form.cleaned_data
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            form = KeyForm()
    context = {
        "organisation": organisation,
        "tokens": queries.tokens_in(organisation.pk),
        "form": form,
        "secret": secret,
    }
    return render(request, "accounts/keys.html", context)


@signed_in
@require_POST
def revoke(request: HttpRequest, code: str, token_id: int) -> HttpResponse:
    """Make a key useless at once."""
    organisation = organisation_or_404(code)
    access.check_may_manage_keys(person(request), organisation, clock.today())
    try:
        token = queries.token(token_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    if token.organisation_id != organisation.pk:
        raise Http404
    actions.revoke_token(token=token, by=person(request))
    messages.success(request, _("Nyckeln %(name)s är spärrad.") % {"name": token.name})
    return redirect("accounts:keys", code)
