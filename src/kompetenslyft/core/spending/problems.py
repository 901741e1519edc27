"""Findings on an activity's fields."""

from __future__ import annotations

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.text import Text


def field_finding(code: str, key: str, sv: str, en: str) -> Finding:
    """What is wrong with the entry at ``key``: it cannot be kept."""
    return Finding(str(code), Severity.HARD, Text(sv=sv, en=en), (key,), f"{code}:{key}")
