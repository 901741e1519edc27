"""Who took part when, who answered, and how large each municipality's child welfare is taken to be. All made up.

No population figure is used. A municipality's official code tells the seat of a county and the old towns (its last two
digits) and the capital's county; the rest of its size is chance that follows from the code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kompetenslyft.demo.draws import percent, pick, shuffled
from kompetenslyft.demo.targets import Participation

STOCKHOLM, GOTEBORG, MALMO = "0180", "1480", "1280"
BALANCER = STOCKHOLM
"""The unit that takes the odd hundredths, so that all others have whole quarters of a full-time equivalent."""

IN_PROGRESS, AWAITING_SIGNATURE, CONFLICTING, EXTENDED = "1285", "0586", "1267", "1441"
"""Eslöv, Mjölby, Höör, Lerum: unfinished in 2016, with something to try for those who log in."""
COMPLETION_REQUESTED, ACCEPTED = "0767", "1382"
"""Markaryd and Falkenberg: answered in 2016."""
UNFINISHED = (IN_PROGRESS, AWAITING_SIGNATURE, CONFLICTING, EXTENDED)
FINISHED = (COMPLETION_REQUESTED, ACCEPTED)

_LARGEST = {STOCKHOLM: 9_400, GOTEBORG: 6_300, MALMO: 4_400}


def size(code: str) -> int:
    """A weight for the municipality's number of caseworkers: about 20 for the smallest, thousands for the largest."""
    if code in _LARGEST:
        return _LARGEST[code]
    county, ending = code[:2], int(code[2:])
    if ending == 80:
        return 900 * percent(code, "size", 65, 150) // 100
    if ending > 80:
        base = 330
    elif county == "01":
        base = 520
    else:
        base = 130
    return base * percent(code, "size", 35, 165) * percent(code, "size again", 70, 130) // 10_000


@dataclass(frozen=True, slots=True)
class Participants:
    """The year that each municipality joined, and who was asked and who answered."""

    joined: Mapping[str, int]
    """By code; the municipalities that never took part are absent."""
    nil_2013: str
    """Claimed money in 2013, declared that there was nothing to report, and took part from a later year."""
    answered_2016: frozenset[str]
    """Of those that joined before 2016."""

    def joined_in(self, year: int) -> tuple[str, ...]:
        return tuple(sorted(code for code, joined in self.joined.items() if joined == year))

    @property
    def unanswered_2016(self) -> tuple[str, ...]:
        return tuple(
            sorted(
                code for code, year in self.joined.items() if year < 2016 and code not in self.answered_2016
            )
        )

    def asked(self, year: int) -> dict[str, int]:
        """The municipalities asked in the year's round, each with the year that it joined."""
        if year == 2016:
            return dict(sorted(self.joined.items()))
        asked = dict.fromkeys(self.joined_in(year), year)
        if year == 2013:
            asked[self.nil_2013] = year
        return dict(sorted(asked.items()))


def participants(codes: Sequence[str], figures: Participation) -> Participants:
    """The participation of the country's municipalities: the late and the absent are among the smaller ones.

    Raises ValueError where the figures do not add up.
    """
    by_year = dict(figures.joined)
    first = by_year.pop(2013)
    late = sum(by_year.values())
    never = len(codes) - first - late
    if never < 0 or figures.requisitioned_2013 != first + 1:
        raise ValueError(f"{first + late} municipalities took part and {len(codes)} were given")

    named = frozenset((*UNFINISHED, *FINISHED))
    small = sorted((code for code in codes if code not in named), key=lambda code: (size(code), code))
    drawn = shuffled(small[: 2 * (late + never)], "joined late")
    joined = dict.fromkeys(codes, 2013)
    for code in drawn[:never]:
        del joined[code]
    start = never
    for year, count in sorted(by_year.items()):
        joined |= dict.fromkeys(drawn[start : start + count], year)
        start += count

    cohort = [code for code, year in joined.items() if year < 2016]
    may_fail = [code for code in cohort if code not in (*_LARGEST, *named)]
    silent = len(cohort) - figures.answered_2016 - len(UNFINISHED)
    unanswered = pick(may_fail, silent, "answered 2016") | frozenset(UNFINISHED)
    return Participants(
        joined=dict(sorted(joined.items())),
        nil_2013=min(code for code, year in joined.items() if year == 2014),
        answered_2016=frozenset(cohort) - unanswered,
    )
