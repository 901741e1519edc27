"""The form that sets up a programme year."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from kompetenslyft.core.programmes.model import Programme


class YearForm(forms.Form):
    """Which programme year to set up, among those that are defined and not set up yet."""

    definition = forms.ChoiceField(label=_("Statsbidrag och år"), widget=forms.RadioSelect)

    def __init__(
        self, data: object = None, *, programmes: Sequence[Programme], language: str, **kwargs: object
    ) -> None:
        super().__init__(data, **kwargs)
        field = self.fields["definition"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.ref, one.title.in_language(language)) for one in programmes]
