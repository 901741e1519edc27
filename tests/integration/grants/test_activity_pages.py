"""The pages of activities: who comes to them, the form without a script, the preview, two who write at once."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kompetenslyft.apps.grants.actions import activities as actions
from kompetenslyft.apps.grants.models import Activity
from tests.factories import accounts, activities, organisations, settlements
from tests.factories.accounts import browser as as_

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response
    from pytest_django.fixtures import SettingsWrapper


pytestmark = pytest.mark.django_db

BASE = "/bidrag/competence-grant-2013/insatser/2080/"
FEES = "parts.2080.costs.competence.course_fees"
TRAVEL = "parts.2080.costs.competence.travel"
PEOPLE = "parts.2080.participants.caseworker.with_degree.over_4"


@pytest.fixture(autouse=True)
def in_the_year(settings: SettingsWrapper) -> None:
    settings.DEMO_DATE = date(2013, 12, 2)


@pytest.fixture
def made() -> activities.Cast:
    return activities.cast()


def text(response: Response) -> str:
    """The page's words, with spaces of every kind as one."""
    return " ".join(response.content.decode().replace("&nbsp;", " ").split())


def posted(**changed: Any) -> dict[str, Any]:
    return activities.entries("2080", **changed) | {"parts": ["2080"], "save": "1"}


# Who comes to the pages


def test_those_who_enter_have_the_form_and_those_who_read_have_not(made: activities.Cast) -> None:
    activities.activity(made)
    for person in (made.coordinator, made.signatory):
        listed = as_(person).get(BASE)
        assert "Ny insats" in text(listed)
        assert as_(person).get(f"{BASE}ny/").status_code == 200
        assert "Spara insatsen" in text(as_(person).get(f"{BASE}1/"))
    for person in (made.manager, made.reader, made.officer):
        listed = as_(person).get(BASE)
        assert listed.status_code == 200
        assert "Utredningsmetodik" in text(listed)
        assert "Ny insats" not in text(listed)
        assert as_(person).get(f"{BASE}ny/").status_code == 403
        shown = as_(person).get(f"{BASE}1/")
        assert "240 000 kr" in text(shown)
        assert '<form method="post" class="activity-form"' not in text(shown)
        assert as_(person).post(f"{BASE}1/", posted()).status_code == 403
        assert as_(person).post(f"{BASE}1/ta-bort/").status_code == 403
        assert as_(person).post(f"{BASE}prova/", posted()).status_code == 403
    assert Activity.objects.get().removed_at is None


@pytest.mark.parametrize("rest", ["", "ny/", "1/", "1/andringar/", "lista.xlsx", "lista.csv"])
def test_others_are_told_that_nothing_is_there(made: activities.Cast, rest: str) -> None:
    activities.activity(made)
    stranger = accounts.coordinator(organisations.municipality(name="Mora"))
    refused = as_(stranger).get(f"{BASE}{rest}")
    assert refused.status_code == 404
    assert "Utredningsmetodik" not in text(refused)
    assert Client().get(f"{BASE}{rest}").status_code == 302


@pytest.mark.parametrize("rest", ["17/", "x/", "0180-1/", "1234567890123/", "lista.exe"])
def test_what_is_not_there_is_not_found(made: activities.Cast, rest: str) -> None:
    assert as_(made.coordinator).get(f"{BASE}{rest}").status_code == 404


# The form without a script


def test_an_activity_is_entered_and_shown_again(made: activities.Cast) -> None:
    client = as_(made.coordinator)
    saved = client.post(f"{BASE}ny/", posted())
    assert saved.status_code == 302
    assert saved.url == f"{BASE}?sparad=1#insats-1"
    row = Activity.objects.get()
    assert (row.title, row.credits, row.number) == ("Utredningsmetodik", 75, 1)
    page = client.get(f"{BASE}1/")
    shown = text(page)
    assert 'value="7,5"' in shown
    assert 'name="directions" value="social_law" checked' in shown
    assert page.context["totals"]["2080.people"] == "12"
    assert text(client.get(f"{BASE}?sparad=1")).count("data-saved-drafts") == 1


