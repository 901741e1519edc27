"""Running an instrument's checks over a return's stored answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from kompetenslyft.apps.collection.models import Explanation, Return
from kompetenslyft.apps.collection.records import (
    answers_in,
    instrument_of,
    previous_submission,
    previous_submissions,
)
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.instruments.checks import run_checks
from kompetenslyft.core.instruments.model import Value
from kompetenslyft.core.instruments.values import from_json


def previous_answers(answer_to: Return) -> dict[str, Value] | None:
    """The unit's answers that last counted in an earlier year; None where there are none."""
    before = previous_submission(answer_to)
    return None if before is None else from_json(before.values)


def findings_of(answer_to: Return) -> tuple[Finding, ...]:
    """Every finding on the present answers, trial ones included."""
    return _findings_in([answer_to], answers_in([answer_to]))[answer_to.pk]


def count_findings(answer_to: Return) -> None:
    """Set the return's numbers of findings and answered cells (not saved here).

    A soft finding that has its reason is settled and not counted.
    """
    count_all([answer_to])


def count_all(returns: Sequence[Return]) -> None:
    """``count_findings`` of returns in one round. Three queries, whatever their number."""
    answers = answers_in(returns)
    found = _findings_in(returns, answers)
    explained: dict[int, set[str]] = defaultdict(set)
    for pk, instance in Explanation.objects.filter(answer_to__in=returns).values_list(
        "answer_to_id", "instance"
    ):
        explained[pk].add(instance)
    for answer_to in returns:
        weights = [
            finding.severity
            for finding in found[answer_to.pk]
            if finding.severity is not Severity.SOFT or finding.instance not in explained[answer_to.pk]
        ]
        answer_to.hard_findings = weights.count(Severity.HARD)
        answer_to.soft_findings = weights.count(Severity.SOFT)
        answer_to.trial_findings = weights.count(Severity.TRIAL)
        answer_to.answered = len(answers[answer_to.pk].keys() - answer_to.given.keys())


def _findings_in(
    returns: Sequence[Return], answers: dict[int, dict[str, Value]]
) -> dict[int, tuple[Finding, ...]]:
    """Every finding on each return (by id), all in one round. One query."""
    if not returns:
        return {}
    before = previous_submissions(returns[0].round, [answer_to.unit_id for answer_to in returns])
    return {
        answer_to.pk: run_checks(
            instrument_of(answer_to),
            answers[answer_to.pk],
            newcomer=answer_to.newcomer,
            previous=from_json(before[answer_to.unit_id].values) if answer_to.unit_id in before else None,
        )
        for answer_to in returns
    }
