"""Releases of protected tables: ordered, judged, approved by a second officer, public at their hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kompetenslyft.apps.collection import actions as collection_actions
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.publishing import actions, building, queries, releases
from kompetenslyft.core.disclosure.audit import Audit, Verdict
from kompetenslyft.core.disclosure.flow import SolverFailed
from kompetenslyft.exchange import release_tables
from tests.factories import accounts, collection, organisations
from tests.integration.test_publishing import answered

pytestmark = pytest.mark.django_db

RELEASE = "staff-by-municipality@2016"
NOW = collection.IN_TIME


@pytest.fixture
def officer():
    return accounts.officer(name="Olle")


@pytest.fixture
def colleague():
    return accounts.officer(name="Karin")


@pytest.fixture
def round_():
    one = collection.round_("inventering-2016", made_up=True)
    for code, name in (("2080", "Falun"), ("2081", "Borlänge"), ("2082", "Säter")):
        answered(organisations.municipality(code, name), one)
    return one


@pytest.fixture
def draft(officer, round_):
    return actions.build(releases.order(definition=RELEASE, round_codes=[round_.code], by=officer, at=NOW))


def refused(code, work, **arguments):
    with pytest.raises(Refused) as caught:
        work(**arguments)
    assert caught.value.code == code, caught.value


def test_a_release_is_protected_judged_and_kept(draft):
    assert draft.state == "draft" and draft.made_up
    assert [one["table"] for one in draft.record["tables"]] == ["caseworkers", "no_degree", "team_leaders"]
    assert all(one["safe"] for one in draft.record["tables"])
    assert set(draft.record["versions"]) == {"kompetenslyft", "highspy", "python"}
    assert draft.files.filter(name="tabell-caseworkers.px").exists()
    assert queries.open_tables() == []


def test_the_same_release_made_again_has_the_same_bytes(draft, officer, round_):
    again = actions.build(releases.order(definition=RELEASE, round_codes=[round_.code], by=officer, at=NOW))
    assert dict(draft.files.values_list("name", "digest")) == dict(again.files.values_list("name", "digest"))


def test_nobody_approves_what_they_ordered_and_a_second_officer_publishes_at_once(draft, officer, colleague):
    refused("P114", releases.approve, publication=draft, by=officer, at=NOW)
    refused("P103", actions.publish, publication=draft, by=colleague, at=NOW)
    published = releases.approve(publication=draft, by=colleague, at=NOW)
    assert (published.state, published.approved_by, published.published_by) == (
        "published",
        colleague,
        colleague,
    )
    assert {one.id for one in queries.open_tables()} == {
        f"{draft.slug}-{table}" for table in ("caseworkers", "no_degree", "team_leaders")
    }


def test_an_approved_release_is_public_at_its_hour_and_not_before(draft, colleague, client):
    hour = NOW + timedelta(days=2)
    waiting = releases.approve(publication=draft, publish_at=hour, by=colleague, at=NOW)
    assert waiting.state == "approved" and list(queries.coming()) == [waiting]
    assert client.get(f"/api/v2/tables/{draft.slug}-caseworkers").status_code == 404
    assert client.get(f"/tabeller/utgavor/{draft.slug}/").status_code == 404
    assert releases.publish_due(at=hour - timedelta(seconds=1)) == 0
    assert releases.publish_due(at=hour) == 1
    assert releases.publish_due(at=hour) == 0
    draft.refresh_from_db()
    assert (draft.state, draft.published_at, draft.published_by) == ("published", hour, colleague)
    assert client.get(f"/api/v2/tables/{draft.slug}-caseworkers").status_code == 200


def test_an_approval_is_taken_back_before_its_hour(draft, officer, colleague):
    releases.approve(publication=draft, publish_at=NOW + timedelta(days=2), by=colleague, at=NOW)
    back = releases.take_back(publication=draft, by=officer, at=NOW)
    assert (back.state, back.approved_by) == ("draft", None)
    refused("P116", releases.take_back, publication=draft, by=officer, at=NOW)
    assert releases.publish_due(at=NOW + timedelta(days=3)) == 0


def test_a_revision_replaces_the_former_one_openly(draft, officer, colleague, round_, client):
    releases.approve(publication=draft, by=colleague, at=NOW)
    revised = actions.build(
        releases.order(
            definition=RELEASE, round_codes=[round_.code], by=officer, note="Säter är rättat.", at=NOW
        )
    )
    releases.approve(publication=revised, by=colleague, at=NOW)
    draft.refresh_from_db()
    assert draft.state == "replaced"
    old = client.get(f"/api/v2/tables/{draft.slug}-caseworkers").json()
    assert old["discontinued"]
    page = client.get(f"/tabeller/utgavor/{revised.slug}/").content.decode()
    assert "Säter är rättat." in page
    assert "ersatt" in client.get(f"/tabeller/{draft.slug}-caseworkers/").content.decode()


def test_a_release_with_an_unsafe_cell_is_refused_and_cannot_be_approved(
    officer, colleague, round_, monkeypatch
):
    judged = release_tables.audit

    def one_cell_recoverable(release, *, seconds):
        found = judged(release, seconds=seconds)
        cells = tuple(replace(one, verdict=Verdict.RECOVERABLE) for one in found.cells[:1]) + found.cells[1:]
        return Audit(cells, found.faults, found.sums, found.blocks, found.programmes)

    monkeypatch.setattr(release_tables, "audit", one_cell_recoverable)
    made = actions.build(releases.order(definition=RELEASE, round_codes=[round_.code], by=officer, at=NOW))
    assert made.state == "refused"
    assert made.record["tables"][0]["unsafe"] == {"recoverable": 1}
    refused("P113", releases.approve, publication=made, by=colleague, at=NOW)
    assert queries.open_tables() == []


def test_a_solver_without_an_answer_leaves_nothing_published_and_says_so(
    officer, colleague, round_, monkeypatch
):
    def no_answer(*_arguments, **_options):
        raise SolverFailed("tiden är slut")

    monkeypatch.setattr(release_tables, "suppress", no_answer)
    ordered = releases.order(definition=RELEASE, round_codes=[round_.code], by=officer, at=NOW)
    with pytest.raises(SolverFailed):
        actions.build(ordered)
    ordered.refresh_from_db()
    assert ordered.state == "failed" and "tiden är slut" in ordered.error
    refused("P113", releases.approve, publication=ordered, by=colleague, at=NOW)


def test_what_cannot_be_ordered_or_approved(draft, officer, colleague, round_):
    coordinator = accounts.coordinator(organisations.municipality())
    refused("E103", releases.order, definition=RELEASE, round_codes=[round_.code], by=coordinator, at=NOW)
    refused("P111", releases.order, definition="ingen@1", round_codes=[round_.code], by=officer, at=NOW)
    refused("P112", releases.order, definition=RELEASE, round_codes=["ingen"], by=officer, at=NOW)
    refused("P112", releases.order, definition=RELEASE, round_codes=[], by=officer, at=NOW)
    refused("E103", releases.approve, publication=draft, by=coordinator, at=NOW)
    past = NOW - timedelta(hours=1)
    refused("P115", releases.approve, publication=draft, publish_at=past, by=colleague, at=NOW)


def test_answers_that_change_after_the_order_are_counted_together(officer, round_, monkeypatch):
    ordered = releases.order(definition=RELEASE, round_codes=[round_.code], by=officer, at=NOW)
    steps = building.steps_of(ordered, building.ground_of(ordered))
    assert len(steps) == 3
    collection_actions.close_round(round=round_, by=officer, at=NOW)
    assert actions.build(ordered).state == "draft"


def test_the_way_through_the_pages(draft, officer, colleague):
    mine, other, visitor = accounts.browser(officer), accounts.browser(colleague), accounts.browser()
    page = f"/tabeller/utgavor/{draft.slug}/"
    assert "En annan handläggare" in mine.get(page).content.decode()
    assert "Godkänn" in other.get("/").content.decode()
    assert "Godkänn tabellerna" not in mine.get("/").content.decode()
    assert "P114" not in mine.get(f"{page}godkann/").content.decode()
    wrong = mine.post(f"{page}godkann/", {"publish_at": ""})
    assert "Du har själv beställt" in wrong.content.decode()
    assert other.post(f"{page}godkann/", {"publish_at": ""}).status_code == 302
    table = f"/tabeller/{draft.slug}-caseworkers/"
    shown = visitor.get(f"{table}?Region=2080&Region=00&gender=total").content.decode()
    assert "Falun" in shown and "Borlänge</th>" not in shown
    assert visitor.get(f"{table}?kolumner=Region").status_code == 200
    assert "alla dolda celler är skyddade" in visitor.get(page).content.decode()
    assert "Handläggare i den" in visitor.get("/tabeller/?q=handläggare").content.decode()
    assert "Ingen tabell" in visitor.get("/tabeller/?q=ingenting").content.decode()
    assert visitor.post(f"{page}ta-tillbaka/").status_code in (302, 403)


def test_a_release_is_ordered_on_its_page(officer, round_):
    browser = accounts.browser(officer)
    answer = browser.post(
        "/tabeller/bestall/", {"definition": RELEASE, "rounds": [round_.code], "note": "Första utgåvan."}
    )
    assert answer.status_code == 302
    assert "väntar på sin tur" in browser.get(answer.url).content.decode()
    wrong = browser.post("/tabeller/bestall/", {"definition": RELEASE, "rounds": []})
    assert wrong.status_code == 200 and "Första utgåvan" not in wrong.content.decode()
