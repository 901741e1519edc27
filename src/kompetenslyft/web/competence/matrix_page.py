"""What the pages of the matrix say around the table: the choices, the legend, and totals direction by direction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kompetenslyft.apps import clock
from kompetenslyft.apps.competence.queries.matrix import MOST, NumbersMatrix, PeopleMatrix
from kompetenslyft.core.collation import swedish_key
from kompetenslyft.core.competence.matrix import Matrix, Need, Tally
from kompetenslyft.core.competence.model import MARK_LABELS, MARK_SIGNS, STAGE_LABELS, Mark, Stage
from kompetenslyft.core.competence.profile import GAP_LABELS, Gap
from kompetenslyft.core.competence.small_groups import LEAST
from kompetenslyft.core.frameworks.model import Framework
from kompetenslyft.core.staff.model import ROLE_LABELS, SERVICE_LABELS, Service
from kompetenslyft.web.collection.words import language
from kompetenslyft.web.competence.matrix_choice import View
from kompetenslyft.web.competence.matrix_table import COUNTED, columns, need_words, table
from kompetenslyft.web.grants.crumbs import Crumbs

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation

MOST_EDITED = 300
"""Of more rows than these one chooses a part before changing anything: each cell is then a link."""
KEYS = {Mark.NOT_ASSESSED: "0", Mark.LACKING: "1", Mark.BASIC: "2", Mark.ADVANCED: "3", Mark.EXEMPT: "-"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, what it counts, and the query that lists the people behind it; blank where there is no list."""

    label: str
    number: int
    query: str = ""


@dataclass(frozen=True, slots=True)
class TotalLine:
    """What a direction, or a whole area, adds up to. ``counts`` in the order of ``COUNTED``."""

    label: str
    below: Figure
    counts: tuple[Figure, ...]
    need: str


def home_crumbs() -> Crumbs:
    """To where competence begins."""
    return [(_("Kompetens"), reverse("competence:home"))]


def people_context(
    made: PeopleMatrix, shown: Matrix, view: View, stages: tuple[Stage, ...]
) -> dict[str, Any]:
    """What the page with people takes."""
    assert made.whole is not None
    editable = made.editable if len(shown.rows) <= MOST_EDITED else frozenset[int]()
    organisation = made.organisation
    return _common(organisation) | {
        "view": view,
        "today": clock.today(),
        "table": table(
            shown,
            made.framework,
            view,
            code=organisation.code,
            units=made.units,
            needs=made.needs,
            editable=editable,
        ),
        "rows": len(shown.rows),
        "everybody": len(made.whole.rows),
        "narrowed": len(shown.rows) != len(made.whole.rows),
        "chosen_words": chosen_words(made, view),
        "totals": total_lines(shown, made.framework, view.area, made.needs, view),
        "counted": [(mark.value, MARK_LABELS[mark].in_language(language())) for mark in COUNTED],
        "legend": _legend(),
        "gap_legend": _gap_legend(),
        "stages": [(stage.value, STAGE_LABELS[stage].in_language(language())) for stage in stages],
        "stage_label": STAGE_LABELS[view.stage].in_language(language()),
        "roles": sorted(
            {
                (row.role, ROLE_LABELS[row.role].in_language(language()))
                for row in made.whole.rows
                if row.role
            },
            key=lambda one: swedish_key(one[1]),
        ),
        "services": _services(
            {row.service for row in made.whole.rows if row.service} | {view.choice.service} - {None}
        ),
        "units": sorted(
            ((code, made.units[code]) for code in made.heads), key=lambda one: swedish_key(one[1])
        ),
        "areas": [(area.id, area.label.in_language(language())) for area in made.framework.areas],
        "made_up": any(made.people[row.id].made_up for row in shown.rows),
        "may_edit": bool(editable) and any(row.id in editable for row in shown.rows),
        "too_many_to_edit": bool(made.editable) and not editable,
        "most_edited": MOST_EDITED,
        "tools": [
            {"mark": mark.value, "key": KEYS[mark], "sign": MARK_SIGNS[mark], "label": label}
            for mark, label in ((one, MARK_LABELS[one].in_language(language())) for one in COUNTED)
        ],
        "matrix_texts": _texts(),
        "file_url": reverse("competence:matrix_file", args=[organisation.code]),
        "file_query": view.query(),
    }


def parts_context(made: PeopleMatrix, view: View) -> dict[str, Any]:
    """What the page takes that asks for a part, where the people are too many for one table."""
    return _common(made.organisation) | {
        "view": view,
        "people": len(made.people),
        "most": MOST,
        "parts": sorted(
            ((code, made.units[code], number) for code, number in made.heads.items()),
            key=lambda one: swedish_key(one[1]),
        ),
    }


def numbers_context(found: NumbersMatrix) -> dict[str, Any]:
    """What the page without people takes."""
    whole = found.whole
    return _common(found.organisation) | {
        "on": found.on,
        "least": LEAST,
        "people": None if whole is None else len(whole.rows),
        "services": _services(found.services),
        "service": found.service,
        "counted": [(mark.value, MARK_LABELS[mark].in_language(language())) for mark in COUNTED],
        "totals": [] if whole is None else total_lines(whole, found.framework, "", found.needs),
    }


