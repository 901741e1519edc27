from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.instruments.expressions import NAMES, Expression, ExpressionError, parse
from kompetenslyft.core.instruments.operations import Operand

FIGURES: dict[str, Operand] = {
    "caseworkers.women": Fraction(21, 2),
    "caseworkers.men": 2,
    "caseworkers.total": Fraction(25, 2),
    "zero": 0,
    "plan": "yes",
    "forms": ("own", "other"),
}
BEFORE: dict[str, Operand] = {"caseworkers.total": 10}


def evaluate(source: str) -> Operand:
    return parse(source).evaluate(FIGURES.get, BEFORE.get)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("caseworkers.women + caseworkers.men", Fraction(25, 2)),
        ("caseworkers.women - 0.5", 10),
        ("-caseworkers.men * 3 / 4", Fraction(-3, 2)),
        ("0.1 + 0.2 == 0.3", True),
        ("1 < caseworkers.men <= 2", True),
        ("sum(caseworkers.men, blank, 1)", 3),
        ("min(caseworkers.women, blank)", Fraction(21, 2)),
        ("max(1, caseworkers.men)", 2),
        ("abs(caseworkers.men - 5)", 3),
        ('plan == "yes"', True),
        ('plan != "yes"', False),
        ('plan in ("yes", "partly")', True),
        ('"own" in forms', True),
        ('"association" not in forms', True),
        ("answered(plan, caseworkers.men)", True),
        ("answered(plan, blank)", False),
        ("previous(caseworkers.total)", 10),
        ("within(caseworkers.total, previous(caseworkers.total), 25)", True),
        ("within(caseworkers.total, previous(caseworkers.total), 24.9)", False),
    ],
)
def test_reckons_exactly(source: str, value: Operand) -> None:
    assert evaluate(source) == value


@pytest.mark.parametrize(
    "source",
    [
        "blank + 1",
        "blank < 1",
        "not blank",
        "sum(blank)",
        "min(blank)",
        "previous(caseworkers.women)",
        "within(caseworkers.men, blank, 10)",
        "blank and caseworkers.men == 2",
        "blank or caseworkers.men == 3",
        "caseworkers.men / zero",
        "plan < 1",
        "plan == 1",
        "plan + plan",
        '"own" in blank',
    ],
)
def test_what_depends_on_a_blank_or_makes_no_sense_is_blank(source: str) -> None:
    assert evaluate(source) is None


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("blank and caseworkers.men == 3", False),
        ("caseworkers.men == 3 and blank", False),
        ("blank or caseworkers.men == 2", True),
        ("1 > 2 > blank", False),
    ],
)
def test_a_blank_does_not_hide_what_the_rest_decides(source: str, value: bool) -> None:
    assert evaluate(source) is value


def test_names_the_cells_it_needs() -> None:
    expression = parse('sum(a.b, c) <= previous(d) and e in ("x", "y") and "z" in f')
    assert expression.references == {"a.b", "c", "d", "e", "f"}
    assert expression.literals == {("e", "x"), ("e", "y"), ("f", "z")}


def test_without_a_return_before_all_before_is_blank() -> None:
    assert parse("previous(a)").evaluate({"a": 1}.get) is None


@pytest.mark.parametrize(
    "source",
    [
        "",
        "a.b ==",
        "a b",
        "(" * 500,
        "-" * 3000 + "1",
        "a\x00b",
        "x" * 5000,
        "__import__('os')",
        "a.b()",
        "''.join(a)",
        "eval('1')",
        "lambda: 1",
        "[a for a in b]",
        "a[0]",
        "a if b else c",
        "a ** 9",
        "a // 2",
        "a is b",
        "True",
        "None",
        "1e999",
        "1j",
        "b'x'",
        "f'{a}'",
        "(a, b)",
        "a := 1",
        "min",
        "sum()",
        "abs(1, 2)",
        "within(a, b)",
        "previous(a + 1)",
        "sum(*a)",
        "sum(a, start=1)",
    ],
)
def test_refuses_what_is_not_in_the_language_with_place_and_remedy(source: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(source)
    assert caught.value.position >= 1
    assert caught.value.what.sv
    assert caught.value.remedy.en


operands = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.fractions(),
    st.text(max_size=5),
    st.lists(st.text(max_size=3), max_size=3).map(tuple),
)
leaves = st.sampled_from(["a", "b.c", "d", "0", "1.5", '"yes"', '("yes", "no")', "previous(a)"])


def _combined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    signs = ["+", "-", "*", "/", "<", "<=", "==", "!=", ">", ">=", "in", "not in", "and", "or"]
    binary = st.tuples(inner, st.sampled_from(signs), inner).map(lambda parts: f"({' '.join(parts)})")
    unary = st.tuples(st.sampled_from(["-", "not "]), inner).map(lambda parts: f"({''.join(parts)})")
    calls = st.tuples(
        st.sampled_from(["sum", "min", "max", "answered"]), st.lists(inner, min_size=1, max_size=3)
    ).map(lambda parts: f"{parts[0]}({', '.join(parts[1])})")
    within = st.tuples(inner, inner, inner).map(lambda parts: f"within({', '.join(parts)})")
    return st.one_of(binary, unary, calls, within)


@given(
    st.recursive(leaves, _combined, max_leaves=12),
    st.fixed_dictionaries({"a": operands, "b.c": operands, "d": operands}),
)
def test_evaluation_never_fails(source: str, figures: dict[str, Operand]) -> None:
    expression = parse(source)
    assert isinstance(expression, Expression)
    value = expression.evaluate(figures.get, figures.get)
    assert value is None or isinstance(value, Fraction | bool | str | tuple)


@given(st.text())
def test_any_source_is_an_expression_or_an_expression_error(source: str) -> None:
    try:
        parse(source).evaluate(FIGURES.get)
    except ExpressionError as error:
        assert error.position >= 1


def test_functions_are_not_cells() -> None:
    for name in NAMES:
        with pytest.raises(ExpressionError):
            parse(f"{name} + 1")
