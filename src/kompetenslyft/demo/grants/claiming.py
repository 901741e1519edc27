"""Claims through the window, and their payment in two batches: prepared by one officer, approved by another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from kompetenslyft.apps.collection import actions as collection
from kompetenslyft.apps.grants.actions import bank_answers, payee_accounts, payments, years
from kompetenslyft.apps.grants.queries import payments as payment_queries
from kompetenslyft.apps.grants.queries import years as queries
from kompetenslyft.demo.draws import number, percent
from kompetenslyft.demo.grants import papers
from kompetenslyft.demo.grants.setting import UNPAID_2016, Going, NotTaken, morning
from kompetenslyft.demo.rounds import workday

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.collection.models import Return


def claim_and_pay(going: Going) -> None:
    """Everybody that claims does so in the window; what nobody claims is entered as such."""
    window = going.year.programme.requisition
    room = (window.closes - window.opens).days - 8
    days = {
        code: workday(
            window.opens + timedelta(days=3 + number(code, f"claims {going.number}", room)), later=False
        )
        for code in going.codes
    }
    if going.number == 2016:
        days |= {code: window.closes - timedelta(days=5) for code in (UNPAID_2016,) if code in days}
    middle = window.opens + timedelta(days=room // 2)
    _claim_all(going, {code: day for code, day in days.items() if day < middle}.items())
    _pay(going, workday(middle, later=True))
    _claim_all(going, {code: day for code, day in days.items() if day >= middle}.items())
    after = workday(window.closes + timedelta(days=4), later=True)
    _pay(going, after)
    years.close_requisition(year=going.year, by=going.cast.officer, at=morning(after) + timedelta(hours=5))


def _claim_all(going: Going, days: Iterable[tuple[str, date]]) -> None:
    for code, day in sorted(days, key=lambda one: (one[1], one[0])):
        _claim(going, code, morning(day, code))
        going.grants.told(going.year.title("sv"))


def _claim(going: Going, code: str, moment: datetime) -> None:
    unit, by = going.grants.units[code], going.cast.respondent(code)
    own = queries.own_year(going.year, unit)
    assert own.requisition is not None
    wanted = {purpose: _wanted(going, code, purpose, offered) for purpose, offered in own.offered.items()}
    enter(
        own.requisition,
        {f"claimed.{purpose}": str(amount) for purpose, amount in wanted.items()}
        | {
            "wants_share": "Ja" if number(code, f"share {going.number}", 3) else "Nej",
            "contact": f"Socialförvaltningen i {unit.name} (påhittad)",
        },
        by=by,
        at=moment,
    )
    collection.attach(
        answer_to=own.requisition,
        key="delegation_order",
        data=papers.delegation_order(),
        filename=papers.DELEGATION_NAME,
        by=by,
        channel="web",
        at=moment,
    )
    collection.submit(answer_to=own.requisition, by=by, at=moment + timedelta(minutes=20))
    collection.sign(
        answer_to=own.requisition, by=going.cast.signatories[code], at=moment + timedelta(hours=3)
    )
    going.received[code] = {purpose: amount for purpose, amount in wanted.items() if amount}
    _give_account(going, code, moment)


def _wanted(going: Going, code: str, purpose: str, offered: int) -> int:
    claimants = going.grants.claimants
    claiming = claimants.inventory if purpose == "inventory" else claimants.competence[going.number]
    if code not in claiming:
        return 0
    partly = percent(code, f"partly {going.number}", 1, 100) <= 4 and offered > 100_000
    return offered * 7 // 10_000 * 1000 if partly else offered


def enter(answer_to: Return, entries: Mapping[str, object], *, by: User, at: datetime) -> None:
    outcome = collection.enter(
        answer_to=answer_to,
        entries=entries,
        base=answer_to.revision,
        by=by,
        channel="web",
        at=at,
    )
    if not outcome.is_clean:
        raise NotTaken(f"{answer_to}: {outcome.rejected or outcome.conflicts}")
    answer_to.revision = outcome.revision


def _give_account(going: Going, code: str, moment: datetime) -> None:
    """An account to be paid to, the first year that the municipality claims."""
    earlier = range(2013, going.number)
    if any(code in going.grants.claimants.of(year) for year in earlier):
        return
    account = payee_accounts.set_account(
        unit=going.grants.units[code],
        scheme="bankgiro",
        number=papers.bankgiro(code),
        by=going.cast.respondent(code),
        at=moment,
    )
    payee_accounts.confirm_account(account=account, by=going.cast.officer, at=moment + timedelta(hours=2))


def _pay(going: Going, day: date) -> None:
    """Accept every signed claim and pay it. The bank answers after four days."""
    officer, round_ = going.cast.officer, going.year.requisition_round
    assert round_ is not None
    if not collection.accept_signed(round=round_, by=officer, at=morning(day)):
        return
    moment = morning(day) + timedelta(hours=1)
    batch = payments.prepare_batch(
        year=going.year,
        execution_date=workday(day + timedelta(days=2), later=True),
        by=officer,
        at=moment,
    ).batch
    payments.approve_batch(batch=batch, by=going.cast.economist, at=moment + timedelta(hours=1))
    payments.send_batch(batch=batch, by=officer, at=moment + timedelta(hours=2))
    rejected = {
        one.payment.end_to_end_id: "AC04: kontot är avslutat"
        for one in payment_queries.payments(batch)
        if going.number == 2016 and one.unit.code == UNPAID_2016
    }
    bank_answers.confirm_batch(
        batch=batch, rejected=rejected, by=officer, at=morning(day + timedelta(days=4))
    )


def pay_again(going: Going) -> None:
    """Prepare the payment that the bank rejected, to a new account; it waits for another officer to approve it."""
    if UNPAID_2016 not in going.codes:
        return
    day = date(2017, 2, 3)
    account = payee_accounts.set_account(
        unit=going.grants.units[UNPAID_2016],
        scheme="bankgiro",
        number=papers.bankgiro(f"{UNPAID_2016} again"),
        by=going.cast.respondent(UNPAID_2016),
        at=morning(day),
    )
    payee_accounts.confirm_account(
        account=account, by=going.cast.economist, at=morning(day) + timedelta(hours=1)
    )
    payments.prepare_batch(
        year=going.year,
        execution_date=date(2017, 2, 9),
        by=going.cast.officer,
        at=morning(day) + timedelta(hours=2),
    )
