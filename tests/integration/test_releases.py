"""Releases of protected tables: ordered, judged, approved by a second officer, public at their hour."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from kompetenslyft.apps.collection import actions as collection_actions
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.organisations.models import Organisation
from kompetenslyft.apps.publishing import actions, building, hold, queries, recomputing, releases
from kompetenslyft.apps.publishing.recomputing import recompute
from kompetenslyft.core.disclosure import audit as judging
from kompetenslyft.core.disclosure.alternatives import Block
from kompetenslyft.core.disclosure.audit import Verdict
from kompetenslyft.core.disclosure.flow import SolverFailed
from kompetenslyft.exchange import release_tables
from tests.factories import accounts, collection, organisations
from tests.integration.at_once import together
from tests.integration.test_publishing import answered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

RELEASE = "staff-by-municipality@2016"
NOW = collection.IN_TIME


@pytest.fixture
def on_the_day(settings):
    settings.DEMO_DATE = NOW.date()


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


def out_of_time(*arguments, seconds, **options):
    return Block(*arguments, seconds=0, **options)


def refused(code, work, **arguments):
    with pytest.raises(Refused) as caught:
        work(**arguments)
    assert caught.value.code == code, caught.value


def test_a_release_is_protected_judged_and_kept(draft):
    assert draft.state == "draft" and draft.made_up
    assert [one["table"] for one in draft.record["tables"]] == [
        "caseworkers",
        "no_degree",
        "team_leaders",
        "share_no_degree",
    ]
    assert all(one["safe"] for one in draft.record["tables"])
    assert set(draft.record["versions"]) == {"kompetenslyft", "highspy", "python"}
    assert draft.files.filter(name="tabell-caseworkers.px").exists()
    assert queries.open_tables() == []


def test_a_rounded_release_is_published_and_says_which_method_it_used(officer, colleague, round_, client):
    ordered = releases.order(
        definition="training-by-municipality@2016", round_codes=[round_.code], by=officer, at=NOW
    )
    built = actions.build(ordered)
    assert built.state == "draft" and recompute(publication=built, by=officer).is_same
    releases.approve(publication=built, by=colleague, at=NOW)
    page = client.get(f"/tabeller/utgavor/{built.slug}/").content.decode()
    assert "Metoden är att avrunda små tal" in page and "inget litet tal visas" in page
    assert "Metoden är att dölja celler" not in page
    record = json.loads(client.get(f"/tabeller/utgavor/{built.slug}/rojandekontroll.json").content)
    assert record["rules"]["method"] == "rounding" and record["safe"]
    cube = queries.cube_of(queries.open_table(f"{built.slug}-caseworkers_training"))
    assert None not in cube.cells and not any(0 < figure < 3 for figure in cube.cells)


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
        f"{draft.slug}-{table}" for table in ("caseworkers", "no_degree", "team_leaders", "share_no_degree")
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


def test_a_revision_replaces_the_former_one_openly_and_says_what_changed(
    draft, officer, colleague, round_, client
):
    releases.approve(publication=draft, by=colleague, at=NOW)
    later = NOW + timedelta(hours=1)
    answered(organisations.municipality("2062", "Mora"), round_, at=later)
    revised = actions.build(
        releases.order(
            definition=RELEASE, round_codes=[round_.code], by=officer, note="Mora har svarat.", at=later
        )
    )
    type(revised).objects.filter(pk=revised.pk).update(state="draft", record=revised.record | {"unsafe": []})
    revised.refresh_from_db()
    releases.approve(publication=revised, by=colleague, at=later)
    draft.refresh_from_db()
    assert draft.state == "replaced"
    assert client.get(f"/api/v2/tables/{draft.slug}-caseworkers").json()["discontinued"]
    page = client.get(f"/tabeller/utgavor/{revised.slug}/").content.decode()
    assert "Mora har svarat." in page and "Jämfört med utgåvan" in page
    assert "ersatt" in client.get(f"/tabeller/utgavor/{draft.slug}/").content.decode()
    rows = client.get(f"/tabeller/utgavor/{revised.slug}/andringar.csv").content.decode("utf-8-sig")
    assert rows.startswith("tabell,ändring,cell,före,nu") and "2062 Mora" in rows and "tillagd" in rows
    assert "Falun" not in rows


def test_a_release_computed_anew_has_the_same_bytes_also_when_answers_have_changed_since(
    draft, officer, colleague, round_
):
    releases.approve(publication=draft, by=colleague, at=NOW)
    answered(organisations.municipality("2062", "Mora"), round_, at=NOW + timedelta(hours=1))
    again = recompute(publication=draft, by=officer)
    assert again.is_same and again.files == draft.files.count() and not again.answers, again


def test_what_is_not_the_same_is_told_by_file_and_why(draft, officer, monkeypatch):
    draft.files.filter(name="tabell-no_degree.px").update(digest="0" * 64)
    monkeypatch.setattr(recomputing, "versions", lambda: {"kompetenslyft": "99", "highspy": "2"})
    again = recompute(publication=draft, by=officer)
    assert again.differing == ("tabell-no_degree.px",)
    assert again.versions["kompetenslyft"][1] == "99" and not again.definition
    draft.state = "queued"
    refused("P124", recompute, publication=draft, by=officer)


def test_a_release_whose_hour_has_come_is_read_though_nobody_has_worked(draft, colleague, client, settings):
    hour = NOW + timedelta(minutes=1)
    releases.approve(publication=draft, publish_at=hour, by=colleague, at=NOW)
    settings.DEMO_DATE = NOW.date() + timedelta(days=1)
    assert client.get(f"/tabeller/utgavor/{draft.slug}/").status_code == 200
    draft.refresh_from_db()
    assert (draft.state, draft.published_at) == ("published", hour)
    assert len(queries.open_tables()) == 4


def test_the_calendar_is_open_to_all(draft, colleague, client, settings):
    draft.next_release = (NOW + timedelta(days=60)).date()
    draft.save()
    releases.approve(publication=draft, publish_at=NOW + timedelta(days=4), by=colleague, at=NOW)
    told = client.get("/tabeller/kalender.ics")
    assert told["Content-Type"].startswith("text/calendar")
    text = told.content.decode().replace("\r\n ", "")
    assert "SUMMARY:Handläggare och arbetsledare efter kommun 2016" in text and "DTSTART:20" in text
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    english = client.get("/tabeller/kalender.ics").content.decode()
    assert "SUMMARY:Caseworkers and team leaders" in english
    releases.take_back(publication=draft, by=colleague, at=NOW)
    releases.approve(publication=draft, by=colleague, at=NOW)
    assert (
        f"DTSTART;VALUE=DATE:{draft.next_release:%Y%m%d}"
        in client.get("/tabeller/kalender.ics").content.decode()
    )


def test_an_hour_that_does_not_exist_or_comes_twice_is_refused_with_words(draft, colleague, settings):
    settings.DEMO_DATE = NOW.date()
    browser = accounts.browser(colleague)
    for hour in ("2017-03-26T02:30", "2017-10-29T02:30"):
        answer = browser.post(f"/tabeller/utgavor/{draft.slug}/godkann/", {"publish_at": hour})
        assert answer.status_code == 200 and "tidszon" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_only_rounds_that_some_tables_count_can_be_chosen(officer):
    browser = accounts.browser(officer)
    collection.round_("inventering-2015", year=2015)
    assert "Det finns ingen insamling" in browser.get("/tabeller/bestall/").content.decode()
    collection.round_("inventering-2013", year=2013)
    page = browser.get("/tabeller/bestall/").content.decode()
    assert 'value="inventering-2013"' in page and 'value="inventering-2015"' not in page


def test_rounds_of_another_year_or_form_are_refused(officer, round_):
    other = collection.round_("inventering-2013", year=2013, made_up=True)
    refused("P112", releases.order, definition=RELEASE, round_codes=[other.code], by=officer, at=NOW)
    codes = [round_.code, other.code]
    refused("P112", releases.order, definition=RELEASE, round_codes=codes, by=officer, at=NOW)


@pytest.fixture
def one_cell_recoverable(monkeypatch):
    judged = release_tables.audit

    def judge(release, **options):
        found = judged(release, **options)
        cells = tuple(replace(one, verdict=Verdict.RECOVERABLE) for one in found.cells[:1]) + found.cells[1:]
        return replace(found, cells=cells)

    monkeypatch.setattr(release_tables, "audit", judge)


@pytest.mark.usefixtures("one_cell_recoverable")
def test_a_release_with_an_unsafe_cell_is_refused_cannot_be_approved_and_says_which(
    officer, colleague, round_, client
):
    made = actions.build(releases.order(definition=RELEASE, round_codes=[round_.code], by=officer, at=NOW))
    assert made.state == "refused"
    assert sum(one["unsafe"].get("recoverable", 0) for one in made.record["tables"])
    refused("P113", releases.approve, publication=made, by=colleague, at=NOW)
    assert queries.open_tables() == []
    page = accounts.browser(officer).get(f"/tabeller/utgavor/{made.slug}/").content.decode()
    assert "Varför tabellerna är underkända" in page and "går att räkna ut" in page
    assert "Vänta tills fler har svarat" in page
    assert client.get(f"/tabeller/utgavor/{made.slug}/").status_code == 404
    assert client.get(f"/tabeller/utgavor/{made.slug}/rojandekontroll.json").status_code == 404


def test_a_solver_that_times_out_leaves_nothing_published_and_the_page_says_so(
    officer, colleague, round_, monkeypatch
):
    protect = building.protect
    monkeypatch.setattr(building, "protect", partial(protect, seconds=0))
    ordered = releases.order(definition=RELEASE, round_codes=[round_.code], by=officer, at=NOW)
    with pytest.raises(SolverFailed):
        actions.build(ordered)
    ordered.refresh_from_db()
    assert ordered.state == "failed" and "> 0 s" in ordered.error
    page = accounts.browser(officer).get(f"/tabeller/utgavor/{ordered.slug}/").content.decode()
    assert "Inget har publicerats" in page and "&gt; 0 s" in page
    refused("P113", releases.approve, publication=ordered, by=colleague, at=NOW)
    assert queries.open_tables() == []


def test_an_audit_without_an_answer_in_time_refuses_and_the_page_says_so(officer, round_, monkeypatch):
    monkeypatch.setattr(judging, "Block", out_of_time)
    monkeypatch.setattr(release_tables, "cover", lambda present, *_rest, **_options: present)
    made = actions.build(releases.order(definition=RELEASE, round_codes=[round_.code], by=officer, at=NOW))
    assert made.state == "refused"
    page = accounts.browser(officer).get(f"/tabeller/utgavor/{made.slug}/").content.decode()
    assert "kunde inte prövas i tid" in page and "när servern är mindre belastad" in page


def test_the_record_is_told_in_words_and_as_a_file_without_giving_a_figure_away(
    draft, officer, colleague, client
):
    releases.approve(publication=draft, by=colleague, at=NOW)
    page = f"/tabeller/utgavor/{draft.slug}/"
    text = client.get(page).content.decode()
    assert "Granskningen har räknat som någon som har alla utgåvor" in text and "highspy" in text
    told = client.get(f"{page}rojandekontroll.json").json()
    assert told["safe"] and told["rounds"] == ["inventering-2016"] and told["versions"]["highspy"]
    assert len(told["definition_sha256"]) == 64 and "answers_sha256" not in told
    assert told["files_sha256"]["tabell-caseworkers.px"]
    assert "low" not in json.dumps(told) and "unsafe" not in json.dumps(told["tables"])
    assert client.get(f"{page}intervall.json").status_code in (302, 403)
    inside = accounts.browser(officer).get(f"{page}intervall.json").json()
    assert any(cells["persons"] for cells in inside["cells"].values())
    kept = client.get(f"{page}filer/tabell-caseworkers.csv")
    assert "-made-up-tabell-caseworkers.csv" in kept["Content-Disposition"]
    assert kept.content == bytes(draft.files.get(name="tabell-caseworkers.csv").content)
    assert client.get(f"{page}filer/_underlag-caseworkers.json").status_code == 404


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
    type(draft).objects.filter(pk=draft.pk).update(
        state=state, published_at=NOW, publish_at=NOW + timedelta(days=1)
    )
    inner = list(draft.files.filter(name__startswith="_").values_list("name", flat=True))
    assert {name.partition("-")[0] for name in inner} == {
        "_protokoll",
        "_intervall",
        "_underlag",
        *_of_cubes(inner),
    }
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
    return {name.partition("-")[0] for name in names} - {"_protokoll", "_intervall", "_underlag"}


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


def test_a_release_that_takes_too_long_in_all_is_given_up_and_the_page_says_so(
    officer, colleague, round_, monkeypatch
):
    monkeypatch.setattr(hold, "LONGEST", timedelta(0))
    ordered = releases.order(definition=RELEASE, round_codes=[round_.code], by=officer, at=NOW)
    refused("P125", actions.build, publication=ordered)
    ordered.refresh_from_db()
    assert ordered.state == "failed" and ordered.held_until is None
    page = accounts.browser(officer).get(f"/tabeller/utgavor/{ordered.slug}/").content.decode()
    assert "Inget har publicerats" in page and "P125 Arbetet tog mer än 0 minuter" in page
    refused("P113", releases.approve, publication=ordered, by=colleague, at=NOW)
    assert queries.open_tables() == []


def test_a_long_step_renews_its_hold_and_stops_where_another_worker_has_taken_over(
    officer, round_, monkeypatch
):
    monkeypatch.setattr(hold, "SIGN_EACH", timedelta(0))
    ordered = releases.order(definition=RELEASE, round_codes=[round_.code], by=officer, at=NOW)
    assert hold.take(ordered)
    before = ordered.held_until
    hold.alive(ordered)()
    assert ordered.held_until > before
    hold.release(ordered)
    protect = building.protect

    def taken_over(*arguments, **options):
        ordered.refresh_from_db()
        type(ordered).objects.filter(pk=ordered.pk).update(held_until=ordered.held_until + hold.HELD_FOR)
        return protect(*arguments, **options)

    monkeypatch.setattr(building, "protect", taken_over)
    refused("P106", actions.build, publication=type(ordered).objects.get(pk=ordered.pk))
    ordered.refresh_from_db()
    assert ordered.state == "building" and not ordered.files.exists()


@pytest.mark.parametrize(
    "kept", [b"", b"[]", b"\xff", b'{"cells": []}', b'{"cells": [1], "published": []}', b"null"]
)
def test_an_earlier_release_whose_inner_file_cannot_be_read_is_refused_by_name(
    draft, officer, colleague, round_, kept
):
    releases.approve(publication=draft, by=colleague, at=NOW)
    draft.files.filter(name="_underlag-caseworkers.json").update(content=kept)
    later = releases.order(definition=RELEASE, round_codes=[round_.code], by=officer, at=NOW)
    refused("P127", actions.build, publication=later)
    later.refresh_from_db()
    assert later.state == "failed" and draft.slug in later.error and "_underlag-caseworkers" in later.error
    assert later.error.startswith("P127 ")


def test_an_earlier_release_without_inner_files_is_refused_by_name(draft, officer, colleague, round_):
    releases.approve(publication=draft, by=colleague, at=NOW)
    draft.files.filter(name__startswith="_underlag-").delete()
    later = releases.order(definition=RELEASE, round_codes=[round_.code], by=officer, at=NOW)
    refused("P127", actions.build, publication=later)
    later.refresh_from_db()
    assert later.state == "failed" and draft.slug in later.error