BAD = [
    ("title", "", "Rubrik"),
    ("kind", "", "Typ av insats"),
    ("state", "", "Läge"),
    ("starts", "31 september", "31 september"),
    ("starts", "2013-13-01", "2013-13-01"),
    ("ends", "2013-01-01", "innan den börjar"),
    ("hours", "fyra", "fyra"),
    ("credits", "7,55", "7,55"),
    ("total_sek", "1,5", "1,5"),
    (FEES, "-5", "mindre än noll"),
    (FEES, "100 000,50", "heltal"),
    (FEES, "mycket", "mycket"),
    (FEES, "1.000", "två sätt"),
    (PEOPLE, "2,5", "heltal"),
]


@pytest.mark.parametrize(("key", "entry", "said"), BAD)
def test_what_is_wrong_is_told_at_its_field_and_everything_stands_as_written(
    made: activities.Cast, key: str, entry: str, said: str
) -> None:
    sent = posted() | {key: entry, "provider": "Ett  lärosäte <b>"}
    answer = as_(made.coordinator).post(f"{BASE}ny/", sent)
    assert answer.status_code == 422
    assert not Activity.objects.exists()
    body = text(answer)
    assert "Rätta det här och försök igen" in body
    assert any(bound.auto_id == f"id_{key}" and said in error for bound, error in answer.context["wrong"])
    assert f'id="id_{key}-error"' in body
    assert "Ett  lärosäte &lt;b&gt;" in answer.content.decode()
    if entry:
        assert f'value="{entry}"' in answer.content.decode()


def test_a_municipality_is_added_and_taken_away_without_a_script(made: activities.Cast) -> None:
    mora = organisations.municipality("2062", "Mora")
    client = as_(made.coordinator)
    sent = posted(title="Gemensam dag") | {"add_unit": "mora", "add": "1"}
    del sent["save"]
    added = client.post(f"{BASE}ny/", sent)
    assert added.status_code == 200
    assert [part.name for part in added.context["parts"]] == ["Falun", "Mora"]
    assert 'value="Gemensam dag"' in text(added)
    assert 'value="240 000"' in text(added)
    assert not Activity.objects.exists()
    sent = posted() | {"parts": ["2080", "2062"], "parts.2062.costs.competence.travel": "3 000"}
    dropped = client.post(
        f"{BASE}ny/", {key: one for key, one in sent.items() if key != "save"} | {"drop": "2062"}
    )
    assert [part.name for part in dropped.context["parts"]] == ["Falun"]
    assert client.post(f"{BASE}ny/", sent).status_code == 302
    row = Activity.objects.get()
    assert {part.unit: part.costs for part in row.parts.all()}[mora] == {"competence": {"travel": 3000}}


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("", "Skriv vilken kommun"),
        ("Faluun", "Det finns ingen kommun som heter"),
        ("2080", "har redan en del"),
    ],
)
def test_a_municipality_that_cannot_be_added_is_told_and_nothing_is_lost(
    made: activities.Cast, named: str, said: str
) -> None:
    sent = {key: one for key, one in posted().items() if key != "save"}
    answer = as_(made.coordinator).post(f"{BASE}ny/", sent | {"add": "1", "add_unit": named})
    assert said in text(answer)
    assert 'value="240 000"' in text(answer)


def test_a_named_municipality_is_added_before_anything_is_saved(made: activities.Cast) -> None:
    """Whoever names a municipality and saves at once has not entered its part yet."""
    organisations.municipality("2062", "Mora")
    answer = as_(made.coordinator).post(f"{BASE}ny/", posted() | {"add_unit": "Mora (2062)"})
    assert answer.status_code == 422
    assert [part.name for part in answer.context["parts"]] == ["Falun", "Mora"]
    assert not Activity.objects.exists()


def test_a_module_course_says_that_a_reason_is_wanted(made: activities.Cast) -> None:
    body = text(as_(made.coordinator).get(f"{BASE}ny/"))
    assert 'value="module_course" data-wants="reason"' in body
    assert "Skriv skälet till valet nedan" in body
    activities.activity(made, kind="module_course")
    assert "B105" in text(as_(made.coordinator).get(BASE))


