"""Rounds and returns for tests, made through the actions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile

from kompetenslyft.apps import clock
from kompetenslyft.apps.collection import actions
from kompetenslyft.apps.collection.models import Return, Round
from kompetenslyft.core.instruments.model import Instrument, Unit, Value
from kompetenslyft.core.instruments.values import options
from kompetenslyft.exchange.definitions import instrument as load_instrument
from tests.factories import accounts, organisations, workbooks

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation

INSTRUMENT = "competence-inventory@2016"


@dataclass(frozen=True, slots=True)
class Cast:
    """A municipality with its people, a round that has asked it, and its return."""

    unit: Organisation
    coordinator: User
    colleague: User
    signatory: User
    officer: User
    round: Round
    answer_to: Return


def opened_round(
    officer: User,
    *,
    code: str = "inventering-2016",
    year: int = 2016,
    today: date | None = None,
    **dates: date,
) -> Round:
    """A round that is open today, with the deadline in two weeks."""
    today = today or clock.today()
    days = {
        "opens": today - timedelta(days=30),
        "deadline": today + timedelta(days=14),
        "last_start": today + timedelta(days=21),
        "last_change": today + timedelta(days=28),
    } | dates
    return actions.create_round(
        code=code,
        title_sv=f"Inventering {year}",
        title_en=f"Inventory {year}",
        year=year,
        instrument=INSTRUMENT,
        by=officer,
        **days,
    )


def asked(round_made: Round, unit: Organisation, officer: User, *, joined: int = 2013) -> Return:
    """The unit's return in the round."""
    actions.ask(round=round_made, units={unit.pk: joined}, by=officer)
    return round_made.returns.select_related("round", "unit").get(unit=unit)


def cast(name: str = "Falun", *, joined: int = 2013, officer: User | None = None, **dates: date) -> Cast:
    """Everybody that a return needs."""
    unit = organisations.municipality(name=name)
    officer = officer or accounts.officer(name="Olle Handläggare")
    made = opened_round(officer, code=f"inventering-{unit.code}", **dates)
    return Cast(
        unit=unit,
        coordinator=accounts.coordinator(unit, name="Karin Samordnare"),
        colleague=accounts.coordinator(unit, name="Anna Andersson"),
        signatory=accounts.signatory(unit, name="Sten Ombud"),
        officer=officer,
        round=made,
        answer_to=asked(made, unit, officer, joined=joined),
    )


def enter(
    answer_to: Return,
    by: User,
    entries: Mapping[str, object],
    *,
    base: int = 1_000_000,
    at: datetime | None = None,
) -> None:
    """Enter answers on the web, whatever stands there."""
    outcome = actions.enter(answer_to=answer_to, entries=entries, base=base, by=by, channel="web", at=at)
    assert outcome.is_clean, outcome


def complete_answers(size: int = 10) -> dict[str, object]:
    """Answers in every cell that pass every check: ``size`` caseworkers, all at the basic level."""
    instrument = load_instrument(INSTRUMENT)
    entries: dict[str, object] = {}
    for spec in instrument.cells.values():
        if spec.derived:
            continue
        unit = spec.question.unit.value
        if unit in {"yes_no", "yes_partly_no"}:
            entries[spec.key] = "yes"
        elif unit == "choices":
            entries[spec.key] = [spec.question.options[0].id]
        elif unit == "text":
            entries[spec.key] = "Inget att tillägga."
        else:
            entries[spec.key] = "0"
    entries |= {"caseworkers.women": str(size), "caseworkers.men": "0", "team_leaders.women": "1"}
    entries |= {key: str(size) for key in entries if key.startswith("level_") and key.endswith(".basic")}
    return entries


def signed(made: Cast, entries: Mapping[str, object] | None = None) -> None:
    """Enter, submit and sign the return."""
    enter(made.answer_to, made.coordinator, entries if entries is not None else complete_answers())
    actions.submit(answer_to=made.answer_to, by=made.coordinator)
    actions.sign(answer_to=made.answer_to, by=made.signatory)
    made.answer_to.refresh_from_db()


