"""Allocations of a few units that can be followed by hand, and why some are refused."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from kompetenslyft.core.allocation.allocate import allocate
from kompetenslyft.core.allocation.explain import explain
from kompetenslyft.core.allocation.model import Allocation, CannotAllocate, Unit
from kompetenslyft.core.allocation.redistribute import redistribute
from kompetenslyft.core.numbers import NBSP
from kompetenslyft.core.text import Text
from tests.unit.core.allocation.models import model, units_of

CHILDREN = {"0101": 1, "0102": 2, "0103": 7, "0104": 10}
KEY = {"children": {code: Fraction(number) for code, number in CHILDREN.items()}}
UNITS = units_of(CHILDREN, m0103="B")
BY_CHILDREN = {"step": "proportional", "key": "children"}


def allocated(amount: int, *steps: dict[str, Any], **others: Any) -> Allocation:
    return allocate(
        model(*steps), amount=amount, units=others.get("units", UNITS), keys=others.get("keys", KEY)
    )


def refused(amount: int, *steps: dict[str, Any], **others: Any) -> str:
    """The messages in Swedish, with plain spaces."""
    with pytest.raises(CannotAllocate) as caught:
        allocated(amount, *steps, **others)
    assert all(finding.message.en != finding.message.sv for finding in caught.value.findings)
    return str(caught.value).replace(NBSP, " ")


def test_in_proportion_to_a_key() -> None:
    assert allocated(2000, BY_CHILDREN).amounts == {"0101": 100, "0102": 200, "0103": 700, "0104": 1000}


def test_equal_shares_and_a_mix() -> None:
    mix = {"step": "mix", "parts": [{"key": "children", "percent": 70}, {"key": "flat", "percent": 30}]}
    keys = KEY | {"flat": dict.fromkeys(CHILDREN, Fraction(5))}
    result = allocated(2000, mix, keys=keys)
    assert result.amounts == {"0101": 220, "0102": 290, "0103": 640, "0104": 850}
    halves = allocated(2000, {"step": "equal", "percent": 30}, BY_CHILDREN | {"percent": 70})
    assert halves.amounts == result.amounts


def test_group_weights_count_a_key_several_times_over() -> None:
    weights = {"step": "group_weights", "grouping": "county", "weights": {"B": 3}}
    assert allocated(3400, weights, BY_CHILDREN).amounts == {
        "0101": 100,
        "0102": 200,
        "0103": 2100,
        "0104": 1000,
    }


def test_a_reserve_comes_off_first_and_a_percentage_of_it_is_rounded_down() -> None:
    assert allocated(2001, {"step": "reserve", "amount_sek": 1}, BY_CHILDREN).amounts["0104"] == 1000
    result = allocated(2019, {"step": "reserve", "percent": 1}, BY_CHILDREN)
    assert (result.reserved, sum(result.amounts.values())) == (20, 1999)


def test_a_floor_is_paid_by_those_above_it() -> None:
    result = allocated(2000, BY_CHILDREN, {"step": "floor", "amount_sek": 300})
    # 600 to the two at the floor; 1 400 on 7 + 10 parts.
    assert result.amounts == {"0101": 300, "0102": 300, "0103": 576, "0104": 824}
    assert result.stages[1].amounts["0103"] == Fraction(7 * 1400, 17)
    assert result.at_floor == {"0101", "0102"}
    assert result.at_cap == frozenset()


def test_what_a_cap_leaves_goes_to_the_others() -> None:
    result = allocated(2000, BY_CHILDREN, {"step": "cap", "amount_sek": 800})
    # 0104 is at the cap at once, and 0103 when the rest is divided anew; 400 on 1 + 2 parts.
    assert result.amounts == {"0101": 133, "0102": 267, "0103": 800, "0104": 800}
    assert result.at_cap == {"0103", "0104"}


@pytest.mark.parametrize("bounds", [("floor", "cap"), ("cap", "floor")])
def test_floor_and_cap_together_in_either_order(bounds: tuple[str, str]) -> None:
    sizes = {"floor": 300, "cap": 800}
    steps = [{"step": bound, "amount_sek": sizes[bound]} for bound in bounds]
    assert allocated(2000, BY_CHILDREN, *steps).amounts == {
        "0101": 300,
        "0102": 300,
        "0103": 600,
        "0104": 800,
    }


def test_equal_remainders_go_to_the_larger_share_and_then_the_lower_code() -> None:
    keys = {"children": {"0101": Fraction(1), "0102": Fraction(1), "0103": Fraction(3), "0104": Fraction(1)}}
    # 0,5, 0,5, 1,5 and 0,5 kronor: one krona each is left for 0103 and 0101.
    assert allocated(3, BY_CHILDREN, keys=keys).amounts == {"0101": 1, "0102": 0, "0103": 2, "0104": 0}
    assert redistribute(3, {"0104": 1, "0103": 3, "0102": 1, "0101": 1}) == {
        "0101": 1,
        "0102": 0,
        "0103": 2,
        "0104": 0,
    }


def test_a_rounding_unit_leaves_what_it_cannot_divide() -> None:
    result = allocated(20_950, BY_CHILDREN, {"step": "rounding", "unit_sek": 1000})
    assert result.amounts == {"0101": 1000, "0102": 2000, "0103": 7000, "0104": 10_000}
    assert result.left_over == 950


def test_stages_are_named() -> None:
    result = allocated(2000, BY_CHILDREN, {"step": "floor", "amount_sek": 300})
    assert [stage.label for stage in result.stages] == [
        Text(sv="Efter children", en="By children"),
        Text(sv=f"Golv 300{NBSP}kr", en=f"Floor SEK{NBSP}300"),
        Text(sv="Avrundat till hela kronor", en="Rounded to whole kronor"),
    ]


FLOOR, CAP = {"step": "floor", "amount_sek": 300}, {"step": "cap", "amount_sek": 800}


@pytest.mark.parametrize(
    ("amount", "steps", "told"),
    [
        (1000, [BY_CHILDREN, FLOOR], "4 × 300 = 1 200 kr > 1 000 kr. Golvet kan vara högst 250 kr."),
        (3300, [BY_CHILDREN, CAP], "4 × 800 = 3 200 kr < 3 300 kr. Höj taket till minst 825 kr"),
        (
            10_500,
            [BY_CHILDREN, FLOOR | {"amount_sek": 3000}, {"step": "rounding", "unit_sek": 1000}],
            "4 × 3 000 = 12 000 kr > 10 500 kr. Golvet kan vara högst 2 000 kr.",
        ),
        (
            10_500,
            [BY_CHILDREN, CAP | {"amount_sek": 2000}, {"step": "rounding", "unit_sek": 1000}],
            "4 × 2 000 = 8 000 kr < 10 500 kr. Höj taket till minst 3 000 kr",
        ),
        (2000, [BY_CHILDREN, FLOOR | {"amount_sek": 500}, CAP | {"amount_sek": 400}], "500 kr > 400 kr"),
        (2000, [{"step": "reserve", "amount_sek": 2001}, BY_CHILDREN], "2 001 kr > 2 000 kr"),
        (-1, [BY_CHILDREN], "mindre än noll"),
        (2000, [FLOOR], "inget steg som fördelar"),
        (
            2000,
            [BY_CHILDREN | {"percent": 70}, {"step": "equal", "percent": 20}],
            "70 % + 20 % = 90 %, inte 100 %",
        ),
        (2000, [BY_CHILDREN | {"percent": 70}], "tillsammans 70 %, inte 100 %"),
        (
            2000,
            [
                {
                    "step": "mix",
                    "parts": [{"key": "children", "percent": 70}, {"key": "children", "percent": 40}],
                }
            ],
            "70 % + 40 % = 110 %, inte 100 %",
        ),
        (2000, [BY_CHILDREN, FLOOR, FLOOR], "Golvet står 2 gånger"),
        (2000, [FLOOR, BY_CHILDREN], "golvet, kommer före ett steg som fördelar"),
        (2000, [BY_CHILDREN, {"step": "reserve", "amount_sek": 1}], "Ställ avsättningen först"),
        (2000, [{"step": "rounding"}, BY_CHILDREN], "Ställ avrundningen sist"),
        (2000, [{"step": "rounding"}, BY_CHILDREN, {"step": "rounding"}], "Avrundningen står 2 gånger"),
        (2000, [{"step": "reserve"}, BY_CHILDREN], "antingen ett belopp eller en procentsats"),
        (
            20_000,
            [BY_CHILDREN, FLOOR | {"amount_sek": 1500}, {"step": "rounding", "unit_sek": 1000}],
            "Golvet 1 500 kr går inte jämnt upp i avrundningen till hela 1 000 kr och kan inte hållas. "
            "Välj 1 000 kr eller 2 000 kr",
        ),
        (2000, [{"step": "proportional", "key": "elderly"}], "Nyckeln elderly saknas"),
        (
            2000,
            [{"step": "group_weights", "grouping": "skr", "weights": {"A": 1}}, BY_CHILDREN],
            "Indelningen skr finns inte. Det finns: county.",
        ),
        (
            2000,
            [{"step": "group_weights", "grouping": "county", "weights": {"C": 1}}, BY_CHILDREN],
            "ingen grupp C. Den har: A, B.",
        ),
        (
            2000,
            [{"step": "group_weights", "grouping": "county", "weights": {"A": -1}}, BY_CHILDREN],
            "mindre än noll för A",
        ),
        (
            2000,
            [{"step": "group_weights", "grouping": "county", "weights": {"A": 0, "B": 0}}, BY_CHILDREN],
            "children gånger vikterna har summan 0",
        ),
        (
            2000,
            [{"step": "group_weights", "grouping": "county", "weights": {"A": 2}}, {"step": "equal"}],
            "ingen nyckel efter sig",
        ),
    ],
)
def test_what_cannot_be_divided_is_told_with_the_arithmetic(
    amount: int, steps: list[dict[str, Any]], told: str
) -> None:
    assert told in refused(amount, *steps)


def test_the_first_purpose_of_2013_with_too_high_a_floor() -> None:
    codes = [f"{number:04d}" for number in range(114, 404)]
    keys = {"children": {code: Fraction(int(code)) for code in codes}}
    floor = {"step": "floor", "amount_sek": 70_000}
    units = [Unit(code, {}) for code in codes]
    text = refused(20_000_000, BY_CHILDREN, floor, keys=keys, units=units)
    assert "290 × 70 000 = 20 300 000 kr > 20 000 000 kr" in text
    assert "högst 68 965 kr" in text


def test_the_bounds_that_a_refusal_names_can_be_held() -> None:
    thousands = {"step": "rounding", "unit_sek": 1000}
    highest = allocated(10_500, BY_CHILDREN, FLOOR | {"amount_sek": 2000}, thousands)
    assert min(highest.amounts.values()) == 2000
    lowest = allocated(10_500, BY_CHILDREN, CAP | {"amount_sek": 3000}, thousands)
    assert (max(lowest.amounts.values()), lowest.left_over) == (3000, 500)


def test_a_model_without_rounding_is_refused() -> None:
    bare = model(BY_CHILDREN).model_copy(update={"steps": model(BY_CHILDREN).steps[:1]})
    with pytest.raises(CannotAllocate, match="Lägg till steget avrundning sist"):
        allocate(bare, amount=1, units=UNITS, keys=KEY)


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ({"0101": 1, "0102": 2}, "saknar tal för 2 av 4: 0103, 0104"),
        (CHILDREN | {"0103": -7}, "mindre än noll för 0103"),
        (dict.fromkeys(CHILDREN, 0), "summan 0"),
    ],
)
def test_a_key_that_cannot_be_used(numbers: dict[str, int], told: str) -> None:
    keys = {"children": {code: Fraction(number) for code, number in numbers.items()}}
    assert told in refused(2000, BY_CHILDREN, keys=keys)


def test_a_unit_twice_or_nobody() -> None:
    assert "flera gånger: 0101" in refused(2000, BY_CHILDREN, units=(*UNITS, UNITS[0]))
    assert "ingen att fördela till" in refused(2000, {"step": "equal"}, units=())


def test_units_without_share_have_the_floor_alone_and_the_cap_knows() -> None:
    keys = {"children": {code: Fraction(code == "0104") for code in CHILDREN}}
    assert allocated(1700, BY_CHILDREN, FLOOR, keys=keys).amounts["0101"] == 300
    text = refused(1800, BY_CHILDREN, FLOOR, CAP, keys=keys)
    assert "1 × 800 + 3 × 300 = 1 700 kr < 1 800 kr. 3 har 0 i nyckeln" in text


def test_an_amount_is_explained_as_a_sentence_and_a_calculation() -> None:
    steps = [{"step": "reserve", "amount_sek": 100}, BY_CHILDREN, FLOOR, CAP]
    result = allocated(2100, *steps)
    names = {"0101": "Falun", "0103": "Ale", "0104": "Mora", "children": Text(sv="barn", en="children")}
    told = {code: explain(result, code, units=UNITS, keys=KEY, names=names) for code in CHILDREN}
    sentences = {code: one.sentence.sv.replace(NBSP, " ") for code, one in told.items()}
    assert sentences["0101"] == (
        "Falun får 300 kr: 5 % av nyckeln «barn», av 2 000 kr, sedan 100 kr av 2 100 kr avsatts, "
        "höjt till golvet 300 kr."
    )
    assert sentences["0103"] == (
        "Ale får 600 kr: 35 % av nyckeln «barn», av 2 000 kr, sedan 100 kr av 2 100 kr avsatts, "
        "minskat med 124 kr så att 2 andra når golvet, ökat med 24 kr då en annan stannar vid taket."
    )
    assert sentences["0104"].endswith("sänkt till taket 800 kr.")
    assert told["0104"].sentence.en.replace(NBSP, " ").endswith("lowered to the cap SEK 800.")
    lines = [(line.label.sv.replace(NBSP, " "), line.amount) for line in told["0101"].lines]
    assert lines == [
        ("barn: 1 av 20 (5 %), av 2 000 kr", 100),
        ("Höjt till golvet 300 kr", 200),
        ("Belopp", 300),
    ]


def test_equal_shares_mixes_and_weights_are_explained() -> None:
    weights = {"step": "group_weights", "grouping": "county", "weights": {"B": 3}}
    result = allocated(3401, weights, {"step": "equal", "percent": 50}, BY_CHILDREN | {"percent": 50})
    told = explain(result, "0103", units=UNITS, keys=KEY, names={})
    assert [line.label.sv.replace(NBSP, " ") for line in told.lines] == [
        "Lika del: 1 av 4, av 1 700,50 kr",
        "children: 7 × 3 = 21 av 34 (61,76 %), av 1 700,50 kr",
        "Avrundat uppåt till hela kronor",
        "Belopp",
    ]
    with pytest.raises(KeyError):
        explain(result, "9999", units=UNITS, keys=KEY, names={})


@pytest.mark.parametrize(("pool", "shares"), [(-1, {"a": 1}), (1, {"a": -1, "b": 3}), (1, {}), (1, {"a": 0})])
def test_a_pool_that_cannot_be_divided(pool: int, shares: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="share"):
        redistribute(pool, shares)


def test_nothing_to_divide_is_nothing_to_anybody() -> None:
    assert redistribute(0, {"a": 0, "b": 0}) == {"a": 0, "b": 0}
    assert redistribute(0, {}) == {}
