"""Tables of numbers of people are rounded: no small number is shown, everything adds up, and nothing is told twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.definitions import DefinitionError
from kompetenslyft.core.disclosure.records import CannotProtect
from kompetenslyft.core.releases.edition import Edition
from kompetenslyft.core.releases.loader import load_release
from kompetenslyft.core.tabulation.aggregate import ReturnData
from kompetenslyft.exchange import release_rounding
from kompetenslyft.exchange.definitions import all_instruments, definition_files, instrument, release
from kompetenslyft.exchange.release_editions import kept_edition, read_edition
from kompetenslyft.exchange.release_rounding import rounded
from kompetenslyft.exchange.release_tables import Group
from tests.unit.core.test_releases import REGIONS

RELEASE = release("training-by-municipality@2016")
TABLE = RELEASE.tables[0]
FORM = instrument(RELEASE.instrument)
COUNTS = st.dictionaries(st.sampled_from(sorted(REGIONS)), st.integers(0, 12), min_size=1)


def returns(counts: Mapping[str, int]) -> list[ReturnData]:
    return [
        ReturnData(code, (code,), "r", 2016, 2013, FORM, {TABLE.question: number})
        for code, number in counts.items()
    ]


def made(data: Iterable[ReturnData], earlier: Sequence[Edition] = ()) -> Group:
    return rounded(RELEASE, TABLE, FORM, data, REGIONS, earlier=earlier, made_up=False)


def figures(found: Group) -> dict[str, int]:
    region = found.cubes[0].dimensions[0]
    assert None not in found.cubes[0].cells
    return {
        value.code: int(figure or 0)
        for value, figure in zip(region.values, found.cubes[0].cells, strict=True)
    }


@given(COUNTS, st.randoms())
def test_no_small_number_is_shown_and_every_total_is_the_sum_of_its_parts(counts, random) -> None:
    found = made(returns(counts))
    told = figures(found)
    assert found.is_safe
    assert not any(0 < figure < RELEASE.rules.base for figure in told.values())
    for county in {code[:2] for code in counts}:
        assert told[county] == sum(told[code] for code in counts if code[:2] == county)
    assert told["00"] == sum(told[code] for code in counts)
    assert all(abs(told[code] - counts[code]) < RELEASE.rules.base for code in counts)
    mixed = returns(counts)
    random.shuffle(mixed)
    assert figures(made(mixed)) == told


def test_the_record_tells_how_many_are_rounded() -> None:
    found = made(returns({"0114": 1, "0115": 7, "1280": 12, "2080": 9}))
    (record,) = found.record["tables"]
    assert record["rounded"] == sum(
        figure != true
        for figure, true in zip(figures(found).values(), (29, 8, 1, 7, 12, 12, 9, 9), strict=True)
    )
    assert record["safe"] and record["cells"] == 8


def test_the_same_answers_may_be_published_again_and_others_not() -> None:
    first = made(returns({"0114": 1, "0115": 7}))
    told = [read_edition(kept_edition(first.edition))]
    assert made(returns({"0114": 1, "0115": 7}), told).cubes == first.cubes
    for others in ({"0114": 2, "0115": 7}, {"0114": 1, "0115": 7, "1280": 1}):
        with pytest.raises(CannotProtect) as caught:
            made(returns(others), told)
        assert caught.value.findings[0].code == "P128"


def test_what_is_hidden_elsewhere_is_not_rounded_here() -> None:
    exact = made(returns({"0114": 1, "0115": 7})).edition
    hidden = exact.with_hidden([next(iter(exact.figures))], ())
    with pytest.raises(CannotProtect):
        made(returns({"0114": 1, "0115": 7}), [hidden])


def test_nobody_has_answered() -> None:
    with pytest.raises(CannotProtect) as caught:
        made([])
    assert caught.value.findings[0].code == "P120"


def test_a_rounding_that_does_not_hold_is_not_published(monkeypatch: pytest.MonkeyPatch) -> None:
    class AsItWas:
        def __init__(self, counts: object) -> None:
            self.counts = counts

    monkeypatch.setattr(release_rounding, "round_counts", lambda _definition, counts: AsItWas(counts))
    found = made(returns({"0114": 1, "0115": 7}))
    assert not found.is_safe and found.record["unsafe"][0]["verdict"] == "not_hidden"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("question: caseworkers_continuing_training", "question: caseworkers"),
        ("question: caseworkers_continuing_training", "question: caseworkers_higher_education"),
    ],
)
def test_only_numbers_of_people_that_nothing_ties_are_rounded(before: str, after: str) -> None:
    (file,) = [one for one in definition_files("releases") if one.name.startswith("training")]
    source = file.read_text(encoding="utf-8").replace(before, after)
    with pytest.raises(DefinitionError, match="Bara antal personer avrundas"):
        load_release(source, file.name, all_instruments())
