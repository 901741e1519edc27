"""Values, dates and hints in the words of the reader's language."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kompetenslyft.apps import clock
from kompetenslyft.core.instruments.model import CellSpec, Question, Unit, Value
from kompetenslyft.core.instruments.values import format_value, from_json
from kompetenslyft.core.numbers import format_number


def language() -> str:
    """The language of the page: "sv" or "en"."""
    return "en" if (get_language() or "sv").startswith("en") else "sv"


def day_words(day: date) -> str:
    """A day as it is written: «31 maj 2017»."""
    return formats.date_format(day, "j F Y")


def moment(at: datetime) -> str:
    """A point in time as one says it: «i dag kl. 10.42», «12 oktober kl. 10.42», with the year if another."""
    local, today = timezone.localtime(at), clock.today()
    time = local.strftime("%H:%M" if language() == "en" else "%H.%M")
    clock_time = _("kl. %(time)s") % {"time": time}
    if local.date() == today:
        return _("i dag %(time)s") % {"time": clock_time}
    day = formats.date_format(local, "j F" if local.year == today.year else "j F Y")
    return f"{day} {clock_time}"


def shown(spec: CellSpec, stored: object) -> str:
    """An answer, as stored (JSON) or as a value, for reading; «tomt» where it is blank."""
    value = None if stored is None else from_json({spec.key: stored})[spec.key]  # type: ignore[dict-item]
    return format_value(spec, value, language()) or _("tomt")


def difference(spec: CellSpec, now: Value | None, before: Value | None) -> str:
    """How much a number has changed since the year before, with its sign; empty where one of them is blank."""
    if not isinstance(now, int) or not isinstance(before, int):
        return ""
    change = now - before
    if change == 0:
        return _("oförändrat")
    size = format_number(abs(change), spec.question.unit, language())
    return ("+" if change > 0 else "−") + size


def unit_label(question: Question) -> str:
    """What the answer is counted in; empty where the question says it, as of other given numbers than people."""
    if question.given and question.unit is Unit.COUNT:
        return ""
    return {
        Unit.FTE: _("årsarbetare"),
        Unit.COUNT: _("personer"),
        Unit.SEK: _("kronor"),
    }.get(question.unit, "")


def unit_hint(question: Question) -> str:
    """How the answer is written; of what is given, in what it is counted."""
    if question.given:
        return {Unit.FTE: _("I årsarbetare."), Unit.SEK: _("I hela kronor.")}.get(question.unit, "")
    return {
        Unit.FTE: _("Räkna i årsarbetare, högst två decimaler. Exempel: 12,5"),
        Unit.COUNT: _("Räkna personer, i heltal. Exempel: 12"),
        Unit.SEK: _("Skriv i hela kronor. Exempel: 50 000"),
        Unit.CHOICES: _("Flera svar kan väljas."),
        Unit.FILE: _("PDF, PNG, JPEG, DOCX eller ODT, högst 10 MB."),
    }.get(question.unit, "")


def channel_labels() -> dict[str, str]:
    """The channels in words."""
    return {
        "web": _("webbformulär"),
        "workbook": _("Excel"),
        "api": _("API"),
        "agency": _("myndigheten"),
        "register": _("personalregistret"),
    }
