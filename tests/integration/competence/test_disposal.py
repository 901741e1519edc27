"""Disposal: what is proposed, that it is carried out as proposed, and that the protocol names nobody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from kompetenslyft.apps.accounts.roles import Role
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.audit.models import AuditRow
from kompetenslyft.apps.competence import models
from kompetenslyft.apps.competence.actions.disposal import dispose
from kompetenslyft.apps.competence.retention import proposal
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.staff.models import Credential, Employment, Leave, Person, StaffImport
from kompetenslyft.core.privacy.retention import Kind
from tests.factories import accounts, staff

pytestmark = pytest.mark.django_db

TODAY = date(2019, 1, 1)
LEFT = date(2016, 12, 31)


@pytest.fixture(autouse=True)
def in_the_year(settings) -> None:
    settings.DEMO_DATE = TODAY


@pytest.fixture
def made() -> staff.Workplace:
    return staff.workplace()


def record_of(made: staff.Workplace, person: Person) -> None:
    """Something of every kind that is kept of a person."""
    talk = models.AppraisalTalk.objects.create(
        person=person,
        unit=made.unit,
        framework="child-welfare@2013",
        scheduled_at=staff.AT,
        status="followed_up",
        status_since=staff.AT,
    )
    models.TalkEvent.objects.create(talk=talk, kind="called", at=staff.AT, by_label="Chefen")
    models.Assessment.objects.create(
        person=person,
        framework="child-welfare@2013",
        direction="child_development",
        stage="agreed",
        mark="basic",
        assessed_on=date(2016, 11, 1),
        occasion="talk",
        talk=talk,
        at=staff.AT,
        by_label="Chefen",
    )
    plan = models.Plan.objects.create(
        kind="individual",
        person=person,
        talk=talk,
        title="Plan",
        starts=LEFT,
        ends=LEFT,
        made_at=staff.AT,
        made_by="Chefen",
    )
    item = models.PlanItem.objects.create(
        plan=plan, position=1, goal="Mål", activity="Kurs", responsible="Chefen", due=LEFT
    )
    models.PlanDecision.objects.create(
        plan=plan, number=1, content={}, decided_on=LEFT, by_label="Chefen", at=staff.AT
    )
    models.PlanFollowUp.objects.create(
        item=item, done="yes", followed_up_on=LEFT, by_label="Chefen", at=staff.AT
    )
    models.Reading.objects.create(
        person=person, reader_label="Chefen", thing="talk", where="talk", day=LEFT, at=staff.AT
    )
    models.Resource.objects.create(
        person=person,
        kind="teach",
        framework="child-welfare@2013",
        subject="BBIC",
        valid_from=LEFT,
        by_label="Chefen",
        at=staff.AT,
    )
    staff.credential(person)
    Leave.objects.create(person=person, first_day=date(2015, 1, 1), last_day=date(2015, 6, 30))


OF_PERSONS = [
    models.AppraisalTalk,
    models.TalkEvent,
    models.Assessment,
    models.Plan,
    models.PlanItem,
    models.PlanDecision,
    models.PlanFollowUp,
    models.Reading,
    models.Resource,
    Person,
    Employment,
    Credential,
    Leave,
]


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in OF_PERSONS}


def leave(person: Person, last_day: date = LEFT) -> None:
    person.employments.update(last_day=last_day)


def carry_out(made: staff.Workplace, **fields: object) -> models.Disposal:
    wanted = {"digest": proposal(made.employer, TODAY).digest, "by": made.administrator}
    return dispose(employer=made.employer, **(wanted | fields))


def code_of(call, *arguments: object, **named: object) -> str:
    with pytest.raises(Refused) as refused:
        call(*arguments, **named)
    return refused.value.code


def test_everything_of_a_person_who_left_two_years_ago_goes_and_nothing_else(made: staff.Workplace) -> None:
    record_of(made, made.person)
    before = counts()
    record_of(made, made.colleague)
    leave(made.colleague)
    proposed = proposal(made.employer, TODAY)
    assert {line.kind: line.records for line in proposed.lines} == dict.fromkeys(
        [kind for kind in Kind if kind is not Kind.STAFF_FILE], 1
    )
    assert proposed.people() == {made.colleague.pk: 6}
    carry_out(made)
    assert counts() == before | {"Person": before["Person"] - 1, "Employment": before["Employment"] - 1}
    assert not Person.objects.filter(pk=made.colleague.pk).exists()
    assert proposal(made.employer, TODAY).records == ()


def test_the_day_before_nothing_but_what_one_can_teach_is_due(made: staff.Workplace) -> None:
    record_of(made, made.colleague)
    leave(made.colleague)
    assert {one.kind for one in proposal(made.employer, TODAY - timedelta(days=1)).records} == {Kind.RESOURCE}


def test_whoever_has_come_back_or_is_to_keeps_everything(made: staff.Workplace) -> None:
    record_of(made, made.colleague)
    leave(made.colleague)
    staff.employment(made.colleague, made.unit, first_day=TODAY + timedelta(days=30))
    assert proposal(made.employer, TODAY).records == ()


def test_other_employers_are_not_touched(made: staff.Workplace) -> None:
    other = staff.workplace("Grannen")
    record_of(other, other.colleague)
    leave(other.colleague)
    assert proposal(made.employer, TODAY).records == ()
    assert code_of(carry_out, other, by=made.administrator) == "E101"


def test_old_readings_go_while_the_person_stays(made: staff.Workplace) -> None:
    for day in (date(2013, 12, 31), date(2014, 1, 1)):
        models.Reading.objects.create(
            person=made.person, reader_label="Chefen", thing="talk", where="talk", day=day, at=staff.AT
        )
    assert proposal(made.employer, TODAY).people() == {made.person.pk: 1}
    carry_out(made)
    assert models.Reading.objects.get().day == date(2014, 1, 1)


def test_what_a_settled_staff_file_said_row_by_row_goes(made: staff.Workplace) -> None:
    fields = {
        "employer": made.employer,
        "filename": "fil.csv",
        "sha256": "",
        "as_of": LEFT,
        "findings": [{"row": 1, "name": "Kollegan"}],
        "difference": {"added": 1},
        "by_label": "",
        "at": staff.AT,
    }
    settled = StaffImport.objects.create(state="applied", settled_at=staff.AT, **fields)
    waiting = StaffImport.objects.create(**fields | {"at": staff.AT + timedelta(days=365 * 2)})
    assert [one.kind for one in proposal(made.employer, TODAY).records] == [Kind.STAFF_FILE]
    carry_out(made)
    settled.refresh_from_db()
    waiting.refresh_from_db()
    assert (settled.findings, settled.difference, settled.filename) == ([], {}, "fil.csv")
    assert waiting.findings
    assert proposal(made.employer, TODAY).records == ()


def test_what_has_changed_since_it_was_proposed_is_not_carried_out(made: staff.Workplace) -> None:
    record_of(made, made.colleague)
    leave(made.colleague)
    digest = proposal(made.employer, TODAY).digest
    record_of(made, made.elsewhere)
    leave(made.elsewhere)
    before = counts()
    assert code_of(carry_out, made, digest=digest) == "C511"
    assert counts() == before
    assert not models.Disposal.objects.exists()


def test_a_failure_half_way_leaves_everything(made: staff.Workplace, monkeypatch) -> None:
    record_of(made, made.colleague)
    leave(made.colleague)
    before = counts()

    def fails(*_arguments: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("kompetenslyft.apps.competence.actions.disposal.staff.destroy_people", fails)
    with pytest.raises(RuntimeError):
        carry_out(made)
    assert counts() == before


def test_the_protocol_and_the_audit_trail_name_nobody_who_is_gone(made: staff.Workplace) -> None:
    record_of(made, made.colleague)
    leave(made.colleague)
    audit.record("person.change", made.colleague, by=None, name=["Kollegan", "Kollegan Ny"])
    protocol = carry_out(made)
    assert "Kollegan" not in str(protocol.lines)
    assert {line["kind"] for line in protocol.lines} == {kind.value for kind in Kind} - {"staff_file"}
    assert "Kollegan" not in str(list(AuditRow.objects.values_list("detail", "actor_label")))
    row = AuditRow.objects.get(action="disposal.carry_out")
    assert (row.actor, row.detail) == (made.administrator, {"records": 6})


def test_every_record_that_points_at_a_person_has_a_period() -> None:
    pointing = {relation.related_model for relation in Person._meta.related_objects}
    of_plans = {relation.related_model for relation in models.Plan._meta.related_objects}
    of_talks = {relation.related_model for relation in models.AppraisalTalk._meta.related_objects}
    assert pointing | of_plans | of_talks <= set(OF_PERSONS)


@pytest.mark.parametrize("name", ["leader", "coordinator", "signatory", "reader", "person_user"])
def test_others_dispose_of_nothing(made: staff.Workplace, name: str) -> None:
    user = getattr(made, name)
    assert code_of(carry_out, made, by=user) == "E101"
    assert accounts.browser(user).get(address(made)).status_code == 404


def test_a_districts_administrator_is_told_whose_it_is(made: staff.Workplace) -> None:
    user = accounts.person_with(made.district, Role.STAFF_ADMINISTRATOR)
    page = accounts.browser(user).get(reverse("staff:disposal", args=[made.district.code]))
    assert page.status_code == 422
    assert "hela kommunen" in page.text


def address(made: staff.Workplace) -> str:
    return reverse("staff:disposal", args=[made.employer.code])


def test_the_page_proposes_asks_and_carries_out(made: staff.Workplace) -> None:
    record_of(made, made.colleague)
    leave(made.colleague)
    client = accounts.browser(made.administrator)
    page = client.get(address(made))
    assert "1 person berörs" in page.text
    assert "Kollegan" in page.text
    digest = page.context["proposed"].digest
    unconfirmed = client.post(address(made), {"digest": digest})
    assert "Kryssa i" in unconfirmed.text
    assert "har ändrats sedan" in client.post(address(made), {"digest": "gammal", "confirmed": "on"}).text
    assert Person.objects.filter(pk=made.colleague.pk).exists()
    assert client.post(address(made), {"digest": digest, "confirmed": "on"}).status_code == 302
    after = client.get(address(made))
    assert "Inget ska gallras i dag" in after.text
    assert "Kollegan" not in after.text
    protocol = models.Disposal.objects.get()
    file = client.get(reverse("staff:disposal_protocol", args=[made.employer.code, protocol.pk]))
    assert "Bedömning;2;anställningens slut;1;2016-12-31;2016-12-31" in file.content.decode("utf-8-sig")
    assert "Kollegan" not in file.content.decode()
    other = staff.workplace("Grannen")
    theirs = reverse("staff:disposal_protocol", args=[other.employer.code, protocol.pk])
    assert accounts.browser(other.administrator).get(theirs).status_code == 404


def test_a_proposal_takes_a_constant_number_of_queries(
    made: staff.Workplace, django_assert_num_queries
) -> None:
    for number in range(5):
        one = staff.person(made.employer, made.unit, name=f"Slutade {number}", last_day=LEFT)
        record_of(made, one)
    with django_assert_num_queries(8):
        assert len(proposal(made.employer, TODAY).people()) == 5


def test_a_record_without_employment_is_not_kept_for_ever(made: staff.Workplace) -> None:
    alone = staff.person(made.employer, name="Utan anställning")
    records = proposal(made.employer, TODAY).records
    assert [one.key for one in records if one.kind is Kind.PERSON] == [alone.pk]
    assert not proposal(made.employer, date(2018, 11, 1)).records


def test_a_staff_file_that_nobody_settled_is_emptied_too(made: staff.Workplace) -> None:
    file = StaffImport.objects.create(
        employer=made.employer,
        filename="personal.csv",
        sha256="",
        content=b"Namn",
        as_of=LEFT,
        by_label="Administratören",
        at=staff.AT,
    )
    assert not proposal(made.employer, date(2017, 11, 1)).records
    dispose(employer=made.employer, digest=proposal(made.employer, TODAY).digest, by=made.administrator)
    file.refresh_from_db()
    assert (file.content, file.state) == (None, "abandoned")
    assert not proposal(made.employer, TODAY).records
