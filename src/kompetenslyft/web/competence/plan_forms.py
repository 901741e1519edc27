"""Forms of plans: an item, what the plan is called and when, how an item went, templates."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kompetenslyft.apps.competence.actions.plans import Description
from kompetenslyft.core.competence.model import LEVELS, MARK_LABELS, Mark
from kompetenslyft.core.competence.plan import DONE_LABELS, EFFECT_LABELS, Done, Effect, PlanKind
from kompetenslyft.core.competence.plan_versions import item_from_content, item_to_content
from kompetenslyft.core.competence.planning import LARGEST_COST_SEK, LONGEST, PRIORITIES, Item
from kompetenslyft.core.frameworks.model import Framework
from kompetenslyft.core.text import Text
from kompetenslyft.web.collection.words import language
from kompetenslyft.web.forms import DayField
from kompetenslyft.web.grants.allocation_fields import KronorField

Choices = list[tuple[str, Any]]


def text_field(label: object, longest: int, help_text: object = "", **kwargs: Any) -> forms.CharField:
    """A text of some lines."""
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, help_text=help_text, max_length=longest, widget=widget, **kwargs)


def directions_by_area(framework: Framework, first: str) -> Choices:
    """The directions to choose from, in groups by area; ``first`` is what choosing none is called."""
    said = language()
    return [
        ("", first),
        *(
            (area.label.in_language(said), [(one.id, one.label.in_language(said)) for one in area.directions])
            for area in framework.areas
        ),
    ]


def chosen_from(labels: dict[Any, Text]) -> Choices:
    """Values and their labels in the reader's language."""
    return [(str(value), label.in_language(language())) for value, label in labels.items()]


class ItemForm(forms.Form):
    """A goal with its activity. ``seen`` carries the item as it stood when the form was made."""

    goal = text_field(
        gettext_lazy("Mål"),
        LONGEST["goal"],
        gettext_lazy("Vad personen eller enheten ska kunna när det är klart."),
    )
    direction = forms.ChoiceField(label=gettext_lazy("Inriktning"), required=False)
    target = forms.ChoiceField(label=gettext_lazy("Nivå att nå"), required=False)
    activity = text_field(
        gettext_lazy("Insats"),
        LONGEST["activity"],
        gettext_lazy("Vad som ska göras: kurs, handledning, medhandläggare …"),
        required=False,
    )
    responsible = forms.CharField(
        label=gettext_lazy("Ansvarig"),
        max_length=LONGEST["responsible"],
        required=False,
        help_text=gettext_lazy("Den som ser till att det blir gjort. Behövs innan planen beslutas."),
    )
    due = DayField(label=gettext_lazy("Klart senast"))
    priority = forms.TypedChoiceField(label=gettext_lazy("Prioritering"), coerce=int)
    people = forms.IntegerField(label=gettext_lazy("Antal deltagare"), required=False, min_value=1)
    cost_sek = KronorField(
        label=gettext_lazy("Kostnad, i kronor"),
        required=False,
        help_text=gettext_lazy("Tomt betyder att kostnaden inte är beräknad. Skriv 0 om det inte kostar."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, kind: PlanKind, framework: Framework, data: Any = None, *, item: Item | None = None
    ) -> None:
        super().__init__(data, initial=None if item is None else _initial(item))
        self._framework, self._item = framework, item
        self.fields["direction"].choices = directions_by_area(framework, _("Ingen särskild"))
        self.fields["target"].choices = [
            ("", _("Ingen särskild")),
            *chosen_from({mark: MARK_LABELS[mark] for mark in LEVELS[1:]}),
        ]
        self.fields["priority"].choices = chosen_from(dict(PRIORITIES))
        self.fields["priority"].initial = 2
        if kind is PlanKind.INDIVIDUAL:
            del self.fields["people"]

    def clean_cost_sek(self) -> int | None:
        cost: int | None = self.cleaned_data["cost_sek"]
        if cost is not None and cost > LARGEST_COST_SEK:
            raise forms.ValidationError(_("Kostnaden är för stor. Kontrollera att siffrorna stämmer."))
        return cost

    @property
    def item(self) -> Item:
        """What was entered. The form is valid."""
        entered = self.cleaned_data
        direction = entered["direction"]
        return Item(
            goal=entered["goal"],
            due=entered["due"],
            activity=entered["activity"],
            responsible=entered["responsible"],
            framework=self._framework.ref if direction else "",
            direction=direction,
            target=Mark(entered["target"]) if entered["target"] else None,
            priority=entered["priority"],
            cost_sek=entered["cost_sek"],
            people=entered.get("people"),
        )

    @property
    def seen_item(self) -> Item | None:
        """The item as the sender had seen it; None where the form does not say."""
        try:
            return item_from_content(json.loads(self.cleaned_data["seen"]))
        except (ValueError, KeyError, TypeError):
            return None

    def show_present(self, item: Item) -> None:
        """Let the next attempt start from the item as it now stands; what was typed stays."""
        self.data = self.data.copy()
        self.data["seen"] = json.dumps(item_to_content(item))


def _initial(item: Item) -> dict[str, Any]:
    shown = {name: getattr(item, name) for name in ItemForm.base_fields if name != "seen"}
    return shown | {"target": item.target or "", "seen": json.dumps(item_to_content(item))}


class DescribeForm(forms.Form):
    """What the plan is called, when it runs, and the needs and priorities in words."""

    title = forms.CharField(label=gettext_lazy("Namn"), max_length=160)
    starts = DayField(label=gettext_lazy("Från"))
    ends = DayField(label=gettext_lazy("Till"))
    summary = forms.CharField(
        label=gettext_lazy("Behov och prioriteringar"),
        help_text=gettext_lazy("Kort: varför just de här målen, och vad som får vänta."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=10_000,
        required=False,
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, now: Description, data: Any = None) -> None:
        names = ("title", "starts", "ends", "summary")
        super().__init__(data, initial=dict(zip(names, now, strict=True)) | {"seen": _as_seen(now)})

    def clean_seen(self) -> Description | None:
        """What the sender had seen; None where the form does not say."""
        try:
            title, starts, ends, summary = json.loads(self.cleaned_data["seen"])
            return title, date.fromisoformat(starts), date.fromisoformat(ends), summary
        except (ValueError, TypeError):
            return None

    def show_present(self, now: Description) -> None:
        """Let the next attempt start from what now stands; what was typed stays."""
        self.data = self.data.copy()
        self.data["seen"] = _as_seen(now)


def _as_seen(now: Description) -> str:
    title, starts, ends, summary = now
    return json.dumps([title, starts.isoformat(), ends.isoformat(), summary])


class FollowUpForm(forms.Form):
    """How an item went."""

    done = forms.ChoiceField(label=gettext_lazy("Genomfört som planerat?"), widget=forms.RadioSelect)
    effect = forms.ChoiceField(label=gettext_lazy("Önskad effekt?"), widget=forms.RadioSelect, required=False)
    note = text_field(
        gettext_lazy("Anteckning"),
        1000,
        gettext_lazy("Vad som gjordes, och vad som är kvar."),
        required=False,
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["done"].choices = chosen_from(dict(DONE_LABELS))
        self.fields["effect"].choices = chosen_from(dict(EFFECT_LABELS))

    @property
    def answer(self) -> tuple[Done, Effect | None, str]:
        """Done, effect and note. The form is valid."""
        entered = self.cleaned_data
        effect = Effect(entered["effect"]) if entered["effect"] else None
        return Done(entered["done"]), effect, entered["note"]