def total_lines(
    shown: Matrix, framework: Framework, area: str, needs: Mapping[str, Need], view: View | None = None
) -> list[tuple[TotalLine, list[TotalLine]]]:
    """What each area and each of its directions adds up to; with ``view`` as ways to the lists behind the numbers."""
    places = {direction: place for place, direction in enumerate(shown.directions)}
    return [
        (
            _total_line(label, "", shown.of(one for one, _name in directions), None, None),
            [
                _total_line(name, one, shown.totals[places[one]], needs.get(one), view)
                for one, name in directions
            ],
        )
        for label, directions in columns(framework, area)
    ]


def chosen_words(made: PeopleMatrix, view: View) -> str:
    """The list that a total opened: «Familjerätt: Fördjupad». Blank where no direction was chosen."""
    choice, directions = view.choice, made.framework.directions
    said = [MARK_LABELS[choice.mark].in_language(language())] if choice.mark else []
    said += [GAP_LABELS[choice.gap].in_language(language())] if choice.gap else []
    if choice.direction in directions:
        name = directions[choice.direction].label.in_language(language())
        return f"{name}: {', '.join(said)}" if said else name
    return ", ".join(said)


def facts(made: PeopleMatrix, shown: Matrix, view: View) -> list[tuple[str, str]]:
    """What the file states above the table."""
    told = [
        (_("Bedömning"), STAGE_LABELS[view.stage].in_language(language())),
        (_("Dag"), view.on.isoformat()),
        (_("Personer"), str(len(shown.rows))),
        (_("Ramverk"), made.framework.title.in_language(language())),
    ]
    chosen = chosen_words(made, view)
    return told + ([(_("Urval"), chosen)] if chosen else [])


def _services(found: Iterable[Service | None]) -> list[tuple[str, str]]:
    return [
        (one.value, label.in_language(language()))
        for one, label in SERVICE_LABELS.items()
        if one in set(found)
    ]


def _common(organisation: Organisation) -> dict[str, Any]:
    return {"organisation": organisation, "crumbs": home_crumbs()}


def _total_line(label: str, direction: str, tally: Tally, need: Need | None, view: View | None) -> TotalLine:
    def figure(name: str, number: int, **asked: str) -> Figure:
        behind = {"inriktning": direction, "bedomning": "", "krav": ""} | asked
        return Figure(name, number, view.query(**behind) if view and number else "")

    return TotalLine(
        label,
        figure(_("Under kravet"), tally.below, krav=Gap.BELOW.value),
        tuple(
            figure(MARK_LABELS[mark].in_language(language()), tally.marks[mark], bedomning=mark.value)
            for mark in COUNTED
        ),
        "" if need is None else need_words(need),
    )


def _legend() -> list[tuple[str, str]]:
    return [(MARK_SIGNS[mark], MARK_LABELS[mark].in_language(language())) for mark in COUNTED]


def _gap_legend() -> list[tuple[str, str]]:
    return [
        (gap.value, GAP_LABELS[gap].in_language(language()))
        for gap in (Gap.BELOW, Gap.ABOVE, Gap.NOT_ASSESSED, Gap.NOT_DEMANDED)
    ]


def _texts() -> dict[str, str]:
    """What the script in the page says."""
    return {
        "saving": _("sparas…"),
        "saved": _("sparad"),
        "waiting": _("väntar på nät"),
        "conflict": _("krock"),
        "error": _("inte sparad"),
        "allSaved": _("Allt är sparat."),
        "savedAt": _("Allt är sparat. Senast kl. {time}."),
        "unsavedOne": _("1 bedömning är inte sparad."),
        "unsavedMany": _("{count} bedömningar är inte sparade."),
        "offlineOne": _(
            "Ingen kontakt med servern. 1 bedömning väntar och sparas när kontakten är tillbaka."
        ),
        "offlineMany": _(
            "Ingen kontakt med servern. {count} bedömningar väntar och sparas när kontakten är tillbaka."
        ),
        "offlineKept": _("De finns kvar i den här webbläsaren även om sidan stängs."),
        "back": _("Kontakten är tillbaka och allt är sparat."),
        "restored": _("Bedömningar som inte hann sparas förra gången ({count}) skickas nu."),
        "signedOut": _(
            "Du är utloggad. Det du har skrivit finns kvar här ({count}). Logga in, så sparas det."
        ),
        "signIn": _("Logga in"),
        "refused": _("Det gick inte att spara: {reason} Det du har skrivit finns kvar här ({count})."),
        "outdated": _("Sidan är för gammal. Ladda om den, så skickas det på nytt."),
        "discard": _("Släng det som inte är sparat"),
        "retry": _("Försök igen"),
        "foreign": _("Bedömningar på andra sidor kunde inte sparas:"),
        "set": _("{person}, {direction}: {mark}"),
        "undone": _("Ångrat. {person}, {direction}: {mark}"),
        "nothingToUndo": _("Det finns inget att ångra."),
        "mine": _("Spara min: {mark}"),
        "theirs": _("Behåll: {mark}"),
        "clash": _("{person}, {direction}. {message}"),
        "failed": _("{person}, {direction}: {message}"),
    }
