"""Phrases: only said where they are true, exact at their boundaries, and in the order of the shares they name."""

import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.numbers import format_fraction
from kompetenslyft.core.reports import phrases

SHARES = st.fractions(min_value=0, max_value=1, max_denominator=100_000)
POINT = Fraction(1, 100)


def sv(text):
    return text.sv.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        ("642.7", "5390.5", "knappt 12 procent"),
        ("675.8", "5390.5", "knappt 13 procent"),
        ("126", "865", "knappt 15 procent"),
        ("12", "100", "12 procent"),
        ("11.95", "100", "12 procent"),
        ("11.949", "100", "knappt 12 procent"),
        ("12.05", "100", "12 procent"),
        ("12.051", "100", "drygt 12 procent"),
        ("12.5", "100", "knappt 13 procent"),
        ("0", "100", "0 procent"),
        ("0.01", "100", "mindre än 1 procent"),
        ("99.99", "100", "mer än 99 procent"),
        ("99.6", "100", "knappt 100 procent"),
        ("100", "100", "100 procent"),
    ],
)
def test_a_hedged_percentage(part, whole, expected):
    assert sv(phrases.hedged_percent(Fraction(part) / Fraction(whole))) == expected


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        ("0.45", "knappt hälften"),
        ("0.4499", "45 procent"),
        ("0.448", "knappt 45 procent"),
        ("0.4899", "knappt hälften"),
        ("0.49", "hälften"),
        ("0.51", "hälften"),
        ("0.5101", "drygt hälften"),
        ("0.5499", "drygt hälften"),
        ("0.55", "55 procent"),
        ("0.2249", "drygt en femtedel"),
        ("0.225", "knappt en fjärdedel"),
        ("0.24", "en fjärdedel"),
        ("0.66", "två tredjedelar"),
        ("0.75", "tre fjärdedelar"),
        ("0.9", "nio tiondelar"),
    ],
)
def test_a_fraction_in_words(share, expected):
    assert sv(phrases.fraction(Fraction(share))) == expected


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        ("0.25", "var fjärde"),
        ("0.26", "var fjärde"),
        ("0.2601", None),
        ("0.5", "varannan"),
        ("0.75", "tre av fyra"),
    ],
)
def test_one_in_so_many(share, expected):
    text = phrases.ratio(Fraction(share))
    assert (sv(text) if text else None) == expected


@pytest.mark.parametrize(
    ("share", "expected"),
    [("0.8994", "omkring 90 procent"), ("0.9", "90 procent"), ("0.88", "omkring 90 procent"), ("0.8799", "88 procent"),
     ("0.26", "omkring 25 procent"), ("0.2601", "26 procent"), ("0.01", "1 procent"), ("1", "100 procent")],
)  # fmt: skip
def test_about(share, expected):
    assert sv(phrases.about_percent(Fraction(share))) == expected


@pytest.mark.parametrize(
    ("share", "expected"),
    [("0.0943", "knappt 10 procent"), ("0.2157", "drygt 20 procent"), ("0.2201", "22 procent"),
     ("0.221", "drygt 22 procent"),
     ("0.2", "20 procent"), ("0.004", "mindre än 1 procent")],
)  # fmt: skip
def test_against_a_round_ten(share, expected):
    assert sv(phrases.round_percent(Fraction(share))) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("0.28", "0.15", "har minskat från 28 till 15 procent"),
        ("0.105", "0.12", "har ökat något, från 11 till 12 procent"),
        ("0.12", "0.14", "har ökat från 12 till 14 procent"),
        ("0.121", "0.124", "är i stort sett oförändrad, 12 procent"),
        ("0.12", "0.12", "är oförändrad, 12 procent"),
    ],
)
def test_a_change(before, after, expected):
    assert sv(phrases.trend(Fraction(before), Fraction(after))) == expected


def test_counts_and_parts():
    assert sv(phrases.count(6)) == "sex"
    assert sv(phrases.count(1, neuter=True)) == "ett"
    assert sv(phrases.count(13)) == "13"
    assert sv(phrases.count(1384)) == "1 384"
    assert sv(phrases.out_of(236, 243)) == "236 av 243"
    assert sv(phrases.out_of(14, 14)) == "samtliga 14"
    assert sv(phrases.out_of(0, 14)) == "ingen av 14"
    with pytest.raises(ValueError, match="not a part"):
        phrases.out_of(3, 2)


def test_names_are_joined_as_in_a_sentence():
    assert phrases.joined(["juridik"]) == "juridik"
    assert phrases.joined(["juridik", "psykologi", "etik"]) == "juridik, psykologi och etik"
    assert phrases.joined(["law", "ethics"], "en") == "law and ethics"


