"""Entering activities: the pipeline that every channel passes.

The order is fixed: access (E1xx), timeliness (G707 the year is closed, G30x a report is locked), keys and values
(K2xx, V4xx, G31x: findings, and nothing is stored), conflicts. What cannot be stored comes back as it was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.callers import Caller, user_of
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants import access
from kompetenslyft.apps.grants.actions.figures import give_figures
from kompetenslyft.apps.grants.activity_records import framework_of, value_of, write_parts, write_value
from kompetenslyft.apps.grants.holding import check_not_closed, held
from kompetenslyft.apps.grants.models import Activity, ActivityChange, ProgrammeYear
from kompetenslyft.apps.grants.queries.activity_locks import check_own_open, check_parts_open
from kompetenslyft.apps.grants.telling import JointEvent, tell_parts
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.core.findings import Finding
from kompetenslyft.core.spending.entries import Entries, Reading, read_activity, to_entries
from kompetenslyft.core.spending.merge import Clash, merged, parts_concerned
from kompetenslyft.core.spending.model import Activity as ActivityValue
from kompetenslyft.core.spending.parts import municipalities_in

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else changed the field, to something else, since the sender saw it. Entries; None is blank."""

    key: str
    mine: str | list[str] | None
    theirs: str | list[str] | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of the entries. Where it is not clean nothing is stored, and ``entries`` are what was sent:
    after a conflict with what the other alone has changed taken in.

    ``revision`` is the base of the next attempt: the activity's, where it was stored or conflicts are told of, and
    else the sender's own base. Whoever tries again after a conflict has seen what the other wrote.
    """

    activity: Activity | None
    entries: Entries
    revision: int
    findings: tuple[Finding, ...] = ()
    conflicts: Mapping[str, Conflict] = field(default_factory=dict)
    changed: bool = False

    @property
    def is_clean(self) -> bool:
        return not self.findings and not self.conflicts


@transaction.atomic
def save_activity(
    *,
    year: ProgrammeYear,
    unit: Organisation,
    entries: Entries,
    by: Caller,
    activity: Activity | None = None,
    base: int | None = None,
    at: datetime | None = None,
) -> Saved:
    """Enter an activity whole, or change one: raw entries by key; what is absent is blank.

    ``unit``: the municipality that enters it; it writes every municipality's part. ``base``: the revision that the
    sender had seen (with ``activity``; None has seen nothing). Fields that others changed since then and the sender
    did not are kept; a field that both changed to different things is a conflict, and nothing is stored.

    Raises Refused: E101, E102; G707 the year is closed; G302 the municipality's report is locked; G303 another
    municipality's, whose part would change; G304 the activity is removed.
    """
    at = at or clock.now()
    access.check_may_enter(by, unit, at.date())
    year = held(year)
    row = None if activity is None else _held_activity(activity, year, unit)
    check_not_closed(year)
    check_own_open(year, unit, at.date())
    if row is not None:
        _check_not_removed(row)

    units = {
        code: one
        for code, one in organisations.by_codes(municipalities_in(entries) | {unit.code}).items()
        if one.kind == "municipality"
    }
    reading = _read(year, unit, entries, units)
    seen = base or 0
    if reading.activity is None:
        return Saved(row, entries, seen, findings=reading.findings)
    wanted = reading.activity
    if row is None:
        return _add(year, unit, wanted, units, by=by, at=at)

    now = value_of(row, unit_code=unit.code)
    if seen < row.revision:
        base_change = row.changes.filter(revision=seen).first()
        before = base_change.content["entries"] if base_change else {}
        joined, clashes = merged(before, to_entries(now), to_entries(wanted))
        if clashes:
            return Saved(row, joined, row.revision, conflicts=_conflicts(row, clashes))
        units |= organisations.by_codes(municipalities_in(joined))
        reading = _read(year, unit, joined, units)
        if reading.activity is None:
            return Saved(row, joined, row.revision, findings=reading.findings)
        wanted = reading.activity
    return _change(year, row, now, wanted, units, by=by, at=at)


@transaction.atomic
def remove_activity(*, activity: Activity, by: Caller, at: datetime | None = None) -> Activity:
    """Take an activity away from every report. It is kept, and can be restored. Removing it again does nothing.

    Raises Refused: E101, E102, G707, G302, G303 as for ``save_activity``.
    """
    return _set_removed(activity, removed=True, by=by, at=at or clock.now())


@transaction.atomic
def restore_activity(*, activity: Activity, by: Caller, at: datetime | None = None) -> Activity:
    """Put a removed activity back as it was. Restoring one that is not removed does nothing.

    Raises Refused: E101, E102, G707, G302, G303 as for ``save_activity``.
    """
    return _set_removed(activity, removed=False, by=by, at=at or clock.now())


def _read(
    year: ProgrammeYear, unit: Organisation, entries: Entries, units: Mapping[str, Organisation]
) -> Reading:
    programme = year.programme
    return read_activity(
        programme,
        framework_of(programme),
        entries,
        unit=unit.code,
        municipalities={code: one.name for code, one in units.items()},
    )


def _add(
    year: ProgrammeYear,
    unit: Organisation,
    value: ActivityValue,
    units: Mapping[str, Organisation],
    *,
    by: Caller,
    at: datetime,
) -> Saved:
    concerned = frozenset(part.unit for part in value.parts)
    check_parts_open(year, unit, concerned, units, at.date())
    highest = Activity.objects.filter(year=year, unit=unit).aggregate(highest=Max("number"))["highest"] or 0
    row = Activity(year=year, unit=unit, number=highest + 1, changed_at=at, changed_by=str(by))
    write_value(row, value)
    row.save()
    write_parts(row, value.parts, units)
    _log(row, to_entries(value), by=by, at=at)
    audit.record("activity.add", row, by=by, at=at, year=year.code, unit=unit.code, number=row.number)
    _follow(year, unit, concerned, units, at=at)
    tell_parts(row, dict.fromkeys(concerned - {unit.code}, JointEvent.ADDED), units, at=at)
    return Saved(row, to_entries(value), row.revision, changed=True)


def _change(
    year: ProgrammeYear,
    row: Activity,
    now: ActivityValue,
    wanted: ActivityValue,
    units: Mapping[str, Organisation],
    *,
    by: Caller,
    at: datetime,
) -> Saved:
    concerned = parts_concerned(now, wanted)
    if not concerned:
        return Saved(row, to_entries(now), row.revision)
    all_units = {part.unit.code: part.unit for part in row.parts.all()} | dict(units)
    check_parts_open(year, row.unit, concerned, all_units, at.date())
    write_value(row, wanted)
    row.revision += 1
    row.changed_at, row.changed_by = at, str(by)
    row.save()
    write_parts(row, wanted.parts, all_units)
    _log(row, to_entries(wanted), by=by, at=at)
    audit.record("activity.change", row, by=by, at=at, revision=row.revision, parts=sorted(concerned))
    _follow(year, row.unit, concerned, all_units, at=at)
    tell_parts(row, _told(now, wanted, row.unit.code), all_units, at=at)
    return Saved(_read_again(row), to_entries(wanted), row.revision, changed=True)


def _set_removed(activity: Activity, *, removed: bool, by: Caller, at: datetime) -> Activity:
    unit = activity.unit
    access.check_may_enter(by, unit, at.date())
    year = held(activity.year)
    row = _held_activity(activity, year, unit)
    if (row.removed_at is not None) is removed:
        return row
    check_not_closed(year)
    check_own_open(year, unit, at.date())
    units = {part.unit.code: part.unit for part in row.parts.all()}
    check_parts_open(year, unit, frozenset(units), units, at.date())
    row.removed_at = at if removed else None
    row.revision += 1
    row.changed_at, row.changed_by = at, str(by)
    row.save(update_fields=["removed_at", "revision", "changed_at", "changed_by"])
    _log(row, to_entries(value_of(row, unit_code=unit.code)), removed=removed, by=by, at=at)
    audit.record(
        "activity.remove" if removed else "activity.restore", row, by=by, at=at, revision=row.revision
    )
    _follow(year, unit, frozenset(units), units, at=at)
    event = JointEvent.REMOVED if removed else JointEvent.ADDED
    tell_parts(row, dict.fromkeys(units.keys() - {unit.code}, event), units, at=at)
    return row


def _held_activity(activity: Activity, year: ProgrammeYear, unit: Organisation) -> Activity:
    """The activity, read anew and held for this transaction. Raises Refused (E101) where it is not the unit's."""
    row = (
        Activity.objects.select_for_update(of=("self",))
        .select_related("unit", "year")
        .prefetch_related("parts__unit")
        .filter(pk=activity.pk, year=year, unit=unit)
        .first()
    )
    if row is None:
        raise access.not_found()
    return row