def test_a_stated_total_is_held_against_the_parts(made: activities.Cast) -> None:
    """Stockholm 2013: 3 307 887 was stated, and the parts were 250 000 and 3 056 887."""
    inventory = "parts.2080.costs.inventory.inventory_work"
    activities.activity(made, **{FEES: "3 056 887", inventory: "250 000", "total_sek": "3 307 887"})
    page = as_(made.coordinator).get(BASE)
    told = next(one for group in page.context["finding_groups"] for one in group if one.code == "B901")
    message = told.message.replace("\u00a0", " ")
    assert "3 307 887 kr" in message
    assert "3 306 887 kr" in message
    assert "1 000 kr" in message
    assert told.links == (("Utredningsmetodik", f"{BASE}1/"),)


# The preview


def test_the_preview_tells_what_a_save_would_find_and_stores_nothing(made: activities.Cast) -> None:
    activities.activity(made)
    sent = posted(title="", state="", starts="", ends="") | {TRAVEL: "600 000", FEES: "tio", "number": ""}
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = as_(made.coordinator).post(f"{BASE}prova/", sent)
    assert not [one for one in queries if "grants_" in one["sql"] and not one["sql"].startswith("SELECT")]
    reply = answer.json()
    assert "B102" in reply["panel"]
    assert reply["totals"]["2080.costs"].replace("\u00a0", " ") == "600 000 kr"
    assert "«tio»" in reply["errors"][FEES]
    assert "Mot reglerna" in reply["said"]
    assert Activity.objects.count() == 1


def test_the_preview_of_a_stored_activity_takes_its_place(made: activities.Cast) -> None:
    activities.activity(made, **{TRAVEL: "400 000"})
    reply = as_(made.coordinator).post(f"{BASE}prova/", posted() | {TRAVEL: "450 000", "number": "1"}).json()
    assert "450 000 kr, 45,0 procent av det mottagna" in reply["panel"].replace("\u00a0", " ")


# Two at once


def test_two_who_change_the_same_thing_are_shown_both(made: activities.Cast) -> None:
    row = activities.activity(made)
    activities.change(made, row, by=made.colleague, title="Utredning BBIC", hours="60")
    client = as_(made.coordinator)
    answer = client.post(f"{BASE}1/", posted(title="Metodik") | {"revision": "1"})
    assert answer.status_code == 409
    body = text(answer)
    assert "Anna Andersson" in body
    assert [row["label"] for row in answer.context["conflict"]["rows"]] == ["Rubrik"]
    assert "Utredning BBIC" in body
    assert 'name="title" value="Metodik"' in body
    assert 'name="hours" value="60"' in body
    assert 'name="revision" value="2"' in body
    again = client.post(f"{BASE}1/", posted(title="Metodik", hours="60") | {"revision": "2"})
    assert again.status_code == 302
    row.refresh_from_db()
    assert (row.title, row.hours, row.revision) == ("Metodik", 60, 3)


# Removing, restoring, history


def test_a_removed_activity_is_restored(made: activities.Cast) -> None:
    activities.activity(made)
    client = as_(made.coordinator)
    assert "är borttagen" in text(client.post(f"{BASE}1/ta-bort/", follow=True))
    listed = client.get(BASE)
    assert listed.context["total"] == 0
    assert "1 borttagen insats" in text(listed)
    assert "Hämta tillbaka insatsen" in text(client.get(f"{BASE}1/"))
    assert "G304" not in text(client.post(f"{BASE}1/aterstall/", follow=True))
    assert client.get(BASE).context["total"] == 1


def test_a_removed_activity_is_not_changed(made: activities.Cast) -> None:
    row = activities.activity(made)
    actions.remove_activity(activity=row, by=made.colleague)
    answer = as_(made.coordinator).post(f"{BASE}1/", posted(title="Metodik"))
    assert answer.status_code == 422
    assert "togs bort" in text(answer)
    assert 'value="Metodik"' in text(answer)


