"""What forms of every context share."""

from __future__ import annotations

from django import forms
from django.utils import translation

from kompetenslyft.apps.errors import Refused


def show_refusal(form: forms.BaseForm, refused: Refused) -> None:
    """Put the reasons of a refusal beside the fields that they concern, or above the form."""
    language = translation.get_language() or "sv"
    for finding in refused.findings:
        concerned = next((cell for cell in finding.cells if cell in form.fields), None)
        form.add_error(concerned, finding.message.in_language(language))
