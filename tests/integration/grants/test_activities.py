"""Entering activities: who can, when, what is wrong with an entry, two at once, joint activities, and the reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kompetenslyft.apps.audit import queries as audit
from kompetenslyft.apps.collection import actions as collection
from kompetenslyft.apps.collection import queries as returns
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants.actions import activities as actions
from kompetenslyft.apps.grants.actions import joint_reports, years
from kompetenslyft.apps.grants.models import Activity, ActivityChange
from kompetenslyft.apps.grants.queries import activities as queries
from kompetenslyft.apps.grants.queries import activity_locks as locks
from kompetenslyft.core.spending.model import Activity as ActivityValue
from kompetenslyft.core.spending.model import Cost
from tests.factories import accounts, grants, organisations
from tests.factories import collection as rounds

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.collection.models import Return
    from kompetenslyft.apps.grants.models import ProgrammeYear
    from kompetenslyft.apps.organisations.models import Organisation

pytestmark = pytest.mark.django_db

DURING, REPORTING = grants.at(date(2013, 10, 14)), grants.at(date(2014, 1, 13))
FALUN, MORA, ORSA = "2080", "2062", "2034"
FEES, TRAVEL = "costs.competence.course_fees", "costs.competence.travel"
PEOPLE = "participants.caseworker.with_degree.over_4"


@dataclass
class Cast:
    year: ProgrammeYear
    falun: Organisation
    mora: Organisation
    orsa: Organisation
    karin: User
    """Falun's data coordinator."""
    moa: User
    """Mora's data coordinator."""
    sten: User
    """Falun's signatory."""
    officer: User

    def save(self, entries: Mapping[str, object] | None = None, **fields: object) -> actions.Saved:
        """Enter in October as Falun's coordinator, unless something else is said."""
        given = {"year": self.year, "unit": self.falun, "by": self.karin, "at": DURING} | fields
        return actions.save_activity(entries=entries if entries is not None else course(), **given)  # type: ignore[arg-type]

    def stored(self, entries: Mapping[str, object] | None = None, **fields: object) -> Activity:
        saved = self.save(entries, **fields)
        assert saved.is_clean, saved
        assert saved.activity is not None
        return saved.activity

    def report(self, unit: Organisation) -> Return:
        self.year.refresh_from_db()
        assert self.year.report_round_id is not None
        answer_to = returns.return_of(self.year.report_round_id, unit.pk)
        assert answer_to is not None
        return answer_to

    def given(self, unit: Organisation, key: str) -> object:
        return self.report(unit).given[key]

    def open_reporting(self) -> None:
        years.open_reporting(year=self.year, by=self.officer, at=grants.at(date(2013, 12, 2)))
        self.year.refresh_from_db()

    def sign(self, unit: Organisation, by: User) -> None:
        """Fill in and sign the report."""
        answer_to = self.report(unit)
        words = {
            "effects": "Bra",
            "difficulties": "Inga",
            "why_unused": "Kurser kvar",
            "figures_confirmed": "yes",
        }
        words |= {"stewardship_caseworkers": "yes", "stewardship_leaders": "yes", "induction": "yes"}
        outcome = collection.enter(
            answer_to=answer_to, entries=words, base=10**6, by=by, channel="web", at=REPORTING
        )
        assert outcome.is_clean, outcome
        for finding in returns.situation(answer_to, by, at=REPORTING).unexplained:
            collection.explain(
                answer_to=answer_to, instance=finding.instance, text="Så är det", by=by, at=REPORTING
            )
        collection.submit(answer_to=answer_to, by=by, at=REPORTING)
        collection.sign(answer_to=answer_to, by=by, at=REPORTING)


def course(title: str = "Motiverande samtal", **fields: object) -> dict[str, object]:
    return {
        "title": title,
        "kind": "short_course",
        "state": "carried_out",
        "starts": "2013-10-01",
        "ends": "2013-10-02",
        f"parts.{FALUN}.{FEES}": "40 000",
        f"parts.{FALUN}.{PEOPLE}": "12",
    } | fields


def joint(title: str = "Motiverande samtal", **fields: object) -> dict[str, object]:
    return course(title, **{f"parts.{MORA}.{FEES}": "15 000", f"parts.{MORA}.{PEOPLE}": "4"} | fields)


