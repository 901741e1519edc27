"""The places that the header leads to. Each context adds its own line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the header: its label, where it leads, which namespaces count as being there, and who sees it."""

    label: str
    route: str
    namespaces: frozenset[str]
    seen_by: Callable[[HttpRequest], bool]


@dataclass(frozen=True, slots=True)
class Link:
    """A place as one reader sees it."""

    label: str
    url: str
    current: bool


def everybody(request: HttpRequest) -> bool:
    """Visitors too."""
    return True


def those_signed_in(request: HttpRequest) -> bool:
    """Everybody who is logged in."""
    return request.user.is_authenticated


PLACES = (
    Place(_("Att göra"), "desk", frozenset({"desk"}), those_signed_in),
    Place(_("Insamlingar"), "collection:rounds", frozenset({"collection"}), those_signed_in),
    Place(_("Kompetens"), "competence:home", frozenset({"competence", "staff"}), those_signed_in),
    Place(_("Statsbidrag"), "grants:years", frozenset({"grants"}), everybody),
    Place(_("Rapporter"), "publishing:list", frozenset({"publishing"}), everybody),
    Place(_("Tabeller"), "tables:list", frozenset({"tables"}), everybody),
    Place(
        _("Organisationer"), "organisations:list", frozenset({"organisations", "comparison"}), those_signed_in
    ),
)


def links(request: HttpRequest) -> list[Link]:
    """The header's links for whoever asks."""
    here = _here(request)
    return [
        Link(str(place.label), reverse(place.route), here in place.namespaces)
        for place in PLACES
        if place.seen_by(request)
    ]


def _here(request: HttpRequest) -> str:
    match = request.resolver_match
    if match is None:
        return ""
    return match.namespace or match.url_name or ""
