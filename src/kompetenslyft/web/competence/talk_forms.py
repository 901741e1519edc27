"""The small forms of an appraisal talk: when and where, when held, when followed up, why cancelled."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kompetenslyft.web.forms import DayField


def _time(*, required: bool = True) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=_("Klockslag"), widget=widget, required=required)


def _place() -> forms.CharField:
    return forms.CharField(label=_("Plats"), max_length=120, required=False)


class WhenForm(forms.Form):
    """Another time and place."""

    day = DayField(label=_("Dag"))
    time = _time()
    place = _place()

    @property
    def scheduled_at(self) -> datetime:
        """What was entered, in Swedish time."""
        return moment_of(self.cleaned_data)


class HeldForm(forms.Form):
    """The day of the talk."""

    held_on = DayField(label=_("Samtalet hölls den"))


class DecideForm(forms.Form):
    """When the plan is followed up."""

    follow_up_by = DayField(label=_("Planen ska vara uppföljd senast den"))


class CancelForm(forms.Form):
    """Why the talk is cancelled."""

    reason = forms.CharField(
        label=_("Varför ställs samtalet in?"),
        help_text=_("Medarbetaren får skälet i ett mejl."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PlaceForm(forms.Form):
    """The place of several talks."""

    place = _place()


class CallForm(forms.Form):
    """Whether one person is called, and to when. Day and time are asked for when the box is ticked."""

    asked_when_chosen = ("day", "time")

    chosen = forms.BooleanField(label=_("Kalla"), required=False)
    day = DayField(label=_("Dag"), required=False)
    time = _time(required=False)

    def clean(self) -> dict[str, object]:
        entered = super().clean() or self.cleaned_data
        if entered.get("chosen"):
            for name, missing in (("day", _("Välj en dag.")), ("time", _("Skriv ett klockslag."))):
                if not entered.get(name) and name not in self.errors:
                    self.add_error(name, missing)
        return entered

    @property
    def scheduled_at(self) -> datetime:
        """What was entered, in Swedish time."""
        return moment_of(self.cleaned_data)


def moment_of(entered: dict[str, object]) -> datetime:
    """The entered day and time, in Swedish time."""
    return timezone.make_aware(datetime.combine(entered["day"], entered["time"]))  # type: ignore[arg-type]
