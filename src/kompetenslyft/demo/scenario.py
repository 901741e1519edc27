"""Fills an empty system with the demo: four grant years, the country's municipalities, made-up returns.

Everything goes through the actions that people's own pages use, dated to the day that it is said to have happened.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import transaction
from django.test.utils import override_settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kompetenslyft.apps.accounts import queries as accounts
from kompetenslyft.apps.collection import actions as collection
from kompetenslyft.apps.collection import queries as returns_queries
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.organisations import actions as organisations
from kompetenslyft.apps.organisations import queries as organisation_queries
from kompetenslyft.apps.publishing import actions as publishing
from kompetenslyft.apps.publishing import queries as publishing_queries
from kompetenslyft.core.instruments.model import Values
from kompetenslyft.demo import unfinished
from kompetenslyft.demo.drafts import make_drafts
from kompetenslyft.demo.finished import roads_of
from kompetenslyft.demo.grants.claimants import claimants
from kompetenslyft.demo.grants.key import made_up_key
from kompetenslyft.demo.grants.setting import Grants
from kompetenslyft.demo.grants.years import run, steps
from kompetenslyft.demo.key_figures import keep_key_figures
from kompetenslyft.demo.logins import DEMO_DAY, OFFICER_EMAIL
from kompetenslyft.demo.participants import STOCKHOLM, Participants, participants
from kompetenslyft.demo.people import Cast, make_people
from kompetenslyft.demo.returns import Returns, make_returns
from kompetenslyft.demo.rounds import ROUNDS, RoundPlan, at
from kompetenslyft.demo.staff import filling as staff
from kompetenslyft.demo.tables import publish_tables
from kompetenslyft.demo.targets import targets

if TYPE_CHECKING:
    from kompetenslyft.apps.collection.models import Return, Round

Progress = Callable[[int, int, str], None]
"""Told how many of how many returns are in place, and what is being done."""

PEOPLE_FROM = at(date(2013, 5, 16), 9 * 60)
REPORT = "national-follow-up@2016"
PUBLISHED = at(date(2017, 2, 3), 16 * 60 + 30)
NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"
NIL_2013 = "Vi rekvirerade medel men hann inte göra någon inventering i år, och betalar tillbaka."
MESSAGE = (
    "Påminnelse om inventeringen av kompetensläget",
    "Hej!\n\nVi har inte fått något svar från er än. Sista svarsdag är fredagen den 10 februari 2017. "
    "Hör av er om ni behöver mer tid.\n\nHälsningar\nDemo Handläggare, Socialstyrelsen",
)


@dataclass(slots=True)
class Meter:
    """How far the filling has come."""

    tell: Progress
    total: int
    done: int = 0

    def add(self, count: int, what: str) -> None:
        self.done += count
        self.tell(self.done, self.total, what)


@dataclass(frozen=True, slots=True)
class Material:
    """What the demo is made of, limited to the municipalities asked for."""

    people: Participants
    made: Mapping[int, Returns]
    drafts: Returns
    chosen: frozenset[str]
    with_staff: bool
    """Whether Stockholm is followed and has its staff in the register."""

    def asked(self, year: int) -> dict[str, int]:
        return {code: joined for code, joined in self.people.asked(year).items() if code in self.chosen}

    def signed(self, year: int) -> Returns:
        return {code: values for code, values in self.made[year].items() if code in self.chosen}

    def before(self, year: int) -> dict[str, Values]:
        """What each municipality last had counted before the year."""
        return {
            code: values
            for earlier in sorted(self.made)
            if earlier < year
            for code, values in self.made[earlier].items()
        }


def fill(
    progress: Progress | None = None,
    *,
    only: Collection[str] | None = None,
    with_report: bool = True,
    with_tables: bool | None = None,
    with_grants: bool = True,
    with_staff: bool = True,
    reset: bool = False,
) -> bool:
    """Fill the database with the demo and publish its report; returns whether anything was done.

    What is there already is left alone. The returns are filed all or none; a report that was broken off is finished.
    ``only``: follow these municipalities alone. ``with_report``, ``with_grants``, ``with_staff``: publish the report,
    go through the grant years, fill Stockholm's staff register if the city is followed. ``with_tables``: publish tables
    by municipality; if nothing is said, where every municipality is followed. ``reset`` empties a demo first. No mail
    is sent.
    Raises Refused (D101) where the database holds anything but a demo.
    """
    check_is_demo_or_empty()
    if reset:
        call_command("flush", interactive=False, verbosity=0)
    tell = progress or (lambda done, total, what: None)
    filled = _is_filled()
    if not filled:
        # Reminders of years past are filed as sent; they are not to leave the machine today.
        with override_settings(EMAIL_BACKEND=NO_MAIL), transaction.atomic():
            _fill(tell, only, with_grants=with_grants, with_staff=with_staff)
    published = with_report and _publish_report(tell)
    if with_tables is None:
        with_tables = only is None
    if with_tables:
        published |= publish_tables(tell)
    keep_key_figures()
    return not filled or published


def check_is_demo_or_empty() -> None:
    """Raises Refused (D101) where the database holds anything but a demo."""
    officer = accounts.user_by_email(OFFICER_EMAIL)
    rounds = returns_queries.rounds(officer, DEMO_DAY) if officer else []
    foreign = officer is None and get_user_model().objects.exists()
    if foreign or not all(round_.made_up for round_ in rounds):
        raise Refused.because(
            "D101",
            "Databasen innehåller annat än påhittade uppgifter och rörs inte. Välj en tom databas med DATABASE_URL.",
            "The database holds more than made-up data and is left alone. Choose an empty one with DATABASE_URL.",
        )


def _is_filled() -> bool:
    officer = accounts.user_by_email(OFFICER_EMAIL)
    return officer is not None and bool(returns_queries.rounds(officer, DEMO_DAY))


def _fill(tell: Progress, only: Collection[str] | None, *, with_grants: bool, with_staff: bool) -> None:
    tell(0, 1, _("Räknar fram påhittade svar"))
    organisations.load_official(by=None, at=PEOPLE_FROM)
    units = {
        unit.code: unit.pk for unit in organisation_queries.search(kind="municipality", on=PEOPLE_FROM.date())
    }
    codes = sorted(units)
    made = make_returns(codes)
    chosen = frozenset(codes if only is None else only)
    material = Material(
        participants(codes, targets().participation),
        made,
        make_drafts(codes, made),
        chosen,
        with_staff and STOCKHOLM in chosen,
    )
    cast = make_people({code: units[code] for code in sorted(material.chosen)}, at=PEOPLE_FROM)
    claiming = claimants(material.people, targets().participation)
    to_file = sum(len(material.asked(plan.year)) for plan in ROUNDS)
    meter = Meter(
        tell,
        to_file
        + (steps(claiming, material.chosen) if with_grants else 0)
        + (staff.STEPS if material.with_staff else 0),
    )
    if material.with_staff:
        staff.run(
            made[2016][STOCKHOLM],
            signatory=cast.signatories[STOCKHOLM],
            told=lambda what: meter.add(1, what),
        )
    for plan in ROUNDS:
        round_ = _open(plan, material, units, cast)
        returns = {
            row.unit.code: row
            for row in returns_queries.returns_of(cast.officer, plan.opens).filter(round=round_)
        }
        _file_all(plan, material, cast, returns, meter)
        if plan.closes is not None:
            collection.close_round(round=round_, by=cast.officer, at=at(plan.closes, 9 * 60))
    if with_grants:
        run(
            Grants(
                cast=cast,
                units=organisation_queries.by_codes(codes),
                chosen=material.chosen,
                claimants=claiming,
                staff={code: _staff(made, code) for code in codes},
                key=made_up_key(codes),
                told=lambda what: meter.add(1, what),
            )
        )
        meter.add(meter.total - meter.done, _("Statsbidragen är på plats"))


def _staff(made: Mapping[int, Returns], code: str) -> int:
    """The municipality's caseworkers as people, by the first inventory it gave them in; a few where it gave none."""
    for year in sorted(made):
        values = made[year].get(code, {})
        if "caseworkers.women" in values:
            hundredths = [values.get(f"caseworkers.{gender}", 0) for gender in ("women", "men")]
            return max(1, sum(one for one in hundredths if isinstance(one, int)) // 100)
    return 3


def _publish_report(tell: Progress) -> bool:
    """Order, build and publish the report on all of the demo's rounds, as far as that is not done."""
    officer = accounts.user_by_email(OFFICER_EMAIL)
    assert officer is not None
    codes = [round_.code for round_ in returns_queries.rounds(officer, DEMO_DAY)]
    ordered = [
        one
        for one in publishing_queries.all_reports_for(officer, DEMO_DAY)
        if one.definition == REPORT and sorted(one.round_codes) == sorted(codes)
    ]
    if any(one.published_at for one in ordered):
        return False
    report = (
        ordered[0]
        if ordered
        else publishing.order(definition=REPORT, round_codes=codes, by=officer, at=PUBLISHED)
    )
    built = publishing.build(report, tell)
    publishing.publish(publication=built, by=officer, at=PUBLISHED)
    return True


def _open(plan: RoundPlan, material: Material, units: Mapping[str, int], cast: Cast) -> Round:
    opened = at(plan.opens, 8 * 60)
    round_ = collection.create_round(
        code=plan.code,
        title_sv=plan.title_sv,
        title_en=plan.title_en,
        year=plan.year,
        instrument=plan.instrument,
        opens=plan.opens,
        deadline=plan.deadline,
        last_start=plan.last_start,
        last_change=plan.last_change,
        made_up=True,
        by=cast.officer,
        at=opened - timedelta(days=7),
    )
    asked = {units[code]: joined for code, joined in material.asked(plan.year).items()}
    collection.ask(round=round_, units=asked, by=cast.officer, at=opened - timedelta(days=7))
    if plan.closes is None:
        collection.send_due(at=opened)
    return round_


def _file_all(
    plan: RoundPlan, material: Material, cast: Cast, returns: Mapping[str, Return], meter: Meter
) -> None:
    signed, before = material.signed(plan.year), material.before(plan.year)
    roads = roads_of(plan, signed)
    for code, values in signed.items():
        if code == STOCKHOLM and plan.closes is None and material.with_staff:
            staff.enter_return(returns[code], by=cast.respondent(code))
        roads[code](plan, cast, returns[code], values, before.get(code))
        meter.add(1, _title(plan))
    if plan.year == 2013 and material.people.nil_2013 in returns:
        nil = material.people.nil_2013
        collection.declare_nil(
            answer_to=returns[nil], note=NIL_2013, by=cast.signatories[nil], at=at(date(2014, 1, 20), 580)
        )
    if plan.closes is None:
        _leave_the_rest(plan, material, cast, returns, before)
    meter.add(len(returns) - len(signed), _title(plan))


def _leave_the_rest(
    plan: RoundPlan,
    material: Material,
    cast: Cast,
    returns: Mapping[str, Return],
    before: Mapping[str, Values],
) -> None:
    rest = {code: returns[code] for code in material.people.unanswered_2016 if code in returns}
    desk = unfinished.Desk(plan, cast, rest, material.drafts, before)
    unfinished.before_reminder(desk)
    collection.send_due(at=at(date(2017, 2, 3), 7 * 60))
    unfinished.after_reminder(desk)
    silent = list(
        returns_queries.returns_of(cast.officer, DEMO_DAY)
        .filter(round__code=plan.code, status="not_started")
        .order_by("unit__code")
    )
    if silent:
        subject, body = MESSAGE
        collection.write_to(
            returns=silent, subject=subject, body=body, by=cast.officer, at=at(date(2017, 2, 3), 890)
        )


def _title(plan: RoundPlan) -> str:
    return plan.title_en if (get_language() or "sv").startswith("en") else plan.title_sv
