"""Forms of payments and accounts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kompetenslyft.core.payments import Scheme
from kompetenslyft.web.forms import DayField

LARGEST_REPORT = 5_000_000
_SATURDAY = 5


def next_weekday(today: date) -> date:
    """The first Monday to Friday after today: a day that the bank can still pay on."""
    day = today + timedelta(days=1)
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return day


class PrepareForm(forms.Form):
    """When the bank is to pay. ``number`` is the number that the batch gets, so that a form sent twice makes one."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    execution_date = DayField(
        label=_("Betalningsdag"),
        help_text=_("Dagen då banken betalar ut. En vardag; filen ska vara hos banken före dess stopptid."),
    )


class AccountForm(forms.Form):
    """The account that a municipality is to be paid to."""

    scheme = forms.ChoiceField(
        label=_("Typ av konto"),
        choices=[
            (Scheme.BANKGIRO.value, _("Bankgiro")),
            (Scheme.PLUSGIRO.value, _("Plusgiro")),
            (Scheme.IBAN.value, _("Bankkonto (IBAN)")),
        ],
        widget=forms.RadioSelect,
    )
    number = forms.CharField(
        label=_("Nummer"),
        max_length=60,
        help_text=_("Bindestreck och mellanslag spelar ingen roll. Exempel: 5050-1055"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ReportForm(forms.Form):
    """The bank's own answer."""

    report = forms.FileField(
        label=_("Statusrapport från banken"),
        help_text=_("En fil i formatet pain.002, högst 5 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xml,application/xml,text/xml"}),
    )

    def clean_report(self) -> Any:
        file = self.cleaned_data["report"]
        if file.size > LARGEST_REPORT:
            raise forms.ValidationError(_("Filen är större än 5 MB. Välj bankens statusrapport (pain.002)."))
        return file
