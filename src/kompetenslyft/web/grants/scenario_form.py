"""The form that an allocation model is put together in: what to set apart, how to divide, what limits to hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.allocation.codes import AllocationCode
from kompetenslyft.core.allocation.model import (
    AllocationModel,
    Cap,
    Equal,
    Floor,
    GroupWeights,
    Mix,
    MixPart,
    Proportional,
    Reserve,
    Rounding,
    Step,
)
from kompetenslyft.web.grants.allocation_fields import KronorField, ShareField
from kompetenslyft.web.grants.crumbs import language

if TYPE_CHECKING:
    from kompetenslyft.apps.grants.models import KeyTable
    from kompetenslyft.apps.organisations.models import County

BY_KEY, MIXED = (1, 2, 3), (1, 2, 3, 4)
"""How many keys can divide a part of their own, and how many can be weighed together."""
ROUNDINGS = (1, 10, 100, 1_000, 10_000)
_FIELD_OF = {
    AllocationCode.NOTHING_DIVIDES: "equal",
    AllocationCode.PERCENT_NOT_100: "equal",
    AllocationCode.MIX_NOT_100: "mix_weight_1",
    AllocationCode.RESERVE_UNCLEAR: "reserve_amount",
    AllocationCode.RESERVE_TOO_LARGE: "reserve_amount",
    AllocationCode.FLOORS_TOO_LARGE: "floor",
    AllocationCode.CAPS_TOO_SMALL: "cap",
    AllocationCode.FLOOR_ABOVE_CAP: "floor",
    AllocationCode.NOT_A_MULTIPLE: "rounding",
    AllocationCode.AMOUNT_NEGATIVE: "amount",
}


class ScenarioForm(forms.Form):
    """A scenario. Every part that is left empty is left out of the model; the order of the steps is always the same."""

    title = forms.CharField(
        label=gettext_lazy("Rubrik"),
        max_length=120,
        help_text=gettext_lazy(
            "Säg vad som skiljer alternativet från andra, till exempel «Golv 100 000 kr»."
        ),
    )
    amount = KronorField(
        label=gettext_lazy("Belopp att fördela, i kronor"),
        minimum=1,
        help_text=gettext_lazy("Bara ett alternativ med ändamålets hela belopp kan beslutas."),
    )
    reserve_percent = ShareField(label=gettext_lazy("Procent av beloppet"), required=False, maximum=100)
    reserve_amount = KronorField(label=gettext_lazy("eller kronor"), required=False)
    equal = ShareField(label=gettext_lazy("Lika till alla, procent"), required=False, maximum=100)
    mix = ShareField(
        label=gettext_lazy("Efter flera nycklar sammanvägda, procent"), required=False, maximum=100
    )
    floor = KronorField(label=gettext_lazy("Golv: ingen får mindre än, i kronor"), required=False)
    cap = KronorField(label=gettext_lazy("Tak: ingen får mer än, i kronor"), required=False, minimum=1)
    rounding = forms.TypedChoiceField(label=gettext_lazy("Avrunda till"), coerce=int)

    def __init__(
        self, data: Any = None, *, tables: Sequence[KeyTable], counties: Iterable[County], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self._tables = {str(table.pk): table for table in tables}
        self._counties = tuple(counties)
        for number in BY_KEY:
            self.fields[f"share_{number}"] = ShareField(label=_("Procent"), required=False, maximum=100)
            self.fields[f"key_{number}"] = self._key_field()
        for number in MIXED:
            self.fields[f"mix_weight_{number}"] = ShareField(
                label=_("Vikt, procent"), required=False, maximum=100
            )
            self.fields[f"mix_key_{number}"] = self._key_field()
        for county in self._counties:
            self.fields[f"weight_{county.code}"] = ShareField(label=county.name, required=False, maximum=100)
        self._offer_roundings()

    def groups(self) -> dict[str, Any]:
        """The fields that are repeated, as rows for the page."""
        return {
            "by_key": [(self[f"share_{number}"], self[f"key_{number}"]) for number in BY_KEY],
            "mixed": [(self[f"mix_weight_{number}"], self[f"mix_key_{number}"]) for number in MIXED],
            "weights": [self[f"weight_{county.code}"] for county in self._counties],
        }

    @property
    def weighs(self) -> bool:
        """Whether a weight is entered, so that the page shows them."""
        return any(bound.value() for bound in self.groups()["weights"])

    @property
    def mixes(self) -> bool:
        """Whether keys are weighed together, so that the page shows them."""
        return any(bound.value() for pair in self.groups()["mixed"] for bound in pair)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("reserve_percent") and data.get("reserve_amount"):
            self.add_error("reserve_amount", _("Ange reserven i procent eller i kronor, inte båda."))
        for number in BY_KEY:
            self._pair(f"share_{number}", f"key_{number}")
        for number in MIXED:
            self._pair(f"mix_weight_{number}", f"mix_key_{number}")
        parts = self._parts()
        if parts and data.get("mix") is None and "mix" not in self.errors:
            self.add_error("mix", _("Ange hur många procent som ska fördelas efter nycklarna tillsammans."))
        if data.get("mix") and len(parts) < 2:
            self.add_error("mix_key_1", _("Välj minst två nycklar att väga samman, var och en med sin vikt."))
        self._one_table_a_key()
        return data

    def model(self) -> AllocationModel:
        """The model that is entered. The form is valid."""
        data = self.cleaned_data
        steps: list[Step] = []
        if data["reserve_percent"] or data["reserve_amount"]:
            steps.append(
                Reserve(percent=data["reserve_percent"] or None, amount_sek=data["reserve_amount"] or None)
            )
        weights = {
            county.code: data[f"weight_{county.code}"]
            for county in self._counties
            if data[f"weight_{county.code}"] is not None
        }
        if weights:
            steps.append(GroupWeights(grouping="county", weights=weights))
        if data["equal"]:
            steps.append(Equal(percent=data["equal"]))
        steps += [
            Proportional(key=data[f"key_{number}"].key, percent=data[f"share_{number}"])
            for number in BY_KEY
            if data[f"key_{number}"]
        ]
        if data["mix"]:
            steps.append(Mix(parts=tuple(self._parts()), percent=data["mix"]))
        if data["floor"]:
            steps.append(Floor(amount_sek=data["floor"]))
        if data["cap"]:
            steps.append(Cap(amount_sek=data["cap"]))
        return AllocationModel(steps=(*steps, Rounding(unit_sek=data["rounding"])))

    def keys(self) -> dict[str, int]:
        """The chosen table of each key. The form is valid."""
        return {table.key: table.pk for table in self._chosen()}

    def show_refusal(self, refused: Refused) -> None:
        """The reasons at the fields that they concern, else above the form."""
        for finding in refused.findings:
            named = next((cell for cell in finding.cells if cell in self.fields), None)
            known = (
                _FIELD_OF.get(AllocationCode(finding.code)) if finding.code in set(AllocationCode) else None
            )
            self.add_error(named or known, finding.message.in_language(language()))

    def _key_field(self) -> forms.TypedChoiceField:
        choices = [
            ("", "–"),
            *((pk, f"{table.title}, {table.as_of.isoformat()}") for pk, table in self._tables.items()),
        ]
        return forms.TypedChoiceField(
            label=_("Nyckel"),
            choices=choices,
            required=False,
            coerce=self._tables.__getitem__,
            empty_value=None,
        )

    def _offer_roundings(self) -> None:
        given = self.initial.get("rounding", 1)
        units = sorted({*ROUNDINGS, given})
        field = self.fields["rounding"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [
            (
                unit,
                _("hela kronor")
                if unit == 1
                else _("jämna %(unit)s kr") % {"unit": f"{unit:,}".replace(",", "\u00a0")},
            )
            for unit in units
        ]

    def _pair(self, number: str, key: str) -> None:
        data = self.cleaned_data
        if data.get(number) and not data.get(key) and key not in self.errors:
            self.add_error(key, _("Välj vilken nyckel det gäller."))
        if data.get(key) and not data.get(number) and number not in self.errors:
            self.add_error(number, _("Ange hur många procent."))

    def _parts(self) -> list[MixPart]:
        data = self.cleaned_data
        pairs = [(data.get(f"mix_key_{number}"), data.get(f"mix_weight_{number}")) for number in MIXED]
        return [MixPart(key=table.key, percent=percent) for table, percent in pairs if table and percent]

    def _chosen(self) -> list[KeyTable]:
        names = [*(f"key_{number}" for number in BY_KEY), *(f"mix_key_{number}" for number in MIXED)]
        return [self.cleaned_data[name] for name in names if self.cleaned_data.get(name)]

    def _one_table_a_key(self) -> None:
        tables: dict[str, KeyTable] = {}
        for table in self._chosen():
            if tables.setdefault(table.key, table) != table:
                message = _("Nyckeln «%(key)s» är vald med två olika dagar. Välj en av dem.")
                self.add_error(None, message % {"key": table.title})


def initial_of(model: AllocationModel, tables: Mapping[str, int]) -> dict[str, Any]:
    """What the form starts from. ``tables``: for each key the id of the table to begin with."""
    initial: dict[str, Any] = {}
    by_key, mixed = iter(BY_KEY), iter(MIXED)
    for step in model.steps:
        match step:
            case Reserve():
                initial["reserve_percent"], initial["reserve_amount"] = step.percent, step.amount_sek
            case Equal():
                initial["equal"] = step.percent
            case Proportional():
                number = next(by_key)
                initial[f"share_{number}"], initial[f"key_{number}"] = step.percent, tables.get(step.key)
            case Mix():
                initial["mix"] = step.percent
                for part in step.parts:
                    number = next(mixed)
                    initial[f"mix_weight_{number}"] = Fraction(part.percent)
                    initial[f"mix_key_{number}"] = tables.get(part.key)
            case GroupWeights():
                initial |= {f"weight_{group}": weight for group, weight in step.weights.items()}
            case Floor():
                initial["floor"] = step.amount_sek
            case Cap():
                initial["cap"] = step.amount_sek
            case Rounding():
                initial["rounding"] = step.unit_sek
    return initial