@given(SHARES)
def test_a_hedge_says_which_side_the_share_is_on(share):
    for phrase in (phrases.hedged_percent(share), phrases.round_percent(share)):
        words = sv(phrase)
        named = Fraction(re.search(r"\d+", words)[0]) * POINT
        if words.startswith(("knappt", "mindre än")):
            assert share < named
        elif words.startswith(("drygt", "mer än")):
            assert share > named
        else:
            assert abs(share - named) <= POINT / 20


@given(SHARES)
def test_a_named_fraction_is_near_and_on_the_right_side(share):
    words = sv(phrases.fraction(share))
    for value, name in phrases.FRACTIONS:
        reach = 5 * POINT if value == phrases.HALF else Fraction(5, 2) * POINT
        if words == name.sv:
            assert abs(share - value) <= POINT
        elif words == f"knappt {name.sv}":
            assert value - reach <= share < value - POINT
        elif words == f"drygt {name.sv}":
            assert value + POINT < share < value + reach


@given(SHARES)
def test_the_majority_is_more_than_half(share):
    words = sv(phrases.most(share))
    assert ("majoritet" in words) <= (share > phrases.HALF)
    assert ("minoritet" in words) <= (0 < share < phrases.HALF)
    assert (words == "alla") is (share == 1)
    assert (words == "ingen av") is (share == 0)


@given(SHARES, SHARES)
def test_a_larger_share_never_gets_a_smaller_phrase(one, other):
    low, high = sorted((one, other))
    for phrase in (phrases.percent, phrases.hedged_percent, phrases.fraction, phrases.about_percent):
        assert rank(phrase(low)) <= rank(phrase(high))


@given(SHARES, SHARES)
def test_a_change_has_the_direction_of_the_figures(before, after):
    words = sv(phrases.trend(before, after))
    assert ("ökat" in words) <= (after > before)
    assert ("minskat" in words) <= (after < before)
    assert ("något" in words) <= (abs(after - before) < 2 * POINT)
    assert ("oförändrad" in words) is ("från" not in words)
    whole = [phrases.round_half_up(share * 100) for share in (before, after)]
    assert ("oförändrad" in words) is (whole[0] == whole[1])


@given(SHARES)
def test_one_in_so_many_is_within_a_point(share):
    words = phrases.ratio(share)
    near = [name for value, name in phrases.RATIOS if abs(share - value) <= POINT]
    assert ([words] if words else []) == near


@given(st.lists(SHARES, min_size=1, max_size=9))
def test_a_span_has_the_ends(shares):
    figures = [int(figure) for figure in re.findall(r"\d+", sv(phrases.span(shares)))]
    assert figures[0] == phrases.round_half_up(min(shares) * 100)
    assert figures[-1] == phrases.round_half_up(max(shares) * 100)


@given(st.fractions(max_value=Fraction(-1, 1000)) | st.fractions(min_value=Fraction(1001, 1000)))
def test_what_is_no_share_is_refused(number):
    for phrase in (phrases.percent, phrases.hedged_percent, phrases.fraction, phrases.ratio, phrases.most):
        with pytest.raises(ValueError, match="not a share"):
            phrase(number)


def rank(phrase):
    """Where on the scale of shares a phrase stands: what it names, then the side of it."""
    words = sv(phrase)
    names = {name.sv: value for value, name in phrases.FRACTIONS}
    side = -1 if words.startswith(("knappt", "mindre")) else 1 if words.startswith(("drygt", "mer än")) else 0
    bare = re.sub(r"^(knappt|drygt|omkring|mindre än|mer än) ", "", words)
    named = names[bare] if bare in names else Fraction(bare.removesuffix(" procent")) * POINT
    return named, side


def worked_rows():
    """The worked table of the documentation: part, whole, and what is said."""
    text = (Path(__file__).parents[3] / "docs/algorithms/phrases.md").read_text("utf-8")
    lines = text.split("## A worked table")[1].split("\n## ")[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")][
        1:
    ]
    number = re.compile(r"[0-9][0-9 ]*(?:,[0-9]+)?")
    return [
        (*(Fraction(number.match(cell)[0].replace(" ", "").replace(",", ".")) for cell in row[:2]), *row[2:])
        for row in rows
    ]


@pytest.mark.parametrize("row", worked_rows(), ids=lambda row: row[3])
def test_the_documented_table_is_what_is_said(row):
    part, whole, percent, nearly, named, other = row
    share = part / whole
    assert format_fraction(share * 100, "sv", 2) == percent
    assert (sv(phrases.hedged_percent(share)), sv(phrases.fraction(share))) == (nearly, named)
    kinds = {"about": phrases.about_percent, "tens": phrases.round_percent, "ratio": phrases.ratio}
    if other:
        kind, _, words = other.partition(": ")
        assert sv(kinds[kind.strip("`")](share)) == words
