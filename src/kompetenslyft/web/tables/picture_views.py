"""The pictures of tables, each at an address of its own that caches may keep."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kompetenslyft.apps.publishing import queries
from kompetenslyft.core.cubes import pictures
from kompetenslyft.core.text import LANGUAGES
from kompetenslyft.exchange.charts import png_of, svg_of
from kompetenslyft.exchange.cube_charts import chart_spec
from kompetenslyft.exchange.cube_maps import map_svg
from kompetenslyft.web.access import public
from kompetenslyft.web.tables import selection
from kompetenslyft.web.tables.drawings import RETRY_AFTER, Busy, drawings
from kompetenslyft.web.tables.selection import Asked
from kompetenslyft.web.tables.shown import shown

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
_KEPT = "public, max-age=300"
_BUSY, _WRONG = 503, 400
_NARROW = "smal"


@dataclass(frozen=True, slots=True)
class _Wish:
    picture: pictures.Chart | pictures.Map
    language: str
    made_up: bool
    narrow: bool


@public
@require_safe
def picture(request: HttpRequest, table_id: str, ending: str) -> HttpResponse:
    """The chart or map that the address asks for, as SVG, PNG or Vega-Lite. 503 while too much is being drawn."""
    found = queries.open_table(table_id)
    asked = selection.asked(queries.cube_of(found), request.GET)
    drawn = shown(asked).picture
    if drawn is None or asked.problems:
        return HttpResponse(
            _("Urvalet går inte att rita."), status=_WRONG, content_type="text/plain; charset=utf-8"
        )
    if ending not in _KINDS or (ending == "json" and isinstance(drawn, pictures.Map)):
        raise Http404
    language = wanted if (wanted := request.GET.get("lang")) in LANGUAGES else LANGUAGES[0]
    wish = _Wish(drawn, language, found.publication.made_up, bool(request.GET.get(_NARROW)))
    tag = _tag(found.id, found.digest, asked, wish, ending)
    answer = get_conditional_response(request, etag=tag) or _drawn(tag, wish, ending)
    answer.headers["Content-Security-Policy"] = _POLICY
    return answer


def _drawn(tag: str, wish: _Wish, ending: str) -> HttpResponse:
    content_type, draw = _KINDS[ending]
    try:
        content = drawings.get(tag, lambda: draw(wish))
    except Busy:
        answer = HttpResponse(_("Många bilder ritas just nu. Försök igen om en stund."), status=_BUSY)
        answer.headers["Retry-After"], answer.headers["Cache-Control"] = str(RETRY_AFTER), "no-store"
        return answer
    answer = HttpResponse(content, content_type=content_type)
    answer.headers["ETag"], answer.headers["Cache-Control"] = tag, _KEPT
    return answer


def _tag(table_id: str, digest: str, asked: Asked, wish: _Wish, ending: str) -> str:
    """By what the picture follows from, the program that draws it too."""
    follows = [
        table_id,
        digest,
        asked.address(whole=True, sort=""),
        wish.language,
        wish.narrow,
        ending,
        version("kompetenslyft"),
    ]
    return f'"{hashlib.sha256(json.dumps(follows).encode()).hexdigest()[:32]}"'


def _spec(wish: _Wish) -> dict[str, object]:
    assert isinstance(wish.picture, pictures.Chart)
    return chart_spec(wish.picture, wish.language, made_up=wish.made_up, narrow=wish.narrow)


def _svg(wish: _Wish) -> str:
    if isinstance(wish.picture, pictures.Map):
        return map_svg(wish.picture, wish.language, made_up=wish.made_up, narrow=wish.narrow)
    return svg_of(_spec(wish))


_KINDS: Mapping[str, tuple[str, Callable[[_Wish], bytes]]] = {
    "svg": ("image/svg+xml", lambda wish: _svg(wish).encode()),
    "png": ("image/png", lambda wish: png_of(_svg(wish))),
    "json": ("application/json", lambda wish: json.dumps(_spec(wish), ensure_ascii=False).encode()),
}
