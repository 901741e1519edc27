"""The pages of the staff register, of competence and of open tables in English, as those who meet them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from kompetenslyft.apps.competence import access
from kompetenslyft.apps.competence.actions import plans, resources
from kompetenslyft.apps.competence.actions import talks as talk_actions
from kompetenslyft.apps.competence.models import Resource
from kompetenslyft.apps.publishing import actions, releases
from kompetenslyft.apps.staff.actions import imports
from kompetenslyft.core.competence.model import Mark
from kompetenslyft.core.competence.planning import Item
from kompetenslyft.core.privacy.rights import Thing
from kompetenslyft.core.staff.importing.mapping import FieldName, FileMapping
from kompetenslyft.core.staff.model import StaffRole
from tests.browser.english import speaking_english, walk
from tests.browser.helpers import follow, log_in
from tests.factories import accounts, collection, organisations, staff, talks
from tests.integration.competence.deriving import mark, staffed, town
from tests.integration.staff.staff_import_files import received
from tests.integration.test_publishing import answered

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page
    from pytest_django.fixtures import SettingsWrapper

    from kompetenslyft.apps.competence.models import AppraisalTalk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ONE_MARK = r"/bedomning/\d+/"
ONE_FIGURE = r"/kompetens/svar/[^/]+/[^/]+/[^/]+/"
"""There is a page for each mark and each figure: one of them is read, where the walk starts."""
TODAYS_RULES = "/personal/behorighet/$"
"""They cite Swedish law by its name; the page is read as of a day before it."""
ITEM = Item(
    goal="Talk with children in pairs",
    activity="A course of two days",
    responsible="The unit manager",
    due=date(2016, 12, 31),
    framework="child-welfare@2013",
    direction="ethics",
    target=Mark.ADVANCED,
)
FILE = b"Number;Name;Since;Percent;Unit\r\n2001;Nova;2016-02-01;100;Utredning norr\r\n2002;Nils;2016-02-30;50;Norr\r\n"
MAPPING = FileMapping(
    columns={
        FieldName.NUMBER: "Number",
        FieldName.NAME: "Name",
        FieldName.FIRST_DAY: "Since",
        FieldName.SHARE: "Percent",
        FieldName.UNIT_NAME: "Unit",
    }
)


@pytest.fixture(autouse=True)
def on_the_day(settings: SettingsWrapper) -> None:
    settings.DEMO_DATE = staff.AT.date()


def _url(name: str, *args: object) -> str:
    return reverse(f"competence:{name}", args=args)


def test_a_leader(page: Page) -> None:
    work = staff.workplace("Falun")
    talk = talks.agreed(work)
    of_talk = plans.draft(person=work.person, talk=talk, by=work.leader, at=staff.AT)
    plan = plans.draft(organisation=work.unit, by=work.leader, at=staff.AT)
    for one_plan in (of_talk, plan):
        plans.add_item(plan=one_plan, item=ITEM, by=work.leader, at=staff.AT)
    talk_actions.decide_plan(talk=talk, by=work.leader, at=staff.AT)
    resources.add_resource(
        person=work.person,
        kind=Resource.Kind.SUPERVISE,
        direction="ethics",
        subject="young children",
        note="Two groups a year",
        sure=True,
        by=work.person_user,
        at=staff.AT,
    )
    resources.save_network(
        organisation=work.unit,
        name="Talks",
        purpose="Exchange of experience",
        meets="On Tuesdays",
        contact="The unit",
        directions=["ethics"],
        by=work.leader,
        at=staff.AT,
    )
    log_in(page, speaking_english(work.leader))
    one = _url("mark", work.person.pk, "ethics", "agreed")
    of_unit = [_url(name, work.unit.code) for name in ("matrix", "plans", "needs", "resources", "profiles")]
    pages = [*of_unit, _url("unit_need", work.unit.code), _url("talk_call_many")]
    read = walk(
        page, "/", *pages, _url("talk_call", work.colleague.pk), one, within="/kompetens/", but=ONE_MARK
    )
    assert {
        _url("talk", talk.pk),
        _url("talk_marks", talk.pk),
        _url("plan", plan.pk),
        _url("plan", of_talk.pk),
    } <= read
    assert {_url("person", work.person.pk), _url("plan_item_new", plan.pk)} <= read
    assert {_url("network_new", work.unit.code), _url("resource_new", work.unit.code)} <= read


@pytest.mark.parametrize("begin", [talks.called, talks.own_done, talks.held, talks.agreed])
def test_a_talk_by_both(page: Page, begin: Callable[[staff.Workplace], AppraisalTalk]) -> None:
    work = staff.workplace("Falun")
    talk = begin(work)
    access.note_reading(
        by=work.leader, people=[work.person], thing=Thing.AGREED_ASSESSMENT, where="matrix", at=staff.AT
    )
    of_talk = _url("talk", talk.pk)
    log_in(page, speaking_english(work.person_user))
    readings = reverse("staff:readings", args=[work.person.pk])
    read = walk(page, "/kompetens/", readings, within="/kompetens/", but=ONE_MARK)
    assert {of_talk, readings, _url("talks")} <= read
    log_in(page, speaking_english(work.leader))
    assert of_talk in walk(page, of_talk, within=of_talk)


def test_an_administrator_of_staff(page: Page) -> None:
    work = staff.workplace("Falun")
    staff.person(work.employer, work.unit, role=StaffRole.TEAM_LEADER)
    staff.credential(work.person)
    work.elsewhere.employments.update(last_day=staff.AT.date() - timedelta(days=1000))
    one = received(work, FILE, MAPPING)
    imports.check(staff_import=one, by=work.administrator)
    log_in(page, speaking_english(work.administrator))
    disposal = reverse("staff:disposal", args=[work.employer.code])
    qualified = f"{reverse('staff:qualification')}?dag=2014-06-30"
    read = walk(page, "/", "/personal/", disposal, qualified, within="/personal/", but=TODAYS_RULES)
    of_person = reverse("staff:person", args=[work.person.pk])
    assert {of_person, f"/personal/inlasning/{one.pk}/", qualified, disposal} <= read


def test_a_signatory_and_a_coordinator(page: Page) -> None:
    made = town()
    for person in staffed(made):
        mark(person, "ethics", Mark.BASIC)
    log_in(page, speaking_english(made.coordinator))
    derived = _url("derived", made.answer_to.round.code, made.answer_to.unit.code)
    figure = _url("derived_cell", made.answer_to.round.code, made.answer_to.unit.code, "caseworkers.women")
    of_all = [
        _url(name, made.employer.code) for name in ("matrix", "plans", "needs", "resources", "profiles")
    ]
    read = walk(page, "/", derived, figure, *of_all, within="/kompetens/", but=f"{ONE_MARK}|{ONE_FIGURE}")
    assert {derived, figure, *of_all} <= read
    log_in(page, speaking_english(accounts.signatory(made.employer)))
    decision = reverse("staff:decision", args=[made.employer.code])
    assert decision in walk(page, decision, within="/personal/")


def test_open_tables(page: Page, settings: SettingsWrapper) -> None:
    settings.DEMO_DATE = None
    round_ = collection.round_("inventering-2016", made_up=True)
    for code, name in (("2080", "Falun"), ("2081", "Borlänge"), ("2082", "Säter")):
        answered(organisations.municipality(code, name), round_)
    ordered = releases.order(
        definition="staff-by-municipality@2016",
        round_codes=[round_.code],
        by=accounts.officer(name="Olle"),
        contact="statistik@example.se",
        at=collection.IN_TIME,
    )
    draft = actions.build(ordered)
    second = accounts.officer(name="Karin")
    log_in(page, speaking_english(second))
    release = f"/tabeller/utgavor/{draft.slug}/"
    read = walk(page, "/tabeller/", release, within="/tabeller/", but="/godkann/")
    assert {release, "/tabeller/bestall/"} <= read
    releases.approve(publication=draft, by=second)
    page.context.clear_cookies()
    page.goto("/tabeller/")
    follow(page.get_by_role("button", name="English"))
    read = walk(page, "/tabeller/", within="/tabeller/")
    assert release in read
    assert len(read) > 2
