from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.instruments.checks import explainable, prepared_checks, run_checks
from kompetenslyft.core.instruments.completeness import completeness
from kompetenslyft.core.instruments.figures import previous_values
from kompetenslyft.core.instruments.loader import load_instrument
from kompetenslyft.core.instruments.model import Instrument, Value
from kompetenslyft.exchange.definitions import all_instruments, instrument

INVENTORY = instrument("competence-inventory@2016")
FIRST = instrument("competence-inventory@2013")


def complete_answers(form: Instrument) -> dict[str, Value]:
    """A return of 10 women and 2 men with which nothing is wrong."""
    answers: dict[str, Value] = {
        "caseworkers.women": 1000,
        "caseworkers.men": 200,
        "degree_under_1_year": 150,
        "no_degree.women": 100,
        "no_degree.men": 0,
        "caseworkers_continuing_training": 8,
        "caseworkers_higher_education": 3,
        "caseworkers_master": 1,
        "team_leaders.women": 200,
        "team_leaders.men": 0,
        "leaders_first_job": 100,
        "leaders_need_development": 50,
        "leaders_under_3_years": 0,
        "leaders_continuing_training": 2,
        "leaders_higher_education": 1,
        "leaders_master": 0,
        "appraisal_follow_up": "yes",
        "other_follow_up": "no",
        "planned_caseworkers": "yes",
        "planned_leaders": "no",
        "cooperation_caseworkers": ("own", "association"),
        "stewardship_caseworkers": "partly",
        "stewardship_leaders": "no",
        "plan_caseworkers": "yes",
        "plan_caseworkers_contents": ("supervision",),
        "plan_caseworkers_yearly": "yes",
        "plan_leaders": "no",
    }
    for key in form.cells:
        if key.startswith("level_"):
            answers[key] = {"basic": 700, "advanced": 400, "lacking": 100}.get(key.rpartition(".")[2], 0)
    return {key: value for key, value in answers.items() if key in form.cells and not form.cells[key].derived}


GOOD = complete_answers(INVENTORY)


def found(changes: dict[str, Value], previous: dict[str, Value] | None = None) -> dict[str, Finding]:
    answers = {**GOOD, **changes}
    return {
        finding.instance: finding
        for finding in run_checks(INVENTORY, answers, newcomer=True, previous=previous)
    }


@pytest.mark.parametrize("form", [INVENTORY, FIRST], ids=lambda form: form.ref)
def test_a_sound_return_has_no_findings(form: Instrument) -> None:
    assert run_checks(form, complete_answers(form), newcomer=True) == ()


@pytest.mark.parametrize(
    ("changes", "instance"),
    [
        ({"no_degree.women": 1001}, "K101:women"),
        ({"degree_under_1_year": 1150}, "K102"),
        ({"caseworkers_master": 4}, "K103"),
        ({"leaders_master": 2}, "K104"),
        ({"leaders_first_job": 201}, "K105"),
        ({"leaders_need_development": 201}, "K106"),
        ({"leaders_under_3_years": 201}, "K107"),
        ({"level_social_work.ethics.basic": 701}, "K111:ethics"),
        ({"level_law.family_law.basic": 701}, "K112:family_law"),
        ({"level_psychology.attachment_theory.basic": 701}, "K113:attachment_theory"),
        ({"level_social_science.society_support.basic": 701}, "K114:society_support"),
        ({"level_evidence_based_practice.children_in_placement.basic": 701}, "K115:children_in_placement"),
        ({"other_follow_up_forms": ("weekly_meetings",)}, "K121"),
        ({"planned_caseworkers": "no"}, "K122"),
        ({"cooperation_leaders": ("own",)}, "K123"),
        ({"plan_caseworkers": "no"}, "K124"),
        ({"plan_caseworkers": "no"}, "K125"),
        ({"plan_leaders_yearly": "yes"}, "K126"),
    ],
)
def test_contradictions_are_hard(changes: dict[str, Value], instance: str) -> None:
    finding = found(changes)[instance]
    assert finding.severity is Severity.HARD
    assert finding.code == instance.partition(":")[0]
    assert set(changes) & set(finding.cells) or instance in {"K101:women", "K102"}