def test_the_history_tells_who_changed_what(made: activities.Cast) -> None:
    row = activities.activity(made)
    activities.change(made, row, by=made.colleague, state="planned", **{FEES: "250 000"})
    page = as_(made.officer).get(f"{BASE}1/andringar/")
    first = page.context["changes"][0]
    assert first["by"] == "Anna Andersson"
    told = [(one["label"], one["before"], one["after"].replace("\u00a0", " ")) for one in first["rows"]]
    assert ("Läge", "Genomförd", "Planerad") in told
    assert any(label.startswith("Falun: Kursavgifter") and after == "250 000" for label, _b, after in told)
    assert len(page.context["changes"]) == 2


# Joint activities


def test_a_municipality_that_takes_part_reads_its_part_and_whom_to_write_to(made: activities.Cast) -> None:
    mora = organisations.municipality("2062", "Mora")
    other = accounts.coordinator(mora, name="Moa Mora")
    activities.activity(made, **{"parts": ["2080", "2062"], "parts.2062.costs.competence.travel": "3 000"})
    base = BASE.replace("2080", "2062")
    listed = as_(other).get(base)
    assert listed.context["rows"][0].shared == "gemensam, skrivs in av Falun"
    assert listed.context["rows"][0].cost == 3000
    page = as_(other).get(f"{base}2080-1/")
    assert page.context["parts"][0]["name"] == "Mora"
    assert made.coordinator.email in text(page)
    assert "Spara insatsen" not in text(page)
    assert as_(other).post(f"{base}2080-1/", posted()).status_code == 404
    assert as_(other).post(f"{base}2080-1/ta-bort/").status_code in (403, 404)
    assert Activity.objects.get().removed_at is None


# Locks


def test_a_closed_year_says_so_and_keeps_what_was_written(made: activities.Cast) -> None:
    activities.activity(made)
    client = as_(made.coordinator)
    type(made.year).objects.update(closed_at=made.year.opened_at)
    assert "Bidragsåret stängdes" in text(client.get(BASE))
    assert "Ny insats" not in text(client.get(BASE))
    assert "Insatsen är låst" in text(client.get(f"{BASE}1/"))
    answer = client.post(f"{BASE}1/", posted(title="För sent"))
    assert answer.status_code == 422
    assert "stängdes" in text(answer)
    assert 'value="För sent"' in text(answer)


def test_a_submitted_report_locks_and_tells_who_can_open_it(made: activities.Cast) -> None:
    activities.activity(made)
    settlements.signed(settlements.asked(settlements.reporting(made.year), made.unit))
    client = as_(made.coordinator)
    listed = client.get(BASE)
    assert listed.context["locked"]["code"] == "T306"
    assert "Ombudet kan ta tillbaka inlämningen" in text(listed)
    assert client.get(f"{BASE}ny/").url == BASE
    assert "Insatsen är låst" in text(client.get(f"{BASE}1/"))
    answer = client.post(f"{BASE}1/", posted(title="För sent"))
    assert answer.status_code == 422
    assert "redovisningen är låst" in text(answer)
    assert 'value="För sent"' in text(answer)


# The list


def test_the_list_is_filtered_and_added_up(made: activities.Cast) -> None:
    activities.activity(made)
    activities.activity(made, title="Handledning", kind="support_and_supervision", state="planned")
    client = as_(made.coordinator)
    whole = client.get(BASE)
    assert (len(whole.context["rows"]), whole.context["cost_sum"]) == (2, 480_000)
    block = next(one for one in whole.context["sums"] if one.lines)
    assert block.carried_out.replace("\u00a0", " ") == "240 000"
    assert block.left.replace("\u00a0", " ") == "760 000"
    assert block.left_planned.replace("\u00a0", " ") == "520 000"
    assert [row.title for row in client.get(f"{BASE}?lage=planned").context["rows"]] == ["Handledning"]
    assert [row.title for row in client.get(f"{BASE}?typ=credit_course").context["rows"]] == [
        "Utredningsmetodik"
    ]
    assert client.get(f"{BASE}?lage=planned&typ=credit_course").context["rows"] == []
    assert len(client.get(f"{BASE}?lage=nonsens").context["rows"]) == 2


