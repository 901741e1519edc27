"""Where competence begins: for each who comes, the way to what is theirs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kompetenslyft.web.access import signed_in


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """What the reader can come to: the own page, the units led, the register kept."""
    return render(request, "competence/home.html", {})