@pytest.fixture
def cast() -> Cast:
    """Three municipalities that have received money in 2013, and their people."""
    falun, mora, orsa = (
        organisations.municipality(code, name)
        for code, name in ((FALUN, "Falun"), (MORA, "Mora"), (ORSA, "Orsa"))
    )
    year = grants.year()
    for unit in (falun, mora, orsa):
        grants.entitlement(year, unit, "competence", 100_000)
    return Cast(
        year,
        falun,
        mora,
        orsa,
        accounts.coordinator(falun, name="Karin"),
        accounts.coordinator(mora, name="Moa"),
        accounts.signatory(falun, name="Sten"),
        accounts.officer(name="Olle"),
    )


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.code


def test_an_activity_is_kept_with_its_part_its_history_and_an_audit_row(cast: Cast) -> None:
    row = cast.stored()
    assert (row.number, row.revision, row.changed_by) == (1, 1, "Karin")
    [part] = row.parts.all()
    assert part.costs == {"competence": {"course_fees": 40_000}}
    assert part.participants == {"caseworker.with_degree.over_4": 12}
    [change] = queries.history(row)
    assert change.content["entries"]["title"] == "Motiverande samtal"
    assert [one.action for one in audit.rows_about(row)] == ["activity.add"]
    assert cast.stored(course("Handledning")).number == 2


def test_what_is_stored_is_what_the_rules_see(cast: Cast) -> None:
    row = cast.stored(
        joint(
            cooperation=["skr"],
            directions=["family_law"],
            hours="16",
            credits="7,5",
            qualifying="yes",
            total_sek="55 000",
            provider="Högskolan",
            reason="Behövs",
        )
    )
    changes = queries.written(queries.history(row))
    assert {one.key for one in changes[0][1]} >= {"credits", f"parts.{MORA}.{FEES}"}
    [seen] = queries.core_activities(cast.year, [cast.falun.pk])[cast.falun.pk]
    [seen_there] = queries.core_activities(cast.year, [cast.mora.pk])[cast.mora.pk]
    assert (seen.ref, seen_there.ref) == ("1", f"{FALUN}-1")
    assert (seen.credits, seen.total_sek, seen.qualifying) == (75, 55_000, True)
    saved = cast.save(
        {key: entry for key, entry in joint().items() if key != "title"}, activity=row, base=row.revision
    )
    assert [finding.code for finding in saved.findings] == ["G311"]


@pytest.mark.parametrize(
    ("key", "entry", "code"),
    [
        (f"parts.{FALUN}.{FEES}", "-1", "V405"),
        (f"parts.{FALUN}.{FEES}", "99,50", "V404"),
        (f"parts.{FALUN}.{PEOPLE}", "-3", "V405"),
        ("ends", "2013-09-30", "G313"),
        ("title", "", "G311"),
        ("parts", ["9999"], "G315"),
        (f"parts.{FALUN}.costs.competence.inventory_work", "5", "G314"),
    ],
)
def test_what_cannot_be_kept_comes_back_and_nothing_is_stored(
    cast: Cast, key: str, entry: object, code: str
) -> None:
    entries = course(**{key: entry})
    saved = cast.save(entries)
    assert [finding.code for finding in saved.findings] == [code]
    assert key in saved.findings[0].cells
    assert saved.entries == entries
    assert (saved.activity, saved.changed, Activity.objects.count()) == (None, False, 0)

    row = cast.stored()
    again = cast.save(entries, activity=row, base=1)
    assert (again.is_clean, again.revision) == (False, 1)
    assert ActivityChange.objects.count() == 1


def test_more_participants_than_staff_is_asked_about_and_kept(cast: Cast) -> None:
    _inventory(cast)
    cast.stored(course(**{f"parts.{FALUN}.{PEOPLE}": "13"}))
    found = queries.spending_situation(cast.year, cast.falun, DURING.date()).findings
    assert [finding.code for finding in found] == ["B904"]
    assert "13 deltagare, men kommunen har 12 årsarbetare" in found[0].message.sv


