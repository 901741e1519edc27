"""Forms of rounds: what is checked here is that the fields can be read; the rules are the actions'."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kompetenslyft.core.instruments.model import Instrument
from kompetenslyft.web.collection.words import language
from kompetenslyft.web.forms import DayField


class RoundForm(forms.Form):
    """A new round."""

    title_sv = forms.CharField(label=gettext_lazy("Namn på svenska"), max_length=120)
    title_en = forms.CharField(label=gettext_lazy("Namn på engelska"), max_length=120)
    code = forms.SlugField(
        label=gettext_lazy("Kod"),
        max_length=60,
        help_text=gettext_lazy(
            "Används i adresser och filnamn. Små bokstäver, siffror och bindestreck, till exempel inventering-2017."
        ),
        error_messages={
            "invalid": gettext_lazy(
                "Koden får bara ha bokstäverna a–z, siffror och bindestreck. Skriv till exempel inventering-2017."
            )
        },
    )
    year = forms.IntegerField(label=gettext_lazy("År som uppgifterna gäller"), min_value=2000, max_value=2100)
    instrument = forms.ChoiceField(
        label=gettext_lazy("Formulär"),
        help_text=gettext_lazy("Insamlingen behåller sin version av formuläret för alltid."),
    )
    opens = DayField(label=gettext_lazy("Öppnar"), help_text=gettext_lazy("Första dag att svara."))
    deadline = DayField(
        label=gettext_lazy("Svarsdag"),
        help_text=gettext_lazy(
            "Den dag som visas. Efter den är ett svar försenat men fortfarande välkommet."
        ),
    )
    last_start = DayField(
        label=gettext_lazy("Sista dag att påbörja"),
        help_text=gettext_lazy("Den som inte har börjat då kan inte börja, utan förlängd tid."),
    )
    last_change = DayField(
        label=gettext_lazy("Sista dag att ändra"),
        help_text=gettext_lazy("Efter den dagen är svaren låsta, utom för den som fått förlängd tid."),
    )

    def __init__(self, *args: Any, instruments: Iterable[Instrument], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instrument"].choices = [  # type: ignore[attr-defined]
            (one.ref, f"{one.title.in_language(language())} ({one.ref})") for one in instruments
        ]

    def clean(self) -> dict[str, Any]:
        """Each date against those that it depends on, so that every mistake is told at once and at its field."""
        data = super().clean() or self.cleaned_data
        rules = [
            (
                "deadline",
                "opens",
                _("Svarsdagen ligger före dagen då insamlingen öppnar. Välj en senare dag."),
            ),
            ("last_start", "opens", _("Dagen ligger före dagen då insamlingen öppnar. Välj en senare dag.")),
            ("last_change", "deadline", _("Dagen ligger före svarsdagen. Välj en senare dag.")),
            ("last_change", "last_start", _("Dagen ligger före sista dag att påbörja. Välj en senare dag.")),
        ]
        read = dict(data)  # a date with an error leaves the form's data, and others are still held against it
        for later, earlier, message in rules:
            if read.get(later) and read.get(earlier) and read[later] < read[earlier]:
                self.add_error(later, message)
        return data


class AskForm(forms.Form):
    """Which units a round asks, and the year that each joined the programme."""

    ALL, COUNTIES, CODES, ROUND = "all", "counties", "codes", "round"
    asked_when_chosen = frozenset({"counties", "codes", "earlier"})
    """Fields that are shown, and must be filled in, with the choice that they belong to."""

    units = forms.ChoiceField(
        label=gettext_lazy("Vilka ska frågas?"),
        widget=forms.RadioSelect,
        choices=[
            (ALL, gettext_lazy("Alla kommuner som finns den dag insamlingen öppnar")),
            (COUNTIES, gettext_lazy("Kommunerna i vissa län")),
            (CODES, gettext_lazy("De enheter vars koder anges")),
            (ROUND, gettext_lazy("De som frågades i en tidigare insamling")),
        ],
        initial=ALL,
    )
    counties = forms.MultipleChoiceField(
        label=gettext_lazy("Län"), required=False, widget=forms.CheckboxSelectMultiple
    )
    codes = forms.CharField(
        label=gettext_lazy("Koder"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "Klistra in kommunkoder eller enheters koder, åtskilda av blanksteg, komma eller ny rad."
        ),
    )
    earlier = forms.ChoiceField(label=gettext_lazy("Tidigare insamling"), required=False)
    joined_year = forms.IntegerField(
        label=gettext_lazy("År då de gick med i satsningen"),
        min_value=2000,
        max_value=2100,
        help_text=gettext_lazy(
            "Enheter som gick med samma år som insamlingen gäller är nya och svarar på alla avsnitt."
        ),
    )
    as_before = forms.BooleanField(
        label=gettext_lazy("Behåll året från tidigare insamlingar för dem som varit med förut"),
        required=False,
        initial=True,
    )

    def __init__(
        self,
        *args: Any,
        counties: Iterable[tuple[str, str]],
        rounds: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["counties"].choices = list(counties)  # type: ignore[attr-defined]
        self.fields["earlier"].choices = [("", "–"), *rounds]  # type: ignore[attr-defined]

    def clean_codes(self) -> list[str]:
        return [code for code in re.split(r"[\s,;]+", self.cleaned_data["codes"]) if code]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        wanted = {
            self.COUNTIES: ("counties", _("Välj minst ett län.")),
            self.CODES: ("codes", _("Ange minst en kod.")),
            self.ROUND: ("earlier", _("Välj vilken insamling.")),
        }.get(data.get("units", ""))
        if wanted and not data.get(wanted[0]) and wanted[0] not in self.errors:
            self.add_error(*wanted)
        return data


class MessageForm(forms.Form):
    """A message to some units."""

    subject = forms.CharField(label=gettext_lazy("Ämne"), max_length=200)
    body = forms.CharField(
        label=gettext_lazy("Text"), max_length=8000, widget=forms.Textarea(attrs={"rows": 10})
    )


class ExtendForm(forms.Form):
    """More time for some units."""

    until = DayField(
        label=gettext_lazy("Förlängd till och med"),
        help_text=gettext_lazy("Gäller både svarsdagen och de sista dagarna."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Skäl"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Visas för kommunen."),
    )
