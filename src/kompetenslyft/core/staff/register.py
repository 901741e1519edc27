"""The rules of the register: what a person's record may hold, and how it reads on a day.

Findings name their place as a key: ``number``, ``employments.0.share``, ``credentials.1.awarded_on``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.staff.identity import holds_identity_number
from kompetenslyft.core.staff.model import (
    FULL_TIME,
    CredentialKind,
    Employment,
    Leave,
    Person,
    StaffRole,
)
from kompetenslyft.core.text import Text

LONGEST_NUMBER, LONGEST_NAME, LONGEST_TITLE, LONGEST_EMAIL = 40, 120, 200, 254
EARLIEST = date(1940, 1, 1)
"""What is dated before this day is a slip of the keys."""
LATEST = date(2100, 12, 31)
MOST_CREDITS = 9999
"""Tenths of higher education credits; doctors of long standing stay below."""
WITH_SUBJECTS = frozenset(
    {
        CredentialKind.SOCIAL_WORK_DEGREE,
        CredentialKind.OTHER_DEGREE,
        CredentialKind.FOREIGN_CERTIFICATE,
        CredentialKind.MASTER,
    }
)
"""The credentials that are degrees, and so may list the subjects that they include."""

_OF_SOCIAL_WORK = frozenset(
    {
        StaffRole.SOCIAL_WORKER,
        StaffRole.FAMILY_HOME_SOCIAL_WORKER,
        StaffRole.CARE_NEEDS_ASSESSOR,
        StaffRole.TREATMENT,
    }
)
"""Years in these roles are years in social work."""
_EMAIL = re.compile(r"[!-?A-~]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def works_on(person: Person, day: date) -> tuple[Employment, ...]:
    """The employments that run on the day."""
    return tuple(employment for employment in person.employments if employment.on(day))


def away_on(person: Person, day: date) -> bool:
    """Whether the person is on full leave that day."""
    return any(
        leave.first_day <= day and (leave.last_day is None or day <= leave.last_day)
        for leave in person.leaves
    )


def share_on(person: Person, day: date) -> int:
    """Hundredths of full time that the person is employed to on the day, leave or not."""
    return sum(employment.share for employment in person.employments if employment.on(day))


def units_on(person: Person, day: date) -> frozenset[str]:
    """Where the person belongs on the day: the units of what runs; where nothing does, of the last employment that has
    begun; before anything has begun, of the first. Empty without an employment.
    """
    running = frozenset(employment.unit for employment in person.employments if employment.on(day))
    if running or not person.employments:
        return running
    begun = [employment for employment in person.employments if employment.first_day <= day]
    if begun:
        return frozenset({max(begun, key=lambda employment: employment.first_day).unit})
    return frozenset({min(person.employments, key=lambda employment: employment.first_day).unit})


def fullest_day(person: Person) -> tuple[date, int] | None:
    """The first day on which the employments exceed full time, and their sum that day; None where they never do.

    The sum only grows on the first day of an employment, so those days are all there is to try.
    """
    for day in sorted(employment.first_day for employment in person.employments):
        if (share := share_on(person, day)) > FULL_TIME:
            return day, share
    return None


def check_person(person: Person, today: date | None = None) -> list[Finding]:
    """What is wrong with a person's record (N102–N119, N130); hard findings keep it out of the register.

    With ``today``, what has already happened must lie no later: a degree is awarded, a career has begun.
    """
    return [
        *_check_self(person, today),
        *_check_employments(person),
        *_check_career(person),
        *_check_credentials(person, today),
        *_check_leaves(person),
    ]


def _check_self(person: Person, today: date | None) -> Iterator[Finding]:
    if not _fits(person.number, LONGEST_NUMBER):
        yield _hard(
            "N130",
            f"Anställningsnumret ska ha 1–{LONGEST_NUMBER} tecken utan blanksteg i kanterna. Skriv ett nummer.",
            f"The employment number has 1–{LONGEST_NUMBER} characters and no spaces at the ends. Enter one.",
            "number",
        )
    for key, text in (("number", person.number), ("name", person.name), ("email", person.email)):
        if holds_identity_number(text):
            yield _identity_number(key)
    if not _fits(person.name, LONGEST_NAME):
        yield _hard(
            "N103",
            f"Namnet ska ha 1–{LONGEST_NAME} tecken utan blanksteg i kanterna. Skriv personens namn.",
            f"The name has 1–{LONGEST_NAME} characters and no spaces at the ends. Enter the person's name.",
            "name",
        )
    if person.email and not (len(person.email) <= LONGEST_EMAIL and _EMAIL.fullmatch(person.email)):
        yield _hard(
            "N104",
            "E-postadressen är inte skriven som en adress. Skriv den som namn@kommun.se, eller lämna tomt.",
            "The e-mail address is not written as one. Write it as name@example.org, or leave it blank.",
            "email",
        )
    since = person.social_work_since
    if since is not None and not EARLIEST.year <= since <= (today or LATEST).year:
        yield _year_outside("social_work_since", since, today)


def _check_employments(person: Person) -> Iterator[Finding]:
    for place, one in enumerate(person.employments):
        key, since = f"employments.{place}", one.first_day.isoformat()
        if one.last_day is not None and one.last_day < one.first_day:
            yield _hard(
                "N105",
                f"Anställningen från {since} slutar {one.last_day}, innan den börjar. Rätta något av datumen.",
                f"The employment from {since} ends {one.last_day}, before it begins. Correct one of the dates.",
                f"{key}.last_day",
            )
        if not 1 <= one.share <= FULL_TIME:
            yield _hard(
                "N106",
                f"Anställningen från {since} är på {one.share} procent. Sysselsättningsgraden ska vara 1–100.",
                f"The employment from {since} is {one.share} per cent. The share of full time is 1–100.",
                f"{key}.share",
            )
        if one.leaving_reason is not None and one.last_day is None:
            yield _hard(
                "N108",
                f"Anställningen från {since} har en avgångsorsak men ingen sista dag. "
                "Fyll i dagen eller ta bort orsaken.",
                f"The employment from {since} has a reason for leaving but no last day. "
                "Enter the day or take the reason away.",
                f"{key}.last_day",
            )
        if one.role_since is not None and not EARLIEST.year <= one.role_since <= LATEST.year:
            yield _year_outside(f"{key}.role_since", one.role_since, None)
        yield from _days_within(one.first_day, one.last_day, key)
        if one in person.employments[:place]:
            yield _hard(
                "N112",
                f"Anställningen från {since} står två gånger. Ta bort den ena.",
                f"The employment from {since} stands twice. Take one away.",
                key,
            )
    yield from _check_full_time(person)


def _check_full_time(person: Person) -> Iterator[Finding]:
    if any(not 1 <= one.share <= FULL_TIME for one in person.employments):
        return
    if (found := fullest_day(person)) is not None:
        day, share = found
        keys = [f"employments.{place}.share" for place, one in enumerate(person.employments) if one.on(day)]
        yield _hard(
            "N107",
            f"Den {day} pågår flera anställningar på tillsammans {share} procent. "
            "Avsluta någon av dem dagen före, eller sänk sysselsättningsgraden till högst 100 tillsammans.",
            f"On {day} employments overlap and come to {share} per cent together. "
            "End one of them the day before, or lower the shares to 100 at most together.",
            *keys,
        )


def _check_career(person: Person) -> Iterator[Finding]:
    """Years that contradict each other: worth a look, but no reason to keep a person out."""
    started = person.social_work_since
    for place, one in enumerate(person.employments):
        if one.role_since is None or not EARLIEST.year <= one.role_since <= LATEST.year:
            continue
        if one.role_since > one.first_day.year:
            yield _soft(
                "N109",
                f"Första året i rollen, {one.role_since}, ligger efter anställningens början {one.first_day}. "
                "Kontrollera året.",
                f"The first year in the role, {one.role_since}, is after the employment began on "
                f"{one.first_day}. Check the year.",
                f"employments.{place}.role_since",
            )
        elif started is not None and one.role_since < started and one.role in _OF_SOCIAL_WORK:
            yield _soft(
                "N110",
                f"Första året i rollen, {one.role_since}, ligger före första året i socialt arbete, {started}. "
                "Kontrollera åren.",
                f"The first year in the role, {one.role_since}, is before the first year in social work, "
                f"{started}. Check the years.",
                f"employments.{place}.role_since",
            )


def _check_credentials(person: Person, today: date | None) -> Iterator[Finding]:
    for place, one in enumerate(person.credentials):
        key = f"credentials.{place}"
        if not EARLIEST <= one.awarded_on <= (today or LATEST):
            until = f"{EARLIEST.year}–{(today or LATEST).isoformat()}"
            yield _hard(
                "N113",
                f"Utbildningen är daterad {one.awarded_on}. Datumet ska ligga inom {until}.",
                f"The education is dated {one.awarded_on}. The day lies within {until}.",
                f"{key}.awarded_on",
            )
        if one.subjects and one.kind not in WITH_SUBJECTS:
            yield _hard(
                "N114",
                "Ämnen anges bara för en examen. Ta bort ämnena, eller välj en examen.",
                "Subjects are given for degrees alone. Take the subjects away, or choose a degree.",
                f"{key}.subjects",
            )
        if len(one.title) > LONGEST_TITLE or not (one.title.isprintable() and one.title == one.title.strip()):
            yield _hard(
                "N117",
                f"Benämningen ska ha högst {LONGEST_TITLE} tecken utan blanksteg i kanterna. Korta den.",
                f"The title has at most {LONGEST_TITLE} characters and no spaces at the ends. Shorten it.",
                f"{key}.title",
            )
        if holds_identity_number(one.title):
            yield _identity_number(f"{key}.title")
        if one.credits is not None and not 0 < one.credits <= MOST_CREDITS:
            yield _hard(
                "N118",
                "Högskolepoängen ska vara mer än 0 och mindre än 1 000. Rätta dem, eller lämna tomt.",
                "The credits are more than 0 and less than 1 000. Correct them, or leave them blank.",
                f"{key}.credits",
            )


def _check_leaves(person: Person) -> Iterator[Finding]:
    for place, one in enumerate(person.leaves):
        key = f"leaves.{place}"
        if one.last_day is not None and one.last_day < one.first_day:
            yield _hard(
                "N115",
                f"Ledigheten från {one.first_day} slutar {one.last_day}, innan den börjar. Rätta något av datumen.",
                f"The leave from {one.first_day} ends {one.last_day}, before it begins. Correct one of the dates.",
                f"{key}.last_day",
            )
        yield from _days_within(one.first_day, one.last_day, key)
    running = sorted(
        (one for one in person.leaves if one.last_day is None or one.first_day <= one.last_day),
        key=lambda one: (one.first_day, one.last_day or date.max),
    )
    until: Leave | None = None
    for one in running:
        if until is not None and one.first_day <= (until.last_day or date.max):
            yield _hard(
                "N116",
                f"Ledigheterna från {until.first_day} och {one.first_day} överlappar. "
                "Låt den första sluta innan den andra börjar.",
                f"The leaves from {until.first_day} and {one.first_day} overlap. "
                "Let the first end before the other begins.",
                f"leaves.{person.leaves.index(one)}.first_day",
            )
        if until is None or (one.last_day or date.max) > (until.last_day or date.max):
            until = one


def _days_within(first: date, last: date | None, key: str) -> Iterator[Finding]:
    for name, day in (("first_day", first), ("last_day", last)):
        if day is not None and not EARLIEST <= day <= LATEST:
            yield _hard(
                "N111",
                f"Datumet {day} ligger utanför {EARLIEST.year}–{LATEST.year}. Rätta det.",
                f"The day {day} is outside {EARLIEST.year}–{LATEST.year}. Correct it.",
                f"{key}.{name}",
            )


def _year_outside(key: str, year: int, today: date | None) -> Finding:
    latest = (today or LATEST).year
    return _hard(
        "N119",
        f"Året {year} ligger utanför {EARLIEST.year}–{latest}. Skriv året med fyra siffror.",
        f"The year {year} is outside {EARLIEST.year}–{latest}. Write the year with four digits.",
        key,
    )


def _identity_number(key: str) -> Finding:
    return _hard(
        "N102",
        "Det ser ut som ett personnummer. Personnummer får inte finnas i registret: använd anställningsnumret.",
        "This looks like a personal identity number. None may be in the register: use the employment number.",
        key,
    )


def _fits(text: str, longest: int) -> bool:
    return 0 < len(text) <= longest and text == text.strip() and text.isprintable()


def _hard(code: str, sv: str, en: str, *cells: str) -> Finding:
    return Finding(code, Severity.HARD, Text(sv=sv, en=en), cells)


def _soft(code: str, sv: str, en: str, *cells: str) -> Finding:
    return Finding(code, Severity.SOFT, Text(sv=sv, en=en), cells)
