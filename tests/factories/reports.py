"""A small world of answers for tests of reports: a few municipalities in two inventories."""

from __future__ import annotations

from datetime import UTC, date, datetime

from kompetenslyft.core.instruments.model import Unit, Value
from kompetenslyft.core.instruments.values import options
from kompetenslyft.core.reports.compose import Basis
from kompetenslyft.core.reports.document import Place
from kompetenslyft.core.tabulation.compute import ReturnData, compute
from kompetenslyft.exchange.definitions import all_frameworks, all_table_sets, instrument, report
from kompetenslyft.exchange.report_files import Material

AT = datetime(2017, 2, 6, 12, tzinfo=UTC)
CODES = ("2080", "2081", "2082", "2083", "2084")


def values(ref: str, size: int) -> dict[str, Value]:
    """Every cell answered; figures follow from ``size`` and the place of the cell."""
    form = instrument(ref)
    answers: dict[str, Value] = {}
    for place, (key, spec) in enumerate(form.cells.items()):
        unit = spec.question.unit
        if spec.derived or unit is Unit.TEXT:
            continue
        chosen = options(spec.question)
        if unit is Unit.CHOICES:
            answers[key] = tuple(option.id for option in chosen[: 1 + (size + place) % len(chosen)])
        elif chosen:
            answers[key] = chosen[(size + place) % len(chosen)].id
        elif unit is Unit.FTE:
            answers[key] = 25 * (size + place % 7)
        else:
            answers[key] = size + place % 5
    # The parts stay below the whole.
    answers |= {"caseworkers.women": 100 * size, "caseworkers.men": 100, "degree_under_1_year": 25 * size}
    answers |= {"no_degree.women": 25, "no_degree.men": 0, "caseworkers_higher_education": size}
    answers |= {
        "caseworkers_master": size // 3,
        "leaders_higher_education": size,
        "leaders_master": size // 4,
    }
    answers |= {"team_leaders.women": 100 * size, "team_leaders.men": 100, "leaders_first_job": 50 * size}
    return answers | {"leaders_need_development": 25 * size, "leaders_under_3_years": 25}


def returns(codes: tuple[str, ...] = CODES) -> list[ReturnData]:
    """The municipalities' answers in 2013 and 2016; half of them joined in each of the first two years."""
    made = []
    for year in (2013, 2014, 2016):
        ref = "competence-inventory@2016" if year == 2016 else "competence-inventory@2013"
        for place, code in enumerate(codes):
            joined = 2013 + place % 2
            if year in (joined, 2016):
                size = 8 + place + (year - 2013)
                made.append(
                    ReturnData(code, (code,), str(year), year, joined, instrument(ref), values(ref, size))
                )
    return made


def places(codes: tuple[str, ...] = CODES) -> tuple[Place, ...]:
    """The municipalities on the map: the last one has not answered, and one was not asked."""
    asked = [Place(code, f"Kommun {code}", "Dalarnas län", 1, int(code != codes[-1])) for code in codes]
    return (*asked, Place("0114", "Upplands Väsby", "Stockholms län", 0, 0))


def material(data: list[ReturnData] | None = None, *, made_up: bool = True) -> Material:
    """Everything that the files of the national follow-up are made from."""
    definition = report("national-follow-up@2016")
    sets = [all_table_sets()[ref] for ref in definition.tables]
    counted = returns() if data is None else data
    tables = {number: table for one in sets for number, table in compute(one, counted).items()}
    basis = Basis(tables, all_frameworks(), places(), ("Underlag: prov.",), date(2017, 2, 6), made_up)
    return Material(definition, sets[0], basis, AT)
