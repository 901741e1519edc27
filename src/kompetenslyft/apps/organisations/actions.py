"""Writing organisations."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit.actions import record
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.organisations import access, register
from kompetenslyft.apps.organisations.kinds import Kind
from kompetenslyft.apps.organisations.models import County, Organisation
from kompetenslyft.core.numbers import quoted

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User

CHANGEABLE = ("name", "valid_from", "valid_to", "successor")
_UNIT_PARENTS = (Kind.AGENCY, Kind.MUNICIPALITY, Kind.DISTRICT, Kind.JOINT_BOARD, Kind.UNIT)


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many organisations were added and brought up to date."""

    added: int
    changed: int


@transaction.atomic
def load_official(*, by: User | None = None, at: datetime | None = None) -> Loaded:
    """Add or bring up to date the agency, the counties, the municipalities and Stockholm's districts.

    Run again it changes nothing that is already right. Raises Refused (E103).
    """
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    for code, name in register.counties():
        County.objects.update_or_create(code=code, defaults={"name": name})
    districts = register.stockholm_districts()
    wanted: dict[str, dict[str, object]] = {
        register.AGENCY_CODE: {"kind": Kind.AGENCY, "name": register.AGENCY_NAME},
        **{
            code: {"kind": Kind.MUNICIPALITY, "name": name, "county_id": code[:2]}
            for code, name in register.municipalities()
        },
    }
    outcome = _bring_up_to_date(wanted)
    parent = Organisation.objects.get(code=districts.municipality)
    common = {"kind": Kind.DISTRICT, "county_id": parent.county_id, "parent_id": parent.pk}
    below = _bring_up_to_date(
        {
            districts.code(district.id): {
                **common,
                "name": district.name,
                "valid_from": district.valid_from,
                "valid_to": district.valid_to,
            }
            for district in districts.districts
        }
    )
    _link_successors(districts)
    loaded = Loaded(outcome.added + below.added, outcome.changed + below.changed)
    if loaded != Loaded(0, 0):
        agency = Organisation.objects.get(code=register.AGENCY_CODE)
        record(
            "organisations.official_loaded", agency, by=by, at=at, added=loaded.added, changed=loaded.changed
        )
    return loaded


def _bring_up_to_date(wanted: Mapping[str, Mapping[str, object]]) -> Loaded:
    existing = {
        organisation.code: organisation for organisation in Organisation.objects.filter(code__in=wanted)
    }
    new = [Organisation(code=code, **fields) for code, fields in wanted.items() if code not in existing]
    Organisation.objects.bulk_create(new)
    changed = 0
    for code, organisation in existing.items():
        stale = {name: value for name, value in wanted[code].items() if getattr(organisation, name) != value}
        if stale:
            Organisation.objects.filter(pk=organisation.pk).update(**stale)
            changed += 1
    return Loaded(len(new), changed)


def _link_successors(districts: register.DistrictFile) -> None:
    codes = [districts.code(district.id) for district in districts.districts]
    ids = dict(Organisation.objects.filter(code__in=codes).values_list("code", "pk"))
    for district in districts.districts:
        if district.successor:
            Organisation.objects.filter(pk=ids[districts.code(district.id)]).update(
                successor_id=ids[districts.code(district.successor)]
            )


@transaction.atomic
def create_joint_board(
    *,
    code: str,
    name: str,
    members: Collection[Organisation],
    by: User | None,
    valid_from: date | None = None,
    at: datetime | None = None,
) -> Organisation:
    """A joint board of two municipalities or more, which then reports for them. Raises Refused (E103, O1xx)."""
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    _check_board_members(members)
    first = min(members, key=lambda member: member.code)
    board = _create(
        Kind.JOINT_BOARD, code=code, name=name, by=by, at=at, valid_from=valid_from, county_id=first.county_id
    )
    board.members.set(members)
    return board


@transaction.atomic
def set_members(
    *, board: Organisation, members: Collection[Organisation], by: User | None, at: datetime | None = None
) -> None:
    """Say which municipalities a joint board consists of from now on. Raises Refused (E103, O1xx)."""
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    _check_board_members(members)
    before = sorted(board.members.values_list("code", flat=True))
    after = sorted(member.code for member in members)
    if before != after:
        board.members.set(members)
        record("organisations.members_set", board, by=by, at=at, before=before, after=after)


