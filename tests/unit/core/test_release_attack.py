"""Releases attacked from outside: what readers can work out from all that is shown, by a system of their own.

The attacker has every shown figure with all its decimals, in every edition, knows which answers have changed, and what
the form says. Nothing here comes from how the product sees what adds up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import highspy
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kompetenslyft.core.disclosure.solver import SolverFailed
from kompetenslyft.core.releases.edition import Edition
from kompetenslyft.core.releases.model import ReleaseTable
from kompetenslyft.core.releases.tables import Region
from kompetenslyft.core.tabulation.aggregate import ReturnData
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.definitions import instrument, release
from kompetenslyft.exchange.release_editions import kept_edition, read_edition
from kompetenslyft.exchange.release_tables import Group, protect

RELEASE = release("staff-by-municipality@2016")
FORM = instrument(RELEASE.instrument)
REGIONS = {
    code: Region(code, f"Kommun {code}", code[:2], f"Län {code[:2]}")
    for code in ("0110", "0111", "0112", "0210", "0211")
}
GENDERS = ("women", "men")
WHOLE, PART, NEW = "caseworkers", "no_degree", "degree_under_1_year"
ALL = "*"

Ground = Mapping[str, Mapping[str, int]]
"""What each municipality has answered, by the form's keys, in hundredths of FTE."""
Published = tuple[Collection[str], Ground, Group]
"""The questions of an edition, its ground, and what became of it."""
Cell = tuple[str, str, str]
"""A question, a municipality, a county («01») or all, a gender or all."""


def table(question: str) -> ReleaseTable:
    return ReleaseTable(id=question, title=Text(sv=question, en=question), question=question)


def publish(questions: Sequence[str], ground: Ground, earlier: Sequence[Edition]) -> Group:
    data = [ReturnData(code, (code,), "r", 2016, 2013, FORM, dict(one)) for code, one in ground.items()]
    return protect(
        RELEASE, [table(one) for one in questions], FORM, data, REGIONS, earlier=earlier, made_up=True
    )


def parts(cell: Cell, ground: Ground) -> list[tuple[str, str]]:
    """The answers (municipality, key) that a cell is the sum of."""
    question, place, gender = cell
    keys = [question] if question == NEW else [f"{question}.{one}" for one in GENDERS if gender in {ALL, one}]
    return [
        (code, key)
        for code, one in ground.items()
        if place in {ALL, code, code[:2]}
        for key in keys
        if key in one
    ]


def fewest(cell: Cell, ground: Ground, known: Collection[str]) -> int:
    """The fewest persons behind a cell: nobody is half in a part that is told of, and half outside it."""
    question, place, gender = cell
    if question != WHOLE:
        return sum(heads(ground[code][key]) for code, key in parts(cell, ground))
    total = 0
    for one in (one for code, one in ground.items() if place in {ALL, code, code[:2]}):
        by_gender = {
            each: heads(one[f"{WHOLE}.{each}"])
            if PART not in known
            else heads(one[f"{PART}.{each}"]) + heads(one[f"{WHOLE}.{each}"] - one[f"{PART}.{each}"])
            for each in GENDERS
        }
        few = sum(by_gender.values()) if gender == ALL else by_gender[gender]
        if gender == ALL and {PART, NEW} <= set(known):
            without = [one[f"{PART}.{each}"] for each in GENDERS]
            left = sum(one[f"{WHOLE}.{each}"] for each in GENDERS) - sum(without) - one[NEW]
            few = max(few, sum(map(heads, (*without, one[NEW], left))))
        total += few
    return total


