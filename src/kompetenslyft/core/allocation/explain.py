"""One unit's amount as a sentence and as a calculation, from what an allocation kept of its steps."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from kompetenslyft.core.allocation.allocate import Keys, weight
from kompetenslyft.core.allocation.model import (
    Allocation,
    Cap,
    Equal,
    Floor,
    GroupWeights,
    Mix,
    Proportional,
    Rounding,
    Stage,
    Unit,
)
from kompetenslyft.core.allocation.wording import kr, percentage, rounding_unit
from kompetenslyft.core.numbers import format_fraction, round_half_up
from kompetenslyft.core.text import Text

Names = Mapping[str, str | Text]
"""What units and keys are called, by unit code and by key: ``{"2080": "Falun", "population": Text(…)}``."""


_Told = TypeVar("_Told")


@dataclass(frozen=True, slots=True)
class Line:
    """A part of the calculation: what was added or taken (SEK, exact), or the sum."""

    label: Text
    amount: Fraction


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a unit gets what it gets. The amounts of ``lines`` but the last add up to the last, the unit's amount."""

    sentence: Text
    lines: tuple[Line, ...]


def explain(
    allocation: Allocation, code: str, *, units: Collection[Unit], keys: Keys, names: Names
) -> Explanation:
    """The calculation behind ``allocation.amounts[code]``; KeyError where the unit takes no part.

    ``units`` and ``keys`` are those that the allocation was made from. What ``names`` lacks is called by code or key.
    """
    amount = allocation.amounts[code]
    teller = _Teller(allocation, code, units, keys, names)
    clauses = {language: teller.sentence(language) for language in ("sv", "en")}
    lines = teller.lines()
    total = Line(Text(sv="Belopp", en="Amount"), Fraction(amount))
    return Explanation(Text(sv=clauses["sv"], en=clauses["en"]), (*lines, total))


@dataclass(frozen=True, slots=True)
class _Share:
    """A unit's part of one division. ``key`` is None for equal shares."""

    key: str | None
    number: Fraction
    weight: Fraction
    whole: Fraction
    divided: Fraction

    @property
    def percent(self) -> Fraction:
        return 100 * self.number * self.weight / self.whole

    @property
    def amount(self) -> Fraction:
        return self.divided * self.percent / 100


@dataclass(frozen=True, slots=True)
class _Change:
    """What a step after the divisions did to the unit's amount."""

    stage: Stage
    before: Fraction
    after: Fraction
    others: int
    """How many other units stand at the step's floor or cap."""

    @property
    def amount(self) -> Fraction:
        return self.after - self.before


class _Teller:
    def __init__(
        self, allocation: Allocation, code: str, units: Collection[Unit], keys: Keys, names: Names
    ) -> None:
        self._allocation, self._code, self._names = allocation, code, names
        self._shares = _shares(allocation, code, units, keys)
        self._changes = _changes(allocation, code)

    def lines(self) -> list[Line]:
        return [
            *(Line(_both(self._share_label, share), share.amount) for share in self._shares),
            *(Line(_both(_change_label, change), change.amount) for change in self._changes),
        ]

    def sentence(self, language: str) -> str:
        english = language == "en"
        gets = "gets" if english else "får"
        amount = kr(self._allocation.amounts[self._code], language)
        parts = (" and " if english else " och ").join(
            self._share_clause(share, language) for share in self._shares
        )
        clauses = [
            parts,
            *self._set_apart(language),
            *(_change_clause(change, language) for change in self._changes),
        ]
        return f"{self._name(self._code, language)} {gets} {amount}: {', '.join(clauses)}."

    def _set_apart(self, language: str) -> list[str]:
        if not self._allocation.reserved:
            return []
        reserved, whole = kr(self._allocation.reserved, language), kr(self._allocation.amount, language)
        return [
            f"after {reserved} of {whole} set apart"
            if language == "en"
            else f"sedan {reserved} av {whole} avsatts"
        ]

    def _name(self, identity: str, language: str) -> str:
        name = self._names.get(identity, identity)
        return name.in_language(language) if isinstance(name, Text) else name

    def _share_clause(self, share: _Share, language: str) -> str:
        english = language == "en"
        divided = kr(share.divided, language)
        if share.key is None:
            one_of = format_fraction(share.whole, language)
            return (
                f"an equal share, one of {one_of}, of {divided}"
                if english
                else f"lika del, en av {one_of}, av {divided}"
            )
        percent, key = percentage(share.percent, language), self._name(share.key, language)
        return (
            f"{percent} of the key “{key}”, of {divided}"
            if english
            else f"{percent} av nyckeln «{key}», av {divided}"
        )

    def _share_label(self, share: _Share, language: str) -> str:
        english = language == "en"
        of = "of" if english else "av"
        number, whole, divided = (
            format_fraction(share.number, language),
            format_fraction(share.whole, language),
            kr(share.divided, language),
        )
        if share.key is None:
            return f"{'Equal share' if english else 'Lika del'}: 1 {of} {whole}, {of} {divided}"
        if share.weight != 1:
            times = format_fraction(share.weight, language)
            number = f"{number} × {times} = {format_fraction(share.number * share.weight, language)}"
        percent = percentage(share.percent, language)
        return f"{self._name(share.key, language)}: {number} {of} {whole} ({percent}), {of} {divided}"


