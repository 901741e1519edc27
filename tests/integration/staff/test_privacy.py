"""Readings, the decision on who sees people, the register extract, and the page of qualification."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.urls import reverse

from kompetenslyft.apps.accounts.roles import Role
from kompetenslyft.apps.audit.models import AuditRow
from kompetenslyft.apps.competence import access as competence
from kompetenslyft.apps.competence.actions import assessing, talks
from kompetenslyft.apps.competence.actions.extract import give_extract
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.staff.actions.decisions import let_see_people, stop_seeing_people
from kompetenslyft.apps.staff.models import PeopleDecision, Person
from kompetenslyft.core.competence.model import Mark, Occasion, Stage
from kompetenslyft.core.privacy.extract import COLUMNS, FORMAT, REGISTER_PART, SectionId, as_json
from kompetenslyft.core.privacy.rights import Thing
from kompetenslyft.core.staff.model import CredentialKind, StaffRole
from kompetenslyft.exchange.staff_extract import extract_pdf
from tests.factories import accounts, staff

pytestmark = pytest.mark.django_db

TODAY = date(2016, 11, 1)


@pytest.fixture(autouse=True)
def in_the_year(settings) -> None:
    settings.DEMO_DATE = TODAY


@pytest.fixture
def made() -> staff.Workplace:
    return staff.workplace()


def get(user, name: str, *args: object, **query: str):
    return accounts.browser(user).get(reverse(name, args=args), query)


def code_of(call, **arguments: object) -> str:
    with pytest.raises(Refused) as refused:
        call(**arguments)
    return refused.value.code


def test_a_person_sees_who_has_read_what_and_nobody_else_does(made: staff.Workplace) -> None:
    for by in (made.leader, made.leader, made.person_user):
        competence.note_reading(by=by, people=[made.person], thing=Thing.AGREED_ASSESSMENT, where="matrix")
    page = get(made.person_user, "staff:readings", made.person.pk)
    assert page.text.count("Den gemensamma bedömningen") == 1
    assert "Enhetschefen" in page.text
    assert "Kompetensmatrisen" in page.text
    for user in (made.leader, made.administrator, made.coordinator, made.signatory, accounts.officer()):
        assert get(user, "staff:readings", made.person.pk).status_code == 404
    assert get(made.person_user, "staff:readings", made.colleague.pk).status_code == 404


def test_the_page_of_readings_says_so_where_coordinators_see_people(made: staff.Workplace) -> None:
    assert "ser bara du och dina chefer" in get(made.person_user, "staff:readings", made.person.pk).text
    let_see_people(employer=made.employer, reference="SN 2016/114", valid_from=TODAY, by=made.signatory)
    assert "SN 2016/114" in get(made.person_user, "staff:readings", made.person.pk).text


def test_the_signatory_opens_and_ends_a_decision(made: staff.Workplace) -> None:
    client, address = accounts.browser(made.signatory), reverse("staff:decision", args=[made.employer.code])
    assert "ser antal, inte enskilda" in client.get(address).text
    faulty = client.post(address, {"reference": "SN 2016/114", "valid_from": "2016-10-31"})
    assert "inte bakåt i tiden" in faulty.text
    assert 'value="SN 2016/114"' in faulty.text
    client.post(address, {"reference": "SN 2016/114", "valid_from": "2016-11-01"})
    assert "ser enskilda personer sedan 1 november 2016" in client.get(address).text
    assert "Samordnaren" in client.get(address).text
    client.post(address, {"end": "1"})
    assert PeopleDecision.objects.get().ended_on == TODAY
    actions = AuditRow.objects.filter(action__startswith="staff.people_").order_by("pk")
    assert [row.action for row in actions] == ["staff.people_shown", "staff.people_hidden"]
    assert "SN 2016/114" in client.get(address).text


def test_what_a_decision_needs(made: staff.Workplace) -> None:
    ask = {"employer": made.employer, "valid_from": TODAY, "by": made.signatory}
    assert code_of(let_see_people, reference=" ", **ask) == "N501"
    assert code_of(let_see_people, reference="x" * 201, **ask) == "N501"
    decision = let_see_people(reference="SN 1", **ask)
    assert code_of(let_see_people, reference="SN 2", **ask) == "N502"
    assert code_of(stop_seeing_people, decision=decision, by=made.coordinator) == "E102"
    assert code_of(stop_seeing_people, decision=decision, by=made.leader) == "E101"
    stop_seeing_people(decision=decision, by=made.signatory)
    assert code_of(stop_seeing_people, decision=decision, by=made.signatory) == "N504"


@pytest.mark.parametrize("name", ["coordinator", "administrator"])
def test_others_read_the_decision_and_change_nothing(made: staff.Workplace, name: str) -> None:
    client, address = (
        accounts.browser(getattr(made, name)),
        reverse("staff:decision", args=[made.employer.code]),
    )
    assert "Låt samordnarna" not in client.get(address).text
    assert client.post(address, {"reference": "SN 1", "valid_from": "2016-11-01"}).status_code == 403
    assert not PeopleDecision.objects.exists()


def test_a_coordinator_of_a_district_reads_the_employers_decision(made: staff.Workplace) -> None:
    assert "Kommunen" in get(accounts.coordinator(made.district), "staff:decision", made.district.code).text
    assert get(made.leader, "staff:decision", made.unit.code).status_code == 404


def sections(given) -> dict[str, list[dict]]:
    return as_json(given)["sections"]


def talk_under_way(made: staff.Workplace):
    talk = talks.call(
        person=made.person, scheduled_at=staff.AT + timedelta(days=7), by=made.leader, at=staff.AT
    )
    for stage, by in ((Stage.OWN, made.person_user), (Stage.LEADER, made.leader)):
        assessing.assess(
            person=made.person,
            stage=stage,
            marks={"child_development": Mark.BASIC},
            notes={"child_development": f"Anteckning {stage}"},
            by=by,
            on=TODAY,
            occasion=Occasion.TALK,
            talk=talk,
            at=staff.AT,
        )
    return talk


def test_the_extract_holds_everything_but_the_leaders_draft(made: staff.Workplace) -> None:
    staff.credential(made.person, title="Socionomexamen, Umeå")
    talk = talk_under_way(made)
    competence.note_reading(by=made.leader, people=[made.person], thing=Thing.TALK, where="talk")
    given = give_extract(person=made.person, kind="json", by=made.person_user)
    told = sections(given)
    assert list(told) == [section.value for section in SectionId]
    assert told["person"][0]["number"] == made.person.number
    assert told["credentials"][0]["title"] == "Socionomexamen, Umeå"
    assert [(one["stage"], one["note"]) for one in told["assessments"]] == [("own", "Anteckning own")]
    assert told["talk_events"][0]["kind"] == "called"
    assert told["readings"][0]["reader"] == "Enhetschefen"
    assert "Anteckning leader" not in json.dumps(as_json(given))
    talks.hold(talk=talk, held_on=TODAY, by=made.leader, at=staff.AT)
    again = sections(give_extract(person=made.person, kind="json", by=made.person_user))
    assert {one["stage"] for one in again["assessments"]} >= {"own", "leader"}
    assert again["changes"][0]["action"] == "extract.give"


def test_the_administrator_gives_out_the_register_part_alone(made: staff.Workplace) -> None:
    talk_under_way(made)
    given = give_extract(person=made.person, kind="pdf", by=made.administrator)
    assert not given.whole
    assert {section.id for section in given.sections} == set(REGISTER_PART)
    assert "Anteckning" not in json.dumps(as_json(given))
    row = AuditRow.objects.get(action="extract.give")
    assert (row.actor, row.detail) == (made.administrator, {"kind": "pdf", "whole": False})


@pytest.mark.parametrize("name", ["leader", "other_leader", "coordinator", "signatory", "reader"])
def test_nobody_else_gets_an_extract(made: staff.Workplace, name: str) -> None:
    user = getattr(made, name)
    assert code_of(give_extract, person=made.person, kind="json", by=user) == "E101"
    for page in ("staff:extract_json", "staff:extract_pdf"):
        assert get(user, page, made.person.pk).status_code == 404
    assert not AuditRow.objects.filter(action="extract.give").exists()


def test_the_files_are_given_to_be_kept(made: staff.Workplace) -> None:
    file = get(made.person_user, "staff:extract_json", made.person.pk)
    told = json.loads(file.content)
    assert (told["format"], told["whole"]) == (FORMAT, True)
    assert 'filename="registerutdrag-2016-11-01.json"' in file.headers["Content-Disposition"]
    for name, rows in told["sections"].items():
        assert all(list(row) == list(COLUMNS[SectionId(name)]) for row in rows)
    pdf = get(made.person_user, "staff:extract_pdf", made.person.pk)
    assert pdf.content.startswith(b"%PDF")
    Person.objects.update(made_up=True)
    marked = get(made.person_user, "staff:extract_pdf", made.person.pk)
    assert "pahittade-uppgifter" in marked.headers["Content-Disposition"]


def test_the_same_extract_gives_the_same_pdf(made: staff.Workplace) -> None:
    given = give_extract(person=made.person, kind="pdf", by=made.person_user, at=staff.AT)
    assert extract_pdf(given) == extract_pdf(given)


def test_an_extract_takes_a_constant_number_of_queries(
    made: staff.Workplace, django_assert_max_num_queries
) -> None:
    for _ in range(10):
        staff.credential(made.person)
    with django_assert_max_num_queries(36):
        give_extract(person=made.person, kind="json", by=made.person_user)


def test_the_page_of_qualification_counts_and_tells_what_is_missing(made: staff.Workplace) -> None:
    staff.credential(made.person)
    made.colleague.employments.update(first_day=date(2015, 1, 1))
    staff.person(made.employer, made.unit, name="Arbetsledaren", role=StaffRole.TEAM_LEADER)
    staff.person(made.employer, made.unit, name="Assistenten", role=StaffRole.ADMINISTRATOR)
    page = get(made.administrator, "staff:qualification")
    assert [(one.label, one.people) for one in page.context["counts"]] == [
        ("handlägger barnärenden", 3),
        ("behöriga genom examen", 1),
        ("behöriga genom övergångsregeln", 1),
        ("inte behöriga", 1),
    ]
    assert [row.name for row in page.context["leaders"]] == ["Arbetsledaren"]
    assert "Assistenten" not in page.text
    assert "Ingen examen som ger behörighet är antecknad" in page.text
    lacking = get(made.administrator, "staff:qualification", visa="saknas")
    assert [row.name for row in lacking.context["rows"]] == ["Kollegan"]


def test_the_page_of_qualification_is_as_of_any_day(made: staff.Workplace) -> None:
    staff.credential(made.person, CredentialKind.SOCIAL_WORK_DEGREE, date(2016, 6, 1))
    before = get(made.administrator, "staff:qualification", dag="2014-06-30")
    assert {row.state for row in before.context["rows"]} == {"inget-krav"}
    assert "inget krav i lag" in before.text
    after = get(made.administrator, "staff:qualification", dag="2022-07-01")
    assert {row.name: row.state for row in after.context["rows"]}["Kollegan"] == "saknas"
    assert "Övergångsregeln gällde till och med 2022-06-30." in after.text
    faulty = get(made.administrator, "staff:qualification", dag="31/12 2016")
    assert faulty.context["form"].errors["dag"]
    assert "inga regler" in get(made.administrator, "staff:qualification", dag="1999-01-01").text


def test_the_page_of_qualification_shows_each_reader_their_own(made: staff.Workplace) -> None:
    def names(user, **query: str) -> set[str]:
        return {row.name for row in get(user, "staff:qualification", **query).context["rows"]}

    assert names(made.leader) == {"Medarbetaren", "Kollegan"}
    assert names(made.person_user) == {"Medarbetaren"}
    assert names(made.administrator, enhet=made.other_unit.code) == {"Någon annanstans"}
    assert names(made.administrator, enhet=made.district.code) == {
        "Medarbetaren",
        "Kollegan",
        "Någon annanstans",
    }
    for user in (made.coordinator, made.reader, accounts.officer()):
        assert names(user) == set()
    assert get(made.leader, "staff:qualification", enhet=made.other_unit.code).status_code == 404
    former = accounts.user()
    accounts.membership(former, made.unit, Role.MANAGER, ended_on=date(2016, 1, 1))
    assert names(former, dag="2015-06-01") == set()


def test_the_page_of_qualification_takes_a_constant_number_of_queries(
    made: staff.Workplace, django_assert_max_num_queries
) -> None:
    for _ in range(30):
        staff.credential(staff.person(made.employer, made.unit))
    client = accounts.browser(made.administrator)
    with django_assert_max_num_queries(24):
        assert len(client.get(reverse("staff:qualification")).context["rows"]) == 33
