"""Ordering and approving a release."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kompetenslyft.exchange.definitions import all_releases

if TYPE_CHECKING:
    from kompetenslyft.apps.collection.models import Round


class OrderForm(forms.Form):
    """Which tables, from which of the collections that some of them count, and what readers are told."""

    definition = forms.ChoiceField(label=_("Tabeller"), widget=forms.RadioSelect)
    rounds = forms.MultipleChoiceField(
        label=_("Insamlingar"),
        help_text=_("Bara underskrivna svar räknas. Insamlingen ska gälla tabellernas år."),
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label=_("Vad som är nytt eller ändrat"),
        help_text=_("Visas för läsarna."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    contact = forms.CharField(
        label=_("Kontakt"),
        help_text=_("Vem läsarna frågar: namn, e-post eller telefon."),
        required=False,
        max_length=200,
    )
    next_release = forms.DateField(
        label=_("Nästa utgåva"),
        help_text=_("När nya siffror är planerade."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, rounds: Sequence[Round], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        language = translation.get_language() or "sv"
        releases = [one for _ref, one in reversed(all_releases().items())]
        self.fields["definition"].choices = [(one.ref, one.title.in_language(language)) for one in releases]  # type: ignore[attr-defined]
        self.fields["rounds"].choices = [  # type: ignore[attr-defined]
            (one.code, one.title(language))
            for one in rounds
            if any(release.counts(one.instrument, one.year) for release in releases)
        ]


class ApproveForm(forms.Form):
    """When the tables are to be public."""

    publish_at = forms.DateTimeField(
        label=_("Publiceras"),
        help_text=_("Lämna tomt för att publicera genast. Annars blir tabellerna öppna på den tiden."),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d %H.%M"],
    )
