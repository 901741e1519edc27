"""What a rule finds: a typed value that any channel can show. Rules return findings; they never raise or log."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from kompetenslyft.core.text import Text


class Severity(StrEnum):
    """How much a finding weighs."""

    HARD = "hard"
    """The return cannot be submitted while it stands."""
    SOFT = "soft"
    """The return can be submitted with a written reason."""
    TRIAL = "trial"
    """Shown to the programme officer alone: a rule on probation."""
    INFO = "info"
    """Worth knowing; nothing is asked for."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: a numbered code, what is wrong and what to do, and the cells it concerns.

    ``instance`` tells the findings of one code apart (a check that runs over 26 directions has 26 instances):
    it is ``code`` alone or ``code:member[:member]``. Explanations are filed under it.
    """

    code: str
    severity: Severity
    message: Text
    cells: tuple[str, ...] = ()
    instance: str = field(default="")

    def __post_init__(self) -> None:
        if not self.instance:
            object.__setattr__(self, "instance", self.code)