def _read_again(row: Activity) -> Activity:
    """The row with its parts as they now are."""
    return Activity.objects.select_related("unit", "year").prefetch_related("parts__unit").get(pk=row.pk)


def _check_not_removed(row: Activity) -> None:
    if row.removed_at is not None:
        day = clock.day_of(row.removed_at).isoformat()
        raise Refused.because(
            "G304",
            f"Insatsen «{row.title}» togs bort {day}. Hämta tillbaka den innan du ändrar den.",
            f"The activity “{row.title}” was removed on {day}. Restore it before you change it.",
        )


def _conflicts(row: Activity, clashes: Mapping[str, Clash]) -> dict[str, Conflict]:
    return {
        key: Conflict(key, clash.mine, clash.theirs, row.changed_by, row.changed_at)
        for key, clash in clashes.items()
    }


def _told(now: ActivityValue, wanted: ActivityValue, own: str) -> dict[str, JointEvent]:
    """Which other municipalities hear of a change, and of what: their part came, went or has other figures."""
    before = {part.unit: part for part in now.parts if part.unit != own}
    after = {part.unit: part for part in wanted.parts if part.unit != own}
    told = dict.fromkeys(after.keys() - before.keys(), JointEvent.ADDED)
    told |= dict.fromkeys(before.keys() - after.keys(), JointEvent.REMOVED)
    changed = {code for code in before.keys() & after.keys() if before[code] != after[code]}
    return told | dict.fromkeys(changed, JointEvent.CHANGED)


def _log(
    row: Activity, entries: Mapping[str, object], *, by: Caller, at: datetime, removed: bool = False
) -> None:
    ActivityChange.objects.create(
        activity=row,
        revision=row.revision,
        content={"entries": dict(entries), "removed": removed},
        by=user_of(by),
        by_label=str(by),
        at=at,
    )


def _follow(
    year: ProgrammeYear,
    unit: Organisation,
    concerned: frozenset[str],
    units: Mapping[str, Organisation],
    *,
    at: datetime,
) -> None:
    """The reports of the municipalities concerned get their new figures."""
    ids = {code: one.pk for code, one in units.items()} | {unit.code: unit.pk}
    give_figures(year=year, unit_ids=[ids[code] for code in sorted(concerned)], at=at)
