"""The matrix as HTML, written cell by cell in Python: a template engine would take most of the time of a large one.

A cell holds the words; its sign is in ``data-sign`` and is drawn by the style sheet, so that whoever listens hears
«Grundläggande» and whoever looks sees G. Everything put in is escaped, or is an id of a framework or of the database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kompetenslyft.core.competence.matrix import Matrix, Need, Row
from kompetenslyft.core.competence.model import LEVELS, MARK_LABELS, MARK_SIGNS, Mark, Stage
from kompetenslyft.core.competence.profile import GAP_LABELS, Gap
from kompetenslyft.core.frameworks.model import Framework
from kompetenslyft.core.staff.model import ROLE_LABELS
from kompetenslyft.web.collection.words import language
from kompetenslyft.web.competence.matrix_choice import View

COUNTED = (*LEVELS, Mark.NOT_ASSESSED, Mark.EXEMPT)
"""The marks in the order that totals tell of them."""
_PLACE = "000000000"
"""Stands for a person in an address that is made once and used for all."""


@dataclass(frozen=True, slots=True)
class Table:
    """The parts of the table, and what is written around them."""

    areas: list[tuple[str, int]]
    directions: list[tuple[str, str, bool]]
    """Id, name, and whether it is the first of its area."""
    rows: SafeString
    totals: SafeString


def words_of(mark: Mark, gap: Gap) -> str:
    """What a cell says: «Grundläggande, under kravet»."""
    said = MARK_LABELS[mark].in_language(language())
    if gap in (Gap.NONE, Gap.NOT_DEMANDED):
        return said
    wanting = GAP_LABELS[gap].in_language(language()) if gap is not Gap.NOT_ASSESSED else _("krav finns")
    return f"{said}, {wanting}"


def columns(framework: Framework, area: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The areas that are shown, each with its directions (id, name); all where there is no such area."""
    chosen = [one for one in framework.areas if one.id == area] or list(framework.areas)
    return [
        (
            one.label.in_language(language()),
            [(direction.id, direction.label.in_language(language())) for direction in one.directions],
        )
        for one in chosen
    ]


def table(
    shown: Matrix,
    framework: Framework,
    view: View,
    *,
    code: str,
    units: Mapping[str, str],
    needs: Mapping[str, Need],
    editable: frozenset[int],
) -> Table:
    """The table of the rows that are shown. ``code``: the organisation's, to come back to; ``units``: names by code."""
    groups = columns(framework, view.area)
    firsts = {directions[0][0] for _label, directions in groups}
    names = [(one, name, one in firsts) for _label, directions in groups for one, name in directions]
    cells = _Cells(shown.directions, firsts, view.stage)
    around = _Around(units if len({row.unit for row in shown.rows}) > 1 else {})
    own = reverse("competence:person", args=[0])[: -len("0/")]
    back = view.query(matris=code)
    rows = "".join(
        f'<tr><th scope="row"><a href="{own}{row.id}/">{escape(row.name)}</a>'
        f'<span class="row-note">{around.beside(row)}</span></th>'
        f"{cells.of(row, editable=row.id in editable, back=back)}{around.totals(row)}</tr>"
        for row in shown.rows
    )
    return Table(
        [(label, len(directions)) for label, directions in groups],
        names,
        mark_safe(rows),
        mark_safe(_totals(shown, view, needs, firsts)),
    )


class _Cells:
    """A person's cells. All that can be said of one is made once: five marks by five gaps."""

    def __init__(self, directions: Sequence[str], firsts: set[str], stage: Stage) -> None:
        self._directions = directions
        self._first = [" first" if one in firsts else "" for one in directions]
        self._stage = stage
        self._said = {(mark, gap): escape(words_of(mark, gap)) for mark in Mark for gap in Gap}
        self._open = {
            (mark, gap, first): f'<td class="c {gap.value}{first}" data-sign="{MARK_SIGNS[mark]}">'
            for mark in Mark
            for gap in Gap
            for first in ("", " first")
        }
        self._plain = {
            (mark, gap, first): f"{self._open[mark, gap, first]}<span>{self._said[mark, gap]}</span></td>"
            for mark in Mark
            for gap in Gap
            for first in ("", " first")
        }
        address = reverse("competence:mark", args=[_PLACE, "DIRECTION", stage.value])
        self._before, rest = address.split(_PLACE)
        self._after = [rest.replace("DIRECTION", one) for one in directions]

    def of(self, row: Row, *, editable: bool, back: str) -> str:
        """The cells of a row; with links to change them where that is the reader's to do."""
        parts = zip(row.marks, row.gaps, self._first, strict=True)
        if not editable:
            plain = self._plain
            return "".join([plain[part] for part in parts])
        opened, said, to, query = self._open, self._said, f"{self._before}{row.id}", f"?{escape(back)}"
        return "".join(
            [
                f'{opened[mark, gap, first]}<a href="{to}{after}{query}" data-cell="{row.id}.{direction}" '
                f'data-mark="{mark.value}">{said[mark, gap]}</a></td>'
                for (mark, gap, first), after, direction in zip(
                    parts, self._after, self._directions, strict=True
                )
            ]
        )