def heads(figure: int) -> int:
    return -(-figure // 100)


@dataclass
class Attacker:
    """A linear programme over the answers: one unknown for each answer that is not the same as in another edition."""

    unknowns: dict[tuple[str, str, int], int] = field(default_factory=dict)
    rows: list[tuple[dict[int, int], float, float]] = field(default_factory=list)

    def terms(self, ground: Ground, plus: Sequence[Cell], minus: Sequence[Cell] = ()) -> dict[int, int]:
        found: dict[int, int] = {}
        for sign, cells in ((1, plus), (-1, minus)):
            for cell in cells:
                for code, key in parts(cell, ground):
                    name = (code, key, ground[code][key])
                    place = self.unknowns.setdefault(name, len(self.unknowns))
                    found[place] = found.get(place, 0) + sign
        return found

    def read(self, published: Published) -> None:
        """Note every figure that is shown, and that no part is more than its whole."""
        _questions, ground, group = published
        for cube in group.cubes:
            codes = product(*([value.code for value in one.values] for one in cube.dimensions[:-2]))
            for (place, *gender), figure in zip(codes, cube.cells, strict=True):
                if figure is not None:
                    one = gender[0] if gender and gender[0] != "total" else ALL
                    cell = (cube.code, ALL if place == "00" else place, one)
                    truth = sum(ground[code][key] for code, key in parts(cell, ground))
                    assert float(figure) == pytest.approx(truth / 100, abs=0.0501)
                    self.rows.append((self.terms(ground, [cell]), truth, truth))
        for code in ground:
            for gender in GENDERS:
                self._not_less(self.terms(ground, [(WHOLE, code, gender)], [(PART, code, gender)]))
            self._not_less(self.terms(ground, [(WHOLE, code, ALL)], [(PART, code, ALL), (NEW, code, ALL)]))

    def _not_less(self, terms: dict[int, int]) -> None:
        self.rows.append((terms, 0, highspy.kHighsInf))

    def bounds(self, terms: Mapping[int, int]) -> tuple[float, float]:
        """The least and the most that a cell can be."""
        low, high = self._most({place: -way for place, way in terms.items()}), self._most(terms)
        return -low, high

    def _most(self, terms: Mapping[int, int]) -> float:
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        for place in range(len(self.unknowns)):
            solver.addVar(0, highspy.kHighsInf)
            solver.changeColCost(place, -terms.get(place, 0))
        for row, low, high in self.rows:
            solver.addRow(low, high, len(row), list(row), [float(one) for one in row.values()])
        solver.run()
        if solver.getModelStatus() == highspy.HighsModelStatus.kOptimal:
            return -float(solver.getInfo().objective_function_value)
        return highspy.kHighsInf


def told_too_narrowly(editions: Sequence[Published]) -> Iterator[tuple[Cell, int, float, float]]:
    """The sensitive cells that all editions together tell more closely than within 30 percent."""
    attacker, known = Attacker(), set[str]()
    for one in editions:
        attacker.read(one)
    for questions, ground, _group in editions:
        known |= set(questions)
        places = [*ground, *sorted({code[:2] for code in ground}), ALL]
        for cell in product(questions, places, (*GENDERS, ALL)):
            if (cell[0] != NEW or cell[2] == ALL) and 0 < fewest(cell, ground, known) < 4:
                yield from judged(attacker, ground, cell, [])
        if {WHOLE, PART} <= known:
            for place, gender in product(places, GENDERS):
                yield from judged(attacker, ground, (WHOLE, place, gender), [(PART, place, gender)])


def judged(
    attacker: Attacker, ground: Ground, cell: Cell, less: Sequence[Cell]
) -> Iterator[tuple[Cell, int, float, float]]:
    """The cell, or what is left of it without ``less`` where that is three persons or fewer, if known too well."""
    terms = attacker.terms(ground, [cell], less)
    truths = [
        sum(ground[code][key] for each in cells for code, key in parts(each, ground))
        for cells in ([cell], less)
    ]
    figure = truths[0] - truths[1]
    if less and not 0 < figure <= 300:
        return
    apart = max(1, -(-figure * 30 // 100))
    low, high = attacker.bounds(terms)
    if low > max(0, figure - apart) + 0.001 or high < figure + apart - 0.001:
        yield cell, figure, low, high


@st.composite
def answers(draw: st.DrawFn) -> dict[str, int]:
    """A municipality's answers that the form's checks let through."""
    sizes = st.sampled_from([0, 50, 100, 200, 300]) | st.integers(1, 3000)
    found = {f"{WHOLE}.{gender}": draw(sizes) for gender in GENDERS}
    for gender in GENDERS:
        whole = found[f"{WHOLE}.{gender}"]
        found[f"{PART}.{gender}"] = draw(st.sampled_from([0, whole, whole // 2, min(whole, 50)]))
    left = sum(found[f"{WHOLE}.{one}"] - found[f"{PART}.{one}"] for one in GENDERS)
    return found | {NEW: draw(st.sampled_from([0, left // 2, min(left, 50)]))}


WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
"""Making a failing case smaller takes minutes."""
GROUNDS = st.dictionaries(st.sampled_from(sorted(REGIONS)), answers(), min_size=3)
QUESTIONS = st.sampled_from([[WHOLE], [PART], [WHOLE, PART], [WHOLE, PART, NEW]])


@settings(max_examples=40, deadline=None, phases=WITHOUT_SHRINKING)
@given(GROUNDS, st.lists(QUESTIONS, min_size=1, max_size=2), st.data())
def test_no_sensitive_figure_is_known_more_closely_than_asked_from_all_editions(
    ground: dict[str, dict[str, int]], asked: list[list[str]], data: st.DataObject
) -> None:
    """The first edition may lack an answer, or have another one, of a municipality."""
    late = data.draw(st.sampled_from(sorted(ground)))
    before = {code: one for code, one in ground.items() if code != late}
    if data.draw(st.booleans()):
        before[late] = data.draw(answers())
    editions: list[Published] = []
    for questions, now in zip(asked, (before, ground) if len(asked) > 1 else (ground,), strict=True):
        try:
            group = publish(questions, now, [read_edition(kept_edition(one.edition)) for *_, one in editions])
        except SolverFailed:
            break
        if not group.is_safe:
            break
        editions.append((questions, now, group))
    assert list(told_too_narrowly(editions)) == []


def test_a_person_who_may_be_of_either_gender_makes_neither_group_larger() -> None:
    """Of 3,00 women and 3,00 men somebody is new half-time: seven persons, three women at least, three men at least."""
    many = {f"{WHOLE}.women": 2000, f"{WHOLE}.men": 1500, f"{PART}.women": 700, f"{PART}.men": 800, NEW: 800}
    few = {f"{WHOLE}.women": 300, f"{WHOLE}.men": 300, f"{PART}.women": 0, f"{PART}.men": 0, NEW: 50}
    ground = {code: few if code == "0110" else many for code in REGIONS}
    told = publish([WHOLE, PART, NEW], ground, []).edition
    assert told.persons[WHOLE, "0110", ALL] == 7
    assert {(WHOLE, "0110", gender) for gender in GENDERS} <= told.sensitive
