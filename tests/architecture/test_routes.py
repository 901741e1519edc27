"""Every route says who may use it. A view is marked by a decorator of web.access; the exceptions stand here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from kompetenslyft.web.access import Access, declared

ELSEWHERE = {
    "api-v1": "each operation of the API names its own key check, and the API's tests walk them",
    "api-v2": "published tables are open to everybody; a test sees that every address is such an endpoint",
}
"""Namespaces whose access is declared in another way, and where."""


def routes(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry, entry.namespace or namespace)
        else:
            yield namespace, entry


ROUTES = [(namespace, route) for namespace, route in routes(get_resolver()) if namespace not in ELSEWHERE]


@pytest.mark.parametrize(
    ("namespace", "route"), ROUTES, ids=[f"{n}:{r.name or r.pattern}" for n, r in ROUTES]
)
def test_route_declares_its_access(namespace: str, route: URLPattern) -> None:
    assert isinstance(declared(route.callback), Access), (
        f"{namespace}:{route.name} declares no access: mark its view with @public, @signed_in or @officer_only"
    )


def test_an_undeclared_view_is_seen() -> None:
    def view(request: object) -> None: ...

    assert declared(view) is None


def test_every_exception_is_still_there() -> None:
    assert set(ELSEWHERE) <= {namespace for namespace, _route in routes(get_resolver())}


def test_what_is_open_to_visitors_is_known() -> None:
    """A page that is opened to everybody is opened knowingly: it is added here."""
    open_to_all = {
        f"{namespace}:{route.name}" if namespace else str(route.name)
        for namespace, route in ROUTES
        if declared(route.callback) is Access.PUBLIC and namespace != "publishing"
    }
    assert open_to_all == {
        "desk",
        "set_language",
        "about",
        "accessibility",
        "accounts:invitation",
        "account_login",
        "account_logout",
        "account_inactive",
        "account_signup",
        "account_email_verification_sent",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "mfa_authenticate",
        "grants:allocated",
        "grants:allocated_file",
        "grants:explained",
        "grants:followup",
        "grants:followup_chart",
        "grants:followup_file",
        "grants:followup_table",
        "grants:followup_tables",
        "grants:followup_workbook",
        "grants:year",
        "grants:years",
        "tables:calendar",
        "tables:changes",
        "tables:choose",
        "tables:list",
        "tables:picture",
        "tables:record",
        "tables:release",
        "tables:release_file",
        "tables:table",
    }
