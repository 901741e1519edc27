"""One open table with what the reader chooses of it, as a table, a chart or a map. No login is needed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from kompetenslyft.apps import clock
from kompetenslyft.apps.organisations.register import AGENCY_NAME
from kompetenslyft.apps.publishing import queries
from kompetenslyft.apps.publishing.queries import OpenTable
from kompetenslyft.core.cubes import pictures
from kompetenslyft.core.cubes.regions import REGION
from kompetenslyft.core.cubes.selection import part_of
from kompetenslyft.core.cubes.told import LEVELS, told
from kompetenslyft.core.tabulation.display import MADE_UP
from kompetenslyft.exchange.cube_charts import chart_height
from kompetenslyft.exchange.cube_maps import map_height
from kompetenslyft.exchange.cube_words import NARROW, WIDE
from kompetenslyft.web.access import public
from kompetenslyft.web.tables import selection
from kompetenslyft.web.tables.layout import MOST_SHOWN, laid_out
from kompetenslyft.web.tables.selection import Asked, View
from kompetenslyft.web.tables.shown import Shown, shown

FILES = (
    ("xlsx", "Excel"),
    ("csv", "CSV"),
    ("px", "PC-Axis"),
    ("json-stat2", "JSON-stat"),
    ("parquet", "Parquet"),
)
_WRONG = 400


@public
@require_safe
def table(request: HttpRequest, table_id: str) -> HttpResponse:
    """One table: choose values and what stands in the columns, read it, see it, fetch it. The address says it all."""
    language, found = translation.get_language() or "sv", queries.open_table(table_id)
    asked = selection.asked(queries.cube_of(found), request.GET)
    picture = shown(asked)
    part = part_of(asked.cube, picture.chosen)
    layout = laid_out(part, language, columns=asked.columns, sort=asked.sort)
    permanent = request.build_absolute_uri(f"{request.path}?{asked.address(whole=True)}")
    context = {
        "table": found,
        "title": found.title.in_language(language),
        "publication_title": found.publication.name,
        "asked": asked,
        "tabs": _tabs(asked),
        "choices": _choices(asked, language),
        "layout": layout,
        "sorts": [(column, asked.address(sort=column.sort)) for column in layout.columns],
        "most": MOST_SHOWN,
        "picture": _picture(found, asked, picture, language) if asked.view is not View.TABLE else None,
        "notes": [note.in_language(language) for note in asked.cube.notes if note != MADE_UP],
        "source": asked.cube.source,
        "permanent": permanent,
        "citation": _citation(found, language, permanent),
        "made_up": found.publication.made_up,
        "newer": queries.replaced_by(found.publication) if found.discontinued else None,
        **_fetching(request, found, asked, picture, language),
    }
    return render(request, "tables/table.html", context, status=_WRONG if asked.problems else 200)


@public
@csrf_exempt  # Changes nothing, but leads to the address of what was chosen: 290 boxes do not fit in one.
@require_POST
def choose(request: HttpRequest, table_id: str) -> HttpResponse:
    """From the boxes that are ticked to the address that says the same in short."""
    found = queries.open_table(table_id)
    query = selection.posted(queries.cube_of(found), request.POST)
    return HttpResponseRedirect(f"{reverse('tables:table', args=[found.id])}?{query}")


def _tabs(asked: Asked) -> list[tuple[str, str, bool]]:
    labels = {View.TABLE: _("Tabell"), View.CHART: _("Diagram"), View.MAP: _("Karta")}
    if not pictures.has_map(asked.cube):
        del labels[View.MAP]
    return [(f"?{asked.address(view=view)}", label, asked.view is view) for view, label in labels.items()]


def _choices(asked: Asked, language: str) -> list[dict[str, object]]:
    """Every dimension with its values, whether each is chosen, and its levels."""
    choices: list[dict[str, object]] = []
    for dimension in asked.cube.dimensions:
        chosen = set(asked.chosen[dimension.code])
        choices.append(
            {
                "name": dimension.code,
                "label": dimension.label.in_language(language),
                "chosen": len(chosen),
                "values": [
                    (value.code, value.label.in_language(language), value.code in chosen)
                    for value in dimension.values
                ],
                "levels": [
                    (
                        one.id,
                        one.label.in_language(language),
                        " ".join(group.code for group in one.groups),
                        len(one.groups),
                    )
                    for one in selection.levels_of(asked.cube, dimension.code)
                ],
            }
        )
    return choices


def _picture(found: OpenTable, asked: Asked, picture: Shown, language: str) -> dict[str, object]:
    """What the page shows of the picture: its addresses and its text, or why there is none and what to choose."""
    if picture.obstacle is not None:
        ways = [(f"?{asked.choosing(way.chosen)}", way.label) for way in picture.obstacle.ways]
        return {"obstacle": picture.obstacle.finding, "ways": ways}
    drawn = picture.picture
    assert drawn is not None
    address = reverse("tables:picture", args=[found.id, "svg"]).removesuffix("svg")
    query = f"{asked.address(whole=True)}&lang={language}"
    endings = [("svg", "SVG"), ("png", "PNG")]
    if isinstance(drawn, pictures.Chart):
        endings.append(("json", "Vega-Lite"))
    return {
        "wide": f"{address}svg?{query}",
        "narrow": f"{address}svg?{query}&smal=1",
        **_sizes(drawn, language, made_up=found.publication.made_up),
        "files": [(f"{address}{ending}?{query}", label, f"{found.id}.{ending}") for ending, label in endings],
        "text": told(drawn, language),
        "map": _map_form(asked, drawn, language) if isinstance(drawn, pictures.Map) else None,
    }


def _sizes(drawn: pictures.Chart | pictures.Map, language: str, *, made_up: bool) -> dict[str, object]:
    """Width and height of the picture and of that for phones, so that nothing moves when it comes."""

    def height(*, narrow: bool) -> int:
        if isinstance(drawn, pictures.Map):
            return round(map_height(drawn, language, made_up=made_up, narrow=narrow))
        return round(chart_height(drawn, language, made_up=made_up, narrow=narrow))

    return {"wide_size": (WIDE, height(narrow=False)), "narrow_size": (NARROW, height(narrow=True))}


def _map_form(asked: Asked, drawn: pictures.Map, language: str) -> dict[str, object]:
    """What a map can be changed to: its level, and which figure it shows."""
    every = [
        (one, [(value.code, value.label.in_language(language)) for value in one.values])
        for one in asked.cube.dimensions
        if one.code != REGION and len(one.values) > 1
    ]
    return {
        "levels": [
            (level, LEVELS[level].in_language(language).capitalize(), level is drawn.level)
            for level in pictures.levels(asked.cube, asked.chosen)
        ],
        "figures": [
            (
                f"{selection.FIGURE}{one.code}",
                one.label.in_language(language),
                values,
                drawn.chosen[one.code][0],
            )
            for one, values in every
        ],
        "kept": [
            (one.code, selection.written(one, asked.chosen[one.code]))
            for one in asked.cube.dimensions
            if one.code in asked.named
        ]
        + [(name, value) for name, value in ((selection.COLUMNS, asked.columns),) if value],
    }


def _fetching(
    request: HttpRequest, found: OpenTable, asked: Asked, picture: Shown, language: str
) -> dict[str, object]:
    """Where the selection is fetched: files for people, the address for programs."""
    data, query = reverse("api-v2:data", args=[found.id]), selection.api_query(asked.cube, picture.chosen)
    return {
        "files": [(f"{data}?{query}&outputFormat={name}&lang={language}", label) for name, label in FILES],
        "api": request.build_absolute_uri(f"{data}?{query}&outputFormat=json-stat2&lang={language}"),
    }


def _citation(found: OpenTable, language: str, address: str) -> str:
    """How the table is cited: publisher, title, version, day and address."""
    publication = found.publication.name.in_language(language)
    return _(
        "%(publisher)s: %(title)s. %(publication)s, version %(version)s, %(day)s. "
        "%(made_up)sHämtad %(today)s från %(address)s"
    ) % {
        "publisher": AGENCY_NAME,
        "title": found.title.in_language(language),
        "publication": publication,
        "version": found.publication.slug,
        "day": f"{clock.day_of(found.published_at):%Y-%m-%d}",
        "made_up": _("Påhittade uppgifter. ") if found.publication.made_up else "",
        "today": f"{clock.today():%Y-%m-%d}",
        "address": address,
    }
