"""The matrix, a mark, a person's page, profiles and needs as they are read and sent in a browser without script."""

from __future__ import annotations

import io
import json
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kompetenslyft.apps.accounts.roles import Role
from kompetenslyft.apps.competence.actions.assessing import assess
from kompetenslyft.apps.competence.actions.profiles import set_unit_need
from kompetenslyft.apps.competence.actions.talks import call
from kompetenslyft.apps.competence.models import Reading
from kompetenslyft.apps.competence.queries import matrix as queries
from kompetenslyft.apps.competence.queries.assessments import marks_on
from kompetenslyft.apps.competence.queries.profiles import profiles_on, unit_needs
from kompetenslyft.apps.staff.models import PeopleDecision
from kompetenslyft.core.competence.model import Mark, Occasion, Stage
from kompetenslyft.core.staff.model import Service, StaffRole
from tests.factories import accounts
from tests.factories import staff as factory

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

    from tests.factories.staff import Workplace

pytestmark = pytest.mark.django_db

TODAY = date(2016, 11, 14)
AT = datetime(2016, 11, 14, 9, 0, tzinfo=ZoneInfo("Europe/Stockholm"))
LAW = "family_law"


@pytest.fixture(autouse=True)
def in_the_year(settings: SettingsWrapper) -> None:
    settings.DEMO_DATE = TODAY


@pytest.fixture
def work() -> Workplace:
    return factory.workplace()


@pytest.fixture
def leader(work: Workplace) -> Client:
    return accounts.browser(work.leader)


def say(person, mark: Mark, stage: Stage = Stage.AGREED, on: date = TODAY, direction: str = LAW) -> None:
    assess(
        person=person,
        stage=stage,
        marks={direction: mark},
        by=None,
        on=on,
        occasion=Occasion.TALK,
        at=AT,
    )


def address(work: Workplace, query: str = "") -> str:
    return reverse("competence:matrix", args=[work.unit.code]) + query


def mark_address(person, stage: Stage = Stage.AGREED, query: str = "") -> str:
    return reverse("competence:mark", args=[person.pk, LAW, stage.value]) + query


def present(person, stage: Stage = Stage.AGREED) -> Mark:
    return marks_on([person.pk], stage, TODAY)[person.pk].get(LAW, Mark.NOT_ASSESSED)


def test_the_matrix_says_each_mark_in_words_and_in_a_sign(leader: Client, work: Workplace) -> None:
    say(work.person, Mark.LACKING)
    page = leader.get(address(work)).content.decode()
    assert 'data-sign="S"' in page
    assert "Saknar tillräcklig, under kravet" in page
    assert "Ej bedömd, krav finns" in page
    assert "Någon annanstans" not in page
    assert f'href="{mark_address(work.person, query=f"?matris={work.unit.code}")}"' in page


def test_a_total_opens_the_list_behind_it(leader: Client, work: Workplace) -> None:
    say(work.person, Mark.LACKING)
    page = leader.get(address(work)).content.decode()
    assert f'href="?inriktning={LAW}&amp;bedomning=lacking"' in page
    behind = leader.get(address(work, f"?inriktning={LAW}&bedomning=lacking")).content.decode()
    assert "1 person av 2 visas" in behind.replace("\n", " ")
    assert "Familjerätt: Saknar tillräcklig" in behind
    assert "Kollegan" not in behind


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?namn=koll", {"Kollegan"}),
        ("?roll=team_leader", set()),
        ("?krav=below", {"Medarbetaren"}),
        ("?omrade=law&krav=below", {"Medarbetaren"}),
        ("?omrade=psychology&krav=below", set()),
        ("?dag=2011-01-01", set()),
        ("?dag=2040-01-01", {"Medarbetaren", "Kollegan"}),
        ("?dag=abc&lager=abc&roll=abc&bedomning=abc&krav=abc&enhet=abc", {"Medarbetaren", "Kollegan"}),
    ],
)
def test_selections_in_the_address(leader: Client, work: Workplace, query: str, names: set[str]) -> None:
    say(work.person, Mark.LACKING)
    answer = leader.get(address(work, query))
    page = answer.content.decode()
    if query == "?dag=2011-01-01":
        assert answer.status_code == 422, "no framework applies on that day"
        return
    assert {name for name in ("Medarbetaren", "Kollegan") if f">{name}</a>" in page} == names


