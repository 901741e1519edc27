"""The workbook's look: one place for its colours, fonts and number formats."""

from __future__ import annotations

from typing import Any

from kompetenslyft.core.findings import Severity
from kompetenslyft.core.instruments.model import Unit

INK = "#1A1A1A"
QUIET = "#595959"
ACCENT = "#0B3C5D"
LINE = "#A6A6A6"
INPUT = "#FFF6D6"
COMPUTED = "#E8EEF3"
GIVEN = "#E3F0E4"
PREVIOUS = "#F5F5F5"
WRONG = "#F8C9C4"
DOUBTFUL = "#FFD9A0"
WHITE = "#FFFFFF"
FONT = "Calibri"

_NUMBER_FORMATS = {Unit.FTE: "#,##0.0#", Unit.COUNT: "#,##0", Unit.SEK: "#,##0", Unit.SCALE: "0"}
_TEXT_FORMAT = "@"

_STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": ACCENT},
    "subtitle": {"font_color": QUIET},
    "note": {"text_wrap": True, "valign": "top"},
    "warning": {
        "bold": True,
        "text_wrap": True,
        "valign": "vcenter",
        "bg_color": DOUBTFUL,
        "border": 1,
        "border_color": LINE,
    },
    "heading": {"bold": True, "font_size": 12, "font_color": ACCENT},
    "question": {"bold": True, "text_wrap": True, "valign": "vcenter"},
    "strong": {"bold": True},
    "help": {"font_color": QUIET, "text_wrap": True, "valign": "top", "indent": 1},
    "label": {"text_wrap": True, "valign": "vcenter", "bottom": 4, "bottom_color": LINE},
    "option": {"text_wrap": True, "valign": "vcenter", "indent": 1, "bottom": 4, "bottom_color": LINE},
    "unit": {"font_color": QUIET, "valign": "vcenter", "font_size": 10},
    "header": {
        "bold": True,
        "font_color": WHITE,
        "bg_color": ACCENT,
        "text_wrap": True,
        "align": "center",
        "valign": "vcenter",
        "border": 1,
        "border_color": LINE,
    },
    "member": {
        "bold": True,
        "text_wrap": True,
        "align": "center",
        "valign": "vcenter",
        "bg_color": COMPUTED,
        "border": 1,
        "border_color": LINE,
    },
    "member_left": {"bold": True, "valign": "vcenter"},
    "link": {"font_color": "#0B5394", "underline": 1, "valign": "top"},
    "cell_link": {
        "font_color": "#0B5394",
        "underline": 1,
        "valign": "top",
        "border": 1,
        "border_color": LINE,
    },
    "cell": {"text_wrap": True, "valign": "top", "border": 1, "border_color": LINE},
    "key": {"bold": True, "valign": "top"},
    "hidden": {"font_color": QUIET},
    "remaining": {"num_format": "0", "align": "center", "border": 1, "border_color": LINE},
}


class Formats:
    """The formats of one workbook, made when first asked for."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._made: dict[str, Any] = {}

    def named(self, name: str) -> Any:
        """A format by its name in the list above."""
        return self._get(name, _STYLES[name])

    def entry(self, unit: Unit, severity: Severity | None = None) -> Any:
        """An unlocked cell for an answer; coloured where something was found."""
        return self._get(
            f"entry:{unit}:{severity}", {**_answer(unit), "locked": False, "bg_color": _fill(severity)}
        )

    def computed(self, unit: Unit, severity: Severity | None = None) -> Any:
        """A locked cell for a derived sum."""
        fill = COMPUTED if severity is None else _fill(severity)
        return self._get(f"computed:{unit}:{severity}", {**_answer(unit), "bold": True, "bg_color": fill})

    def given(self, unit: Unit, severity: Severity | None = None) -> Any:
        """A locked cell for a figure that is given, or for the name of a file attached elsewhere."""
        fill = GIVEN if severity is None else _fill(severity)
        return self._get(f"given:{unit}:{severity}", {**_answer(unit), "bold": True, "bg_color": fill})

    def previous(self, unit: Unit) -> Any:
        """A locked cell for the figure of the previous round."""
        return self._get(f"previous:{unit}", {**_answer(unit), "bg_color": PREVIOUS, "font_color": QUIET})

    def sample(self, colour: str) -> Any:
        """A coloured cell of the legend."""
        return self._get(f"sample:{colour}", {"bg_color": colour, "border": 1, "border_color": LINE})

    def _get(self, name: str, properties: dict[str, Any]) -> Any:
        if name not in self._made:
            self._made[name] = self._workbook.add_format(
                {"font_name": FONT, "font_size": 11, "font_color": INK, **properties}
            )
        return self._made[name]


def _answer(unit: Unit) -> dict[str, Any]:
    base: dict[str, Any] = {"border": 1, "border_color": LINE, "valign": "vcenter"}
    if unit.is_numeric:
        return {**base, "num_format": _NUMBER_FORMATS[unit]}
    if unit is Unit.TEXT:
        return {**base, "num_format": _TEXT_FORMAT, "text_wrap": True, "valign": "top"}
    return {**base, "align": "center", "text_wrap": True}


def _fill(severity: Severity | None) -> str:
    return (
        {Severity.HARD: WRONG, Severity.SOFT: DOUBTFUL}.get(severity, INPUT)
        if severity is not None
        else INPUT
    )
