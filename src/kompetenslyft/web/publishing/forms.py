"""Ordering a report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django import forms
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from kompetenslyft.apps.publishing import queries

if TYPE_CHECKING:
    from kompetenslyft.apps.collection.models import Round


class OrderForm(forms.Form):
    """Which report, and from which collections."""

    definition = forms.ChoiceField(label=_("Rapport"), widget=forms.RadioSelect)
    rounds = forms.MultipleChoiceField(
        label=_("Insamlingar"),
        help_text=_(
            "Bara underskrivna svar räknas. Kartan över svaren visar insamlingen för rapportens år. "
            "Ta med alla år som rapporten jämför."
        ),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, rounds: Sequence[Round], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        language = translation.get_language() or "sv"
        self.fields["definition"].choices = [  # type: ignore[attr-defined]
            (one.ref, format_html('<span lang="sv">{}. {}</span>', one.title, one.subtitle))
            for one in queries.definitions()
        ]
        self.fields["rounds"].choices = [(one.code, one.title(language)) for one in rounds]  # type: ignore[attr-defined]
