from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.programmes.model import Programme
from kompetenslyft.core.spending.model import GROUPS, Activity, Cost, Part, State
from kompetenslyft.core.spending.rules import CHECKS, check_spending
from tests.unit.core.spending_activities import P2013, P2016, STOCKHOLM, activities, activity, spendings

RECEIVED = {"inventory": 250_000, "competence": 3_056_887}
NBSP = "\u00a0"


def check(
    *given_activities: Activity,
    programme: Programme = P2013,
    received: Mapping[str, int] = RECEIVED,
    **circumstances: object,
) -> tuple[Finding, ...]:
    return check_spending(
        programme,
        given_activities,
        unit=STOCKHOLM,
        received=received,
        **circumstances,  # type: ignore[arg-type]
    )


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings]


def one(code: str, findings: tuple[Finding, ...]) -> Finding:
    [found] = [finding for finding in findings if finding.code == code]
    return found


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


def test_what_is_right_has_nothing_to_say() -> None:
    assert check(activity(costs={"course_fees": 100_000})) == ()


def test_every_type_of_rule_has_its_function() -> None:
    schema = Programme.model_json_schema()
    assert set(CHECKS) == set(schema["properties"]["rules"]["items"]["discriminator"]["mapping"])


def test_half_of_what_was_received_may_go_to_incidental_costs_and_supervision() -> None:
    course = activity(costs={"course_fees": 1_000_000, "substitutes": 800_000, "travel": 28_443})
    supervision = activity("support_and_supervision", {"supervision_fees": 700_000}, ref="2")
    assert check(course, supervision) == (), "1 528 443 kr is the most that 50 % of 3 056 887 kr holds"

    dearer = activity("support_and_supervision", {"supervision_fees": 700_001}, ref="2")
    found = one("B102", check(course, dearer))
    assert found.severity is Severity.HARD
    message = plain(found.message.sv)
    assert "är tillsammans 1 528 444 kr" in message
    assert "Högst 50 procent av mottagna 3 056 887 kr" in message
    assert "det är 1 528 443,50 kr" in message
    assert "0,50 kr för mycket" in message
    assert P2013.rules[1].text.sv in message, "the rule stands in its own words"
    assert "Källa: Stockholms stads tjänsteutlåtande 2013" in message
    assert plain(found.message.en).startswith(
        "“Substitutes”, “Literature”, “Travel” and “Support and supervision”"
    )
    assert found.cells == (
        "1.parts.0180.costs.competence.substitutes",
        "1.parts.0180.costs.competence.travel",
        "2.parts.0180.costs.competence.supervision_fees",
    )


def test_a_cost_that_is_of_the_kind_and_the_category_is_counted_once() -> None:
    both = activity("support_and_supervision", {"travel": 1_528_443})
    assert "B102" not in codes(check(both))


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_half_is_compared_exactly(received: int, cost: int) -> None:
    found = check(activity(costs={"travel": cost}), received={"competence": received})
    assert ("B102" in codes(found)) is (2 * cost > received)


def test_a_first_inventory_costs_at_most_50_000_kr_in_2016() -> None:
    days = {"starts": date(2016, 5, 1), "ends": date(2016, 5, 1), "participants": {}}
    received = {"competence": 400_000}

    def inventory(amount: int, **circumstances: object) -> list[str]:
        made = activity("competence_inventory", {"inventory_work": amount}, **days)  # type: ignore[arg-type]
        return codes(check(made, programme=P2016, received=received, **circumstances))

    assert inventory(50_000) == []
    assert inventory(50_001) == ["B108"]
    assert inventory(1, inventory_before=True) == ["B108"]
    dear = activity("competence_inventory", {"inventory_work": 62_500}, **days)  # type: ignore[arg-type]
    message = plain(one("B108", check(dear, programme=P2016, received=received)).message.sv)
    assert "Högst 50 000 kr får användas så. Det är 12 500 kr för mycket." in message


def test_activities_lie_within_the_year() -> None:
    late = activity(costs={"course_fees": 9_000}, starts=date(2013, 12, 30), ends=date(2014, 1, 10))
    found = one("B101", check(late))
    assert found.cells == ("1.ends",)
    assert "2013-12-30–2014-01-10, utanför 2013-01-01–2013-12-31" in found.message.sv
    assert "9 000 kr" in plain(found.message.sv)
    early = activity(costs={"course_fees": 1}, starts=date(2012, 12, 31), ends=date(2012, 12, 31))
    assert one("B101", check(early)).cells == ("1.starts",)
    never = activity(
        starts=date(2014, 1, 1), ends=date(2014, 1, 1), state=State.NOT_CARRIED_OUT, participants={}
    )
    assert "B101" not in codes(check(never)), "what did not come about and cost nothing uses no money"


