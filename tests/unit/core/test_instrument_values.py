from __future__ import annotations

import json

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.codes import Code
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.instruments.derived import with_totals
from kompetenslyft.core.instruments.model import CellSpec, Unit, Value
from kompetenslyft.core.instruments.schema import json_schema
from kompetenslyft.core.instruments.values import (
    LONGEST_TEXT,
    format_value,
    from_json,
    options,
    parse_value,
    to_json,
)
from kompetenslyft.exchange.definitions import all_instruments, instrument

INVENTORY = instrument("competence-inventory@2016")
ENTERABLE = [spec for spec in INVENTORY.cells.values() if not spec.derived]


def values_of(spec: CellSpec) -> st.SearchStrategy[Value]:
    """Any answer that the cell can hold."""
    question = spec.question
    if question.unit.is_numeric:
        largest = int((question.maximum or 10_000) * (100 if question.unit is Unit.FTE else 1))
        return st.integers(min_value=0, max_value=largest)
    if question.unit is Unit.TEXT:
        letters = st.characters(exclude_categories=["Cc", "Cs"])
        return st.text(letters, min_size=1, max_size=50).map(str.strip).filter(bool)
    ids = [option.id for option in options(question)]
    if question.unit is Unit.CHOICES:
        return st.sets(st.sampled_from(ids), min_size=1).map(
            lambda chosen: tuple(i for i in ids if i in chosen)
        )
    return st.sampled_from(ids)


cell_and_value = st.sampled_from(ENTERABLE).flatmap(lambda spec: st.tuples(st.just(spec), values_of(spec)))
answers = st.lists(cell_and_value, max_size=40).map(lambda pairs: {spec.key: value for spec, value in pairs})


@given(cell_and_value, st.sampled_from(["sv", "en"]))
def test_what_is_shown_parses_back(pair: tuple[CellSpec, Value], language: str) -> None:
    spec, value = pair
    assert parse_value(INVENTORY, spec.key, format_value(spec, value, language)) == value


@given(answers)
def test_storing_keeps_every_answer(values: dict[str, Value]) -> None:
    assert from_json(json.loads(json.dumps(to_json(values)))) == values


@given(
    st.sampled_from(ENTERABLE),
    st.one_of(
        st.none(), st.text(), st.floats(), st.integers(), st.booleans(), st.lists(st.text()), st.binary()
    ),
)
def test_nothing_entered_makes_it_fail(spec: CellSpec, raw: object) -> None:
    result = parse_value(INVENTORY, spec.key, raw)
    if isinstance(result, Finding):
        assert result.severity is Severity.HARD
        assert result.cells == (spec.key,)
    elif result is not None:
        assert parse_value(INVENTORY, spec.key, format_value(spec, result, "sv")) == result


@given(answers)
def test_a_total_is_the_sum_of_its_parts(values: dict[str, Value]) -> None:
    totals = with_totals(INVENTORY, values)
    for question in INVENTORY.questions.values():
        for _, cells, total in INVENTORY.rows(question):
            parts = [values[spec.key] for spec in cells if spec.key in values]
            if total is not None:
                assert totals.get(total.key) == (sum(parts) if parts else None)


@pytest.mark.parametrize(
    ("key", "raw", "value"),
    [
        ("plan_caseworkers", "Ja", "yes"),
        ("plan_caseworkers", " no ", "no"),
        ("plan_caseworkers", True, "yes"),
        ("planned_leaders", "DELVIS", "partly"),
        ("cooperation_leaders", "I egen regi; I annan form", ("own", "other")),
        ("cooperation_leaders", "other, own", ("own", "other")),
        ("cooperation_leaders", ["I annan form", "own", None], ("own", "other")),
        ("other_follow_up_forms", "Arbetsledning, enskilt", ("supervision_individual",)),
        ("cooperation_leaders", [], None),
        ("comment", "  rad ett\r\nrad två ", "rad ett\nrad två"),
        ("comment", 12.0, "12"),
        ("comment", "   ", None),
        ("caseworkers.women", "1 384,8", 138480),
    ],
)
def test_reads_answers_of_every_kind(key: str, raw: object, value: object) -> None:
    assert parse_value(INVENTORY, key, raw) == value


@pytest.mark.parametrize(
    ("key", "raw", "code"),
    [
        ("caseworkers.wimen", 1, Code.UNKNOWN_KEY),
        ("caseworkers.total", 1, Code.DERIVED_KEY),
        ("caseworkers.women", "5000,01", Code.ABOVE_MAXIMUM),
        ("plan_caseworkers", "kanske", Code.UNKNOWN_OPTION),
        ("plan_caseworkers", "delvis", Code.UNKNOWN_OPTION),
        ("cooperation_leaders", ["own", "ensam"], Code.UNKNOWN_OPTION),
        ("comment", "a\x07b", Code.CONTROL_CHARACTERS),
        ("comment", "a" * (LONGEST_TEXT + 1), Code.TEXT_TOO_LONG),
        ("comment", ["a"], Code.NOT_TEXT),
    ],
)
def test_refuses_with_a_finding_that_names_the_cell(key: str, raw: object, code: Code) -> None:
    finding = parse_value(INVENTORY, key, raw)
    assert isinstance(finding, Finding)
    assert (finding.code, finding.cells, finding.severity) == (code, (key,), Severity.HARD)


@pytest.mark.parametrize("ref", all_instruments())
@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_schema_has_every_cell_and_marks_what_is_not_entered(ref: str, language: str) -> None:
    form = instrument(ref)
    properties = json_schema(form, language)["properties"]
    assert list(properties) == list(form.cells)
    assert {key for key, schema in properties.items() if schema.get("readOnly")} == {
        key for key, spec in form.cells.items() if spec.derived or spec.given or spec.is_file
    }


def test_the_schema_tells_units_bounds_and_options() -> None:
    properties = json_schema(INVENTORY, "sv")["properties"]
    women = properties["caseworkers.women"]
    assert (women["x-decimals"], women["minimum"], women["maximum"]) == (2, 0, 5000)
    assert women["x-unit"] == "årsarbetare"
    assert properties["caseworkers_master"]["type"] == ["integer", "null"]
    assert [one.get("const") for one in properties["planned_leaders"]["oneOf"]] == [
        "yes",
        "partly",
        "no",
        None,
    ]


SCHEMA = jsonschema.Draft202012Validator(json_schema(INVENTORY, "sv"))


@given(st.integers(0, 500_000))
def test_every_figure_that_can_be_stored_fits_the_schema(hundredths: int) -> None:
    assert SCHEMA.is_valid({"caseworkers.women": hundredths / 100})