def year_before(made: Cast, entries: Mapping[str, object] | None = None) -> Return:
    """The unit's signed return of the year before."""
    earlier = opened_round(made.officer, code=f"{made.round.code}-fore", year=made.round.year - 1)
    answer_to = asked(earlier, made.unit, made.officer, joined=2013)
    enter(answer_to, made.coordinator, entries if entries is not None else complete_answers())
    actions.submit(answer_to=answer_to, by=made.coordinator)
    actions.sign(answer_to=answer_to, by=made.signatory)
    return answer_to


def submit_all(made: Cast) -> None:
    """Answer everything and submit."""
    enter(made.answer_to, made.coordinator, complete_answers())
    actions.submit(answer_to=made.answer_to, by=made.coordinator)


STOCKHOLM = ZoneInfo("Europe/Stockholm")
OPENS = date(2016, 11, 1)
DEADLINE = date(2017, 2, 10)

_numbers = count(1)


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """A moment of a day in Sweden."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=STOCKHOLM)


IN_TIME = at(date(2017, 2, 6))


def round_(
    code: str = "", year: int = 2016, ref: str = "competence-inventory@2016", **fields: object
) -> Round:
    """A round that is open on ``IN_TIME``, whatever its year."""
    return Round.objects.create(
        **{
            "code": code or f"omgang-{next(_numbers)}",
            "title_sv": f"Inventering {year}",
            "title_en": f"Inventory {year}",
            "year": year,
            "instrument": ref,
            "opens": OPENS,
            "deadline": DEADLINE,
            "last_start": DEADLINE + timedelta(days=10),
            "last_change": DEADLINE + timedelta(days=20),
        }
        | fields
    )


def return_(unit: Organisation, asked_in: Round | None = None, *, joined_year: int = 2013) -> Return:
    """A return of the unit, not started."""
    return Return.objects.create(round=asked_in or round_(), unit=unit, joined_year=joined_year)


def complete_entries(ref: str = "competence-inventory@2016", size: int = 10) -> dict[str, object]:
    """Raw entries that answer every cell and break no hard check, for a unit with about ``size`` caseworkers."""
    form: Instrument = load_instrument(ref)
    entries: dict[str, object] = {}
    for key, spec in form.cells.items():
        if not spec.derived:
            entries[key] = _entry(key, spec.question.unit, size) or options(spec.question)[0].id
    return entries


def _entry(key: str, unit: Unit, size: int) -> Value | None:
    fixed: dict[str, Value] = {
        "caseworkers.women": size - 1,
        "caseworkers.men": 1,
        "degree_under_1_year": 1,
        "no_degree.women": 1,
        "no_degree.men": "0",
        "caseworkers_continuing_training": size - 2,
        "caseworkers_higher_education": 2,
        "caseworkers_master": 1,
        "team_leaders.women": 2,
        "team_leaders.men": 1,
        "leaders_first_job": 1,
        "leaders_need_development": 1,
        "leaders_under_3_years": "0",
        "leaders_continuing_training": 3,
        "leaders_higher_education": 1,
        "leaders_master": "0",
    }
    if key in fixed:
        return fixed[key]
    if key.startswith("level_"):
        return {"basic": size - 3, "advanced": 2, "lacking": 1}[key.rsplit(".", 1)[1]]
    if unit.is_numeric:
        return 1
    return "Inget att tillägga." if unit is Unit.TEXT else None


def file_of(name: str, data: bytes) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, data, content_type="application/octet-stream")


def filled_workbook(data: bytes, entries: Mapping[str, object]) -> SimpleUploadedFile:
    """The workbook with entries typed into its cells, as a browser sends it."""
    return file_of("svar.xlsx", workbooks.filled(data, entries))
