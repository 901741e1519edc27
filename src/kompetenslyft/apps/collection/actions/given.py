"""Filling the given cells: figures that the agency, or another part of the system, puts in a return.

A given figure is no respondent's entry, so it takes no turn in the pipeline of entries: it conflicts with nobody's
typing and leaves the status alone. It does move the return's revision, so that whoever submits what they read
before the figure changed is told (C502).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.callers import Caller, user_of
from kompetenslyft.apps.collection import access
from kompetenslyft.apps.collection.checking import count_all
from kompetenslyft.apps.collection.models import CellChange, Channel, Return
from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.findings import Finding
from kompetenslyft.core.instruments.values import parse_given, to_json
from kompetenslyft.core.numbers import quoted
from kompetenslyft.core.text import Text
from kompetenslyft.core.workflow.returns import Status
from kompetenslyft.exchange.definitions import instrument as load_instrument

if TYPE_CHECKING:
    from kompetenslyft.apps.collection.models import Round
    from kompetenslyft.core.instruments.model import Instrument
    from kompetenslyft.core.instruments.values import JsonValue

SYSTEM_LABEL = "Kompetenslyft"
"""Who gave a figure that no person gave."""

SETTLED = frozenset({Status.SUBMITTED, Status.SIGNED, Status.ACCEPTED})
"""Statuses in which a submission stands: its figures do not change under it."""


def give(
    *, answer_to: Return, values: Mapping[str, object], by: Caller | None, at: datetime | None = None
) -> int:
    """Fill given cells of one return: see ``give_all``. Returns how many cells changed."""
    return _give(answer_to.round, {answer_to.unit_id: values}, by=by, at=at)[1]


def give_all(
    *,
    round: Round,
    values: Mapping[int, Mapping[str, object]],
    by: Caller | None,
    at: datetime | None = None,
) -> int:
    """Fill given cells of many returns in a round: by unit (id), by cell key. All of it or nothing.

    Figures are in the unit as read (12.5 FTE, whole kronor); a blank one takes the figure away; keys that are not
    named keep theirs. ``by=None`` is the system itself. Returns how many returns changed. The number of queries is
    the same for two units and for all, but that rows are written some hundred at a time.

    Raises Refused: E103 by anybody but an officer; R103 the round is closed; R107 a key that is not a given cell;
    R108 a submitted, signed or accepted return whose figures would change; R109 a unit that is not asked; V4xx.
    """
    return _give(round, values, by=by, at=at)[0]


@transaction.atomic
def _give(
    round_: Round, values: Mapping[int, Mapping[str, object]], *, by: Caller | None, at: datetime | None
) -> tuple[int, int]:
    """How many returns changed, and how many cells."""
    at = at or clock.now()
    if by is not None:
        access.check_is_officer(by, at.date())
    returns = _held(round_, values)
    instrument = load_instrument(round_.instrument)
    changed: list[Return] = []
    changes: list[CellChange] = []
    settled: list[Return] = []
    for answer_to in returns:
        wanted = _parsed(instrument, answer_to, values[answer_to.unit_id])
        new = {key: value for key, value in wanted.items() if value != answer_to.given.get(key)}
        if not new:
            continue
        if answer_to.state in SETTLED:
            settled.append(answer_to)
            continue
        answer_to.revision += 1
        changes += [_change(answer_to, key, value, by=by, at=at) for key, value in new.items()]
        kept = answer_to.given | new
        answer_to.given = {key: value for key, value in kept.items() if value is not None}
        changed.append(answer_to)
    if settled:
        raise _refused_settled(settled)
    if changed:
        count_all(changed)
        Return.objects.bulk_update(
            changed, ["given", "revision", "hard_findings", "soft_findings", "trial_findings"]
        )
        CellChange.objects.bulk_create(changes)
        target = changed[0] if len(values) == 1 else round_
        audit.record("return.give", target, by=by, at=at, returns=len(changed), cells=len(changes))
    return len(changed), len(changes)


def _held(round_: Round, units: Mapping[int, object]) -> Sequence[Return]:
    """The units' returns, read anew and held for this transaction."""
    returns = list(
        Return.objects.select_for_update(of=("self",))
        .select_related("round", "unit")
        .filter(round=round_, unit_id__in=units)
        .order_by("unit__code")
    )
    missing = units.keys() - {answer_to.unit_id for answer_to in returns}
    if missing:
        raise Refused.because(
            "R109",
            f"{len(missing)} av enheterna är inte tillfrågade i insamlingen {round_.code}. Fråga dem först.",
            f"{len(missing)} of the units are not asked in the round {round_.code}. Ask them first.",
        )
    closed_on = returns[0].round.closed_on if returns else None
    if closed_on is not None:
        raise Refused.because(
            "R103",
            f"Insamlingen avslutades {closed_on.isoformat()}. Öppna den först.",
            f"The round was closed on {closed_on.isoformat()}. Open it first.",
        )
    return returns


def _parsed(
    instrument: Instrument, answer_to: Return, raw: Mapping[str, object]
) -> dict[str, JsonValue | None]:
    """The figures as they are stored; None is blank."""
    unknown = sorted(key for key in raw if key not in instrument.cells or not instrument.cells[key].given)
    if unknown:
        names = ", ".join(f"«{quoted(key)}»" for key in unknown[:3])
        raise Refused.because(
            "R107",
            f"Formuläret {instrument.ref} har inga givna uppgifter med nycklarna {names}. Kontrollera stavningen, "
            "och att frågan har «given: true».",
            f"The form {instrument.ref} has no given cells with the keys {names}. Check the spelling, and that the "
            "question has “given: true”.",
        )
    parsed: dict[str, JsonValue | None] = {}
    for key, entry in raw.items():
        value = parse_given(instrument, key, entry)
        if isinstance(value, Finding):
            raise Refused(_of_unit(answer_to, value))
        parsed[key] = None if value is None else to_json({key: value})[key]
    return parsed


def _of_unit(answer_to: Return, finding: Finding) -> Finding:
    unit, said = answer_to.unit.name, finding.message
    message = Text(sv=f"{unit}: {said.sv}", en=f"{unit}: {said.en}")
    return Finding(finding.code, finding.severity, message, finding.cells, finding.instance)


def _change(
    answer_to: Return, key: str, value: JsonValue | None, *, by: Caller | None, at: datetime
) -> CellChange:
    return CellChange(
        answer_to=answer_to,
        key=key,
        old=answer_to.given.get(key),
        new=value,
        revision=answer_to.revision,
        by=user_of(by),
        by_label=str(by) if by else SYSTEM_LABEL,
        at=at,
        channel=Channel.AGENCY,
    )


def _refused_settled(settled: Sequence[Return]) -> Refused:
    names = ", ".join(answer_to.unit.name for answer_to in settled[:5])
    more = len(settled) - 5
    sv, en = (f" och {more} till", f" and {more} more") if more > 0 else ("", "")
    return Refused.because(
        "R108",
        f"Svaret är inlämnat, och uppgifterna i det ändras inte under inlämningen: {names}{sv}. "
        "Begär komplettering eller öppna svaret på nytt först.",
        f"The return is submitted, and its figures do not change under the submission: {names}{en}. "
        "Request completion or reopen the return first.",
    )