class _Around:
    """What stands before and after a person's cells. Words are made once."""

    def __init__(self, units: Mapping[str, str]) -> None:
        self._roles = {role: escape(label.in_language(language())) for role, label in ROLE_LABELS.items()}
        self._units = {code: escape(name) for code, name in units.items()}
        self._below = escape(_("Under kravet"))
        self._labels = [(mark, escape(MARK_LABELS[mark].in_language(language()))) for mark in COUNTED]

    def beside(self, row: Row) -> str:
        """Role, and the unit where there are several."""
        role = "" if row.role is None else self._roles[row.role]
        return " · ".join([part for part in (role, self._units.get(row.unit, "")) if part])

    def totals(self, row: Row) -> str:
        """How many of the row's cells there are of each kind."""
        counts = [
            f'<td class="sum{"" if (number := row.total.marks[mark]) else " none"}" data-label="{label}">{number}</td>'
            for mark, label in self._labels
        ]
        return f'<td class="sum gaps" data-label="{self._below}">{row.total.below}</td>{"".join(counts)}'


def _totals(shown: Matrix, view: View, needs: Mapping[str, Need], firsts: set[str]) -> str:
    """The rows below the table: how many of each kind in a direction, each a link to the people behind it."""
    sums = list(zip(shown.directions, shown.totals, strict=True))
    below = [(one, total.below, {"krav": Gap.BELOW.value}) for one, total in sums]
    lines = [_line(_("Under kravet"), below, view, firsts)]
    for mark in COUNTED:
        marked = [(one, total.marks[mark], {"bedomning": mark.value}) for one, total in sums]
        lines.append(_line(MARK_LABELS[mark].in_language(language()), marked, view, firsts))
    if needs:
        cells = "".join(_need_cell(one, needs.get(one), firsts, view) for one in shown.directions)
        short = sum(need.short for one, need in needs.items() if one in shown.directions)
        lines.append(_total_row(_("Fördjupade som saknas"), cells, short))
    return "".join(lines)


def _line(
    label: str, figures: Sequence[tuple[str, int, dict[str, str]]], view: View, firsts: set[str]
) -> str:
    """``figures``: direction, number, and what of it the list behind the number asks for."""
    cells = []
    for direction, number, asked in figures:
        first = " first" if direction in firsts else ""
        if number:
            to = escape(view.query(**({"bedomning": "", "krav": "", "inriktning": direction} | asked)))
            cells.append(f'<td class="n{first}"><a href="?{to}">{number}</a></td>')
        else:
            cells.append(f'<td class="n none{first}">0</td>')
    return _total_row(label, "".join(cells), sum(number for _direction, number, _asked in figures))


def _total_row(label: str, cells: str, whole: int) -> str:
    return (
        f'<tr><th scope="row">{escape(label)}</th>{cells}'
        f'<td class="sum" colspan="{len(COUNTED) + 1}">{whole}</td></tr>'
    )


def _need_cell(direction: str, need: Need | None, firsts: set[str], view: View) -> str:
    first = " first" if direction in firsts else ""
    if need is None:
        return f'<td class="n none{first}"></td>'
    said = escape(need_words(need))
    asked = {"inriktning": direction, "bedomning": Mark.ADVANCED.value, "krav": ""}
    short = " short" if need.short else ""
    return (
        f'<td class="n{first}{short}"><a href="?{escape(view.query(**asked))}" title="{said}">{need.short}'
        f'<span class="ds-sr-only"> {said}</span></a></td>'
    )


def need_words(need: Need) -> str:
    """«2 av 3 fördjupade, 1 saknas»."""
    words = _("%(have)s av %(needed)s fördjupade") % {"have": need.have, "needed": need.needed}
    return f"{words}, " + (_("%(short)s saknas") % {"short": need.short} if need.short else _("täckt"))
