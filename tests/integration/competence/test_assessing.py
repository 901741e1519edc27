"""Saying something of somebody: who may, when, and what then holds."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kompetenslyft.apps.accounts.roles import Role
from kompetenslyft.apps.audit.models import AuditRow
from kompetenslyft.apps.competence.actions.assessing import Entry, assess, assess_all, carry_over_all
from kompetenslyft.apps.competence.models import Assessment, FrameworkUse
from kompetenslyft.apps.competence.queries.assessments import history, marks_on, shown_marks
from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.competence.model import Mark, Occasion, Stage
from kompetenslyft.core.frameworks.model import Direction, Framework, Previous
from kompetenslyft.core.text import Text
from kompetenslyft.exchange import definitions
from tests.factories import accounts
from tests.factories import staff as factory
from tests.factories.staff import Workplace

pytestmark = pytest.mark.django_db

AT = datetime(2016, 11, 1, 9, 0, tzinfo=ZoneInfo("Europe/Stockholm"))
TODAY = AT.date()


@pytest.fixture
def work() -> Workplace:
    return factory.workplace()


def say(work: Workplace, mark: Mark = Mark.BASIC, **changes: object) -> int:
    wanted: dict[str, object] = {
        "person": work.person,
        "stage": Stage.AGREED,
        "marks": {"ethics": mark},
        "by": work.leader,
        "on": TODAY,
        "occasion": Occasion.OTHER,
        "at": AT,
    }
    return assess(**(wanted | changes))  # type: ignore[arg-type]


def held(work: Workplace, on: date = TODAY, stage: Stage = Stage.AGREED) -> dict[str, Mark]:
    return marks_on([work.person.pk], stage, on)[work.person.pk]


def test_a_later_mark_supersedes_an_earlier_one(work: Workplace) -> None:
    say(work, Mark.LACKING, on=date(2015, 3, 1))
    say(work, Mark.ADVANCED)
    assert held(work, date(2015, 2, 28)) == {}
    assert held(work, date(2016, 10, 31)) == {"ethics": Mark.LACKING}
    assert held(work) == {"ethics": Mark.ADVANCED}


def test_a_mark_of_an_earlier_day_is_put_in_at_its_place(work: Workplace) -> None:
    say(work, Mark.ADVANCED)
    say(work, Mark.LACKING, on=date(2014, 3, 1))
    say(work, Mark.BASIC, on=date(2015, 3, 1))
    days = [date(2014, 3, 1), date(2015, 3, 1), TODAY]
    assert [held(work, day)["ethics"] for day in days] == [Mark.LACKING, Mark.BASIC, Mark.ADVANCED]
    rows = history(work.person.pk)
    assert [row.superseded_on for row in rows] == [date(2015, 3, 1), TODAY, None]


def test_a_mark_changed_on_its_own_day_stays_and_holds_on_none(work: Workplace) -> None:
    say(work, Mark.LACKING)
    say(work, Mark.BASIC)
    assert held(work) == {"ethics": Mark.BASIC}
    assert [(row.mark, row.superseded_on) for row in history(work.person.pk)] == [
        (Mark.LACKING, TODAY),
        (Mark.BASIC, None),
    ]


def test_what_holds_already_is_no_change_but_for_a_note(work: Workplace) -> None:
    assert say(work, on=TODAY - timedelta(9)) == 1
    assert say(work) == 0
    assert say(work, notes={"ethics": "Har handlett två nya."}) == 1
    assert say(work, notes={"ethics": "Har handlett två nya."}) == 0
    assert say(work, Mark.NOT_ASSESSED, marks={"social_law": Mark.NOT_ASSESSED}) == 0
    assert Assessment.objects.count() == 2


def test_each_stage_is_kept_apart(work: Workplace) -> None:
    say(work, Mark.ADVANCED, stage=Stage.OWN, by=work.person_user)
    say(work, Mark.LACKING, stage=Stage.LEADER)
    assert held(work, stage=Stage.OWN) == {"ethics": Mark.ADVANCED}
    assert held(work, stage=Stage.LEADER) == {"ethics": Mark.LACKING}
    assert held(work) == {}


def test_the_trail_tells_who_said_how_much_and_not_what(work: Workplace) -> None:
    say(work, notes={"ethics": "hemligt"})
    row = AuditRow.objects.get(action="assessment.assess")
    assert row.actor == work.leader
    assert row.detail == {"stage": "agreed", "on": "2016-11-01", "talk": None, "changed": 1}


@pytest.mark.parametrize(
    ("who", "stage", "code"),
    [
        ("other_leader", Stage.OWN, "E101"),
        ("other_leader", Stage.LEADER, "E101"),
        ("other_leader", Stage.AGREED, "E101"),
        ("leader", Stage.OWN, "E102"),
        ("person_user", Stage.LEADER, "M101"),
        ("person_user", Stage.AGREED, "M101"),
        ("administrator", Stage.AGREED, "E101"),
        ("coordinator", Stage.AGREED, "E101"),
        ("signatory", Stage.LEADER, "E101"),
        ("reader", Stage.AGREED, "E101"),
    ],
)
def test_others_are_refused(work: Workplace, who: str, stage: Stage, code: str) -> None:
    with pytest.raises(Refused) as refused:
        say(work, stage=stage, by=getattr(work, who))
    assert refused.value.code == code
    assert not Assessment.objects.exists()


def test_a_leader_does_not_lead_herself(work: Workplace) -> None:
    herself = factory.person(work.employer, work.unit, email=work.leader.email, name="Enhetschefen")
    for stage in (Stage.LEADER, Stage.AGREED):
        with pytest.raises(Refused) as refused:
            say(work, person=herself, stage=stage)
        assert refused.value.code == "M101"
        assert "Chefen över dig" in refused.value.text("sv")
    assert say(work, person=herself, stage=Stage.OWN) == 1
    above = accounts.person_with(work.district, Role.MANAGER)
    assert say(work, person=herself, stage=Stage.LEADER, by=above) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"on": TODAY + timedelta(1)}, "M102"),
        ({"on": factory.SINCE - timedelta(1)}, "M109"),
        ({"marks": {"astronomy": Mark.BASIC}}, "M104"),
        ({"marks": {"ethics": "4"}}, "M105"),
        ({"notes": {"ethics": "x" * 2001}}, "M111"),
    ],
)
def test_what_cannot_be_said(work: Workplace, changes: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refused:
        say(work, **changes)
    assert refused.value.code == code
    if code == "M104":
        assert "astronomy" in refused.value.text("sv")
    assert not Assessment.objects.exists()


def test_nothing_is_said_of_a_time_before_the_employment(work: Workplace) -> None:
    new = factory.person(work.employer, work.unit, first_day=date(2016, 5, 1))
    with pytest.raises(Refused) as refused:
        say(work, person=new, on=date(2016, 4, 30))
    assert refused.value.code == "M103"


def test_the_scale_stands_fast_from_the_first_use(work: Workplace) -> None:
    say(work)
    FrameworkUse.objects.update(digest="another")
    with pytest.raises(Refused) as refused:
        say(work, Mark.ADVANCED)
    assert refused.value.code == "M106"
    assert "låst sedan 2016-11-01" in refused.value.text("sv")


def test_many_at_once_by_the_same_rules(work: Workplace) -> None:
    people = [factory.person(work.employer, work.unit) for _ in range(3)]
    entries = [
        Entry(one, Stage.AGREED, {"ethics": Mark.BASIC, "social_law": Mark.EXEMPT}, TODAY) for one in people
    ]
    assert assess_all(employer=work.employer, entries=entries, by=work.leader, at=AT) == 6
    assert assess_all(employer=work.employer, entries=entries, by=work.leader, at=AT) == 0
    with pytest.raises(Refused) as refused:
        assess_all(
            employer=work.employer,
            entries=[*entries, Entry(work.elsewhere, Stage.AGREED, {"ethics": Mark.BASIC}, TODAY)],
            by=work.leader,
            at=AT,
        )
    assert refused.value.code == "E101"


def test_several_years_of_one_person_at_once(work: Workplace) -> None:
    marks = [
        (date(2016, 1, 1), Mark.ADVANCED),
        (date(2014, 1, 1), Mark.LACKING),
        (date(2015, 1, 1), Mark.BASIC),
    ]
    entries = [Entry(work.person, Stage.AGREED, {"ethics": mark}, day) for day, mark in marks]
    assess_all(employer=work.employer, entries=entries, by=None, at=AT)
    assert [held(work, day)["ethics"] for day, _mark in sorted(marks)] == [
        Mark.LACKING,
        Mark.BASIC,
        Mark.ADVANCED,
    ]


def test_as_many_queries_for_two_hundred_as_for_two(work: Workplace, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    people = [factory.person(work.employer, work.unit) for _ in range(200)]
    marks = {"ethics": Mark.BASIC, "social_law": Mark.BASIC}
    say(work)
    for some in (people[:2], people):
        with django_assert_max_num_queries(25):
            assess_all(
                employer=work.employer,
                entries=[Entry(one, Stage.AGREED, marks, TODAY) for one in some],
                by=work.leader,
                at=AT,
            )
    with django_assert_max_num_queries(1):
        assert len(marks_on([one.pk for one in people], Stage.AGREED, TODAY)) == 200


def test_marks_outside_a_talk_are_seen_by_both(work: Workplace) -> None:
    say(work, Mark.ADVANCED, stage=Stage.OWN, by=work.person_user)
    say(work, Mark.LACKING, stage=Stage.LEADER)
    for user in (work.leader, work.person_user):
        shown = shown_marks(user, work.person, TODAY, TODAY)
        assert shown[Stage.OWN] == {"ethics": Mark.ADVANCED}
        assert shown[Stage.LEADER] == {"ethics": Mark.LACKING}
    with pytest.raises(Refused):
        shown_marks(work.other_leader, work.person, TODAY, TODAY)


@pytest.fixture
def new_version(monkeypatch: pytest.MonkeyPatch) -> Framework:
    """A version of the framework from 2016 on: two directions joined, one new; the rest is left out."""
    old = definitions.framework("child-welfare@2013")
    area = old.areas[0].model_copy(
        update={
            "directions": tuple(
                Direction(id=name, label=Text(sv=name, en=name)) for name in ("work", "law", "robots")
            )
        }
    )
    new = old.model_copy(
        update={
            "version": "2016",
            "valid_from": date(2016, 1, 1),
            "areas": (area,),
            "previous": Previous(
                ref=old.ref,
                directions={"work": ("ethics", "documentation"), "law": ("social_law",)},
                levels={"lacking": "lacking", "basic": "basic", "advanced": "advanced"},
            ),
        }
    )
    monkeypatch.setattr(definitions, "all_frameworks", lambda: {old.ref: old, new.ref: new})
    return new


def test_a_new_version_takes_over_what_held(work: Workplace, new_version: Framework) -> None:
    before = {"on": date(2015, 6, 1)}
    said = {"ethics": Mark.ADVANCED, "documentation": Mark.BASIC, "social_law": Mark.EXEMPT}
    say(work, marks=said, **before)
    say(work, marks={"ethics": Mark.ADVANCED}, stage=Stage.OWN, by=work.person_user, **before)
    call = {"employer": work.employer, "framework": new_version, "by": work.signatory, "at": AT}
    assert carry_over_all(**call) == 2
    assert carry_over_all(**call) == 0
    assert held(work, date(2015, 12, 31)) == said
    assert held(work, date(2016, 1, 1)) == {"work": Mark.BASIC, "law": Mark.EXEMPT}
    assert held(work, stage=Stage.OWN) == {}
    row = Assessment.objects.get(direction="work")
    assert (row.note, row.assessed_on) == ("Förd över från child-welfare@2013.", date(2016, 1, 1))
    say(work, marks={"work": Mark.ADVANCED})
    assert carry_over_all(**call) == 0
    assert held(work) == {"work": Mark.ADVANCED, "law": Mark.EXEMPT}


def test_who_carries_over_and_from_what(work: Workplace, new_version: Framework) -> None:
    call = {"employer": work.employer, "at": AT}
    for user, code in ((work.leader, "E101"), (work.coordinator, "E102")):
        with pytest.raises(Refused) as refused:
            carry_over_all(framework=new_version, by=user, **call)
        assert refused.value.code == code
    with pytest.raises(Refused) as refused:
        carry_over_all(framework=definitions.framework("child-welfare@2013"), by=None, **call)
    assert refused.value.code == "M110"
