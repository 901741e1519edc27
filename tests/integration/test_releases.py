"""Releases of protected tables: ordered, judged, approved by a second officer, public at their hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from kompetenslyft.apps.collection import actions as collection_actions
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.organisations.models import Organisation
from kompetenslyft.apps.publishing import actions, building, queries, releases
from kompetenslyft.core.disclosure.audit import Audit, Verdict
from kompetenslyft.core.disclosure.flow import SolverFailed
from kompetenslyft.core.releases import hiding
from kompetenslyft.exchange import release_tables
from tests.factories import accounts, collection, organisations
from tests.integration.at_once import together
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
    assert made.record["tables"][0]["unsafe"] == {"recoverable": 2}
    refused("P113", releases.approve, publication=made, by=colleague, at=NOW)
    assert queries.open_tables() == []


def test_a_solver_without_an_answer_leaves_nothing_published_and_says_so(
    officer, colleague, round_, monkeypatch
):
    def no_answer(*_arguments, **_options):
        raise SolverFailed("tiden är slut")

    monkeypatch.setattr(hiding, "suppress", no_answer)
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
    assert len(steps) == 2
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


def test_a_release_of_other_rounds_replaces_the_one_that_stands(draft, officer, colleague, round_):
    releases.approve(publication=draft, by=colleague, at=NOW)
    more = collection.round_("inventering-2016-b", made_up=True)
    other = actions.build(
        releases.order(definition=RELEASE, round_codes=[round_.code, more.code], by=officer, at=NOW)
    )
    releases.approve(publication=other, by=colleague, at=NOW)
    draft.refresh_from_db()
    assert (draft.state, other.state, list(queries.published("release"))) == ("replaced", "draft", [other])


def test_what_was_protected_without_regard_to_another_release_is_not_approved(
    draft, officer, colleague, round_
):
    rival = actions.build(releases.order(definition=RELEASE, round_codes=[round_.code], by=officer, at=NOW))
    releases.approve(publication=rival, publish_at=NOW + timedelta(days=2), by=colleague, at=NOW)
    refused("P121", releases.approve, publication=draft, by=colleague, at=NOW)
    releases.take_back(publication=rival, by=colleague, at=NOW)
    assert releases.approve(publication=draft, by=colleague, at=NOW).state == "published"
    refused("P121", releases.approve, publication=rival, by=colleague, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_two_approved_at_once_one_is(draft, officer, colleague, round_):
    rival = actions.build(releases.order(definition=RELEASE, round_codes=[round_.code], by=officer, at=NOW))
    results = together(
        *(partial(releases.approve, publication=one, by=colleague, at=NOW) for one in (draft, rival))
    )
    assert sorted(type(one).__name__ for one in results) == ["Publication", "Refused"]
    assert len(queries.published("release")) == 1


@pytest.mark.django_db(transaction=True)
def test_a_release_that_is_due_is_published_once_whoever_looks(draft, colleague):
    hour = NOW + timedelta(days=2)
    releases.approve(publication=draft, publish_at=hour, by=colleague, at=NOW)
    assert sorted(together(*[partial(releases.publish_due, at=hour)] * 2)) == [0, 1]


@pytest.mark.parametrize("state", ["draft", "refused", "approved", "failed", "queued", "published"])
def test_no_release_shows_among_reports_and_no_inner_file_is_given(draft, officer, client, state):
    type(draft).objects.filter(pk=draft.pk).update(state=state, published_at=NOW, publish_at=NOW)
    inner = list(draft.files.filter(name__startswith="_").values_list("name", flat=True))
    assert {name.partition("-")[0] for name in inner} == {"_protokoll", "_underlag", *_of_cubes(inner)}
    for browser in (client, accounts.browser(officer)):
        assert draft.slug not in browser.get("/rapporter/").content.decode()
        for rest in (
            "",
            "tabeller/caseworkers/",
            *(f"filer/{name}" for name in (*inner, "tabell-caseworkers.px")),
        ):
            assert browser.get(f"/rapporter/{draft.slug}/{rest}").status_code == 404
    seen = 200 if state == "published" else 404
    assert client.get(f"/tabeller/utgavor/{draft.slug}/").status_code == seen
    assert client.get(f"/tabeller/{draft.slug}-caseworkers/").status_code == seen
    assert accounts.browser(officer).get(f"/tabeller/utgavor/{draft.slug}/").status_code == 200


def _of_cubes(names):
    return {name.partition("-")[0] for name in names} - {"_protokoll", "_underlag"}


def test_the_worker_builds_reports_and_releases_in_the_order_they_were_asked_for(
    officer, round_, monkeypatch
):
    monkeypatch.setattr(building, "STEPS", ())
    first = releases.order(definition=RELEASE, round_codes=[round_.code], by=officer, at=NOW)
    second = actions.order(
        definition="national-follow-up@2016",
        round_codes=[round_.code],
        by=officer,
        at=NOW + timedelta(minutes=1),
    )
    assert [actions.build_next(), actions.build_next(), actions.build_next()] == [first, second, None]
    assert set(type(first).objects.values_list("state", flat=True)) == {"draft"}


def test_an_hour_is_read_as_swedish_time(draft, colleague, settings):
    settings.DEMO_DATE = NOW.date()
    browser = accounts.browser(colleague)
    page = f"/tabeller/utgavor/{draft.slug}/godkann/"
    past = browser.post(page, {"publish_at": "2016-07-01T09:00"}).content.decode()
    assert "2016-07-01 09.00 har passerat" in past
    assert browser.post(page, {"publish_at": "2017-07-01T09:00"}).status_code == 302
    draft.refresh_from_db()
    assert draft.publish_at == datetime(2017, 7, 1, 7, tzinfo=UTC)


def test_a_municipality_that_has_ceased_since_it_answered_is_still_a_region(officer, round_):
    Organisation.objects.filter(code="2082").update(valid_to=NOW.date() - timedelta(days=1))
    made = actions.build(releases.order(definition=RELEASE, round_codes=[round_.code], by=officer, at=NOW))
    assert made.state == "draft", made.error
    assert "Säter" in bytes(made.files.get(name="tabell-caseworkers.csv").content).decode()
