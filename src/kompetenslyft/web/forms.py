"""What forms of every context share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import translation

from kompetenslyft.apps.errors import Refused


class DayField(forms.DateField):
    """A day, in the browser's own way of entering one."""

    def __init__(self, **kwargs: Any) -> None:
        # With a last day the browser takes four digits for the year, so that a day can be typed straight through.
        widget = forms.DateInput(attrs={"type": "date", "max": "2099-12-31"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **kwargs)


def show_refusal(form: forms.BaseForm, refused: Refused) -> None:
    """Put the reasons of a refusal beside the fields that they concern, or above the form."""
    language = translation.get_language() or "sv"
    for finding in refused.findings:
        concerned = next((cell for cell in finding.cells if cell in form.fields), None)
        form.add_error(concerned, finding.message.in_language(language))
