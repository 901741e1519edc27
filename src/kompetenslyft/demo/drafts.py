"""What stands in the returns of 2016 that are not signed on the demo's day: no table counts any of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kompetenslyft.demo.draws import percent
from kompetenslyft.demo.figures import QUARTER
from kompetenslyft.demo.participants import participants
from kompetenslyft.demo.returns import Returns, complete, largest, staff_so_far
from kompetenslyft.demo.targets import Caseworkers, Education, Inventory, TeamLeaders, targets


def make_drafts(codes: Sequence[str], made: Mapping[int, Returns]) -> Returns:
    """A whole and sound answer for each of the municipalities that have not signed in 2016, by code.

    ``made``: the signed returns of ``make_returns``. The scenario takes as much of a draft as its unit has come to.
    """
    goal = targets()
    people = participants(codes, goal.participation)
    before = staff_so_far({year: returns for year, returns in made.items() if year < 2016}, people)
    staff = {
        code: max(QUARTER, before[code] * percent(code, "draft", 108, 126) // 100 // QUARTER * QUARTER)
        for code in people.unanswered_2016
    }
    return complete(
        goal, _in_proportion(goal.inventories[2016], staff), staff, salt="draft", balancer=largest(staff)
    )


def _in_proportion(whole: Inventory, staff: Mapping[str, int]) -> Inventory:
    """The inventory's figures scaled to the units' part of the caseworkers, in whole quarters and people."""
    part, everybody, n = sum(staff.values()), whole.caseworkers.total, len(staff)

    def fte(hundredths: int) -> int:
        return hundredths * part // everybody // QUARTER * QUARTER

    def people(count: int) -> int:
        return count * part // everybody

    def education(figures: Education) -> Education:
        return Education(
            n=n,
            continuing_training=people(figures.continuing_training),
            higher_education=people(figures.higher_education),
            master=people(figures.master),
        )

    return Inventory.model_construct(
        caseworkers=Caseworkers.model_construct(
            n=n,
            total=part,
            men=fte(whole.caseworkers.men),
            degree_under_1_year=fte(whole.caseworkers.degree_under_1_year),
            no_degree=fte(whole.caseworkers.no_degree),
            no_degree_men=fte(whole.caseworkers.no_degree_men),
        ),
        education=education(whole.education),
        team_leaders=TeamLeaders.model_construct(
            n=n,
            total=fte(whole.team_leaders.total) // 50 * 50,
            men=fte(whole.team_leaders.men),
            first_job=fte(whole.team_leaders.first_job),
            need_development=fte(whole.team_leaders.need_development),
            under_3_years=fte(whole.team_leaders.under_3_years),
        ),
        leaders_education=education(whole.leaders_education),
    )