@pytest.mark.parametrize(
    ("changes", "instance", "severity"),
    [
        ({"level_law.family_law.basic": 500}, "K132", Severity.SOFT),
        ({"caseworkers_continuing_training": 19}, "K141", Severity.SOFT),
        ({"leaders_continuing_training": 5}, "K143", Severity.SOFT),
        ({"caseworkers.women": 0, "caseworkers.men": 0}, "K153", Severity.SOFT),
        ({"other_follow_up": "yes"}, "K161", Severity.INFO),
        ({"planned_leaders": "partly"}, "K163", Severity.INFO),
        ({"plan_leaders": "yes"}, "K165", Severity.INFO),
        ({"team_leaders.women": 50}, "K186", Severity.TRIAL),
    ],
)
def test_the_unlikely_is_asked_about_or_watched(
    changes: dict[str, Value], instance: str, severity: Severity
) -> None:
    assert found(changes)[instance].severity is severity


def test_much_lacking_is_shown_on_trial_as_a_share_of_the_whole_area() -> None:
    changes: dict[str, Value] = {}
    for key in INVENTORY.cells:
        if key.startswith("level_law.") and key.endswith((".basic", ".lacking")):
            changes[key] = 100 if key.endswith(".basic") else 700
    assert "58 procent" in found(changes)["K172"].message.sv


def test_a_large_municipality_without_advanced_is_shown_on_trial() -> None:
    key = "level_psychology.developmental_ecology"
    small = found({f"{key}.advanced": 0, f"{key}.basic": 1100})
    large = found({f"{key}.advanced": 0, f"{key}.basic": 1100, "caseworkers.women": 1800})
    assert "K183:developmental_ecology" not in small
    assert large["K183:developmental_ecology"].severity is Severity.TRIAL


def test_messages_name_members_and_figures_in_both_languages() -> None:
    message = found({"level_law.family_law.basic": 71250})["K112:family_law"].message
    assert message.sv.startswith("Familjerätt: de tre nivåerna är tillsammans 717,5 årsarbetare")
    assert message.en.startswith("Family law: the three levels add up to 717.5 full-time equivalents")
    forms = found({"cooperation_leaders": ("own", "other")})["K123"].message
    assert "«I egen regi», «I annan form»" in forms.sv


def test_a_large_change_since_the_return_before_is_asked_about() -> None:
    before: dict[str, Value] = {"caseworkers.women": 1500, "caseworkers.men": 500}
    finding = found({}, previous=before)["K151"]
    assert "var 20 i förra inventeringen och är nu 12" in finding.message.sv
    assert "K151" not in found({}, previous={"caseworkers.women": 1200, "caseworkers.men": 300})
    assert "K151" not in found({}, previous={})


def test_a_row_begun_is_to_be_finished_even_where_nothing_is_demanded() -> None:
    findings = run_checks(INVENTORY, {"level_law.family_law.basic": 100}, newcomer=False)
    assert [(finding.code, finding.instance, finding.cells) for finding in findings] == [
        (
            "S301",
            "S301:level_law:family_law",
            ("level_law.family_law.advanced", "level_law.family_law.lacking"),
        )
    ]


def test_many_missing_cells_of_a_row_are_counted_rather_than_named() -> None:
    (finding,) = run_checks(FIRST, {"need_social_work.ethics": 100, "caseworkers_master": 0}, newcomer=False)[
        :1
    ]
    assert "13 uppgifter saknas" in finding.message.sv


def test_newcomers_must_answer_and_others_may() -> None:
    assert run_checks(INVENTORY, {}, newcomer=False) == ()
    missing = run_checks(INVENTORY, {}, newcomer=True)
    assert {finding.code for finding in missing} == {"S302"}
    demanded = {key for key, spec in INVENTORY.cells.items() if INVENTORY.mandatory_for(spec, newcomer=True)}
    assert {key for finding in missing for key in finding.cells} == demanded


