"""Forms of the three-year need, of internal resources and of networks."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kompetenslyft.apps.competence.actions.development_needs import MOST
from kompetenslyft.apps.competence.actions.resources import Kind
from kompetenslyft.core.competence.three_years import Key
from kompetenslyft.core.frameworks.model import Framework
from kompetenslyft.web.collection.words import language
from kompetenslyft.web.competence.plan_forms import directions_by_area, text_field

if TYPE_CHECKING:
    from kompetenslyft.apps.competence.models import Network
    from kompetenslyft.apps.competence.queries.development_needs import ThreeYears
    from kompetenslyft.apps.staff.models import Person


class NeedsForm(forms.Form):
    """A number of people for every direction and coming year; blank is no number.

    ``seen`` carries what stood there when the form was made.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, made: ThreeYears, data: Any = None) -> None:
        now = {name_of(key): one.own for key, one in made.counts.items() if one.own is not None}
        super().__init__(data, initial={"seen": json.dumps(now)})
        self._keys: list[Key] = list(made.counts)
        directions = made.framework.directions
        for key in self._keys:
            direction, year = key
            label = f"{directions[direction].label.in_language(language())}, {year}"
            self.fields[name_of(key)] = forms.IntegerField(
                label=label,
                required=False,
                min_value=0,
                max_value=MOST,
                initial=made.counts[key].own,
                widget=forms.TextInput(
                    attrs={
                        "inputmode": "numeric",
                        "autocomplete": "off",
                        "class": "ds-input",
                        "aria-label": label,
                    }
                ),
            )

    @property
    def people(self) -> dict[Key, int | None]:
        """What was entered. The form is valid."""
        return {key: self.cleaned_data[name_of(key)] for key in self._keys}

    @property
    def seen_people(self) -> dict[Key, int | None] | None:
        """What the sender had seen; None where the form does not say. The form is valid."""
        try:
            seen = json.loads(self.cleaned_data["seen"])
            return {key: seen.get(name_of(key)) for key in self._keys}
        except (ValueError, AttributeError):
            return None

    def show_present(self) -> None:
        """Let the next attempt start from what now stands; what was typed stays."""
        self.data = self.data.copy()
        self.data["seen"] = self.initial["seen"]


def name_of(key: Key) -> str:
    """The field of a direction and a year."""
    direction, year = key
    return f"{direction}-{year}"


class ResourceForm(forms.Form):
    """Somebody who can teach or supervise."""

    person = forms.TypedChoiceField(label=gettext_lazy("Vem"), coerce=int)
    kind = forms.ChoiceField(label=gettext_lazy("Kan"), choices=Kind.choices, widget=forms.RadioSelect)
    direction = forms.ChoiceField(label=gettext_lazy("Inriktning"), required=False)
    subject = forms.CharField(
        label=gettext_lazy("Vad det gäller"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Om ingen inriktning passar, eller för att säga närmare vad."),
    )
    note = text_field(
        gettext_lazy("Bra att veta"),
        500,
        gettext_lazy("Till exempel hur ofta eller hur länge."),
        required=False,
    )
    agreed = forms.BooleanField(label=gettext_lazy("Personen har sagt ja till att stå här"), required=False)
    sure = forms.BooleanField(
        label=gettext_lazy("Det stämmer, även om personen inte är bedömd som fördjupad i inriktningen"),
        required=False,
    )

    def __init__(self, framework: Framework, people: Iterable[Person], data: Any = None) -> None:
        super().__init__(data)
        self.fields["person"].choices = [(one.pk, one.name) for one in people]
        self.fields["direction"].choices = directions_by_area(framework, _("Ingen särskild"))


class NetworkForm(forms.Form):
    """A network."""

    name = forms.CharField(label=gettext_lazy("Namn"), max_length=120)
    purpose = text_field(gettext_lazy("Vad nätverket är till för"), 1000)
    contact = forms.CharField(
        label=gettext_lazy("Kontakt"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Vem man vänder sig till för att vara med."),
    )
    meets = forms.CharField(label=gettext_lazy("Hur ofta och var ni ses"), max_length=200, required=False)
    directions = forms.MultipleChoiceField(
        label=gettext_lazy("Inriktningar"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, framework: Framework, data: Any = None, *, network: Network | None = None) -> None:
        initial = None
        if network is not None:
            initial = {name: getattr(network, name) for name in self.base_fields}
        super().__init__(data, initial=initial)
        self.fields["directions"].choices = [
            (one.id, one.label.in_language(language())) for one in framework.directions.values()
        ]


class SearchForm(forms.Form):
    """What to look for among resources and networks."""

    inriktning = forms.ChoiceField(label=gettext_lazy("Inriktning"), required=False)
    q = forms.CharField(label=gettext_lazy("Ord"), max_length=100, required=False)

    def __init__(self, framework: Framework, data: Any) -> None:
        super().__init__(data)
        self.fields["inriktning"].choices = directions_by_area(framework, _("Alla"))
