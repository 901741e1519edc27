"""Pages that say what the system is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kompetenslyft.web.access import public


@public
def about(request: HttpRequest) -> HttpResponse:
    """What the system is for and who runs it."""
    return render(request, "pages/about.html")


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement that the law asks for."""
    return render(request, "pages/accessibility.html")