def test_the_layers_are_kept_apart(leader: Client, work: Workplace) -> None:
    say(work.person, Mark.ADVANCED, Stage.OWN)
    assert 'data-sign="F"' not in leader.get(address(work)).content.decode().split("<tfoot>")[0]
    own = leader.get(address(work, "?lager=own")).content.decode()
    assert 'data-sign="F"' in own
    assert "data-cell" not in own, "the own assessment is the person's to change"


def test_what_is_read_is_noted_once_a_day(leader: Client, work: Workplace) -> None:
    leader.get(address(work))
    leader.get(address(work))
    assert set(Reading.objects.values_list("person", "where")) == {
        (work.person.pk, "matrix"),
        (work.colleague.pk, "matrix"),
    }


def test_as_many_queries_for_three_people_as_for_sixty(leader: Client, work: Workplace) -> None:
    def queries_of() -> int:
        with CaptureQueriesContext(connection) as context:
            assert leader.get(address(work)).status_code == 200
        return len(context)

    queries_of()
    few = queries_of()
    for _one in range(58):
        say(factory.person(work.employer, work.unit), Mark.BASIC)
    assert queries_of() == few
    assert few <= 60


@pytest.mark.parametrize("who", ["person_user", "administrator", "other_leader"])
def test_others_find_no_matrix(work: Workplace, who: str) -> None:
    browser = accounts.browser(getattr(work, who))
    assert browser.get(address(work)).status_code == 404
    file = reverse("competence:matrix_file", args=[work.unit.code])
    assert browser.get(file).status_code == 404


def test_a_coordinator_reads_numbers_without_names_and_none_of_few(work: Workplace) -> None:
    browser = accounts.browser(work.coordinator)
    everywhere = reverse("competence:matrix", args=[work.employer.code])
    assert "Färre än 4 personer" in browser.get(everywhere).content.decode()
    factory.person(work.employer, work.unit)
    page = browser.get(everywhere).content.decode()
    assert "4 personer" in page
    assert "Familjerätt" in page
    assert "Medarbetaren" not in page
    assert browser.get(reverse("competence:matrix_file", args=[work.employer.code])).status_code == 404


def test_people_are_chosen_by_service_where_there_is_more_than_one(leader: Client, work: Workplace) -> None:
    assert "Alla verksamheter" not in leader.get(address(work)).content.decode()
    factory.person(work.employer, work.unit, name="Vuxenhandläggaren", service=Service.ADULTS)
    page = leader.get(address(work, "?verksamhet=child_welfare")).content.decode()
    assert "Alla verksamheter" in page
    assert "Medarbetaren</a>" in page
    assert "Vuxenhandläggaren</a>" not in page
    assert 'href="?verksamhet=child_welfare&amp;' in page, "what is opened from there keeps the choice"


def test_numbers_are_chosen_by_service_where_none_tells_of_few(work: Workplace) -> None:
    browser = accounts.browser(work.coordinator)
    everywhere = reverse("competence:matrix", args=[work.employer.code])
    for service in (Service.CHILD_WELFARE, *[Service.ADULTS] * 4):
        factory.person(work.employer, work.unit, service=service)
    assert "Alla verksamheter" in browser.get(everywhere).content.decode()
    assert "<strong>4 personer</strong>" in browser.get(everywhere + "?verksamhet=adults").content.decode()


