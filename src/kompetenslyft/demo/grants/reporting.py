"""Activities entered through the year, the report-back, the settlement, and the closing of the year."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from kompetenslyft.apps.collection import actions as collection
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants.actions import activities, redistribution, repayments, settlement, years
from kompetenslyft.apps.grants.queries import settlement as settlement_queries
from kompetenslyft.apps.grants.queries import years as queries
from kompetenslyft.demo.draws import number
from kompetenslyft.demo.grants import words
from kompetenslyft.demo.grants.activities import Entered, joint_course, made_up, not_permitted
from kompetenslyft.demo.grants.claiming import enter
from kompetenslyft.demo.grants.setting import Going, NotTaken, morning
from kompetenslyft.demo.participants import IN_PROGRESS, UNFINISHED
from kompetenslyft.demo.rounds import workday

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.collection.models import Return
    from kompetenslyft.apps.grants.models import Settlement

JOINT = "20"
"""The county that holds the joint course of 2016."""
SETTLED_2016 = date(2017, 1, 23)
"""When the officer settled those who had reported by then; the demo is set two weeks later."""
LAST_REPORT_2016 = date(2017, 2, 2)


def spend(going: Going) -> None:
    """Enter what the money bought, day by day."""
    joint = _joint(going)
    entered: list[tuple[str, Entered]] = []
    for code in going.codes:
        if code in going.idle:
            continue
        made = made_up(
            code,
            going.number,
            going.received[code],
            staff=going.grants.staff[code],
            joint=code in joint,
            qualifying=going.grants.claimants.qualifying.get(code) == going.number,
        )
        entered += [(code, one) for one in made]
    if going.number == 2016 and IN_PROGRESS in going.codes:
        entered.append((IN_PROGRESS, not_permitted(IN_PROGRESS)))
    if joint:
        entered.append((joint[0], joint_course(joint[0], joint[1:])))
    for code, one in sorted(entered, key=lambda pair: (pair[1].day, pair[0])):
        saved = activities.save_activity(
            year=going.year,
            unit=going.grants.units[code],
            entries=one.entries,
            by=going.cast.respondent(code),
            at=morning(workday(one.day, later=False), code),
        )
        if not saved.is_clean:
            raise NotTaken(f"{code} {going.number}: {saved}")


def open_reporting(going: Going) -> None:
    """Ask everybody that has been paid for a report."""
    day = workday(going.year.programme.reporting.opens - timedelta(days=3), later=False)
    years.open_reporting(year=going.year, by=going.cast.officer, at=morning(day))
    going.year = queries.year(going.year.code)


def report(going: Going, *, after: date = date.min, to: date = date.max) -> None:
    """File the reports that come in after one day and up to another; more of them come towards the end."""
    window = going.year.programme.reporting
    room = (window.deadline - window.opens).days - 2
    days = {
        code: max(
            window.opens,
            workday(
                window.opens
                + timedelta(days=max(number(code, f"reports {going.number} {draw}", room) for draw in "ab")),
                later=False,
            ),
        )
        for code in going.codes
    }
    for code, day in sorted(days.items(), key=lambda one: (one[1], one[0])):
        if after < day <= to and not (going.number == 2016 and code in UNFINISHED):
            _report(going, code, morning(day, code))
            going.grants.told(going.year.title("sv"))


def finish(going: Going) -> None:
    """Take in every report, settle, take back what was not used, return the rest to the state, close the year."""
    report(going)
    window, officer = going.year.programme.reporting, going.cast.officer
    settled = workday(window.deadline + timedelta(days=18), later=True)
    settlement.settle_all(year=going.year, by=officer, at=morning(settled))
    _collect(going, settled, paid=True)
    rest = workday(window.last_change + timedelta(days=30), later=True)
    for purpose in going.year.programme.purposes:
        redistribution.return_rest(year=going.year, purpose=purpose.id, by=officer, at=morning(rest))
    years.close_year(year=going.year, by=officer, at=morning(rest) + timedelta(hours=1))


def begin_settling(going: Going) -> None:
    """Settle those who have reported two weeks before the demo's day, and send their invoices; more reports come."""
    report(going, to=SETTLED_2016 - timedelta(days=1))
    settlement.settle_all(year=going.year, by=going.cast.officer, at=morning(SETTLED_2016))
    _collect(going, SETTLED_2016, paid=False)
    report(going, after=SETTLED_2016, to=LAST_REPORT_2016)


def _report(going: Going, code: str, moment: datetime) -> None:
    by = going.cast.respondent(code)
    answer_to = queries.own_year(going.year, going.grants.units[code]).report
    assert answer_to is not None
    left = sum(amount for key, amount in answer_to.given.items() if key.startswith("unused."))
    nothing = code in going.idle
    salt = str(going.number)
    entries: dict[str, object] = {
        "effects": "Inga insatser genomfördes." if nothing else words.drawn(words.EFFECTS, code, salt),
        "difficulties": words.DID_NOTHING if nothing else words.drawn(words.DIFFICULTIES, code, salt),
        "stewardship_caseworkers": ("Ja", "Delvis", "Delvis", "Nej")[number(code, f"managed {salt}", 4)],
        "stewardship_leaders": ("Ja", "Delvis", "Nej", "Nej")[number(code, f"managed by {salt}", 4)],
        "stewardship_how": words.drawn(words.STEWARDSHIP, code, salt),
        "induction": "Ja" if number(code, "induction", 3) else "Nej",
        "figures_confirmed": "Ja",
    }
    if left:
        entries["why_unused"] = words.DID_NOTHING if nothing else words.drawn(words.WHY_UNUSED, code, salt)
    enter(answer_to, entries, by=by, at=moment)
    _submit(answer_to, by=by, at=moment + timedelta(minutes=30))
    collection.sign(answer_to=answer_to, by=going.cast.signatories[code], at=moment + timedelta(hours=3))


def _submit(answer_to: Return, *, by: User, at: datetime) -> None:
    """Submit, and write the reasons that are asked for."""
    try:
        collection.submit(answer_to=answer_to, by=by, at=at)
    except Refused as refused:
        for finding in refused.findings:
            if finding.code != "S303":
                raise
            collection.explain(
                answer_to=answer_to,
                instance=finding.instance.removeprefix("S303:"),
                text=words.REASON,
                by=by,
                at=at,
            )
        collection.submit(answer_to=answer_to, by=by, at=at)


def _collect(going: Going, settled: date, *, paid: bool) -> None:
    """Invoice everybody that is to repay anything; where ``paid`` the money comes back within a month."""
    officer = going.cast.officer
    owing: dict[str, list[Settlement]] = defaultdict(list)
    for line in settlement_queries.invoice_basis(going.year):
        owing[line.code].append(line.settlement)
    for count, (code, settlements) in enumerate(owing.items(), 1):
        invoiced = repayments.invoice(
            settlements=settlements,
            invoice_number=f"{going.number}-{count:03d}",
            due=settled + timedelta(days=40),
            by=officer,
            at=morning(settled + timedelta(days=3)),
        )
        back = workday(settled + timedelta(days=12 + number(code, "pays back", 20)), later=True)
        for one in invoiced if paid else ():
            repayments.record_repayment(
                settlement=one, amount=one.to_repay, on=back, by=officer, at=morning(back)
            )


def _joint(going: Going) -> list[str]:
    """Four that share a course in 2016: those of the county that are followed and have the most to spend."""
    if going.number != 2016:
        return []
    county = [code for code in going.codes if code.startswith(JOINT)]
    largest = sorted(county, key=lambda code: (-going.received[code].get("competence", 0), code))[:4]
    return largest if len(largest) == 4 else []