def test_completeness_counts_by_section() -> None:
    status = completeness(INVENTORY, {"caseworkers.women": 100}, newcomer=True)
    first = status.sections[0]
    assert (first.cells, first.answered, first.mandatory) == (5, 1, 5)
    assert first.missing == ("caseworkers.men", "degree_under_1_year", "no_degree.women", "no_degree.men")
    assert not status.complete
    assert completeness(INVENTORY, GOOD, newcomer=True).complete
    assert completeness(INVENTORY, {}, newcomer=False).complete


def test_the_first_inventory_asks_why_a_part_is_left_out() -> None:
    answers = complete_answers(FIRST)
    del answers["caseworkers.women"], answers["caseworkers.men"]
    codes = {(finding.code, finding.severity) for finding in run_checks(FIRST, answers, newcomer=True)}
    assert codes == {("K155", Severity.SOFT)}


def test_more_need_than_caseworkers_is_a_contradiction() -> None:
    answers = complete_answers(FIRST)
    answers |= {key: 0 for key in FIRST.cells if key.startswith("need_law.")}
    answers["need_law.family_law"] = 1201
    assert [finding.instance for finding in run_checks(FIRST, answers, newcomer=True)] == ["K192:family_law"]


def test_the_earlier_version_has_what_the_later_says_it_asked() -> None:
    earlier = FIRST.questions
    for question in INVENTORY.questions.values():
        if question.previous is not None:
            assert earlier[question.previous].dimensions == question.dimensions
            assert earlier[question.previous].unit == question.unit


def test_a_renamed_question_keeps_its_figure_of_the_year_before() -> None:
    form = load_instrument(
        """
id: form
version: "2"
title: {sv: Formulär, en: Form}
source: test
valid_from: 2020-01-01
dimensions:
  - id: gender
    label: {sv: Kön, en: Gender}
    members: [{id: women, label: {sv: Kvinnor, en: Women}}, {id: men, label: {sv: Män, en: Men}}]
sections:
  - id: one
    title: {sv: Ett, en: One}
    questions:
      - {id: staff, label: {sv: Personal, en: Staff}, unit: fte, dimensions: [gender], total: true, previous: people}
""",
        "form.yaml",
        {},
    )
    carried = previous_values(form, {"people.women": 100, "people.men": 50, "gone": 1})
    assert carried == {"staff.women": 100, "staff.men": 50, "staff.total": 150}


@pytest.mark.parametrize("form", all_instruments().values(), ids=lambda form: form.ref)
def test_every_check_of_every_form_says_something_sensible(form: Instrument) -> None:
    instances = [prepared.instance for prepared in prepared_checks(form)]
    assert len(instances) == len(set(instances))
    for prepared in prepared_checks(form):
        assert all(
            not form.cells[key].derived or key in prepared.expression.references for key in prepared.cells
        )


amounts = st.integers(min_value=0, max_value=5000)


@given(
    st.dictionaries(
        st.sampled_from([k for k, s in INVENTORY.cells.items() if s.question.unit.is_numeric]), amounts
    )
)
def test_findings_do_not_depend_on_the_order_of_cells(values: dict[str, int]) -> None:
    answers = {key: value for key, value in values.items() if not INVENTORY.cells[key].derived}
    shuffled = list(answers.items())
    random.Random(0).shuffle(shuffled)
    findings = run_checks(INVENTORY, answers, newcomer=True, previous=answers)
    assert findings == run_checks(INVENTORY, dict(shuffled), newcomer=True, previous=answers)
    for finding in findings:
        assert finding.severity is not Severity.SOFT or finding.instance in explainable(INVENTORY)
        assert "{" not in finding.message.sv + finding.message.en
        assert all(key in INVENTORY.cells for key in finding.cells)
