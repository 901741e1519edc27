"""The form that takes in a staff file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kompetenslyft.exchange.workbook.guards import MAX_FILE, MEGABYTE
from kompetenslyft.web.forms import DayField

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation
    from kompetenslyft.apps.staff.models import ColumnMapping


class UploadForm(forms.Form):
    """A file, whose it is, which day it tells of, and how it is read."""

    employer = forms.ChoiceField(label=gettext_lazy("Arbetsgivare"))
    file = forms.FileField(
        label=gettext_lazy("Fil (.csv, .xlsx eller PAXml)"),
        help_text=gettext_lazy("Högst 10 MB. Ta inte med personnummer: en sådan fil läses inte in."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.xml,.pax"}),
    )
    as_of = DayField(
        label=gettext_lazy("Dag som filen berättar om"),
        help_text=gettext_lazy("Det som har ändrats utan egen dag i filen ändras den dagen i registret."),
    )
    mapping = forms.ChoiceField(
        label=gettext_lazy("Mappning"),
        required=False,
        help_text=gettext_lazy("Hur filens kolumner läses. Finns ingen sparad föreslås en av rubrikerna."),
    )

    def __init__(
        self,
        *args: Any,
        employers: Sequence[Organisation],
        mappings: Sequence[ColumnMapping],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._mappings = {str(one.pk): one for one in mappings}
        self._employers = {str(one.pk): one for one in employers}
        several = len(employers) > 1
        self.fields["employer"].choices = [(key, one.name) for key, one in self._employers.items()]  # type: ignore[attr-defined]
        if not several:
            self.fields["employer"].widget = forms.HiddenInput()
        self.fields["mapping"].choices = [  # type: ignore[attr-defined]
            ("", _("Föreslå av rubrikerna")),
            *(
                (key, f"{one.name} ({one.employer.name})" if several else one.name)
                for key, one in self._mappings.items()
            ),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        employer = self._employers.get(data.get("employer", ""))
        mapping = self._mappings.get(data.get("mapping", ""))
        if employer and mapping and mapping.employer_id != employer.pk:
            self.add_error("mapping", _("Mappningen hör till en annan arbetsgivare. Välj en av dennes."))
        data["employer"], data["mapping"] = employer, mapping.name if mapping else None
        sent = data.pop("file", None)
        if sent is not None:
            if sent.size > MAX_FILE:
                self.add_error("file", _("Filen är större än %d MB. Dela uttaget.") % (MAX_FILE // MEGABYTE))
            else:
                data["content"], data["filename"] = sent.read(), sent.name or ""
        return data
