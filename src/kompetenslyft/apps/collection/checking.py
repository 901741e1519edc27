"""Running an instrument's checks over a return's stored answers."""

from __future__ import annotations

from kompetenslyft.apps.collection.models import Return
from kompetenslyft.apps.collection.records import answers_of, instrument_of, previous_submission
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
    return run_checks(
        instrument_of(answer_to),
        answers_of(answer_to),
        newcomer=answer_to.newcomer,
        previous=previous_answers(answer_to),
    )


def count_findings(answer_to: Return) -> tuple[Finding, ...]:
    """Set the return's numbers of findings and answered cells (not saved here), and return the findings.

    A soft finding that has its reason is settled and not counted.
    """
    found = findings_of(answer_to)
    explained = set(answer_to.explanations.values_list("instance", flat=True))
    by_severity = {severity: sum(finding.severity is severity for finding in found) for severity in Severity}
    answer_to.hard_findings = by_severity[Severity.HARD]
    answer_to.soft_findings = sum(
        finding.severity is Severity.SOFT and finding.instance not in explained for finding in found
    )
    answer_to.trial_findings = by_severity[Severity.TRIAL]
    answer_to.answered = answer_to.cells.exclude(value=None).count()
    return found
