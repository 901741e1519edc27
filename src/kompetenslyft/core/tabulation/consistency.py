"""The consistency audit: which published figures do not follow from the others.

The relations are derived from the table definitions, so they hold for any table set: a total is the sum of its parts
(A101), a share is its part over its whole (A102), what is published twice is the same (A103), and shares that exhaust a
whole sum to 100 (A104). See docs/algorithms/consistency-audit.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from kompetenslyft.core.numbers import round_half_up
from kompetenslyft.core.tabulation import messages
from kompetenslyft.core.tabulation.model import TableSet
from kompetenslyft.core.tabulation.plan import Kind, Quantity
from kompetenslyft.core.tabulation.published import Estimate, Observation, PublishedFile, Unread, observe
from kompetenslyft.core.text import Text

_UNBOUNDED = Fraction(10**12)


class DeviationKind(StrEnum):
    """How a figure deviates."""

    CONTRADICTION = "contradiction"
    """No true values round to the figures as published."""
    ROUNDING = "rounding"
    """The published figures do not agree as they stand; their rounding can explain it."""
    UNREAD = "unread"
    """The figure was not audited: it could not be read or matched to a table."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """One finding of the audit: a code, where it stands, and the arithmetic in words."""

    code: str
    kind: DeviationKind
    file: str
    line: int
    table: str
    row: Text
    column: str
    message: Text

    def one_line(self, language: str) -> str:
        """The finding on one line, with file and line first."""
        return messages.one_line(self, language)


def audit(files: Iterable[PublishedFile], table_set: TableSet) -> tuple[Deviation, ...]:
    """Every published figure of ``files`` that does not follow from the others, in order of file, line and code."""
    found: list[Deviation] = []
    observations: list[Observation] = []
    order: dict[str, int] = {}
    for item in observe(files, table_set):
        order.setdefault(item.file, len(order))
        if isinstance(item, Unread):
            found.append(_unread(item))
        else:
            observations.append(item)
    found += _relations(observations)
    return tuple(sorted(found, key=lambda deviation: (order[deviation.file], deviation.line, deviation.code)))


def _relations(observations: Sequence[Observation]) -> Iterator[Deviation]:
    counts: dict[Quantity, list[Observation]] = defaultdict(list)
    shares: dict[tuple[Quantity, Quantity], list[Observation]] = defaultdict(list)
    rows: dict[tuple[str, int], list[Observation]] = defaultdict(list)
    for observation in observations:
        rows[observation.place].append(observation)
        part, whole = observation.cell.part, observation.cell.whole
        if whole is None:
            counts[part].append(observation)
        else:
            shares[part, whole].append(observation)
    for row in rows.values():
        yield from _totals(row)
        yield from _exhaustive(row)
    for repeated in (*counts.values(), *shares.values()):
        yield from _repeated(repeated)
    by_scope = _sums_by_scope(counts)
    for (part, whole), published in shares.items():
        for observation in published:
            yield from _share(
                observation,
                _estimate(part, counts, by_scope, observation),
                _estimate(whole, counts, by_scope, observation),
            )


def _totals(row: Sequence[Observation]) -> Iterator[Deviation]:
    sums = [one for one in row if one.cell.whole is None and one.cell.part.kind is Kind.SUM]
    for total in sums:
        parts = _cover(total.cell.part, {one.cell.part: one for one in sums if one is not total})
        if parts is None or len(parts) < 2:
            continue
        middle = sum((part.figure.value for part in parts), Fraction(0))
        slack = sum((part.figure.half for part in parts), total.figure.half)
        if middle != total.figure.value:
            kind = _kind(abs(middle - total.figure.value) <= slack)
            yield _deviation("A101", kind, total, messages.total(parts, middle, total.figure, kind))


def _share(observation: Observation, part: Estimate | None, whole: Estimate | None) -> Iterator[Deviation]:
    if part is None or whole is None or whole.middle <= 0:
        return
    printed = observation.figure
    middle = 100 * part.middle / whole.middle
    low = 100 * max(part.low, Fraction(0)) / whole.high
    high = 100 * part.high / whole.low if whole.low > 0 else _UNBOUNDED
    if _round(middle, printed.decimals) != printed.value:
        kind = _kind(low <= printed.high and printed.low <= high)
        text = messages.share(observation, part, whole, kind)
        yield _deviation("A102", kind, observation, text)


def _repeated(published: Sequence[Observation]) -> Iterator[Deviation]:
    finest = min(published, key=lambda one: (one.figure.half, -one.figure.decimals))
    for other in published:
        if _round(finest.figure.value, other.figure.decimals) != other.figure.value:
            overlap = finest.figure.low <= other.figure.high and other.figure.low <= finest.figure.high
            kind = _kind(overlap)
            yield _deviation("A103", kind, other, messages.repeated(finest, other.figure, kind))


def _exhaustive(row: Sequence[Observation]) -> Iterator[Deviation]:
    by_whole: dict[Quantity, dict[Quantity, Observation]] = defaultdict(dict)
    for one in row:
        if one.cell.whole is not None and one.cell.whole.kind is Kind.SUM:
            by_whole[one.cell.whole][one.cell.part] = one
    for whole, parts in by_whole.items():
        shares = _cover(whole, parts)
        if shares is None or len(shares) < 2:
            continue
        total = sum((one.figure.value for one in shares), Fraction(0))
        slack = sum((one.figure.half for one in shares), Fraction(0))
        if total != 100:
            kind = _kind(abs(total - 100) <= slack)
            yield _deviation("A104", kind, shares[-1], messages.exhaustive(shares, total, kind))


def _estimate(
    quantity: Quantity,
    counts: Mapping[Quantity, Sequence[Observation]],
    sums: Mapping[object, Mapping[Quantity, Observation]],
    near: Observation,
) -> Estimate | None:
    """What is published of the quantity: the finest figure, the nearest if several; else the sum of its parts."""
    if direct := counts.get(quantity):
        best = min(direct, key=lambda one: (one.figure.half, one.place != near.place))
        return _sum_of((best,))
    cover = _cover(quantity, sums.get(quantity.scope, {})) if quantity.kind is Kind.SUM else None
    return None if cover is None else _sum_of(cover)


def _sum_of(sources: Sequence[Observation]) -> Estimate:
    middle = sum((one.figure.value for one in sources), Fraction(0))
    half = sum((one.figure.half for one in sources), Fraction(0))
    return Estimate(middle, middle - half, middle + half, tuple(sources))


def _sums_by_scope(
    counts: Mapping[Quantity, Sequence[Observation]],
) -> dict[object, dict[Quantity, Observation]]:
    result: dict[object, dict[Quantity, Observation]] = defaultdict(dict)
    for quantity, published in counts.items():
        if quantity.kind is Kind.SUM:
            result[quantity.scope][quantity] = min(published, key=lambda one: one.figure.half)
    return result


def _cover(whole: Quantity, available: Mapping[Quantity, Observation]) -> tuple[Observation, ...] | None:
    """Published parts that together are exactly the whole, in published order; None where there are none.

    The largest parts are taken first: an area is the sum of its directions' totals before that of their levels.
    """
    inside = [q for q in available if q.members < whole.members and q.scope == whole.scope]
    remaining = set(whole.members)
    chosen = []
    for quantity in sorted(inside, key=lambda q: -len(q.members)):
        if quantity.members <= remaining:
            remaining -= quantity.members
            chosen.append(available[quantity])
    if remaining:
        return None
    position = {id(one): index for index, one in enumerate(available.values())}
    return tuple(sorted(chosen, key=lambda one: position[id(one)]))


def _round(value: Fraction, decimals: int) -> Fraction:
    return Fraction(round_half_up(value * 10**decimals), 10**decimals)


def _kind(explained: bool) -> DeviationKind:
    return DeviationKind.ROUNDING if explained else DeviationKind.CONTRADICTION


def _deviation(code: str, kind: DeviationKind, at: Observation, message: Text) -> Deviation:
    row = at.row.item.label
    return Deviation(code, kind, at.file, at.line, at.table.number, row, at.column.id, message)


def _unread(item: Unread) -> Deviation:
    message = messages.unread(item)
    empty = messages.ROW
    return Deviation("A001", DeviationKind.UNREAD, item.file, item.line, "", empty, item.column, message)
