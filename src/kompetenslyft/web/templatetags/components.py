"""The shared parts of pages. ``{% load components %}`` and see docs/decisions/0007 for when to use which."""

from __future__ import annotations

from datetime import date, datetime

from django import forms, template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kompetenslyft.apps import clock
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.numbers import format_fraction, format_sek
from kompetenslyft.core.text import Text

register = template.Library()

LAST_DAY = "2099-12-31"
"""No day is later; a browser's own day field else takes years of six digits."""
_TONES = {Severity.HARD: "danger", Severity.SOFT: "warning", Severity.TRIAL: "neutral", Severity.INFO: "info"}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField) -> dict[str, object]:
    """One form field: label, help, control and what is wrong with it."""
    widget = bound.field.widget
    widget.attrs.pop("placeholder", None)  # forms from elsewhere repeat the label there
    if widget.attrs.get("type") == "date":
        widget.attrs.setdefault("max", LAST_DAY)
    kind = getattr(widget, "input_type", "")
    many = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    described = [f"{bound.auto_id}-help"] if bound.help_text else []
    described += [f"{bound.auto_id}-error"] if bound.errors else []
    attributes: dict[str, object] = {} if many else {"class": "ds-input"}
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return {
        "bound": bound,
        "many": many,
        "check": kind == "checkbox" and not many,
        "control": bound.as_widget(attrs=attributes),
        "optional": not bound.field.required
        and kind != "checkbox"
        and bound.name not in getattr(bound.form, "asked_when_chosen", ()),
    }


@register.inclusion_tag("components/form_fields.html")
def form_fields(form: forms.BaseForm) -> dict[str, object]:
    """All of a form's fields, with the summary of errors first."""
    return {"form": form}


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: forms.BaseForm) -> dict[str, object]:
    """What is wrong in a form, with links to the fields. Nothing where nothing is wrong."""
    wrong = [(bound, error) for bound in form for error in bound.errors]
    return {"wrong": wrong, "general": form.non_field_errors()}


@register.inclusion_tag("components/due.html")
def due(day: date | None, *, closed: bool = False) -> dict[str, object]:
    """A date with how far off it is: «2 maj 2016, om 4 dagar».

    ``closed``: it no longer presses, and once it is past only the day is told.
    """
    if isinstance(day, datetime):
        day = timezone.localtime(day).date() if timezone.is_aware(day) else day.date()
    if day is None:
        return {"day": None}
    away = (day - clock.today()).days
    tone = "" if closed else "late" if away < 0 else "soon" if away <= 7 else ""
    return {"day": day, "distance": "" if closed and away < 0 else distance(away), "tone": tone}


def distance(days: int) -> str:
    """How far off a day is: «i dag», «i morgon», «om 4 dagar», «för 3 dagar sedan»."""
    near = {0: _("i dag"), 1: _("i morgon"), -1: _("i går")}
    if days in near:
        return near[days]
    if days > 0:
        return ngettext("om %(days)d dag", "om %(days)d dagar", days) % {"days": days}
    return ngettext("för %(days)d dag sedan", "för %(days)d dagar sedan", -days) % {"days": -days}


def severity_label(severity: Severity) -> str:
    """How much a finding weighs, in words."""
    return {
        Severity.HARD: _("Måste rättas"),
        Severity.SOFT: _("Rätta eller förklara"),
        Severity.TRIAL: _("På prov"),
        Severity.INFO: _("Att känna till"),
    }[severity]


@register.inclusion_tag("components/finding.html")
def finding(found: Finding) -> dict[str, object]:
    """A finding: how much it weighs in sign and word, its code, its message in the reader's language."""
    return {
        "finding": found,
        "tone": _TONES[found.severity],
        "label": severity_label(found.severity),
        "text": say(found.message),
    }


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page) -> dict[str, object]:
    """Links to the other pages of a list, keeping the filters in the address."""
    request: HttpRequest = context["request"]
    query: QueryDict = request.GET.copy()
    query.pop("page", None)
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "numbers": list(numbers),
        "query": query.urlencode(),
        "gap": page.paginator.ELLIPSIS,
    }


@register.filter
def say(text: Text | str | None) -> str:
    """A bilingual text in the reader's language."""
    if text is None or isinstance(text, str):
        return text or ""
    return text.in_language(translation.get_language() or "sv")


@register.filter
def sek(amount: int | None) -> str:
    """Whole kronor with their currency; empty where there is no amount."""
    return "" if amount is None else format_sek(amount, translation.get_language() or "sv")


@register.filter
def number(whole: int) -> str:
    """A whole number with its thousands apart, as the reader's language has it."""
    return format_fraction(whole, translation.get_language() or "sv", 0)


@register.filter
def refusal_text(refused: object) -> str:
    """Why an action was refused, in the reader's language."""
    return refused.text(translation.get_language() or "sv")  # type: ignore[attr-defined]


@register.simple_tag
def icon(name: str) -> SafeString:
    """A sign of 20 × 20 px. It says nothing to a screen reader: a word always stands beside it."""
    return render_to_string(f"components/icons/{name}.svg")