def _shares(allocation: Allocation, code: str, units: Collection[Unit], keys: Keys) -> list[_Share]:
    pot = Fraction(allocation.amount - allocation.reserved)
    weights = {unit.code: Fraction(1) for unit in units}
    shares = []

    def by_key(key: str, percent: Fraction) -> _Share:
        whole = sum((keys[key][one] * times for one, times in weights.items()), Fraction(0))
        return _Share(key, keys[key][code], weights[code], whole, pot * percent / 100)

    for stage in allocation.stages:
        match stage.step:
            case GroupWeights() as step:
                for unit in units:
                    weights[unit.code] *= weight(step, unit)
            case Equal(percent=percent):
                shares.append(
                    _Share(None, Fraction(1), Fraction(1), Fraction(len(units)), pot * percent / 100)
                )
            case Proportional(key=key, percent=percent):
                shares.append(by_key(key, percent))
            case Mix(parts=parts, percent=percent):
                shares += [by_key(part.key, percent * part.percent / 100) for part in parts]
    return shares


def _changes(allocation: Allocation, code: str) -> list[_Change]:
    changes = []
    before = Fraction(0)
    for stage in allocation.stages:
        after = stage.amounts[code]
        if isinstance(stage.step, Floor | Cap | Rounding) and after != before:
            bound = stage.step.amount_sek if isinstance(stage.step, Floor | Cap) else None
            others = sum(amount == bound for one, amount in stage.amounts.items() if one != code)
            changes.append(_Change(stage, before, after, others))
        before = after
    return changes


def _change_label(change: _Change, language: str) -> str:
    clause = _change_clause(change, language, amounts=False)
    return clause[0].upper() + clause[1:]


def _change_clause(change: _Change, language: str, *, amounts: bool = True) -> str:
    english, step = language == "en", change.stage.step
    by = f" {'by' if english else 'med'} {kr(round_half_up(abs(change.amount)), language)}" if amounts else ""
    match step:
        case Floor() if change.amount > 0:
            size = kr(step.amount_sek, language)
            return f"raised to the floor {size}" if english else f"höjt till golvet {size}"
        case Floor():
            others = _others(change.others, language)
            return (
                f"reduced{by} so that {others} reach the floor"
                if english
                else f"minskat{by} så att {others} når golvet"
            )
        case Cap() if change.amount < 0:
            size = kr(step.amount_sek, language)
            return f"lowered to the cap {size}" if english else f"sänkt till taket {size}"
        case Cap():
            others = _others(change.others, language)
            return (
                f"increased{by} as {others} stop at the cap"
                if english
                else f"ökat{by} då {others} stannar vid taket"
            )
        case Rounding():
            unit = rounding_unit(step, language)
            if english:
                return f"rounded {'up' if change.amount > 0 else 'down'} to {unit}"
            return f"avrundat {'uppåt' if change.amount > 0 else 'nedåt'} till {unit}"
    raise TypeError(f"{step.step} changes nothing")


def _others(count: int, language: str) -> str:
    if language == "en":
        return "one other" if count == 1 else f"{count} others"
    return "en annan" if count == 1 else f"{count} andra"


def _both(tell: Callable[[_Told, str], str], what: _Told) -> Text:
    return Text(sv=tell(what, "sv"), en=tell(what, "en"))
