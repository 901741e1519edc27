"""Where the figures of a return can come from, beside the form and the workbook."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """A source as the page of a return shows it: what it is, what it gives, and the way there."""

    heading: str
    text: str
    label: str
    url: str
