"""The pages of appraisal talks: what each may see and do there, whoever guesses an address, and what is kept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from kompetenslyft.apps.competence.models import AppraisalTalk, Assessment, Plan, Reading
from kompetenslyft.core.competence.model import Mark, Stage
from kompetenslyft.core.competence.talk import Status
from tests.factories import staff as factory
from tests.factories import talks as made
from tests.factories.accounts import browser, officer
from tests.factories.staff import Workplace

if TYPE_CHECKING:
    from django.http import HttpResponse
    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.django_db

TODAY = date(2016, 11, 1)
WHEN = {"day": "2016-11-15", "time": "09:00"}


@pytest.fixture(autouse=True)
def on_the_day(settings: SettingsWrapper) -> None:
    settings.DEMO_DATE = TODAY


@pytest.fixture
def work() -> Workplace:
    return factory.workplace()


def get(user: object, name: str, *args: object) -> HttpResponse:
    return browser(user).get(reverse(f"competence:{name}", args=args))  # type: ignore[arg-type]


def post(user: object, name: str, *args: object, **data: object) -> HttpResponse:
    return browser(user).post(reverse(f"competence:{name}", args=args), data)  # type: ignore[arg-type]


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def test_the_leader_sees_who_has_a_talk_and_who_has_none(work: Workplace) -> None:
    talk = made.called(work)
    page = text(get(work.leader, "talks"))
    assert "Medarbetaren" in page
    assert "Kollegan" in page
    assert "Någon annanstans" not in page
    assert "Inget samtal i år" in page
    assert reverse("competence:talk", args=[talk.pk]) in page
    assert reverse("competence:talk_call", args=[work.colleague.pk]) in page
    only = text(browser(work.leader).get(reverse("competence:talks"), {"lage": "new"}))
    assert reverse("competence:talk", args=[talk.pk]) not in only
    assert "Ingen passar urvalet" in text(browser(work.leader).get(reverse("competence:talks"), {"q": "Zzz"}))


def test_the_person_sees_the_own_talks(work: Workplace) -> None:
    talk = made.called(work)
    page = text(get(work.person_user, "talks"))
    assert "Mina samtal" in page
    assert reverse("competence:talk", args=[talk.pk]) in page
    assert "Kollegan" not in page
    assert "Här finns inga samtal än" in text(get(work.coordinator, "talks"))


@pytest.mark.parametrize("name", ["talk", "talk_own", "talk_leaders", "talk_agreed", "talk_marks"])
def test_guessing_the_address_teaches_nothing(work: Workplace, name: str) -> None:
    talk = made.held(work)
    others = (
        work.other_leader,
        work.administrator,
        work.coordinator,
        work.signatory,
        work.reader,
        officer(),
    )
    for user in others:
        there, nowhere = get(user, name, talk.pk), get(user, name, 987654)
        assert there.status_code == nowhere.status_code == 404
        assert "Medarbetaren" not in text(there)
    assert post(work.other_leader, name, talk.pk, step="agreed").status_code in {404, 405}
    assert get(None, name, talk.pk).status_code == 302


def test_calling_one(work: Workplace) -> None:
    page = get(work.leader, "talk_call", work.person.pk)
    assert "Kalla Medarbetaren till medarbetarsamtal" in text(page)
    fields = {f"{work.person.pk}-{key}": value for key, value in (WHEN | {"chosen": "on"}).items()}
    answer = post(work.leader, "talk_call", work.person.pk, place="Rum 4", **fields)
    talk = AppraisalTalk.objects.get()
    assert answer["Location"] == reverse("competence:talk", args=[talk.pk])
    assert talk.place == "Rum 4"
    assert get(work.leader, "talk_call", work.person.pk).status_code == 302
    assert get(work.other_leader, "talk_call", work.person.pk).status_code == 404
    refused = get(work.person_user, "talk_call", work.person.pk)
    assert refused.status_code == 422
    assert "Chefen över dig kallar dig" in text(refused)


def test_calling_many_or_none_and_nothing_typed_is_lost(work: Workplace) -> None:
    a, b = work.person.pk, work.colleague.pk
    data = {f"{a}-chosen": "on", f"{a}-day": "2016-11-15", f"{a}-time": "09:00", "place": "Rum 4"}
    late = {f"{b}-chosen": "on", f"{b}-day": "2016-10-03", f"{b}-time": "13:30"}
    answer = post(work.leader, "talk_call_many", **data, **late)
    assert answer.status_code == 422
    assert "som redan har varit" in text(answer)
    assert 'value="13:30"' in text(answer)
    assert 'value="Rum 4"' in text(answer)
    assert not AppraisalTalk.objects.exists()
    missing = post(work.leader, "talk_call_many", **data, **{f"{b}-chosen": "on"})
    assert "Välj en dag." in text(missing)
    assert "minst en person" in text(post(work.leader, "talk_call_many", place=""))
    done = post(work.leader, "talk_call_many", **data, **(late | {f"{b}-day": "2016-11-16"}))
    assert done["Location"] == reverse("competence:talks")
    assert AppraisalTalk.objects.count() == 2
    assert "Alla är kallade" in text(get(work.leader, "talk_call_many"))


def test_the_own_assessment_is_saved_as_one_types_and_with_the_button(work: Workplace) -> None:
    talk = made.called(work)
    data = {"niva-ethics": "basic", "anteckning-ethics": "Har gått kursen", "anteckning-social_law": ""}
    address = reverse("competence:talk_own", args=[talk.pk])
    typed = browser(work.person_user).post(address, data, headers={"hx-request": "true"})
    assert typed.status_code == 200
    assert "1 av 26 inriktningar är bedömda" in text(typed)
    assert "<html" not in text(typed)
    saved = browser(work.person_user).post(address, data | {"niva-social_law": "exempt"})
    assert saved.status_code == 302
    assert list(Assessment.objects.values_list("direction", "mark", "note")) == [
        ("ethics", "basic", "Har gått kursen"),
        ("social_law", "exempt", ""),
    ]
    page = text(get(work.person_user, "talk_own", talk.pk))
    assert 'name="niva-ethics" value="basic" checked' in page
    assert "Har gått kursen" in page
    assert "genomföra självständig handläggning" in page


def test_a_note_without_a_level_is_kept_on_the_page(work: Workplace) -> None:
    talk = made.called(work)
    answer = post(
        work.person_user,
        "talk_own",
        talk.pk,
        **{"niva-ethics": "basic", "anteckning-social_law": "Läser just nu"},
    )
    assert answer.status_code == 422
    assert "Läser just nu" in text(answer)
    assert "Välj en nivå, så sparas anteckningen." in text(answer)
    assert Assessment.objects.get().direction == "ethics"


def test_what_is_no_level_is_refused_and_kept(work: Workplace) -> None:
    talk = made.called(work)
    answer = post(work.person_user, "talk_own", talk.pk, **{"niva-ethics": "4", "anteckning-ethics": "Fyra"})
    assert answer.status_code == 422
    assert "är ingen nivå" in text(answer)
    assert "Fyra" in text(answer)


def test_a_stale_page_is_told_that_the_talk_has_moved_on(work: Workplace) -> None:
    talk = made.own_done(work)
    answer = post(work.person_user, "talk_own", talk.pk, **{"niva-ethics": "lacking"})
    assert answer.status_code == 422
    assert "Samtalet har gått vidare" in text(answer)
    assert 'value="lacking" checked' in text(answer)
    again = post(work.person_user, "talk", talk.pk, step="own_done")
    assert again.status_code == 422
    assert "Samtalet har gått vidare" in text(again)


def test_drafts_are_seen_by_their_writer_alone(work: Workplace) -> None:
    talk = made.called(work)
    made.say(work, talk, Stage.OWN, Mark.ADVANCED, note="min hemliga anteckning")
    made.say(work, talk, Stage.LEADER, Mark.LACKING, note="chefens hemliga anteckning")
    for name in ("talk", "talk_marks", "talk_leaders"):
        assert "min hemliga anteckning" not in text(get(work.leader, name, talk.pk))
    for name in ("talk", "talk_marks", "talk_own"):
        assert "chefens hemliga anteckning" not in text(get(work.person_user, name, talk.pk))
    assert "min hemliga anteckning" in text(get(work.person_user, "talk_marks", talk.pk))
    assert get(work.leader, "talk_own", talk.pk).status_code == 302
    assert get(work.person_user, "talk_leaders", talk.pk).status_code == 302
    assert post(work.leader, "talk_own", talk.pk, **{"niva-ethics": "basic"}).status_code == 403


def test_side_by_side_with_helpers_that_need_no_script(work: Workplace) -> None:
    talk = made.own_done(work)
    made.say(work, talk, Stage.LEADER, Mark.LACKING)
    for direction in ("social_law", "documentation"):
        made.say(work, talk, Stage.LEADER, Mark.BASIC, direction=direction)
    Assessment.objects.filter(direction="social_law").update(stage=Stage.LEADER)
    row = Assessment.objects.get(direction="social_law")
    row.pk, row.stage = None, Stage.OWN
    row.save()
    post(work.leader, "talk", talk.pk, step="held", held_on="2016-11-01")
    page = text(get(work.leader, "talk_agreed", talk.pk))
    assert "1 inriktning är bedömd olika." in page
    assert "Egen: Fördjupad" in page
    assert "Chefens: Saknar tillräcklig" in page

    def agreed() -> dict[str, str]:
        rows = Assessment.objects.filter(stage=Stage.AGREED).order_by("id")
        return dict(rows.values_list("direction", "mark"))

    assert post(work.leader, "talk_agreed", talk.pk, fyll="lika").status_code == 302
    assert agreed() == {"social_law": "basic"}
    post(work.leader, "talk_agreed", talk.pk, fyll="chefens", **{"niva-documentation": "advanced"})
    assert agreed() == {"social_law": "basic", "documentation": "advanced", "ethics": "lacking"}


def test_the_steps_on_the_page(work: Workplace) -> None:
    talk = made.own_done(work)
    wrong = post(work.leader, "talk", talk.pk, step="held", held_on="2017-01-01")
    assert wrong.status_code == 422
    assert "Samtalet kan inte ha hållits 2017-01-01" in text(wrong)
    assert post(work.leader, "talk", talk.pk, step="held", held_on="").status_code == 422
    assert post(work.leader, "talk", talk.pk, step="held", held_on="2016-11-01").status_code == 302
    assert post(work.leader, "talk", talk.pk, step="agreed").status_code == 422
    assert post(work.leader, "talk", talk.pk, step="dance").status_code == 404
    assert AppraisalTalk.objects.get().state is Status.HELD


def test_moving_and_cancelling_on_the_page(work: Workplace) -> None:
    talk = made.called(work)
    moved = {"step": "rescheduled", "day": "2016-12-01", "time": "14:15", "place": "Rum 7"}
    assert post(work.leader, "talk", talk.pk, **moved).status_code == 302
    assert "1 december 2016" in text(get(work.person_user, "talk", talk.pk))
    assert post(work.person_user, "talk", talk.pk, **moved).status_code == 422
    assert post(work.leader, "talk", talk.pk, step="cancelled", reason="").status_code == 422
    assert post(work.leader, "talk", talk.pk, step="cancelled", reason="Sjukdom").status_code == 302
    assert "«Sjukdom»" in text(get(work.person_user, "talk", talk.pk))


def test_whoever_moves_is_told_and_the_old_leader_is_left_out(work: Workplace) -> None:
    talk = made.called(work)
    work.person.employments.update(last_day=TODAY - timedelta(1))
    factory.employment(work.person, work.other_unit, first_day=TODAY)
    for user in (work.person_user, work.other_leader):
        assert "arbetar nu i Utredning söder" in text(get(user, "talk", talk.pk))
    assert get(work.leader, "talk", talk.pk).status_code == 404
    assert reverse("competence:talk", args=[talk.pk]) in text(get(work.other_leader, "talks"))
    assert reverse("competence:talk", args=[talk.pk]) not in text(get(work.leader, "talks"))


def test_what_the_leader_reads_is_noted_for_the_person(work: Workplace) -> None:
    talk = made.own_done(work)
    get(work.leader, "talk", talk.pk)
    get(work.leader, "talk_marks", talk.pk)
    get(work.person_user, "talk", talk.pk)
    noted = set(Reading.objects.values_list("reader_label", "thing", "where"))
    assert noted == {
        (str(work.leader), thing, "talk")
        for thing in ("talk", "own_assessment", "leaders_assessment", "agreed_assessment")
    }


def test_as_many_queries_for_sixty_as_for_three(work: Workplace, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for _ in range(60):
        factory.person(work.employer, work.unit)
    made.called(work)
    client = browser(work.leader)
    with django_assert_max_num_queries(20):
        assert client.get(reverse("competence:talks")).status_code == 200


def test_the_history_tells_of_each_days_last_word(work: Workplace) -> None:
    talk = made.called(work)
    for mark in (Mark.LACKING, Mark.BASIC, Mark.ADVANCED):
        made.say(work, talk, Stage.OWN, mark, note=f"anteckning {mark.rank}")
    page = text(get(work.person_user, "talk_marks", talk.pk))
    assert "anteckning 2" in page
    assert "anteckning 1" not in page
    assert Assessment.objects.count() == 3


def test_the_plan_is_begun_decided_and_closed_from_the_talk(work: Workplace) -> None:
    talk = made.agreed(work)
    assert "Börja på planen" in text(get(work.leader, "talk", talk.pk))
    begun = post(work.leader, "talk", talk.pk, step="plan")
    plan = Plan.objects.get(talk=talk)
    assert begun["Location"] == reverse("competence:plan", args=[plan.pk])
    empty = post(work.leader, "talk", talk.pk, step="plan_decided", follow_up_by="2017-10-31")
    assert empty.status_code == 422
    assert "M410" not in text(empty)
    made.planned(work, talk)
    late = post(work.leader, "talk", talk.pk, step="plan_decided", follow_up_by="2016-10-31")
    assert "som redan har varit" in text(late)
    decided = post(work.leader, "talk", talk.pk, step="plan_decided", follow_up_by="2017-10-31")
    assert decided.status_code == 302
    assert "Kunna leda svåra samtal" in text(get(work.person_user, "talk", talk.pk))
    assert Reading.objects.filter(thing="plan").count() == 1
    assert post(work.leader, "talk", talk.pk, step="followed_up").status_code == 422
