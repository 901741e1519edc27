"""The made-up returns of 2013–2016: every signed return of the demo, adding up to the published tables."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from kompetenslyft.core.instruments.model import Instrument, Value
from kompetenslyft.demo import figures
from kompetenslyft.demo.apportion import apportion_in_steps
from kompetenslyft.demo.draws import percent, pick
from kompetenslyft.demo.figures import QUARTER, Filled
from kompetenslyft.demo.levels import from_shares, levels, need
from kompetenslyft.demo.opinions import opinions
from kompetenslyft.demo.participants import (
    BALANCER,
    FINISHED,
    GOTEBORG,
    MALMO,
    STOCKHOLM,
    Participants,
    participants,
    size,
)
from kompetenslyft.demo.targets import Inventory, Targets, targets
from kompetenslyft.exchange.definitions import instrument

Returns = dict[str, dict[str, Value]]
"""Answers by municipality code and cell key."""

EARLIER, LAST = "competence-inventory@2013", "competence-inventory@2016"
INSTRUMENTS = {2013: EARLIER, 2014: EARLIER, 2015: EARLIER, 2016: LAST}

_ONE, _HALF = 100, 50
_NUMBERS_ONLY, _SOCIAL_WORK_ONLY = 79_500, 7_500
"""Caseworkers (hundredths) of those who gave no levels in 2016, and of those who gave them in social work alone. The
others then hold a little more than the largest total of a direction, as they must."""


def make_returns(codes: Sequence[str]) -> dict[int, Returns]:
    """All signed returns by year and municipality code, from the 290 official codes. Always the same."""
    goal = targets()
    people = participants(codes, goal.participation)
    made = {year: _inventory(goal, year, people.joined_in(year)) for year in (2013, 2014, 2015)}
    answered = _last(goal, people, staff_so_far(made, people))
    newcomers = _newcomers(goal, people.joined_in(2016))
    made[2016] = dict(sorted({**answered, **newcomers}.items()))
    return made


def _inventory(goal: Targets, year: int, codes: Sequence[str]) -> Returns:
    """The inventory that those new in the programme made in their first year."""
    target = goal.inventories[year]
    balancer = largest(codes)
    may_skip = [code for code in codes if code != balancer and code not in FINISHED]
    silent_on_staff = pick(may_skip, len(codes) - target.caseworkers.n, f"no staff {year}")
    with_staff = [code for code in codes if code not in silent_on_staff]
    no_education = pick(
        [code for code in may_skip if code in with_staff],
        len(with_staff) - target.education.n,
        f"no education {year}",
    )
    no_leaders = pick(may_skip, len(codes) - target.team_leaders.n, f"no leaders {year}")

    staff = _divided(
        target.caseworkers.total, {code: size(code) for code in with_staff}, balancer, least=_ONE
    )
    assessing = figures.chosen(staff, set(with_staff) - no_education)
    shares = goal.levels_earlier[year]
    salt = str(year)
    blocks: list[Filled] = [
        figures.caseworkers(staff, target.caseworkers, salt=salt, balancer=balancer),
        figures.education("caseworkers", assessing, target.education, salt=salt),
        *(
            levels(area, areas, assessing, salt=salt, balancer=balancer)
            for area, areas in from_shares(goal.levels_2016, shares, assessing).items()
        ),
        need(goal.levels_2016, shares, goal.need, assessing, salt=salt, balancer=balancer),
        _leaders(target, {code: size(code) for code in codes if code not in no_leaders}, salt, balancer),
    ]
    return _ordered(instrument(EARLIER), figures.merge(blocks))


def _last(goal: Targets, people: Participants, before: Mapping[str, int]) -> Returns:
    """2016: the municipalities that joined in 2013–2015 and answered."""
    target = goal.inventories[2016]
    answered = sorted(people.answered_2016)
    ordinary = [code for code in answered if code not in (STOCKHOLM, GOTEBORG, MALMO, *FINISHED)]
    numbers_only = pick(ordinary, target.caseworkers.n - target.education.n - 2, "numbers only") | {
        GOTEBORG,
        MALMO,
    }
    law_n = goal.levels_2016["law"].n
    social_work_only = pick(
        [code for code in ordinary if code not in numbers_only],
        target.education.n - law_n,
        "social work only",
    )
    rest = [code for code in answered if code not in numbers_only | social_work_only]

    weights = {code: before[code] * percent(code, "growth", 94, 106) for code in answered}
    staff = (
        _divided(_NUMBERS_ONLY, figures.chosen(weights, numbers_only), GOTEBORG, least=QUARTER)
        | _divided(
            _SOCIAL_WORK_ONLY, figures.chosen(weights, social_work_only), max(social_work_only), least=QUARTER
        )
        | _divided(
            target.caseworkers.total - _NUMBERS_ONLY - _SOCIAL_WORK_ONLY,
            figures.chosen(weights, rest),
            BALANCER,
            least=QUARTER,
        )
    )
    staff = dict(sorted(staff.items()))
    with_education = figures.chosen(staff, set(staff) - numbers_only)
    no_leaders = pick(ordinary, len(answered) - target.team_leaders.n, "no leaders 2016")
    blocks: list[Filled] = [
        figures.caseworkers(staff, target.caseworkers, salt="2016", balancer=BALANCER),
        figures.education("caseworkers", with_education, target.education, salt="2016"),
        *(
            levels(
                area,
                published,
                with_education if published.n == target.education.n else figures.chosen(staff, rest),
                salt="2016",
                balancer=BALANCER,
            )
            for area, published in goal.levels_2016.items()
        ),
        _leaders(
            target, {code: whole for code, whole in staff.items() if code not in no_leaders}, "2016", BALANCER
        ),
    ]
    return _with_opinions(figures.merge(blocks), goal.answers_2016, goal.choices_2016)


def _newcomers(goal: Targets, codes: Sequence[str]) -> Returns:
    """2016: those who were new that year; no table counts them."""
    target = goal.newcomers_2016
    balancer = largest(codes)
    staff = _divided(target.caseworkers.total, {code: size(code) for code in codes}, balancer, least=_ONE)
    return complete(goal, target, staff, salt="new 2016", balancer=balancer)


def complete(
    goal: Targets, target: Inventory, staff: Mapping[str, int], *, salt: str, balancer: str
) -> Returns:
    """2016's form answered from beginning to end by the units of ``staff`` (caseworkers in hundredths)."""
    blocks: list[Filled] = [
        figures.caseworkers(staff, target.caseworkers, salt=salt, balancer=balancer),
        figures.education("caseworkers", staff, target.education, salt=salt),
        *(
            levels(area, areas, staff, salt=salt, balancer=balancer)
            for area, areas in from_shares(goal.levels_2016, goal.levels_earlier[2016], staff).items()
        ),
        _leaders(target, staff, salt, balancer),
    ]
    everybody = len(staff)
    halves = {"plan_caseworkers", "plan_leaders", "other_follow_up"}
    follow_on = {"plan_caseworkers_yearly", "plan_leaders_yearly"}
    counts = {
        question: {"n": everybody // 2, "yes": everybody // 3}
        if question in follow_on
        else {"n": everybody, "yes": everybody // 2 if question in halves else everybody - 1}
        for question in goal.answers_2016
    }
    choices = {
        question: dict.fromkeys(options, everybody // 3) for question, options in goal.choices_2016.items()
    }
    return _with_opinions(figures.merge(blocks), counts, choices)


def _leaders(target: Inventory, weights: Mapping[str, int], salt: str, balancer: str) -> Filled:
    totals = _divided(
        target.team_leaders.total,
        figures.varied(weights, f"leaders {salt}", 85, 115),
        balancer,
        least=_HALF,
        step=_HALF,
    )
    return figures.merge(
        (
            figures.team_leaders(totals, target.team_leaders, salt=salt, balancer=balancer),
            figures.education("leaders", totals, target.leaders_education, salt=salt),
        )
    )


def _with_opinions(
    filled: Filled, counts: Mapping[str, Mapping[str, int]], choices: Mapping[str, Mapping[str, int]]
) -> Returns:
    form = instrument(LAST)
    options = {
        question: tuple(option.id for option in form.questions[question].options) for question in choices
    }
    said = opinions(sorted(filled), counts, choices, options)
    return _ordered(form, {code: {**filled[code], **said[code]} for code in filled})


def staff_so_far(made: Mapping[int, Returns], people: Participants) -> dict[str, int]:
    """Caseworkers in the first inventory; for the few who did not say, what their size would give."""
    said: dict[str, int] = {}
    for returns in made.values():
        for code, values in returns.items():
            women, men = values.get("caseworkers.women"), values.get("caseworkers.men")
            if isinstance(women, int) and isinstance(men, int):
                said[code] = women + men
    all_staff, all_sizes = sum(said.values()), sum(size(code) for code in said)
    return {code: said.get(code, size(code) * all_staff // all_sizes) for code in people.joined}


def _divided(
    total: int, weights: Mapping[str, int], balancer: str, *, least: int, step: int = QUARTER
) -> dict[str, int]:
    return apportion_in_steps(total, weights, step=step, balancer=balancer, least=least)


def largest(codes: Collection[str]) -> str:
    """The largest of the units: it takes the odd hundredths."""
    return max(codes, key=lambda code: (size(code), code))


def _ordered(form: Instrument, filled: Mapping[str, Mapping[str, Value]]) -> Returns:
    """Units by code, answers in the order of the form; an answer the form does not have is an error."""
    position = {key: index for index, key in enumerate(form.cells)}
    return {
        code: dict(sorted(filled[code].items(), key=lambda entry: position[entry[0]]))
        for code in sorted(filled)
    }
