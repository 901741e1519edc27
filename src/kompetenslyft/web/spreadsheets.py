"""Texts in files that spreadsheets open."""

from __future__ import annotations


def plain(text: str) -> str:
    """Text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
