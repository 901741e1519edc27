"""The returns of 2016 that are not signed on the demo's day: from not started to all but signed.

Only signed submissions count, so nothing here changes a published total.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kompetenslyft.apps.collection import actions as collection
from kompetenslyft.core.instruments.model import Value, Values
from kompetenslyft.demo import filing
from kompetenslyft.demo.draws import number, shuffled
from kompetenslyft.demo.participants import AWAITING_SIGNATURE, CONFLICTING, EXTENDED, IN_PROGRESS, UNFINISHED
from kompetenslyft.demo.people import Cast
from kompetenslyft.demo.rounds import RoundPlan, at
from kompetenslyft.exchange.definitions import instrument
from kompetenslyft.exchange.workbook.stamp import Stamp
from kompetenslyft.exchange.workbook.write import write_workbook

if TYPE_CHECKING:
    from datetime import datetime

    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.collection.models import Return

_MORE_AWAITING, _BEGUN = 2, 12

NIL_REASON = (
    "Kommunen har inte kunnat ta fram uppgifterna. För oss är inventeringen frivillig i år, "
    "och vi avstår från att svara."
)
WITHDRAWN_REASON = "Vi räknade en vikarie två gånger och rättar antalet handläggare."
EXTENSION_REASON = "Verksamheten byter personalsystem i februari och kan inte ta ut uppgifterna före den 20."


@dataclass(frozen=True, slots=True)
class Desk:
    """What the unfinished returns are made of."""

    plan: RoundPlan
    cast: Cast
    returns: Mapping[str, Return]
    drafts: Mapping[str, Mapping[str, Value]]
    previous: Mapping[str, Values]

    def sections(self, code: str, *ids: str) -> dict[str, Value]:
        """The draft's answers in these sections."""
        form = instrument(self.plan.instrument)
        return {key: value for key, value in self.drafts[code].items() if form.cells[key].section.id in ids}

    def whole_draft(self, code: str, *, respondent: User, when: datetime) -> None:
        """Enter the whole draft and submit it."""
        answer_to, draft = self.returns[code], self.drafts[code]
        filing.enter(answer_to, draft, by=respondent, at=when)
        filing.submit(
            answer_to, draft, self.previous.get(code), by=respondent, at=when + filing.SUBMITTED_AFTER
        )


def before_reminder(desk: Desk) -> None:
    """What happens before the reminder that the deadline is near goes out."""
    others = shuffled((code for code in desk.returns if code not in UNFINISHED), "unfinished 2016")
    if IN_PROGRESS in desk.returns:
        _half_answered(desk, IN_PROGRESS)
    if CONFLICTING in desk.returns:
        _two_at_once(desk, CONFLICTING)
    if EXTENDED in desk.returns:
        _extended(desk, EXTENDED)
    if others:
        nil = others.pop()
        collection.declare_nil(
            answer_to=desk.returns[nil],
            note=NIL_REASON,
            by=desk.cast.signatories[nil],
            at=at(date(2016, 12, 19), 610),
        )
    if others:
        _withdrawn(desk, others.pop())
    for code in others[:_MORE_AWAITING]:
        desk.whole_draft(code, respondent=desk.cast.respondent(code), when=at(date(2017, 1, 31), 540))
    for index, code in enumerate(others[_MORE_AWAITING : _MORE_AWAITING + _BEGUN]):
        _begun(desk, code, _SLIPS[index % len(_SLIPS)])


def after_reminder(desk: Desk) -> None:
    """What happens between the reminder and the demo's day."""
    if AWAITING_SIGNATURE in desk.returns:
        desk.whole_draft(
            AWAITING_SIGNATURE, respondent=desk.cast.colleague, when=at(date(2017, 2, 3), 13 * 60)
        )


def _begun(desk: Desk, code: str, slip: Slip) -> None:
    """The first sections, as many as the unit has come to, with a slip of the kind that people make."""
    ids = [section.id for section in instrument(desk.plan.instrument).sections]
    answers = desk.sections(code, *ids[: 1 + number(code, "begun", len(ids) - 1)])
    filing.enter(
        desk.returns[code],
        slip(answers),
        by=desk.cast.respondent(code),
        at=min(desk.plan.entered(code), at(date(2017, 1, 31), 15 * 60)),
    )


def _no_slip(answers: dict[str, Value]) -> dict[str, Value]:
    return answers


def _lost_comma(answers: dict[str, Value]) -> dict[str, Value]:
    """«12,5» written as «125»."""
    return answers | {"caseworkers.women": _figure(answers, "caseworkers.women") * 10}


def _half_a_row(answers: dict[str, Value]) -> dict[str, Value]:
    """The men without a degree forgotten."""
    return {key: value for key, value in answers.items() if key != "no_degree.men"}


