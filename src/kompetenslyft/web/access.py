"""Who may use a page. Every view says so with one of these decorators; a test fails on a route that does not.

A decorator settles only who may come to the page at all. What somebody may do with a return or an organisation is
settled by the context's own ``access`` module, whose refusals ``web.errors`` turns into pages.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase

from kompetenslyft.apps import clock
from kompetenslyft.apps.accounts import queries as accounts
from kompetenslyft.apps.errors import Refused

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


class Access(StrEnum):
    """Who comes to a page."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"
    OFFICER = "programme officers"


def public(view: View[P]) -> View[P]:
    """Anybody, logged in or not."""
    return _declared(view, Access.PUBLIC)


def signed_in(view: View[P]) -> View[P]:
    """Anybody who is logged in; visitors are sent to the login page and back."""
    return _declared(login_required(view), Access.SIGNED_IN)


def officer_only(view: View[P]) -> View[P]:
    """Programme officers at the agency. Others who are logged in are told so (E103)."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not is_officer(request):
            raise Refused.because(
                "E103",
                "Den här sidan är till för handläggare vid myndigheten.",
                "This page is for programme officers at the agency.",
            )
        return view(request, *args, **kwargs)

    return _declared(login_required(guarded), Access.OFFICER)


def declared(view: object) -> Access | None:
    """What a view has declared; None where it has declared nothing."""
    return getattr(view, "access", None)


def roles_of(request: HttpRequest) -> frozenset[tuple[int, str]]:
    """(organisation id, role) of whoever asks, read once a request."""
    held: frozenset[tuple[int, str]] | None = getattr(request, "_open_roles", None)
    if held is None:
        held = accounts.open_roles(person(request), clock.today())
        request._open_roles = held  # type: ignore[attr-defined]
    return held


def is_officer(request: HttpRequest) -> bool:
    """Whether a programme officer asks."""
    return any(role == "programme_officer" for _organisation, role in roles_of(request))


def person(request: HttpRequest) -> User:
    """Whoever asks; on a page for those who are logged in always a User."""
    return request.user  # type: ignore[return-value]


def _declared(view: View[P], access: Access) -> View[P]:
    @wraps(view)
    def marked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    marked.access = access  # type: ignore[attr-defined]
    return marked