@transaction.atomic
def create_unit(
    *,
    parent: Organisation,
    name: str,
    by: User | None,
    code: str = "",
    valid_from: date | None = None,
    at: datetime | None = None,
) -> Organisation:
    """A unit below an organisation. Without ``code`` it gets the parent's with the next number: «0180-bromma-3».

    Raises Refused (E104, O1xx).
    """
    at = at or clock.now()
    access.check_may_change_units(by, parent, at.date())
    # Held, so that two units made at once do not both take the next number.
    Organisation.objects.select_for_update().get(pk=parent.pk)
    if parent.kind not in _UNIT_PARENTS:
        raise Refused.because("O104", "Enheter kan inte läggas här.", "Units cannot be added here.")
    return _create(
        Kind.UNIT,
        code=code or _next_code(parent),
        name=name,
        by=by,
        at=at,
        valid_from=valid_from,
        parent=parent,
        county_id=parent.county_id,
    )


@transaction.atomic
def change_organisation(
    *,
    organisation: Organisation,
    by: User | None,
    at: datetime | None = None,
    members: Collection[Organisation] | None = None,
    **changes: object,
) -> Organisation:
    """Change ``name``, ``valid_from``, ``valid_to`` (last day) or ``successor``; a joint board's ``members`` too.

    A unit is changed by the signatory above it or an officer, every other organisation by an officer alone.
    Raises Refused: E103, E104 access, O102 no name, O103 ends before it begins, O105 too few members.
    """
    at = at or clock.now()
    if organisation.kind == Kind.UNIT:
        access.check_may_change_units(by, organisation, at.date())
    else:
        access.check_is_officer(by, at.date())
    if unknown := set(changes) - set(CHANGEABLE):
        raise TypeError(
            f"change_organisation() takes {', '.join(CHANGEABLE)}, not {', '.join(sorted(unknown))}"
        )
    if "name" in changes:
        changes["name"] = _checked_name(str(changes["name"]))
    before = {name: getattr(organisation, name) for name in changes}
    try:
        _apply(organisation, changes)
        if members is not None:
            set_members(board=organisation, members=members, by=by, at=at)
    except Refused:
        for name, value in before.items():
            setattr(organisation, name, value)
        raise
    told = {
        name: [_told(before[name]), _told(changes[name])] for name in changes if before[name] != changes[name]
    }
    if told:
        organisation.save(update_fields=list(told))
        record("organisations.changed", organisation, by=by, at=at, changes=told)
    return organisation


def _apply(organisation: Organisation, changes: Mapping[str, object]) -> None:
    for name, value in changes.items():
        setattr(organisation, name, value)
    _check_validity(organisation)


def _create(
    kind: Kind, *, code: str, name: str, by: User | None, at: datetime, **fields: object
) -> Organisation:
    code = code.strip()
    if not code or len(code) > 60 or Organisation.objects.filter(code=code).exists():
        raise Refused.because(
            "O101",
            f"Koden «{quoted(code)}» är upptagen, saknas eller är längre än 60 tecken. Välj en annan kod.",
            f"The code “{quoted(code)}” is taken, missing or longer than 60 characters. Choose another.",
        )
    organisation = Organisation(kind=kind, code=code, name=_checked_name(name), **fields)
    _check_validity(organisation)
    organisation.save()
    record("organisations.created", organisation, by=by, at=at, kind=str(kind), code=code)
    return organisation


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > 120:
        raise Refused.because(
            "O102",
            "Ange ett namn på högst 120 tecken.",
            "Enter a name of at most 120 characters.",
        )
    return name


def _check_validity(organisation: Organisation) -> None:
    first, last = organisation.valid_from, organisation.valid_to
    if first and last and last < first:
        raise Refused.because(
            "O103",
            f"Sista dagen {last} ligger före första dagen {first}. Ändra någon av dem.",
            f"The last day {last} is before the first day {first}. Change one of them.",
        )


def _check_board_members(members: Collection[Organisation]) -> None:
    if len(members) < 2 or any(member.kind != Kind.MUNICIPALITY for member in members):
        raise Refused.because(
            "O105",
            "En gemensam nämnd består av minst två kommuner. Välj kommunerna.",
            "A joint board consists of at least two municipalities. Choose them.",
        )


def _next_code(parent: Organisation) -> str:
    taken = set(
        Organisation.objects.filter(code__startswith=f"{parent.code}-").values_list("code", flat=True)
    )
    return next(
        code for number in range(1, len(taken) + 2) if (code := f"{parent.code}-{number}") not in taken
    )


def _told(value: object) -> object:
    if isinstance(value, Organisation):
        return value.code
    return value.isoformat() if isinstance(value, date) else value
