"""Files of counts and definitions that cannot be used are refused, with the arithmetic and the place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.definitions import DefinitionError
from kompetenslyft.core.disclosure.elimination import Contradiction, determined
from kompetenslyft.core.disclosure.loader import load_protected
from kompetenslyft.core.disclosure.records import CannotProtect, read_counts
from tests.unit.core.disclosure.made_up import definition, lines

YAML = """\
id: x
version: "1"
title: {sv: X, en: X}
count: n
variables:
  - id: unit
    parents: {a1: a, a: a1}
  - id: sex
tables:
  - {id: one, variables: [unit, age]}
"""


def refused(rows) -> list[str]:
    with pytest.raises(CannotProtect) as caught:
        read_counts(definition([["unit", "sex"]]), rows)
    return [f"{finding.code} {finding.message.sv}" for finding in caught.value.findings]


@given(first=st.integers(0, 99), second=st.integers(0, 99), off=st.integers(1, 9))
def test_margins_are_compared(first: int, second: int, off: int) -> None:
    parts = [("a1", "K", "x", first), ("a2", "K", "x", second)]
    counts = read_counts(definition([["unit"]]), lines([*parts, ("a", "K", "x", first + second)]))
    assert sum(counts.inner.values()) == first + second
    told = refused(lines([*parts, ("a", "K", "x", first + second + off)]))
    assert told == [
        f"D106 Rad 4: a × K × x anges till {first + second + off}, men delarna är {first} + {second} = "
        f"{first + second}. Rätta den siffra som är fel."
    ]


def test_counts_and_codes_are_told_by_line() -> None:
    told = refused([(2, {"unit": "a1", "sex": "K", "level": "x", "count": "-1"}),
                    (3, {"unit": "", "sex": "K", "level": "x", "count": "1"})])  # fmt: skip
    assert [one[:11] for one in told] == ["D103 Rad 2:", "D104 Rad 3:"]
    assert refused([(2, {"unit": "a1", "count": "1"})])[0].startswith("D101 Filen saknar sex, level.")
    assert refused([])[0].startswith("D102")


def test_a_definition_is_checked_by_line() -> None:
    with pytest.raises(DefinitionError) as caught:
        load_protected(YAML, "x.yaml")
    assert [problem.line for problem in caught.value.problems] == [7, 7, 10]
    assert "Variabeln «age» finns inte. Välj bland unit, sex." in str(caught.value)


def test_elimination_is_exact() -> None:
    assert determined([({0: 1, 1: 1}, 3), ({0: 1, 1: -1}, 1), ({2: 1, 3: 1}, 9)]) == {0: 2, 1: 1}
    assert determined([({0: 1, 1: 1}, 5), ({1: 1, 2: 1}, 7), ({0: 1, 2: 1}, 6)]) == {0: 2, 1: 3, 2: 4}
    assert determined([({0: 1, 1: 1}, 5), ({0: -1, 1: -1}, -5)]) == {}
    with pytest.raises(Contradiction):
        determined([({0: 1, 1: 1}, 5), ({0: 1, 1: 1}, 6)])
