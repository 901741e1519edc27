"""The demo's open tables: ordered by the officer, approved by the economist."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from kompetenslyft.apps.accounts import queries as accounts
from kompetenslyft.apps.publishing import actions, queries, releases
from kompetenslyft.demo.logins import DEMO_DAY, ECONOMIST_EMAIL, OFFICER_EMAIL
from kompetenslyft.demo.rounds import at

RELEASE = "staff-by-municipality@2016"
ROUND = "inventering-2016"
ORDERED = at(date(2017, 2, 3), 15 * 60)
APPROVED = at(date(2017, 2, 3), 16 * 60)
NEXT = date(2017, 3, 15)
NOTE = (
    "Första utgåvan. Alla kommuner har inte svarat än: sista svarsdag är den 10 februari 2017, och siffrorna görs om "
    "efter den. Uppgifterna är påhittade."
)
CONTACT = f"Demo Handläggare, {OFFICER_EMAIL}"


def publish_tables(tell: Callable[[int, int, str], None]) -> bool:
    """Publish the tables by municipality, as far as that is not done; returns whether anything was."""
    officer, economist = accounts.user_by_email(OFFICER_EMAIL), accounts.user_by_email(ECONOMIST_EMAIL)
    assert officer is not None and economist is not None
    every = queries.all_reports_for(officer, DEMO_DAY).filter(definition=RELEASE)
    if any(one.published_at for one in every):
        return False
    release = every.first() or releases.order(
        definition=RELEASE,
        round_codes=[ROUND],
        note=NOTE,
        contact=CONTACT,
        next_release=NEXT,
        by=officer,
        at=ORDERED,
    )
    built = actions.build(release, tell)
    releases.approve(publication=built, by=economist, at=APPROVED)
    return True
