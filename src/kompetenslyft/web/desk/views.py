"""The start page: for those who are logged in what is theirs to do, for visitors what the system is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kompetenslyft.apps import clock
from kompetenslyft.apps.accounts import queries as accounts
from kompetenslyft.apps.publishing import queries as publishing
from kompetenslyft.web.access import person, public
from kompetenslyft.web.desk.items import in_order
from kompetenslyft.web.desk.providers import PROVIDERS

NEWEST = 5
"""So many published reports are shown to visitors."""


@public
def desk(request: HttpRequest) -> HttpResponse:
    """What is mine to do now, with dates."""
    if not request.user.is_authenticated:
        return render(request, "desk/visitor.html", {"published": publishing.published()[:NEWEST]})
    items = in_order([item for provider in PROVIDERS for item in provider(request)])
    roles = accounts.memberships_of(person(request), clock.today())
    return render(request, "desk/desk.html", {"items": items, "roles": roles})