def test_money_goes_to_permitted_kinds_and_categories() -> None:
    kinds = one("B103", check(activity("conference", {"course_fees": 4_000})))
    assert "«Konferens»" in kinds.message.sv
    assert kinds.cells == ("1.kind", "1.parts.0180.costs.competence.course_fees")
    categories = one("B104", check(activity(costs={"administration": 4_000, "course_fees": 1})))
    assert "«Administration»" in categories.message.sv
    assert categories.cells == ("1.parts.0180.costs.competence.administration",)


def test_a_module_course_needs_a_reason() -> None:
    assert one("B105", check(activity("module_course", {"course_fees": 1}))).cells == ("1.reason",)
    assert check(activity("module_course", {"course_fees": 1}, reason="Närmast verksamheten.")) == ()


def test_a_rule_that_is_not_in_force_says_nothing() -> None:
    later = P2013.model_copy(
        update={
            "version": "later",
            "rules": tuple(
                rule.model_copy(update={"valid_from": date(2014, 1, 1), "valid_to": None})
                for rule in P2013.rules
            ),
        }
    )
    assert check(activity("conference", {"administration": 4_000}), programme=later) == ()


def test_the_total_stated_for_an_activity_is_the_sum_of_its_parts() -> None:
    shares = (
        Part("0180", {Cost("competence", "course_fees"): 70_000}, {GROUPS[0]: 1}),
        Part("0184", {Cost("competence", "course_fees"): 29_000}),
    )
    found = one("B901", check(activity(parts=shares, total_sek=100_000)))
    assert "70 000 kr (0180) + 29 000 kr (0184) = 99 000 kr. Skillnaden är 1 000 kr." in plain(
        found.message.sv
    )
    assert found.cells == ("1.total_sek", "1.parts.0180", "1.parts.0184")
    assert check(activity(parts=shares, total_sek=99_000)) == ()


def test_costs_beyond_what_was_received_are_told() -> None:
    found = one("B903", check(activity(costs={"course_fees": 3_056_888})))
    assert found.severity is Severity.INFO
    assert "Kommunen betalar själv de 1 kr som är över." in plain(found.message.sv)


def test_more_cannot_take_part_than_there_are() -> None:
    crowd = activity(costs={"course_fees": 1}, participants={GROUPS[0]: 20, GROUPS[7]: 5})
    assert check(crowd, staff=25) == ()
    assert check(crowd) == ()
    found = one("B904", check(crowd, staff=24))
    assert found.severity is Severity.SOFT
    assert "25 deltagare, men kommunen har 24 årsarbetare" in found.message.sv
    assert len(found.cells) == 2


@pytest.mark.parametrize(
    ("made", "code", "cell"),
    [
        (activity(costs={"course_fees": 1}, participants={}), "B905", "1.parts.0180.participants"),
        (activity(), "B906", "1.parts.0180.costs"),
        (
            activity(
                costs={"course_fees": 1}, state=State.NOT_CARRIED_OUT, not_carried_out_because="Sjukdom"
            ),
            "B907",
            "1.state",
        ),
        (activity(state=State.NOT_CARRIED_OUT), "B910", "1.not_carried_out_because"),
    ],
)
def test_what_hardly_can_be_is_asked_about(made: Activity, code: str, cell: str) -> None:
    [found] = check(made)
    assert (found.code, found.severity, found.cells[0]) == (code, Severity.SOFT, cell)


def test_an_inventory_has_no_participants() -> None:
    made = activity("competence_inventory", {"inventory_work": 9_000}, purpose="inventory", participants={})
    assert check(made) == ()


def test_nothing_is_planned_when_the_year_is_over() -> None:
    planned = activity(costs={"course_fees": 7_000}, state=State.PLANNED, participants={})
    assert check(planned, on=date(2013, 12, 31)) == ()
    found = one("B908", check(planned, on=date(2014, 1, 1)))
    assert "7 000 kr, räknas inte som använda" in plain(found.message.sv)


def test_a_cost_that_belongs_to_another_purpose_is_told() -> None:
    made = activity("competence_inventory", {"inventory_work": 9_000})
    found = one("B909", check(made))
    assert found.severity is Severity.HARD
    assert "hör till «Inventering av kompetensläge och kompetensbehov»" in found.message.sv


@given(st.lists(activities(P2013, units=(STOCKHOLM, "0184")), max_size=3), st.none() | st.integers(0, 50))
def test_findings_are_whole_and_concern_what_was_entered(made: list[Activity], staff: int | None) -> None:
    found = check(*made, staff=staff, on=date(2014, 2, 1))
    for finding in found:
        assert finding.code.startswith("B")
        assert finding.message.sv != finding.message.en
        assert finding.cells
        assert all(cell.startswith("7.") for cell in finding.cells)
        assert not any(cell.startswith("7.parts.0184.costs") for cell in finding.cells), (
            "only the municipality's own"
        )


@given(st.lists(spendings(P2013), max_size=4), st.randoms())
def test_the_order_of_activities_changes_no_finding(made: list[Activity], random: object) -> None:
    other = list(made)
    random.shuffle(other)  # type: ignore[attr-defined]
    assert sorted(codes(check(*made))) == sorted(codes(check(*other)))
