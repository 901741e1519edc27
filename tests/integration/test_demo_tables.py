"""The demo's open tables."""

from __future__ import annotations

from datetime import date

import pytest

from kompetenslyft.apps.publishing.models import Publication
from kompetenslyft.demo.logins import ECONOMIST_EMAIL, OFFICER_EMAIL
from kompetenslyft.demo.scenario import fill

pytestmark = pytest.mark.django_db

ONLY = {"0180", "1280", "1281", "1480", "2080", "2081"}


def test_the_demo_publishes_tables_that_the_economist_has_approved(client):
    told = []
    limited = {"only": ONLY, "with_report": False, "with_grants": False, "with_staff": False}
    assert fill(lambda *step: told.append(step), **limited, with_tables=True)
    release = Publication.objects.get()
    assert (release.created_by.email, release.approved_by.email) == (OFFICER_EMAIL, ECONOMIST_EMAIL)
    assert (release.state, release.published_at.date(), release.made_up) == (
        "published",
        date(2017, 2, 3),
        True,
    )
    assert release.next_release == date(2017, 3, 15) and all(one["safe"] for one in release.record["tables"])
    assert any("Handläggare" in what for _done, _total, what in told)
    page = client.get(f"/tabeller/utgavor/{release.slug}/").content.decode()
    assert "Första utgåvan" in page and "15 mars 2017" in page and OFFICER_EMAIL in page
    assert client.get(f"/api/v2/tables/{release.slug}-caseworkers/data").status_code == 200
    assert fill(**limited, with_tables=True) is False


def test_a_demo_of_a_few_municipalities_has_no_tables_unless_asked_for():
    fill(only={"2080"}, with_report=False, with_grants=False, with_staff=False)
    assert not Publication.objects.exists()