def _inventory(cast: Cast) -> None:
    """Falun's signed inventory of 2013: 10,5 caseworkers and 1 team leader."""
    made = rounds.round_("inventering-2013", 2013, "competence-inventory@2013")
    answer_to = rounds.return_(cast.falun, made)
    submission = answer_to.submissions.create(
        number=1,
        revision=1,
        values={"caseworkers.women": 1050, "team_leaders.women": 100},
        submitted_at=DURING,
        submitted_by="Karin",
        signed_at=DURING,
    )
    answer_to.counted_number = submission.number
    answer_to.save(update_fields=["counted_number"])


def test_only_those_who_enter_for_the_municipality_can(cast: Cast) -> None:
    reader = accounts.person_with(cast.falun, "reader")
    for by, code in ((cast.moa, "E101"), (reader, "E102"), (cast.officer, "E102")):
        with pytest.raises(Refused) as refused:
            cast.save(by=by)
        assert code_of(refused) == code
    row = cast.stored()
    for by in (cast.moa, reader):
        with pytest.raises(Refused):
            actions.remove_activity(activity=row, by=by, at=DURING)
    with pytest.raises(Refused) as refused:
        cast.save(unit=cast.mora, by=cast.moa, activity=row, base=1)
    assert code_of(refused) == "E101", "another municipality's activity is not there to be changed"


def test_a_closed_year_takes_nothing_more(cast: Cast) -> None:
    row = cast.stored()
    cast.year.closed_at = REPORTING
    cast.year.save()
    with pytest.raises(Refused) as refused:
        cast.save(course("För sent"))
    assert code_of(refused) == "G707"
    assert "2014-01-13" in refused.value.text("sv")
    with pytest.raises(Refused):
        actions.remove_activity(activity=row, by=cast.karin, at=REPORTING)
    assert Activity.objects.count() == 1


def test_two_at_once_keep_each_others_changes(cast: Cast) -> None:
    row = cast.stored()
    cast.stored(course(provider="Högskolan"), activity=row, base=1, by=cast.sten)
    saved = cast.save(course(hours="16"), activity=row, base=1)
    assert saved.is_clean
    row.refresh_from_db()
    assert (row.provider, row.hours, row.revision) == ("Högskolan", 16, 3)


def test_two_who_change_the_same_field_are_told(cast: Cast) -> None:
    row = cast.stored()
    cast.stored(course("Stens rubrik", provider="Högskolan"), activity=row, base=1, by=cast.sten)
    mine = course("Karins rubrik", hours="16")
    saved = cast.save(mine, activity=row, base=1)
    conflict = saved.conflicts["title"]
    assert (conflict.mine, conflict.theirs, conflict.by) == ("Karins rubrik", "Stens rubrik", "Sten")
    assert (saved.revision, saved.changed) == (2, False)
    assert (saved.entries["title"], saved.entries["hours"]) == ("Karins rubrik", "16")
    assert saved.entries["provider"] == "Högskolan", "what the other alone has changed is taken in"
    row.refresh_from_db()
    assert (row.title, row.hours) == ("Stens rubrik", None)
    again = cast.save(saved.entries, activity=row, base=saved.revision)
    assert again.is_clean, "whoever has seen what the other wrote may go on"
    row.refresh_from_db()
    assert (row.title, row.provider) == ("Karins rubrik", "Högskolan")


def test_a_wrong_entry_does_not_hide_that_somebody_else_has_saved(cast: Cast) -> None:
    row = cast.stored()
    cast.stored(course(provider="Högskolan"), activity=row, base=1, by=cast.sten)
    wrong = cast.save(course(hours="x"), activity=row, base=1)
    assert (wrong.is_clean, wrong.revision) == (False, 1)
    assert cast.save(course(hours="8"), activity=row, base=wrong.revision).is_clean
    row.refresh_from_db()
    assert (row.provider, row.hours) == ("Högskolan", 8)


@pytest.mark.parametrize("base", [None, 0, -4])
def test_whoever_has_seen_nothing_overwrites_nothing(cast: Cast, base: int | None) -> None:
    row = cast.stored()
    saved = cast.save(course("Annan"), activity=row, base=base)
    assert saved.conflicts.keys() == {"title"}


def test_saving_what_stands_changes_nothing(cast: Cast) -> None:
    row = cast.stored()
    saved = cast.save(course(**{f"parts.{FALUN}.{FEES}": "40000"}), activity=row, base=1)
    assert (saved.is_clean, saved.changed, saved.revision) == (True, False, 1)


