"""Pictures of cubes: everything needed stands in them, hidden figures as «..», and the same bytes each time."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.cubes.pictures import chart_of, map_of
from kompetenslyft.core.cubes.regions import Level
from kompetenslyft.core.cubes.selection import default_selection
from kompetenslyft.exchange.charts import png_of, size_of, svg_of
from kompetenslyft.exchange.cube_axes import ticks
from kompetenslyft.exchange.cube_charts import chart_height, chart_spec
from kompetenslyft.exchange.cube_maps import map_height, map_svg
from tests.factories.cubes import cube, same

CUBE = cube()
BARS = chart_of(CUBE, default_selection(CUBE) | {"Region": ("00", "01", "25")})
LINES = chart_of(CUBE, default_selection(CUBE) | {"Region": ("00",), "Tid": ("2015", "2016")})
LINE = chart_of(
    CUBE, default_selection(CUBE) | {"Region": ("01",), "Tid": ("2015", "2016"), "gender": ("women",)}
)


@pytest.mark.parametrize("chart", [BARS, LINES, LINE])
@pytest.mark.parametrize(("narrow", "width"), [(False, 680), (True, 360)])
def test_title_unit_source_and_made_up_mark_stand_in_the_picture(chart, narrow, width):
    svg = svg_of(chart_spec(chart, "sv", made_up=True, narrow=narrow))
    assert size_of(svg)[0] == width
    for words in ("Handläggare", "årsarbetare", "Källa: Påhittad källa", "Påhittade uppgifter"):
        assert words.casefold() in svg.casefold()
    plain = svg_of(chart_spec(chart, "en", made_up=False, narrow=narrow))
    assert "Source: " in plain and "Made-up" not in plain and "full-time" in plain.casefold()


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("made_up", [False, True])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_height_is_known_before_anything_is_drawn(narrow, made_up, language):
    how = {"made_up": made_up, "narrow": narrow}
    for chart in (BARS, LINES, LINE):
        drawn = svg_of(chart_spec(chart, language, **how))
        assert size_of(drawn)[1] == round(chart_height(chart, language, **how))
    for level in Level:
        found = map_of(CUBE, default_selection(CUBE), level)
        assert size_of(map_svg(found, language, **how))[1] == round(map_height(found, language, **how))


def test_a_hidden_figure_is_two_points_and_no_bar():
    spec = chart_spec(BARS, "sv", made_up=False)
    rows = [row for data in spec["datasets"].values() for row in data] if "datasets" in spec else []
    rows += [row for layer in spec["layer"] for row in layer.get("data", {}).get("values", ())]
    rows = [row for row in rows if "value" in row]
    hidden = [row for row in rows if row["value"] is None]
    assert hidden and all(row["text"] == ".." for row in hidden)
    svg = svg_of(spec)
    assert ">..<" in svg and ".. saknas eller är dold" in svg


def test_figures_are_written_as_the_language_writes_them():
    assert "52,5" in svg_of(chart_spec(BARS, "sv", made_up=False))
    assert "52.5" in svg_of(chart_spec(BARS, "en", made_up=False))


def test_a_line_that_lacks_a_year_says_so():
    assert "(.. 2015)" in svg_of(chart_spec(LINES, "sv", made_up=False))


def test_words_that_are_markup_are_written_out():
    wild = replace(BARS, title=same("<b>&«</b>"), source="<script>")
    svg = svg_of(chart_spec(wild, "sv", made_up=False))
    assert "<script>" not in svg and "<b>" not in svg and "&lt;b&gt;" in svg
    found = map_of(CUBE, default_selection(CUBE), Level.COUNTIES)
    mapped = map_svg(replace(found, title=same("<b>"), source="<script>"), "sv", made_up=False)
    assert "<script>" not in mapped and "<b>" not in mapped


@pytest.mark.parametrize("level", list(Level))
def test_a_map_tells_classes_hidden_and_outside_without_colour(level):
    found = map_of(CUBE, default_selection(CUBE), level)
    svg = map_svg(found, "sv", made_up=True)
    hidden = sum(one is None for one in found.figures.values())
    assert f"saknas eller är dold (..) ({hidden})" in svg or not hidden
    assert "ingår inte" in svg and "Påhittade uppgifter" in svg and "Källa: Påhittad källa" in svg
    assert svg == map_svg(found, "sv", made_up=True)
    assert png_of(svg).startswith(b"\x89PNG")


def test_a_map_of_nothing_but_hidden_figures_is_drawn():
    found = map_of(CUBE, default_selection(CUBE), Level.COUNTIES)
    blank = replace(found, figures=dict.fromkeys(found.figures))
    assert "saknas eller är dold (..) (2)" in map_svg(blank, "sv", made_up=False)


@given(st.decimals(-(10**9), 10**9, places=2), st.decimals(-(10**9), 10**9, places=2), st.integers(3, 8))
def test_round_numbers_span_what_is_drawn(one, other, most):
    low, high = min(one, other), max(one, other)
    found = ticks(low, high, most)
    assert found[0] <= low and found[-1] >= high
    assert 2 <= len(found) <= most + 2
    steps = {after - before for before, after in pairwise(found)}
    assert len(steps) == 1 and steps.pop().normalize().as_tuple().digits in {(1,), (2,), (5,)}


def test_negative_figures_have_an_axis_through_zero():
    assert ticks(Decimal(-7), Decimal(12)) == [
        Decimal(-10),
        Decimal(-5),
        Decimal(0),
        Decimal(5),
        Decimal(10),
        Decimal(15),
    ]