def test_more_people_than_one_table_shows_are_chosen_by_unit(
    leader: Client, work: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST", 1)
    page = leader.get(address(work)).content.decode()
    assert "Välj en enhet" in page
    assert work.unit.name in page
    assert "Medarbetaren" not in page


def test_a_coordinator_who_sees_people_reads_them_and_changes_nothing(work: Workplace) -> None:
    PeopleDecision.objects.create(
        employer=work.employer, reference="SN 1", valid_from=TODAY, by_label="O", at=AT
    )
    page = accounts.browser(work.coordinator).get(address(work)).content.decode()
    assert "Medarbetaren" in page
    assert "data-cell" not in page
    answer = send(accounts.browser(work.coordinator), work, Mark.BASIC)
    assert answer["rejected"]
    assert present(work.person) is Mark.NOT_ASSESSED


# Saving from the table


def send(browser: Client, work: Workplace, mark: Mark, base: str = "not_assessed", **more) -> dict:
    key = f"{work.person.pk}.{LAW}"
    body = {"entries": {key: mark}, "base": {key: base}, "attempted": {}, "section": "agreed"} | more
    answer = browser.post(
        reverse("competence:matrix_save", args=[work.unit.code]),
        json.dumps(body),
        content_type="application/json",
        headers={"Accept": "application/json"},
    )
    return {"status": answer.status_code} | answer.json()


def test_marks_are_saved_from_the_table(leader: Client, work: Workplace) -> None:
    assert send(leader, work, Mark.BASIC)["saved"] == [f"{work.person.pk}.{LAW}"]
    assert present(work.person) is Mark.BASIC


def test_a_mark_that_somebody_else_has_set_is_told_of(leader: Client, work: Workplace) -> None:
    say(work.person, Mark.ADVANCED)
    answer = send(leader, work, Mark.BASIC)
    (clash,) = answer["conflicts"].values()
    assert clash["mark"] == "advanced"
    assert present(work.person) is Mark.ADVANCED
    again = send(leader, work, Mark.BASIC, attempted={f"{work.person.pk}.{LAW}": "advanced"})
    assert again["saved"], "what stands there is an earlier attempt of the sender's, of which no answer came"


@pytest.mark.parametrize("who", ["other_leader", "person_user", "administrator"])
def test_an_address_that_was_guessed_changes_nothing(work: Workplace, who: str) -> None:
    answer = send(accounts.browser(getattr(work, who)), work, Mark.BASIC)
    assert answer["saved"] == []
    assert answer["rejected"]
    assert present(work.person) is Mark.NOT_ASSESSED


@pytest.mark.parametrize(
    "more",
    [
        {"entries": {"x": "best"}},
        {"section": "mine"},
        {"entries": [1]},
        {"entries": {f"{n}.{LAW}": "basic" for n in range(201)}},
    ],
)
def test_what_cannot_be_read_is_refused(leader: Client, work: Workplace, more: dict) -> None:
    assert send(leader, work, Mark.BASIC, **more)["status"] == 422


@pytest.mark.parametrize("key", ["abc.family_law", "99999999.family_law", "²³.family_law", ".", ""])
def test_a_cell_that_does_not_exist_is_rejected(leader: Client, work: Workplace, key: str) -> None:
    answer = send(leader, work, Mark.BASIC, entries={key: "basic"})
    assert list(answer["rejected"]) == [key]


# The form of one mark


def test_a_mark_is_set_with_a_note_in_its_own_form(leader: Client, work: Workplace) -> None:
    to = mark_address(work.person, query=f"?matris={work.unit.code}&omrade=law")
    page = leader.get(to).content.decode()
    assert "Familjerätt" in page
    sent = {"mark": "basic", "seen": "not_assessed", "note": "Har gått kursen."}
    answer = leader.post(to, sent)
    assert answer["Location"] == address(work, "?omrade=law")
    assert present(work.person) is Mark.BASIC
    page = leader.get(mark_address(work.person)).content.decode()
    assert "Har gått kursen." in page
    assert "Annat tillfälle" in page


def test_a_clash_in_the_form_keeps_what_was_chosen_and_can_be_saved_again(
    leader: Client, work: Workplace
) -> None:
    say(work.person, Mark.ADVANCED)
    sent = {"mark": "basic", "seen": "not_assessed", "note": "Min anteckning"}
    answer = leader.post(mark_address(work.person), sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Min anteckning" in page
    assert 'name="seen" value="advanced"' in page
    assert leader.post(mark_address(work.person), sent | {"seen": "advanced"}).status_code == 302
    assert present(work.person) is Mark.BASIC


def test_the_person_sets_the_own_mark_and_reads_the_others(work: Workplace) -> None:
    browser = accounts.browser(work.person_user)
    own = mark_address(work.person, Stage.OWN)
    assert browser.post(own, {"mark": "basic", "seen": "not_assessed"}).status_code == 302
    assert present(work.person, Stage.OWN) is Mark.BASIC
    assert (
        browser.post(mark_address(work.person), {"mark": "basic", "seen": "not_assessed"}).status_code == 403
    )


@pytest.mark.parametrize("path", ["bedomning/{pk}/astrology/agreed/", "bedomning/{pk}/family_law/guessed/"])
def test_a_mark_that_does_not_exist_is_not_found(leader: Client, work: Workplace, path: str) -> None:
    assert leader.get(f"/kompetens/{path.format(pk=work.person.pk)}").status_code == 404


# A person's page


def test_the_persons_page_sets_the_profile_beside_what_was_said(leader: Client, work: Workplace) -> None:
    say(work.person, Mark.BASIC, on=date(2015, 3, 1))
    say(work.person, Mark.LACKING, direction="ethics")
    factory.credential(work.person, title="Socionom")
    page = leader.get(reverse("competence:person", args=[work.person.pk])).content.decode()
    assert "under kravet" in page
    assert "2015-03-01" in page
    assert "Socionomexamen" in page
    assert mark_address(work.person, Stage.LEADER) in page
    assert mark_address(work.person, Stage.OWN) not in page
    chart = leader.get(reverse("competence:person_chart", args=[work.person.pk]))
    assert chart["Content-Type"] == "image/svg+xml"
    assert Reading.objects.filter(person=work.person, where="person").count() == 4


@pytest.mark.parametrize("who", ["leader", "person_user"])
def test_a_plan_is_begun_from_the_persons_page_by_those_who_take_part(work: Workplace, who: str) -> None:
    browser, page = (
        accounts.browser(getattr(work, who)),
        reverse("competence:person", args=[work.person.pk]),
    )
    begin = reverse("competence:plan_begin", args=[work.person.pk])
    text = browser.get(page).content.decode()
    assert f'action="{begin}"' in text
    assert "det som saknas" not in text, "nothing is below what the role demands"
    say(work.person, Mark.LACKING)
    assert "Börja en plan med det som saknas" in browser.get(page).content.decode()
    assert browser.post(begin, {"begin": "gaps"}).status_code == 302
    assert f'action="{begin}"' not in browser.get(page).content.decode(), "there is a draft to go on with"


def test_the_talk_under_way_is_reached_from_the_persons_page(leader: Client, work: Workplace) -> None:
    page = reverse("competence:person", args=[work.person.pk])
    assert "Kalla till medarbetarsamtal" in leader.get(page).content.decode()
    talk = call(person=work.person, scheduled_at=AT, by=work.leader, at=AT)
    text = leader.get(page).content.decode()
    assert reverse("competence:talk", args=[talk.pk]) in text
    assert "Kalla till medarbetarsamtal" not in text


def test_each_page_of_a_unit_leads_to_the_others(leader: Client, work: Workplace) -> None:
    for route in ("matrix", "plans", "needs", "profiles", "unit_need", "resources"):
        page = leader.get(reverse(f"competence:{route}", args=[work.unit.code])).content.decode()
        ways = page.split('class="place-ways"')[1].split("</nav>")[0]
        assert ways.count("aria-current") == 1, route
        assert ways.count("<li>") == 9
    employed = accounts.browser(work.person_user)
    page = employed.get(reverse("competence:resources", args=[work.employer.code])).content.decode()
    ways = page.split('class="place-ways"')[1].split("</nav>")[0]
    assert "/kompetens/matris/" not in ways, "being employed there shows nobody"
    assert ways.count("<li>") == 4


def test_a_page_leads_to_the_same_page_of_the_parts_and_back(work: Workplace) -> None:
    def ways(user, organisation) -> str:
        page = accounts.browser(user).get(reverse("competence:plans", args=[organisation.code]))
        return page.content.decode().split('class="place-ways"')[1].split("</nav>")[0]

    def there(organisation) -> str:
        return f'href="{reverse("competence:plans", args=[organisation.code])}"'

    assert there(work.district) in ways(work.coordinator, work.employer)
    assert there(work.unit) in ways(work.coordinator, work.district)
    assert f"Upp till {work.employer.name}" in ways(work.coordinator, work.district)
    assert "Upp till" not in ways(work.leader, work.unit), "the leader leads the unit alone"
    assert "delar under" not in ways(work.person_user, work.employer)


def test_what_is_made_up_is_said_once_where_all_are(leader: Client, work: Workplace) -> None:
    page = reverse("competence:talks")
    assert "(påhittade uppgifter)" not in leader.get(page).content.decode()
    work.colleague.made_up = True
    work.colleague.save()
    assert leader.get(page).content.decode().count("(påhittade uppgifter)") == 1
    work.person.made_up = True
    work.person.save()
    text = leader.get(page).content.decode()
    assert "Alla personer i listan är påhittade." in text
    assert "(påhittade uppgifter)" not in text


def test_my_own_page(work: Workplace) -> None:
    page = accounts.browser(work.person_user).get(reverse("competence:person", args=[work.person.pk]))
    text = page.content.decode()
    assert "Min kompetens" in text
    assert mark_address(work.person, Stage.OWN) in text
    assert mark_address(work.person) not in text
    assert not Reading.objects.exists(), "what one reads of oneself is not noted"


@pytest.mark.parametrize("who", ["other_leader", "coordinator", "reader", "administrator"])
def test_others_find_no_page(work: Workplace, who: str) -> None:
    browser = accounts.browser(getattr(work, who))
    assert browser.get(reverse("competence:person", args=[work.person.pk])).status_code == 404
    assert browser.get(reverse("competence:person_chart", args=[work.person.pk])).status_code == 404


def test_the_state_finds_no_page_whatever_other_role_is_held(work: Workplace) -> None:
    officer = accounts.officer()
    accounts.membership(officer, work.unit, Role.MANAGER)
    browser = accounts.browser(officer)
    assert browser.get(reverse("competence:person", args=[work.person.pk])).status_code == 404
    assert browser.get(address(work)).status_code == 404


def test_what_is_made_up_says_so(leader: Client, work: Workplace) -> None:
    one = factory.person(work.employer, work.unit, made_up=True, name="Ada Påhittsson")
    assert "påhittade uppgifter" in leader.get(address(work)).content.decode()
    page = leader.get(reverse("competence:person", args=[one.pk])).content.decode()
    assert "påhittade uppgifter" in page


# Profiles and needs


def test_a_profile_is_read_by_all_and_changed_by_the_coordinator(work: Workplace) -> None:
    pages = reverse("competence:profiles", args=[work.unit.code])
    for who in (work.person_user, work.leader, work.reader, work.coordinator):
        assert "Vad rollerna kräver i dag" in accounts.browser(who).get(pages).content.decode()
    one = reverse("competence:profile", args=[work.employer.code, "social_worker"])
    browser = accounts.browser(work.coordinator)
    assert "Familjerätt" in browser.get(one).content.decode()
    sent = {
        "valid_from": "2016-11-14",
        LAW: "advanced",
        f"was-{LAW}": "basic",
        "ethics": "basic",
        "was-ethics": "basic",
    }
    assert browser.post(one, sent).status_code == 302
    demands = profiles_on(work.employer.pk, TODAY)[StaffRole.SOCIAL_WORKER]
    assert (demands[LAW], demands["ethics"]) == (Mark.ADVANCED, Mark.BASIC)
    assert "satt av Samordnaren" in browser.get(one).content.decode()
    for who in (work.leader, work.person_user):
        assert accounts.browser(who).post(one, sent).status_code in (403, 404)


def test_a_profile_from_before_the_last_one_is_told_of_beside_the_day(work: Workplace) -> None:
    one = reverse("competence:profile", args=[work.employer.code, "social_worker"])
    browser = accounts.browser(work.coordinator)
    browser.post(one, {"valid_from": "2016-11-14", LAW: "advanced", f"was-{LAW}": "basic"})
    answer = browser.post(one, {"valid_from": "2015-01-01", LAW: "exempt", f"was-{LAW}": "advanced"})
    assert answer.status_code == 422
    assert "Välj den dagen eller en senare" in answer.content.decode()
    assert 'value="exempt" selected' in answer.content.decode()


def test_a_units_need_is_stated_by_its_leader(leader: Client, work: Workplace) -> None:
    page = reverse("competence:unit_need", args=[work.unit.code])
    assert leader.post(page, {"valid_from": "2016-11-14", LAW: "2", f"was-{LAW}": ""}).status_code == 302
    assert unit_needs([work.unit.pk], TODAY) == {work.unit.code: {LAW: 2}}
    wrong = leader.post(page, {"valid_from": "2016-11-14", LAW: "1000", f"was-{LAW}": "2"})
    assert wrong.status_code == 422
    matrix = leader.get(address(work)).content.decode()
    assert "0 av 2 fördjupade, 2 saknas" in matrix
    other = accounts.browser(work.other_leader)
    assert "Familjerätt: 2" in other.get(page).content.decode()
    assert other.post(page, {"valid_from": "2016-11-14", LAW: "1"}).status_code == 404


# The workbook


def test_the_workbook_holds_the_same_and_says_who_reads(leader: Client, work: Workplace) -> None:
    say(work.person, Mark.LACKING)
    set_unit_need(unit=work.unit, advanced={LAW: 1}, by=None, at=AT)
    answer = leader.get(reverse("competence:matrix_file", args=[work.unit.code]))
    assert "kompetensmatris" in answer["Content-Disposition"]
    sheet, legend = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets
    rows = {row[0].value: [cell.value for cell in row] for row in sheet.iter_rows() if row[0].value}
    assert "S▾" in rows["Medarbetaren"]
    assert "Familjerätt" in rows["Namn"]
    place = rows["Namn"].index("Familjerätt")
    assert rows["Medarbetaren"][place] == "S▾"
    assert rows["Fördjupade som saknas"][place] == 1
    assert rows["Saknar tillräcklig"][place].startswith("=COUNTIF(")
    assert legend["B3"].value == "Saknar tillräcklig"
    assert set(Reading.objects.values_list("where", flat=True)) == {"matrix_xlsx"}