def test_a_removed_activity_is_kept_and_can_be_restored(cast: Cast) -> None:
    cast.open_reporting()
    row = cast.stored(at=REPORTING)
    assert cast.given(cast.falun, "used.competence") == 0, "nothing is paid yet"
    assert cast.given(cast.falun, "activities.short_course") == 1
    actions.remove_activity(activity=row, by=cast.karin, at=REPORTING)
    assert cast.given(cast.falun, "activities.short_course") == 0
    assert queries.activities(cast.year, cast.falun) == []
    assert queries.activities(cast.year, cast.falun, removed=True) == [row]
    with pytest.raises(Refused) as refused:
        cast.save(activity=row, base=2, at=REPORTING)
    assert code_of(refused) == "G304"
    actions.restore_activity(activity=row, by=cast.karin, at=REPORTING)
    assert cast.given(cast.falun, "activities.short_course") == 1
    assert [change.content["removed"] for change in queries.history(row)] == [False, True, False]
    assert [one.action for one in audit.rows_about(row)][:2] == ["activity.restore", "activity.remove"]


def test_each_municipality_of_a_joint_activity_reports_its_part(cast: Cast) -> None:
    cast.open_reporting()
    row = cast.stored(joint(), at=REPORTING)
    for unit, cost, people in ((cast.falun, 40_000, 12), (cast.mora, 15_000, 4)):
        assert cast.given(unit, "cost.course_fees") == cost
        assert cast.given(unit, "participants_caseworkers.with_degree.over_4") == people
        assert cast.given(unit, "activities.short_course") == 1
    assert cast.given(cast.orsa, "activities.short_course") == 0
    assert [one.pk for one in queries.activities(cast.year, cast.mora)] == [row.pk]
    assert queries.activity_for(cast.moa, cast.year, cast.mora, f"{FALUN}-1", DURING.date()) == row
    for ref in ("1", f"{FALUN}-2", "x", "-", "9" * 30):
        with pytest.raises(Refused):
            queries.activity_for(cast.moa, cast.year, cast.mora, ref, DURING.date())

    without = cast.save(course(), activity=row, base=1, at=REPORTING)
    assert without.is_clean
    assert cast.given(cast.mora, "activities.short_course") == 0, "whoever is taken out has it no more"


def test_a_municipality_hears_of_its_part(
    cast: Cast, django_capture_on_commit_callbacks: pytest.FixtureRequest
) -> None:
    def told(entries: Mapping[str, object], **fields: object) -> list[tuple[list[str], str]]:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            assert cast.save(entries, **fields).is_clean
        return [(letter.to, letter.subject) for letter in mail.outbox]

    assert told(joint()) == [([cast.moa.email], "Mora är med i insatsen Motiverande samtal")]
    assert f"/bidrag/{cast.year.code}/insatser/{MORA}/" in mail.outbox[0].body
    row = Activity.objects.get()
    assert told(joint(hours="8"), activity=row, base=1) == [], "only of what is its own"
    changed = joint(hours="8", **{f"parts.{MORA}.{FEES}": "16 000"})
    assert [subject for _to, subject in told(changed, activity=row, base=2)] == [
        "Er del av insatsen Motiverande samtal är ändrad"
    ]
    assert [subject for _to, subject in told(course(), activity=row, base=3)] == [
        "Mora är inte längre med i insatsen Motiverande samtal"
    ]


