"""The made-up returns: sound one by one, plausible together, and always the same."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest

from kompetenslyft.core.findings import Severity
from kompetenslyft.core.instruments.checks import run_checks
from kompetenslyft.core.instruments.derived import with_totals
from kompetenslyft.core.instruments.model import Unit
from kompetenslyft.core.instruments.values import format_value, parse_value, to_json
from kompetenslyft.demo.drafts import make_drafts
from kompetenslyft.demo.filing import as_entered
from kompetenslyft.demo.levels import UNASSESSED_PCT
from kompetenslyft.demo.participants import (
    BALANCER,
    FINISHED,
    GOTEBORG,
    MALMO,
    STOCKHOLM,
    UNFINISHED,
    Participants,
)
from kompetenslyft.demo.participants import participants as participants_of
from kompetenslyft.demo.returns import INSTRUMENTS, LAST, Returns, largest, make_returns
from kompetenslyft.demo.targets import targets
from kompetenslyft.exchange.definitions import instrument

DIGEST = "5a746453f6fb7f8fbc5c065b40915eb284638d2f1ffe293d37bebd195495cd97"
"""Of every answer in every return: a change of the made-up figures is a decision, not an accident."""


def test_the_returns_are_the_same_every_time_whatever_the_order_of_the_codes(
    codes: list[str], made: dict[int, Returns]
) -> None:
    again = make_returns(list(reversed(codes)))
    assert again == made
    text = json.dumps(
        {year: {code: to_json(values) for code, values in returns.items()} for year, returns in made.items()},
        sort_keys=True,
    )
    assert sha256(text.encode()).hexdigest() == DIGEST


def test_everybody_is_asked_once_a_year_and_two_never_took_part(
    codes: list[str], people: Participants
) -> None:
    assert [len(people.joined_in(year)) for year in (2013, 2014, 2015, 2016)] == [262, 14, 6, 6]
    assert len(codes) - len(people.joined) == 2
    assert [len(people.asked(year)) for year in (2013, 2014, 2015, 2016)] == [263, 14, 6, 288]
    assert people.joined[people.nil_2013] > 2013
    assert (len(people.answered_2016), len(people.unanswered_2016)) == (245, 37)
    assert set(UNFINISHED) <= set(people.unanswered_2016)
    assert set(FINISHED) <= people.answered_2016


def test_figures_that_do_not_add_up_to_the_country_are_refused(codes: list[str]) -> None:
    with pytest.raises(ValueError, match="took part"):
        participants_of(codes[:200], targets().participation)


@pytest.mark.parametrize("year", [2013, 2014, 2015, 2016])
def test_no_return_has_a_hard_finding(year: int, made: dict[int, Returns], people: Participants) -> None:
    form = instrument(INSTRUMENTS[year])
    for code, values in made[year].items():
        previous = next((made[y][code] for y in (2015, 2014, 2013) if y < year and code in made[y]), None)
        found = run_checks(form, values, newcomer=people.joined[code] == year, previous=previous)
        assert [finding.message.sv for finding in found if finding.severity is Severity.HARD] == [], code


def test_few_returns_need_an_explanation(made: dict[int, Returns], people: Participants) -> None:
    form = instrument(LAST)
    explained = 0
    for code, values in made[2016].items():
        found = run_checks(form, values, newcomer=people.joined[code] == 2016, previous=made[2013].get(code))
        explained += any(finding.severity is Severity.SOFT for finding in found)
    assert 0 < explained < 25


@pytest.mark.parametrize("year", [2013, 2014, 2015, 2016])
def test_what_is_entered_reads_back_as_the_figure(year: int, made: dict[int, Returns]) -> None:
    form = instrument(INSTRUMENTS[year])
    for values in list(made[year].values())[:10]:
        entered = as_entered(form.ref, values)
        assert {key: parse_value(form, key, raw) for key, raw in entered.items()} == dict(values)


def test_all_but_the_largest_unit_have_whole_quarters(made: dict[int, Returns], people: Participants) -> None:
    balancers = {
        2013: set(),
        2014: {largest(people.joined_in(2014))},
        2015: {largest(people.joined_in(2015))},
    }
    for year, returns in made.items():
        form = instrument(INSTRUMENTS[year])
        odd = {
            code
            for code, values in returns.items()
            for key, value in values.items()
            if form.cells[key].question.unit is Unit.FTE and isinstance(value, int) and value % 25
        }
        assert odd == balancers.get(year, {BALANCER})


def test_the_three_largest_cities_are_largest_and_the_smallest_have_a_handful(
    made: dict[int, Returns],
) -> None:
    form = instrument(LAST)
    staff = {code: with_totals(form, values)["caseworkers.total"] for code, values in made[2016].items()}
    by_size = sorted(staff, key=lambda code: int(str(staff[code])), reverse=True)
    assert by_size[:3] == [STOCKHOLM, GOTEBORG, MALMO]
    assert 100 <= int(str(staff[by_size[-1]])) <= 500


def test_nobody_leaves_more_unassessed_than_the_form_takes_without_a_reason(made: dict[int, Returns]) -> None:
    form = instrument(LAST)
    blank_rows = 0
    for values in made[2016].values():
        totals = with_totals(form, values)
        for question in form.questions.values():
            if not question.id.startswith("level_"):
                continue
            rows = [total.key for _, _, total in form.rows(question) if total is not None]
            answered = [key for key in rows if key in totals]
            blank_rows += len(rows) - len(answered) if answered else 0
            for key in answered:
                least = int(str(totals["caseworkers.total"])) * (100 - UNASSESSED_PCT)
                assert 100 * int(str(totals[key])) >= least
    assert blank_rows > 0


def test_the_six_newcomers_of_2016_answer_everything_that_is_demanded(
    made: dict[int, Returns], people: Participants
) -> None:
    form = instrument(LAST)
    demanded = {key for key, spec in form.cells.items() if form.mandatory_for(spec, newcomer=True)}
    for code in people.joined_in(2016):
        assert demanded <= set(made[2016][code])


def test_a_draft_is_a_sound_return_for_each_that_has_not_signed(
    codes: list[str], made: dict[int, Returns], people: Participants
) -> None:
    drafts = make_drafts(codes, made)
    assert set(drafts) == set(people.unanswered_2016)
    assert not set(drafts) & set(made[2016])
    for code, values in drafts.items():
        found = run_checks(instrument(LAST), values, newcomer=False, previous=made[2013].get(code))
        assert [finding for finding in found if finding.severity is Severity.HARD] == [], code
    assert format_value(instrument(LAST).cells["caseworkers.women"], 1225, "sv") == "12,25"
