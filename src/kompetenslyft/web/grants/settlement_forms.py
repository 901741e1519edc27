"""Forms of settlement, repayment, redistribution and joint reports; the rules are the actions'."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kompetenslyft.web.forms import DayField
from kompetenslyft.web.grants.allocation_fields import KronorField

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation


class SettleForm(forms.Form):
    """What an officer adds to a settlement."""

    note = forms.CharField(
        label=_("Anteckning"),
        help_text=_("Kommunen kan läsa den."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class InvoiceForm(forms.Form):
    """The invoice that was sent."""

    invoice_number = forms.CharField(label=_("Fakturans nummer"), max_length=60)
    due = DayField(label=_("Förfallodag"), help_text=_("Den dag som står på fakturan."))


class RepaymentForm(forms.Form):
    """Money that has come in."""

    amount = KronorField(label=_("Belopp"), help_text=_("Hela kronor. En del av beloppet går bra."))
    on = DayField(label=_("Kom in"), help_text=_("Den dag som pengarna kom in på myndighetens konto."))


class DecisionForm(forms.Form):
    """The decision that a redistribution rests on."""

    decision_reference = forms.CharField(
        label=_("Beslutets diarienummer"),
        help_text=_("Omfördelningen ska kunna följas till beslutet."),
        max_length=120,
    )


class CountyBoxes(forms.CheckboxSelectMultiple):
    """Boxes under their counties, folded; a county with a chosen one is open, and the first where none is."""

    template_name = "grants/_county_boxes.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        groups = [
            (county, options, any(option["selected"] for option in options))
            for county, options, _index in context["widget"]["optgroups"]
        ]
        none_open = not any(is_open for _county, _options, is_open in groups)
        context["counties"] = [
            (county, options, is_open or (none_open and place == 0))
            for place, (county, options, is_open) in enumerate(groups)
        ]
        return context


class ProposalForm(forms.Form):
    """Which municipalities to report together with; those of the county ``home`` come first."""

    members = forms.MultipleChoiceField(
        label=_("Kommuner att redovisa tillsammans med"),
        help_text=_("Varje kommuns ombud tillfrågas och svarar för sin kommun."),
        widget=CountyBoxes,
        error_messages={"required": _("Välj minst en annan kommun.")},
    )

    def __init__(
        self, *args: Any, candidates: Iterable[Organisation], home: str | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        counties: dict[str, list[tuple[str, str]]] = {}
        for unit in sorted(candidates, key=lambda one: one.county_id != home):
            counties.setdefault(unit.county.name if unit.county else "", []).append((unit.code, unit.name))
        self.fields["members"].choices = list(counties.items())  # type: ignore[attr-defined]