def test_the_cap_stands_with_words_and_figures(made: activities.Cast) -> None:
    activities.activity(made, **{TRAVEL: "600 000"})
    page = as_(made.officer).get(BASE)
    bar = next(one for one in page.context["bars"] if one.code == "B102")
    assert bar.over
    assert bar.words.replace("\u00a0", " ") == (
        "600 000 kr, 60,0 procent av det mottagna. Högst 50 procent, 500 000 kr. Det är 100 000 kr för mycket."
    )
    assert (bar.used_width, bar.over_width, bar.mark) == ("50", "10", "50")
    assert "Mot reglerna" in text(page)


def test_the_files_hold_the_same_as_the_list(made: activities.Cast) -> None:
    activities.activity(made, title="=SUMMA(A1)")
    activities.activity(made, title="Handledning", state="planned")
    client = as_(made.reader)
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{BASE}lista.xlsx").content))
    rows = list(book.active.values)
    heads = [str(head) for head in rows[0]]
    first = dict(zip(heads, rows[1], strict=True))
    assert first["Insats"] == "=SUMMA(A1)"
    assert first["Högskolepoäng"] == 7.5
    assert first["Deltagare totalt"] == 12
    assert first["Kostnad totalt, kr"] == 240_000
    assert first["Första dag"].date() == date(2013, 9, 2)
    lines = client.get(f"{BASE}lista.csv?lage=carried_out").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("1;'=SUMMA(A1);")


def test_made_up_data_is_marked_wherever_it_shows() -> None:
    made = activities.cast(made_up=True)
    activities.activity(made)
    client = as_(made.coordinator)
    for rest in ("", "ny/", "1/", "1/andringar/"):
        assert "påhittade uppgifter" in text(client.get(f"{BASE}{rest}"))
    assert "Påhittade uppgifter" in client.get(f"{BASE}lista.csv").content.decode("utf-8-sig").splitlines()[0]


def test_no_page_asks_more_of_the_database_when_there_are_more_activities(made: activities.Cast) -> None:
    organisations.municipality("2062", "Mora")
    shared = {"parts": ["2080", "2062"], "parts.2062.costs.competence.travel": "3 000"}
    client = as_(made.coordinator)
    activities.activity(made, **shared)
    counts = {rest: _queries(client, rest) for rest in ("", "1/", "ny/", "lista.csv", "1/andringar/")}
    for number in range(8):
        activities.activity(made, title=f"Kurs {number}", **shared)
    assert {rest: _queries(client, rest) for rest in counts} == counts


def test_the_preview_asks_the_same_of_the_database_however_much_is_entered(made: activities.Cast) -> None:
    organisations.municipality("2062", "Mora")
    client = as_(made.coordinator)
    activities.activity(made)
    counts = set()
    for number in range(3):
        with CaptureQueriesContext(connection) as queries:
            client.post(f"{BASE}prova/", posted() | {"parts": ["2080", "2062"][: number + 1]})
        counts.add(len(queries))
        activities.activity(made, title=f"Kurs {number}")
    assert len(counts) == 1
    assert max(counts) < 20


def _queries(client: Client, rest: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"{BASE}{rest}").status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "a\x00b"},
        {"provider": "x" * 5000},
        {"kind": "finns_inte"},
        {"parts": ["2080", "9999"]},
        {"parts.2080.costs.competence.finns_inte": "1"},
        {"directions": ["finns_inte"]},
        {"revision": "²", FEES: "9" * 70},
    ],
)
def test_what_no_page_sends_is_refused_with_words(made: activities.Cast, changed: dict[str, Any]) -> None:
    answer = as_(made.coordinator).post(f"{BASE}ny/", posted() | changed)
    assert answer.status_code == 422
    assert answer.context["wrong"] or answer.context["general"]
    assert as_(made.coordinator).post(f"{BASE}prova/", posted() | changed).status_code == 200
    assert not Activity.objects.exists()