Slip = Callable[[dict[str, Value]], dict[str, Value]]
_SLIPS: tuple[Slip, ...] = (_no_slip, _lost_comma, _no_slip, _half_a_row, _no_slip, _no_slip)


def _withdrawn(desk: Desk, code: str) -> None:
    signatory = desk.cast.signatories[code]
    desk.whole_draft(code, respondent=signatory, when=at(date(2017, 1, 17), 500))
    collection.sign(answer_to=desk.returns[code], by=signatory, at=at(date(2017, 1, 18), 600))
    collection.withdraw(
        answer_to=desk.returns[code], note=WITHDRAWN_REASON, by=signatory, at=at(date(2017, 1, 25), 840)
    )


def _extended(desk: Desk, code: str) -> None:
    filing.enter(
        desk.returns[code],
        desk.sections(code, "caseworker_numbers", "team_leader_numbers"),
        by=desk.cast.respondent(code),
        at=at(date(2017, 1, 26), 620),
    )
    collection.extend(
        answer_to=desk.returns[code],
        until=date(2017, 2, 24),
        reason=EXTENSION_REASON,
        by=desk.cast.officer,
        at=at(date(2017, 1, 30), 650),
    )


def _half_answered(desk: Desk, code: str) -> None:
    """Two coordinators have begun; some figures contradict one another, one row is half filled in."""
    answer_to, cast = desk.returns[code], desk.cast
    numbers = desk.sections(code, "caseworker_numbers", "caseworker_education")
    women, men = _figure(numbers, "caseworkers.women"), _figure(numbers, "caseworkers.men")
    numbers["caseworkers.women"] = women + (women + men) // 400 * 100
    numbers["no_degree.men"] = men + 50
    filing.enter(answer_to, numbers, by=cast.coordinators[code], at=at(date(2017, 1, 24), 545))

    social_work = desk.sections(code, "levels_social_work")
    directions = list(dict.fromkeys(key.rpartition(".")[0] for key in social_work))
    answered = {key: value for key, value in social_work.items() if key.rpartition(".")[0] in directions[:9]}
    leaders = desk.sections(code, "team_leader_numbers")
    filing.enter(answer_to, answered | leaders, by=cast.colleague, at=at(date(2017, 1, 31), 805))

    law = desk.sections(code, "levels_law")
    half = {
        key: value for key, value in law.items() if ".social_law." in key or key.endswith("family_law.basic")
    }
    filing.enter(answer_to, half, by=cast.coordinators[code], at=at(date(2017, 2, 2), 515))
    corrected = {"degree_under_1_year": _figure(numbers, "degree_under_1_year") + 100}
    filing.enter(answer_to, corrected, by=cast.colleague, at=at(date(2017, 2, 2), 870))


def _two_at_once(desk: Desk, code: str) -> None:
    """A workbook was fetched, the colleague went on in the form, and the workbook came back with other figures."""
    answer_to, cast = desk.returns[code], desk.cast
    first = desk.sections(code, "caseworker_numbers", "caseworker_education", "team_leader_numbers")
    filing.enter(answer_to, first, by=cast.coordinators[code], at=at(date(2017, 1, 23), 560))

    fetched = at(date(2017, 1, 25), 600)
    stamp = Stamp(
        desk.plan.code, code, desk.plan.instrument, answer_to.revision, fetched.isoformat(timespec="seconds")
    )
    theirs = {key: _figure(first, key) + 100 for key in ("caseworkers.women", "caseworkers_higher_education")}
    theirs["caseworkers_higher_education"] = _figure(first, "caseworkers_higher_education") + 1
    filing.enter(answer_to, theirs, by=cast.colleague, at=at(date(2017, 1, 30), 625))

    mine = first | desk.sections(code, "levels_psychology", "levels_social_science")
    mine["caseworkers.women"] = _figure(first, "caseworkers.women") + 250
    mine["caseworkers_higher_education"] = _figure(first, "caseworkers_higher_education") + 3
    form = instrument(desk.plan.instrument)
    workbook = write_workbook(
        form,
        first,
        stamp=stamp,
        language="sv",
        title=desk.plan.title_sv,
        unit_name=answer_to.unit.name,
        raw=filing.as_entered(form.ref, mine),
        made_up=True,
    )
    collection.receive(
        answer_to=answer_to,
        filename=f"{desk.plan.code}-{code}.xlsx",
        data=workbook,
        by=cast.coordinators[code],
        at=at(date(2017, 2, 1), 560),
    )


def _figure(values: Mapping[str, Value], key: str) -> int:
    value = values[key]
    assert isinstance(value, int), key
    return value
