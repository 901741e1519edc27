"""Words for the files of a report."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from kompetenslyft.apps.publishing import queries

register = template.Library()


@register.filter
def file_label(file: queries.Download) -> str:
    """What a file is, in words."""
    labels = {
        "rapport.html": _("Rapporten som en webbsida"),
        "rapport.pdf": _("Rapporten som PDF"),
        "rapport.docx": _("Rapporten för Word"),
        "tabeller.xlsx": _("Alla tabeller för Excel"),
    }
    if file.table and file.name.endswith(".px"):
        return _("Tabellen för PC-Axis")
    if file.table:
        comma = file.name.endswith("-sv.csv")
        return _("Tabellen med decimalkomma") if comma else _("Tabellen med decimalpunkt")
    if file.caption:
        return _("Figur: %(name)s") % {"name": file.caption}
    return labels.get(file.name, file.name)


@register.filter
def file_kind(file: queries.Download) -> str:
    """The kind of file by its ending: «PDF»."""
    return file.name.rpartition(".")[2].upper()
