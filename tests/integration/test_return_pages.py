"""The return's pages: access, the form without a script, the script's channel, the steps."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from kompetenslyft.apps import clock
from kompetenslyft.apps.collection import actions, queries
from tests.factories import accounts, collection, organisations
from tests.factories.accounts import browser as as_

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response
    from pytest_django import DjangoAssertNumQueries


pytestmark = pytest.mark.django_db

SECTION = "caseworker_numbers"
KEYS = ("caseworkers.women", "caseworkers.men", "degree_under_1_year", "no_degree.women", "no_degree.men")

REASONED = "K131"
"""A check that a written reason can stand beside."""


@pytest.fixture
def made() -> collection.Cast:
    return collection.cast()


def stored(made: collection.Cast) -> dict[str, object]:
    return {cell.key: cell.value for cell in made.answer_to.cells.all() if cell.value is not None}


def section_form(page: Response, **changed: str) -> dict[str, str]:
    """What the browser posts from the section page: every field as it stood, and what was changed in it."""
    posted = {"base": str(page.context["answer_to"].revision)}
    for question in page.context["questions"]:
        for row in question.rows:
            for cell in row.cells:
                posted[cell.key], posted[f"was.{cell.key}"] = cell.raw, cell.was
                if cell.conflict:
                    posted[f"seen.{cell.key}"] = str(cell.conflict.seen)
    return posted | changed


def address(made: collection.Cast, rest: str = "") -> str:
    return f"/uppgift/{made.answer_to.pk}/{rest}"


def save(client: Client, made: collection.Cast, entries: dict[str, Any], **more: Any) -> Response:
    body = {"entries": entries, "base": dict.fromkeys(entries, 0), "seen": 0, "section": SECTION} | more
    return client.post(
        address(made, "celler/"),
        json.dumps(body),
        content_type="application/json",
        headers={"accept": "application/json"},
    )


# Access


@pytest.mark.parametrize(
    "rest",
    [
        "",
        f"avsnitt/{SECTION}/",
        "nytt/?sedan=0",
        "andringar/caseworkers/",
        "lamna-in/",
        "skriv-under/",
        "ta-tillbaka/",
        "godkann/",
        "inlamning/1/",
        "arbetsbok.xlsx",
        "las-in/",
    ],
)
def test_another_municipalitys_return_is_not_there(made: collection.Cast, rest: str) -> None:
    stranger = accounts.coordinator(organisations.municipality(name="Rättvik"))
    assert as_(stranger).get(address(made, rest)).status_code == 404


@pytest.mark.parametrize(
    "rest",
    [f"avsnitt/{SECTION}/", "celler/", "forklara/", "lamna-in/", "skriv-under/", "godkann/", "las-in/"],
)
def test_another_municipalitys_return_cannot_be_written_to(made: collection.Cast, rest: str) -> None:
    stranger = accounts.signatory(organisations.municipality(name="Rättvik"))
    response = as_(stranger).post(
        address(made, rest), json.dumps({"entries": {}, "base": {}}), content_type="application/json"
    )
    assert response.status_code == 404
    assert stored(made) == {}


def test_another_municipalitys_upload_is_not_there(made: collection.Cast) -> None:
    data = as_(made.coordinator).get(address(made, "arbetsbok.xlsx")).content
    upload = actions.receive(answer_to=made.answer_to, filename="svar.xlsx", data=data, by=made.coordinator)
    stranger = as_(accounts.coordinator(organisations.municipality(name="Rättvik")))
    assert stranger.get(f"/inlasning/{upload.pk}/").status_code == 404
    assert stranger.post(f"/inlasning/{upload.pk}/").status_code == 404
    assert stranger.get(f"/inlasning/{upload.pk}/markerad.xlsx").status_code == 404


def test_a_reader_sees_the_answers_and_no_form(made: collection.Cast) -> None:
    collection.enter(made.answer_to, made.coordinator, {"caseworkers.women": "12,5"})
    reader = as_(accounts.person_with(made.unit, "reader"))
    page = reader.get(address(made, f"avsnitt/{SECTION}/")).content.decode()
    assert "12,5" in page
    assert 'name="caseworkers.women"' not in page
    assert save(reader, made, {"caseworkers.women": "1"}).status_code == 403
    assert stored(made) == {"caseworkers.women": 1250}


def test_visitors_are_sent_to_the_login_page(made: collection.Cast) -> None:
    response = Client().get(address(made))
    assert response.status_code == 302
    assert response["Location"].endswith(f"?next=/uppgift/{made.answer_to.pk}/")


# The form without a script


def test_the_whole_section_is_saved_with_its_button(made: collection.Cast) -> None:
    client = as_(made.coordinator)
    page = client.get(address(made, f"avsnitt/{SECTION}/"))
    posted = section_form(page, **{"caseworkers.women": "1 384,8", "caseworkers.men": "0"})
    response = client.post(address(made, f"avsnitt/{SECTION}/"), posted, follow=True)
    assert response.redirect_chain == [(address(made, f"avsnitt/{SECTION}/"), 302)]
    assert "2 uppgifter sparades." in response.content.decode()
    assert stored(made) == {"caseworkers.women": 138480, "caseworkers.men": 0}


def test_what_can_be_saved_is_saved_and_the_rest_stands_as_it_was_written(made: collection.Cast) -> None:
    client = as_(made.coordinator)
    page = client.get(address(made, f"avsnitt/{SECTION}/"))
    posted = section_form(page, **{"caseworkers.women": "12,5 st", "caseworkers.men": "3"})
    response = client.post(address(made, f"avsnitt/{SECTION}/"), posted)
    assert response.status_code == 422
    text = response.content.decode()
    assert 'value="12,5 st"' in text
    assert 'href="#caseworkers.women"' in text
    assert stored(made) == {"caseworkers.men": 300}


def test_clearing_a_cell_is_not_zero(made: collection.Cast) -> None:
    collection.enter(made.answer_to, made.coordinator, {"caseworkers.women": "12", "caseworkers.men": "3"})
    client = as_(made.coordinator)
    page = client.get(address(made, f"avsnitt/{SECTION}/"))
    client.post(address(made, f"avsnitt/{SECTION}/"), section_form(page, **{"caseworkers.women": ""}))
    assert stored(made) == {"caseworkers.men": 300}


def test_a_conflict_without_a_script_is_shown_and_settled(made: collection.Cast) -> None:
    client, path = as_(made.coordinator), address(made, f"avsnitt/{SECTION}/")
    page = client.get(path)
    collection.enter(made.answer_to, made.colleague, {"caseworkers.women": "12,5", "no_degree.men": "1"})
    response = client.post(path, section_form(page, **{"caseworkers.women": "13"}))
    text = response.content.decode()
    assert response.status_code == 422
    assert "Anna Andersson" in text
    assert stored(made) == {"caseworkers.women": 1250, "no_degree.men": 100}
    # Saved once more without a choice it is still a conflict.
    again = client.post(path, section_form(response))
    assert again.status_code == 422
    assert stored(made)["caseworkers.women"] == 1250
    revision = made.answer_to.cells.first().revision
    mine = section_form(again, settle=f"mine:caseworkers.women:{revision}")
    assert client.post(path, mine).status_code == 302
    assert stored(made) == {"caseworkers.women": 1300, "no_degree.men": 100}


def test_the_others_answer_can_be_taken_without_a_script(made: collection.Cast) -> None:
    client, path = as_(made.coordinator), address(made, f"avsnitt/{SECTION}/")
    page = client.get(path)
    collection.enter(made.answer_to, made.colleague, {"caseworkers.women": "12,5"})
    response = client.post(path, section_form(page, **{"caseworkers.women": "13"}))
    taken = client.post(path, section_form(response, settle="theirs:caseworkers.women"))
    assert taken.status_code == 302
    assert stored(made) == {"caseworkers.women": 1250}


def test_a_lock_that_has_come_meanwhile_keeps_what_was_written_on_the_page(made: collection.Cast) -> None:
    client, path = as_(made.coordinator), address(made, f"avsnitt/{SECTION}/")
    page = client.get(path)
    actions.close_round(round=made.round, by=made.officer)
    response = client.post(path, section_form(page, **{"caseworkers.women": "13"}))
    assert response.status_code == 422
    assert "Insamlingen är avslutad" in response.content.decode()
    assert "13" in response.content.decode()


# The script's channel


def test_a_saved_cell_answers_with_totals_findings_and_progress(made: collection.Cast) -> None:
    client = as_(made.coordinator)
    save(client, made, {"caseworkers.women": "12,5", "caseworkers.men": "2"})
    reply = save(client, made, {"no_degree.women": "13", "no_degree.men": "0"}).json()
    assert reply["saved"] == ["no_degree.men", "no_degree.women"]
    assert reply["totals"]["caseworkers.total"]["text"] == "14,5"
    assert "K101" in reply["fragments"]["findings-row-no_degree.women"]
    assert "4 av 5 besvarade" in reply["fragments"]["section-steps"]
    assert "no_degree.women" in reply["invalid"]


def test_each_entry_gets_its_own_answer(made: collection.Cast) -> None:
    collection.enter(made.answer_to, made.colleague, {"caseworkers.men": "5"})
    reply = save(
        as_(made.coordinator),
        made,
        {"caseworkers.women": "-1", "caseworkers.men": "6", "no_degree.men": "1", "nonsense": "1"},
    ).json()
    assert set(reply["rejected"]) == {"caseworkers.women", "nonsense"}
    assert "Anna Andersson ändrade till 5" in reply["conflicts"]["caseworkers.men"]["text"]
    assert reply["saved"] == ["no_degree.men"]
    assert stored(made) == {"caseworkers.men": 500, "no_degree.men": 100}


def test_a_try_whose_answer_was_lost_is_no_conflict_with_oneself(made: collection.Cast) -> None:
    client = as_(made.coordinator)
    save(client, made, {"caseworkers.women": "12"})
    reply = save(client, made, {"caseworkers.women": "13"}, attempted={"caseworkers.women": "12"}).json()
    assert reply["conflicts"] == {}
    assert stored(made) == {"caseworkers.women": 1300}


def test_ones_own_earlier_answer_from_elsewhere_is_a_conflict(made: collection.Cast) -> None:
    client = as_(made.coordinator)
    save(client, made, {"caseworkers.women": "14"})
    reply = save(client, made, {"caseworkers.women": "13"}, attempted={"caseworkers.women": "12"}).json()
    assert set(reply["conflicts"]) == {"caseworkers.women"}
    assert stored(made) == {"caseworkers.women": 1400}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"entries": 1, "base": {}}',
        b'{"entries": {}, "base": {"a": "x"}}',
        b'{"entries": {}, "base": {"a": Infinity}}',
        b'{"entries": {}, "base": {}, "seen": 1e999}',
        b"[" * 100_000,
    ],
)
def test_an_unreadable_request_is_refused(made: collection.Cast, body: bytes) -> None:
    response = as_(made.coordinator).post(
        address(made, "celler/"),
        body,
        content_type="application/json",
        headers={"accept": "application/json"},
    )
    assert response.status_code == 422
    assert response.json()["findings"][0]["code"] == "V400"


def test_an_entry_of_any_kind_is_answered(made: collection.Cast) -> None:
    odd: dict[str, Any] = {"caseworkers.women": {"a": 1}, "caseworkers.men": [1], "no_degree.men": 1e308}
    reply = save(as_(made.coordinator), made, odd).json()
    assert set(reply["rejected"]) == set(odd)


def test_the_page_learns_what_others_changed_and_nothing_when_nothing_has(made: collection.Cast) -> None:
    client = as_(made.coordinator)
    collection.enter(made.answer_to, made.colleague, {"caseworkers.women": "12"})
    quiet = client.get(address(made, "nytt/"), {"sedan": "1", "status": "in_progress", "avsnitt": SECTION})
    assert quiet.status_code == 204
    told = client.get(
        address(made, "nytt/"), {"sedan": "0", "status": "in_progress", "avsnitt": SECTION}
    ).json()
    assert told["cells"]["caseworkers.women"]["value"] == "12"
    assert told["cells"]["caseworkers.women"]["by"] == "Anna Andersson"


def test_saving_a_cell_takes_as_many_queries_in_a_full_return_as_in_an_empty(
    made: collection.Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_(made.coordinator)
    save(client, made, {"caseworkers.women": "12"})
    with django_assert_max_num_queries(30) as empty:
        save(client, made, {"caseworkers.women": "13"}, base={"caseworkers.women": 1})
    collection.enter(made.answer_to, made.coordinator, collection.complete_answers())
    with django_assert_max_num_queries(30) as full:
        save(client, made, {"caseworkers.women": "14"}, base={"caseworkers.women": 9})
    assert len(full) == len(empty)


@pytest.mark.parametrize("section", [SECTION, "levels_social_work", "follow_up"])
def test_a_section_takes_as_many_queries_full_as_empty(
    made: collection.Cast, section: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_(made.coordinator)
    with django_assert_max_num_queries(14) as empty:
        client.get(address(made, f"avsnitt/{section}/"))
    collection.enter(made.answer_to, made.coordinator, collection.complete_answers())
    with django_assert_max_num_queries(14) as full:
        client.get(address(made, f"avsnitt/{section}/"))
    assert len(full) == len(empty)


# What stands beside the cells


def test_last_years_figure_stands_beside_the_cell_with_the_difference(made: collection.Cast) -> None:
    collection.year_before(made, collection.complete_answers(10))
    collection.enter(made.answer_to, made.coordinator, {"caseworkers.women": "12,5"})
    page = as_(made.coordinator).get(address(made, f"avsnitt/{SECTION}/"))
    [cell] = [
        c for q in page.context["questions"] for r in q.rows for c in r.cells if c.key == "caseworkers.women"
    ]
    assert (cell.previous, cell.difference) == ("10", "+2,5")
    assert "2015: 10" in page.content.decode()


def test_changes_of_a_cell_are_told_with_who_and_when(made: collection.Cast) -> None:
    collection.enter(made.answer_to, made.coordinator, {"caseworkers.women": "12"})
    collection.enter(made.answer_to, made.colleague, {"caseworkers.women": "12,5", "caseworkers.men": "1"})
    client = as_(made.coordinator)
    rows = client.get(address(made, "andringar/caseworkers.women/")).context["rows"]
    assert [(row["before"], row["after"], row["by"]) for row in rows] == [
        ("12", "12,5", "Anna Andersson"),
        ("tomt", "12", "Karin Samordnare"),
    ]
    assert len(client.get(address(made, "andringar/caseworkers/")).context["rows"]) == 3
    assert client.get(address(made, "andringar/nonsense/")).status_code == 404


def test_a_reason_is_saved_and_taken_away(made: collection.Cast) -> None:
    client = as_(made.coordinator)
    client.post(address(made, "forklara/"), {"instance": REASONED, "text": "Två tjänster är vakanta."})
    assert made.answer_to.explanations.get().text == "Två tjänster är vakanta."
    client.post(address(made, "forklara/"), {"instance": REASONED, "text": " "})
    assert not made.answer_to.explanations.exists()


def test_a_reason_leads_back_to_the_returns_own_pages_only(made: collection.Cast) -> None:
    client = as_(made.coordinator)
    for address_after in ("https://elsewhere.example/", "//elsewhere.example", "/uppgift/1/../../konto"):
        response = client.post(
            address(made, "forklara/"), {"instance": REASONED, "text": "x", "next": address_after}
        )
        assert "elsewhere" not in response["Location"]
        assert "konto" not in response["Location"]


# Steps


def test_what_stops_a_submission_is_listed_with_links_to_the_cells(made: collection.Cast) -> None:
    collection.enter(made.answer_to, made.coordinator, {"caseworkers.women": "3"})
    client = as_(made.coordinator)
    page = client.get(address(made, "lamna-in/")).content.decode()
    assert f"/uppgift/{made.answer_to.pk}/avsnitt/{SECTION}/#caseworkers.men" in page
    response = client.post(address(made, "lamna-in/"), {"revision": "1"})
    assert response.status_code == 422
    assert not made.answer_to.submissions.exists()


def test_submit_sign_and_accept(made: collection.Cast) -> None:
    collection.enter(made.answer_to, made.coordinator, collection.complete_answers())
    revision = queries.return_for(made.coordinator, made.answer_to.pk, made.round.deadline).revision
    page = as_(made.coordinator).get(address(made, "lamna-in/")).content.decode()
    assert "Antal handläggare, totalt" in page
    assert as_(made.coordinator).post(address(made, "lamna-in/"), {"revision": revision}).status_code == 302
    signing = as_(made.signatory)
    assert "Antal handläggare, totalt" in signing.get(address(made, "skriv-under/")).content.decode()
    assert as_(made.coordinator).post(address(made, "skriv-under/"), {"number": "1"}).status_code == 422
    assert signing.post(address(made, "skriv-under/"), {"number": "1"}).status_code == 302
    assert as_(made.officer).post(address(made, "godkann/")).status_code == 302
    made.answer_to.refresh_from_db()
    assert (made.answer_to.status, made.answer_to.counted_number) == ("accepted", 1)


def test_two_submissions_at_once_the_second_is_told_why_not(made: collection.Cast) -> None:
    collection.enter(made.answer_to, made.coordinator, collection.complete_answers())
    first, second = as_(made.coordinator), as_(made.colleague)
    assert first.post(address(made, "lamna-in/"), {"revision": "1"}).status_code == 302
    response = second.post(address(made, "lamna-in/"), {"revision": "1"})
    assert response.status_code == 422
    assert "Svaret är inlämnat och väntar på underskrift" in response.content.decode()
    assert made.answer_to.submissions.count() == 1


def test_a_submission_of_answers_one_has_not_seen_is_refused(made: collection.Cast) -> None:
    collection.enter(made.answer_to, made.coordinator, collection.complete_answers())
    client = as_(made.coordinator)
    collection.enter(made.answer_to, made.colleague, {"caseworkers.women": "11"})
    response = client.post(address(made, "lamna-in/"), {"revision": "1"})
    assert response.status_code == 422
    assert "Svaren har ändrats sedan du läste sidan" in response.content.decode()
    assert not made.answer_to.submissions.exists()


def test_one_signs_what_one_has_read(made: collection.Cast) -> None:
    collection.submit_all(made)
    actions.withdraw(answer_to=made.answer_to, by=made.coordinator)
    collection.enter(made.answer_to, made.coordinator, {"caseworkers.women": "11"})
    actions.submit(answer_to=made.answer_to, by=made.coordinator)
    client = as_(made.signatory)
    assert client.post(address(made, "skriv-under/"), {"number": "1"}).status_code == 422
    assert "11" in client.get(address(made, "skriv-under/")).content.decode()
    assert client.post(address(made, "skriv-under/"), {"number": "2"}).status_code == 302


def test_a_resubmission_shows_what_changed(made: collection.Cast) -> None:
    collection.signed(made)
    actions.request_completion(answer_to=made.answer_to, by=made.officer, note="Se över antalet.")
    collection.enter(made.answer_to, made.coordinator, {"caseworkers.women": "11"})
    actions.submit(answer_to=made.answer_to, by=made.coordinator)
    client = as_(made.coordinator)
    [change] = client.get(address(made, "inlamning/2/")).context["changes"]
    assert change == {"label": "Antal handläggare, Kvinnor", "before": "10", "after": "11"}
    page = client.get(address(made)).content.decode()
    assert "Se över antalet." in page
    assert client.get(address(made, "inlamning/3/")).status_code == 404


def test_what_the_agency_asks_for_stands_first_until_it_is_answered(made: collection.Cast) -> None:
    collection.signed(made)
    actions.request_completion(answer_to=made.answer_to, by=made.officer, note="Se över antalet.")
    client = as_(made.coordinator)
    assert client.get(address(made)).context["asked"].note == "Se över antalet."
    collection.enter(made.answer_to, made.coordinator, {"caseworkers.women": "11"})
    actions.submit(answer_to=made.answer_to, by=made.coordinator)
    assert client.get(address(made)).context["asked"] is None


@pytest.mark.parametrize(
    "rest", ["lamna-in/", "skriv-under/", "ta-tillbaka/", "godkann/", "begar-komplettering/"]
)
def test_a_step_that_cannot_be_taken_has_no_button(made: collection.Cast, rest: str) -> None:
    collection.signed(made)
    reader = accounts.person_with(made.unit, "reader")
    page = as_(reader).get(address(made, rest)).content.decode()
    assert "Det här steget går inte att ta nu" in page
    main = page.partition("<main")[2].partition("</main>")[0]
    assert "<button" not in main


def test_a_reason_once_written_is_shown_as_settled(made: collection.Cast) -> None:
    answers = collection.complete_answers()
    answers |= {
        key: "5" for key in answers if key.startswith("level_social_work.") and key.endswith(".basic")
    }
    collection.enter(made.answer_to, made.coordinator, answers)
    client = as_(made.coordinator)
    path = address(made, "avsnitt/levels_social_work/")
    assert 'data-severity="soft"' in client.get(path).content.decode()
    for finding in queries.situation(made.answer_to, made.coordinator, at=clock.now()).unexplained:
        client.post(address(made, "forklara/"), {"instance": finding.instance, "text": "Nyanställda."})
    page = client.get(path).content.decode()
    assert 'data-severity="soft"' not in page
    assert 'data-severity="explained"' in page
    made.answer_to.refresh_from_db()
    assert made.answer_to.soft_findings == 0


def test_a_step_that_needs_a_reason_keeps_the_page_without_one(made: collection.Cast) -> None:
    client = as_(made.signatory)
    assert client.post(address(made, "inget-att-redovisa/"), {"note": " "}).status_code == 422
    assert client.post(address(made, "inget-att-redovisa/"), {"note": "Vi deltar inte."}).status_code == 302
    page = client.get(address(made)).content.decode()
    assert "Svaret är låst." in page
    assert "Vi deltar inte." in page


def test_only_those_who_may_are_shown_a_step(made: collection.Cast) -> None:
    collection.submit_all(made)
    assert address(made, "skriv-under/") not in as_(made.coordinator).get(address(made)).content.decode()
    assert address(made, "skriv-under/") in as_(made.signatory).get(address(made)).content.decode()
    assert address(made, "godkann/") not in as_(made.officer).get(address(made)).content.decode()
    actions.sign(answer_to=made.answer_to, by=made.signatory)
    assert address(made, "godkann/") in as_(made.officer).get(address(made)).content.decode()


def test_the_returns_page_takes_as_many_queries_full_as_empty(
    made: collection.Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_(made.coordinator)
    collection.enter(made.answer_to, made.coordinator, {"caseworkers.women": "12"})
    with django_assert_max_num_queries(20) as empty:
        client.get(address(made))
    collection.enter(made.answer_to, made.coordinator, collection.complete_answers())
    with django_assert_max_num_queries(20) as full:
        client.get(address(made))
    assert len(full) == len(empty)


# Excel


def test_a_workbook_is_shown_as_a_difference_before_it_is_saved(made: collection.Cast) -> None:
    collection.enter(made.answer_to, made.coordinator, {"caseworkers.women": "12"})
    client = as_(made.coordinator)
    download = client.get(address(made, "arbetsbok.xlsx"))
    assert download["Content-Disposition"].endswith('.xlsx"')
    filled = collection.filled_workbook(
        download.content, {"caseworkers.women": 13, "caseworkers.men": 2, "no_degree.men": "två"}
    )
    response = client.post(address(made, "las-in/"), {"workbook": filled}, follow=True)
    page = response.context["page"]
    assert [(line.key, line.before, line.after) for line in page.changed] == [
        ("caseworkers.women", "12", "13")
    ]
    assert [line.key for line in page.new] == ["caseworkers.men"]
    assert [line.entry for line in page.faults] == ["två"]
    assert stored(made) == {"caseworkers.women": 1200}
    upload = response.context["upload"]
    assert client.get(f"/inlasning/{upload.pk}/markerad.xlsx").content[:2] == b"PK"
    assert client.post(f"/inlasning/{upload.pk}/").status_code == 302
    assert stored(made) == {"caseworkers.women": 1300, "caseworkers.men": 200}
    assert client.post(f"/inlasning/{upload.pk}/").status_code == 422


@pytest.mark.parametrize(("choice", "after"), [("file", 1300), ("return", 1400)])
def test_a_conflict_with_the_workbook_is_chosen(made: collection.Cast, choice: str, after: int) -> None:
    collection.enter(made.answer_to, made.coordinator, {"caseworkers.women": "12"})
    client = as_(made.coordinator)
    filled = collection.filled_workbook(
        client.get(address(made, "arbetsbok.xlsx")).content, {"caseworkers.women": 13}
    )
    collection.enter(made.answer_to, made.colleague, {"caseworkers.women": "14"})
    response = client.post(address(made, "las-in/"), {"workbook": filled}, follow=True)
    [line] = response.context["page"].conflicts
    assert (line.before, line.after) == ("14", "13")
    upload = response.context["upload"]
    client.post(f"/inlasning/{upload.pk}/", {"choose.caseworkers.women": choice})
    assert stored(made) == {"caseworkers.women": after}


def test_a_file_that_is_no_workbook_is_told_so(made: collection.Cast) -> None:
    client = as_(made.coordinator)
    csv = collection.file_of("svar.xlsx", b"kod;antal\n2080;12\n")
    response = client.post(address(made, "las-in/"), {"workbook": csv})
    assert response.status_code == 422
    assert "textfil (CSV)" in response.content.decode()
    assert client.post(address(made, "las-in/"), {}).status_code == 422
    large = collection.file_of("svar.xlsx", b"PK\x03\x04" + bytes(11_000_000))
    assert "Högst 10 MB" in client.post(address(made, "las-in/"), {"workbook": large}).content.decode()
