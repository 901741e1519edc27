"""A settlement as a sentence and as a calculation, computed from its figures so that they cannot part."""

from __future__ import annotations

from dataclasses import dataclass

from kompetenslyft.core.numbers import format_sek
from kompetenslyft.core.settlement.model import Settled
from kompetenslyft.core.text import Text


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the calculation. ``total``: it is what the rows above come to."""

    label: Text
    amount: int
    total: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """The settlement in words, and row by row."""

    sentence: Text
    lines: tuple[Line, ...]


def explain(settled: Settled, *, unit: str, purpose: Text) -> Explanation:
    """What became of the money for one purpose. ``unit``: the municipality's name."""
    return Explanation(_sentence(settled, unit, purpose), _lines(settled))


def _sentence(settled: Settled, unit: str, purpose: Text) -> Text:
    sv, en = _kronor(settled.received)
    if settled.submission is None:
        return Text(
            sv=f"{unit} har inte redovisat inom tiden. Allt som togs emot för «{purpose.sv}», {sv}, ska återbetalas.",
            en=f"{unit} has not reported in time. All that was received for “{purpose.en}”, {en}, is to be repaid.",
        )
    parts = [
        (settled.used, "{} har använts enligt reglerna", "{} has been used by the rules"),
        (settled.unused, "{} har inte använts", "{} has not been used"),
        (settled.not_permitted, "{} har gått till något som inte är tillåtet", "{} went to what is not permitted"),
    ]  # fmt: skip
    told = [(sv_.format(_kronor(n)[0]), en_.format(_kronor(n)[1])) for n, sv_, en_ in parts if n]
    demand_sv, demand_en = _kronor(settled.to_repay)
    end_sv = f"{demand_sv} ska återbetalas." if settled.to_repay else "Inget ska återbetalas."
    end_en = f"{demand_en} is to be repaid." if settled.to_repay else "Nothing is to be repaid."
    if settled.to_repay and settled.repaid:
        end_sv += f" {_kronor(settled.repaid)[0]} är återbetalat."
        end_en += f" {_kronor(settled.repaid)[1]} has been repaid."
    return Text(
        sv=f"{unit} tog emot {sv} för «{purpose.sv}».{_listed([one for one, _ in told], 'och')} {end_sv}",
        en=f"{unit} received {en} for “{purpose.en}”.{_listed([one for _, one in told], 'and')} {end_en}",
    )


def _lines(settled: Settled) -> tuple[Line, ...]:
    parts = [
        Line(Text(sv="varav inte använt", en="of which not used"), settled.unused),
        Line(Text(sv="varav inte tillåtet", en="of which not permitted"), settled.not_permitted),
    ]
    lines = [
        Line(Text(sv="Mottaget", en="Received"), settled.received),
        Line(Text(sv="Använt enligt reglerna", en="Used by the rules"), -settled.used),
        Line(Text(sv="Att återbetala", en="To be repaid"), settled.to_repay, total=True),
        *(line for line in parts if line.amount),
    ]
    if settled.repaid:
        lines += [
            Line(Text(sv="Återbetalat", en="Repaid"), -settled.repaid),
            Line(Text(sv="Kvar att återbetala", en="Left to be repaid"), settled.left, total=True),
        ]
    return tuple(lines)


def _kronor(amount: int) -> tuple[str, str]:
    return format_sek(amount, "sv"), format_sek(amount, "en")


def _listed(parts: list[str], last: str) -> str:
    """« A, b och c.» as a sentence that follows another; empty where there is nothing to list."""
    if not parts:
        return ""
    *before, end = parts
    return " " + (f"{', '.join(before)} {last} {end}" if before else end) + "."
