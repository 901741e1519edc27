"""Forms of keys and of the decision."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kompetenslyft.web.forms import DayField

LARGEST = 1_000_000
"""Bytes of a key file; 290 rows take some tens of thousands."""
OTHER = "*"


class _KeyForm(forms.Form):
    """What a key is called. ``key`` is what models call it."""

    asked_when_chosen = frozenset({"new_key"})

    key = forms.ChoiceField(
        label=gettext_lazy("Vilken nyckel är det?"), help_text=gettext_lazy("Så kallar modellerna nyckeln.")
    )
    new_key = forms.RegexField(
        r"^[a-z][a-z0-9_]{0,59}$",
        label=gettext_lazy("Namn på en ny nyckel"),
        required=False,
        help_text=gettext_lazy("Fylls i när nyckeln är ny. Till exempel barn_0_17."),
        error_messages={
            "invalid": gettext_lazy(
                "Använd små bokstäver a–z, siffror och understreck, till exempel barn_0_17."
            )
        },
    )
    title = forms.CharField(
        label=gettext_lazy("Rubrik"),
        max_length=160,
        help_text=gettext_lazy("Visas i tabeller och i beslutet, till exempel «Invånare 31 december 2012»."),
    )

    def __init__(self, *args: Any, known: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].choices = [*known, (OTHER, _("En ny nyckel"))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("key") == OTHER:
            data["key"] = data.get("new_key", "")
            if not data["key"] and "new_key" not in self.errors:
                self.add_error("new_key", _("Skriv vad den nya nyckeln heter."))
        data.pop("new_key", None)
        return data


class KeyFileForm(_KeyForm):
    """A key from a file. The file is sent once and then carried along until it is confirmed."""

    source = forms.CharField(
        label=gettext_lazy("Källa"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Varifrån talen kommer, så att någon annan kan hitta dem."),
    )
    as_of = DayField(label=gettext_lazy("Dag som talen avser"))
    made_up = forms.BooleanField(label=gettext_lazy("Talen är påhittade"), required=False)
    file = forms.FileField(
        label=gettext_lazy("Fil (.csv eller .xlsx)"),
        required=False,
        help_text=gettext_lazy("En rad för varje kommun: kommunkod och ett tal. Högst 1 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )
    column = forms.CharField(
        label=gettext_lazy("Kolumnens rubrik"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Behövs bara när filen har flera kolumner med tal."),
    )
    carried = forms.CharField(required=False, widget=forms.HiddenInput)
    carried_name = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        sent, carried = data.pop("file", None), data.pop("carried", "")
        name = data.pop("carried_name", "")
        if sent is not None:
            data["data"], data["filename"] = sent.read(LARGEST + 1), sent.name or ""
            if len(data["data"]) > LARGEST:
                del data["data"]
                self.add_error("file", _("Filen är större än 1 MB. Ta bort det som inte hör till nyckeln."))
        elif carried:
            data["data"], data["filename"] = unpacked(carried), name
        elif "file" not in self.errors:
            self.add_error("file", _("Välj en fil att läsa in."))
        return data


class KoladaForm(_KeyForm):
    """A key from Kolada."""

    kpi = forms.RegexField(
        r"^[NUnu][0-9]{5}$",
        label=gettext_lazy("Nyckeltal i Kolada"),
        help_text=gettext_lazy("En bokstav och fem siffror, till exempel N01951 för antalet invånare."),
        error_messages={"invalid": gettext_lazy("Skriv en bokstav, N eller U, och fem siffror.")},
    )
    year = forms.IntegerField(label=gettext_lazy("År"), min_value=1998, max_value=2100)


class DecideForm(forms.Form):
    """The decision's reference."""

    decision_reference = forms.CharField(
        label=gettext_lazy("Beslutets diarienummer"),
        max_length=120,
        help_text=gettext_lazy("Myndighetens beslut om fördelningen. Visas i den publicerade listan."),
    )


def packed(data: bytes) -> str:
    """A file as text that a form can carry."""
    return base64.b64encode(zlib.compress(data)).decode("ascii")


def unpacked(text: str) -> bytes:
    """The file that a form has carried."""
    try:
        opened = zlib.decompressobj()
        return opened.decompress(base64.b64decode(text, validate=True), LARGEST)
    except (binascii.Error, zlib.error, ValueError):
        raise ValidationError(_("Filen kom inte fram hel. Välj den en gång till.")) from None