def test_a_signed_report_locks_the_municipalitys_activities(cast: Cast) -> None:
    cast.open_reporting()
    row = cast.stored(at=REPORTING)
    cast.sign(cast.falun, cast.sten)
    for attempt in (
        lambda: cast.save(course("Ny"), at=REPORTING),
        lambda: cast.save(course("Ny"), activity=row, base=1, at=REPORTING),
        lambda: actions.remove_activity(activity=row, by=cast.karin, at=REPORTING),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert code_of(refused) == "G302"
        assert "underskrivet" in refused.value.text("sv")
    shut = locks.lock_on(cast.year, cast.falun, REPORTING.date())
    assert shut is not None
    assert locks.lock_on(cast.year, cast.mora, REPORTING.date()) is None


def test_a_signed_report_locks_its_part_of_anothers_activity(cast: Cast) -> None:
    cast.open_reporting()
    row = cast.stored(joint(), at=REPORTING)
    cast.sign(cast.mora, accounts.signatory(cast.mora))
    theirs = cast.report(cast.mora).given

    own = joint(**{f"parts.{FALUN}.{TRAVEL}": "500"})
    assert cast.save(own, activity=row, base=1, at=REPORTING).is_clean, "Falun's own part stays open"
    for entries in (
        joint(**{f"parts.{FALUN}.{TRAVEL}": "500", f"parts.{MORA}.{FEES}": "1"}),
        joint("Annan rubrik", **{f"parts.{FALUN}.{TRAVEL}": "500"}),
        course(),
    ):
        with pytest.raises(Refused) as refused:
            cast.save(entries, activity=row, base=2, at=REPORTING)
        assert code_of(refused) == "G303"
        assert "Mora" in refused.value.text("sv")
        assert refused.value.findings[0].cells == (f"parts.{MORA}",)
    assert cast.report(cast.mora).given == theirs


def test_activities_are_entered_before_reporting_opens(cast: Cast) -> None:
    cast.open_reporting()
    assert cast.save(at=DURING).is_clean, "the round opens in December, and October is not too early"


def test_the_situation_shows_what_is_left_and_what_is_wrong(cast: Cast) -> None:
    cast.stored(course(**{f"parts.{FALUN}.{TRAVEL}": "50 001"}))
    cast.stored(course("Nästa", state="planned", **{f"parts.{FALUN}.{FEES}": "5 000"}))
    now = queries.spending_situation(cast.year, cast.falun, DURING.date())
    assert now.received == {"inventory": 0, "competence": 100_000}
    assert now.paid == {"inventory": 0, "competence": 0}
    assert {cost.category: amount for cost, amount in now.costs.items()} == {
        "course_fees": 40_000,
        "travel": 50_001,
    }
    assert {cost.category: amount for cost, amount in now.planned.items()} == {"course_fees": 5_000}
    assert (now.outcomes["competence"].unused, now.outcomes["competence"].not_permitted) == (9_999, 1)
    assert [finding.code for finding in now.findings] == ["B102"]
    assert [finding.code for finding in now.findings_on("1")] == ["B102"]
    assert now.findings_on("2") == ()

    [first, _second] = now.activities
    cheaper = queries.spending_situation(
        cast.year, cast.falun, DURING.date(), instead=_with_travel(first, 50_000)
    )
    assert cheaper.findings == ()
    assert len(cheaper.activities) == 2


def _with_travel(activity: ActivityValue, amount: int) -> ActivityValue:
    [part] = activity.parts
    costs = dict(part.costs) | {Cost("competence", "travel"): amount}
    return replace(activity, parts=(replace(part, costs=costs),))


def test_the_number_of_queries_does_not_grow_with_the_activities(cast: Cast) -> None:
    def count() -> tuple[int, int, int]:
        counts = []
        for ask in (
            lambda: queries.activities(cast.year, cast.falun),
            lambda: queries.core_activities(cast.year, [cast.falun.pk, cast.mora.pk]),
            lambda: queries.spending_situation(cast.year, cast.falun, DURING.date()),
        ):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                ask()
            counts.append(len(asked))
        return tuple(counts)  # type: ignore[return-value]

    cast.stored(joint())
    before = count()
    for number in range(5):
        cast.stored(joint(f"Kurs {number}"))
    assert count() == before
    assert before == (3, 3, 6)


def test_the_leads_signed_report_locks_the_activities_of_those_it_reports_for(cast: Cast) -> None:
    cast.open_reporting()
    signatory = accounts.signatory(cast.mora)
    report = joint_reports.propose(
        year=cast.year, lead=cast.falun, members=[cast.mora], by=cast.sten, at=REPORTING
    )
    joint_reports.agree(member=report.members.get(), by=signatory, at=REPORTING)
    theirs = course(**{f"parts.{FALUN}.{FEES}": "", f"parts.{FALUN}.{PEOPLE}": ""})
    assert cast.save(theirs, unit=cast.mora, by=cast.moa, at=REPORTING).is_clean, (
        "that its own return is declared empty locks nothing"
    )
    cast.sign(cast.falun, cast.sten)
    with pytest.raises(Refused) as refused:
        cast.save(theirs, unit=cast.mora, by=cast.moa, at=REPORTING)
    assert code_of(refused) == "G302"
