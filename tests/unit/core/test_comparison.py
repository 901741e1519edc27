"""Spreads, medians and own figures: exact, whatever the order, and blank where something is missing."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.comparison.compare import Spread, median, own_value, spread
from kompetenslyft.core.comparison.loader import load_comparison
from kompetenslyft.core.comparison.model import OwnFigure
from kompetenslyft.core.definitions import DefinitionError
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.definitions import all_instruments, comparison

FIGURES = st.dictionaries(
    st.sampled_from([f"{code:04d}" for code in range(1, 30)]), st.fractions(-1000, 1000), max_size=20
)
CODES = st.lists(st.sampled_from([f"{code:04d}" for code in range(1, 40)]), max_size=30)


@given(FIGURES, CODES, st.randoms())
def test_a_spread_holds_its_median_and_does_not_mind_the_order(values, among, chance):
    found = spread(values, among)
    mixed = [*among, *among]
    chance.shuffle(mixed)
    assert spread(values, mixed) == found
    known = [values[code] for code in set(among) if code in values]
    assert (found.asked, found.known) == (len(set(among)), len(known))
    if not known:
        assert found == Spread(len(set(among)), 0)
        return
    assert found.low == min(known) <= found.median <= max(known) == found.high
    assert sum(one < found.median for one in known) <= len(known) / 2
    assert sum(one > found.median for one in known) <= len(known) / 2


def test_a_median_of_two_is_between_them_and_of_none_is_refused():
    assert median([Fraction(4), Fraction(1)]) == Fraction(5, 2)
    with pytest.raises(ValueError, match="no values"):
        median([])


def figure(**fields) -> OwnFigure:
    words = Text(sv="x", en="x")
    return OwnFigure(id="x", label=words, unit=words, question="caseworkers", **fields)


@given(st.fractions(0, 1000), st.fractions(1, 1000))
def test_a_share_and_what_is_left_of_it_make_a_hundred(part, whole):
    sums = {"caseworkers": part, "all": whole}
    share = own_value(figure(share_of="all"), sums, {})
    rest = own_value(figure(share_of="all", complement=True), sums, {})
    assert share + rest == 100


def test_a_figure_per_inhabitant_takes_every_part():
    per = figure(per=("N01952", "N01953"), each=1000)
    sums = {"caseworkers": Fraction(5)}
    known = {"N01952": Fraction(400), "N01953": Fraction(600)}
    assert own_value(per, sums, known) == 5
    assert own_value(per, sums, {"N01952": Fraction(400)}) is None
    assert own_value(per, sums, dict.fromkeys(known, Fraction(0))) is None


def test_what_is_not_answered_is_blank_and_not_zero():
    assert own_value(figure(), {}, {}) is None
    assert own_value(figure(share_of="all"), {"caseworkers": Fraction(1)}, {}) is None
    assert own_value(figure(share_of="all"), {"caseworkers": Fraction(1), "all": Fraction(0)}, {}) is None
    assert own_value(figure(), {"caseworkers": Fraction(0)}, {}) == 0


SOURCE = """
id: x
version: "1"
title: {sv: x, en: x}
form: FORM
similar: [IFO]
own: [{id: a, label: {sv: x, en: x}, unit: {sv: x, en: x}, OWN}]
themes: [{id: t, title: {sv: x, en: x}, figures: [{kpi: KPI, label: {sv: x, en: x}, unit: {sv: x, en: x}}]}]
"""


def written(form="competence-inventory", own="question: caseworkers", kpi="N01951") -> str:
    return SOURCE.replace("FORM", form).replace("OWN", own).replace("KPI", kpi)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (written(form="enkät"), "Formuläret «enkät» finns inte"),
        (written(own="question: comment"), "«comment» är ingen fråga med tal"),
        (written(own="question: caseworkers, share_of: all"), "«all» är ingen fråga med tal"),
        (written(own="question: caseworkers, per: [folk]"), "«folk» är inget nyckeltal"),
        (written(own="question: caseworkers, complement: true"), "kan bara visas för en andel"),
        (written(kpi="folk"), "kpi"),
        (written().replace("similar: [IFO]", "similar: []"), "similar"),
    ],
)
def test_a_broken_definition_names_the_place(source, told):
    with pytest.raises(DefinitionError) as caught:
        load_comparison(source, "x.yaml", all_instruments())
    assert told in str(caught.value)
    assert "x.yaml" in str(caught.value)


def test_the_definition_takes_each_key_figure_once():
    kpis = comparison().kpis
    assert len(kpis) == len(set(kpis)) > 10
    assert load_comparison(written(), "x.yaml", all_instruments()).kpis == ("N01951",)
