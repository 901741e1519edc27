"""Forms of the register. What a record may hold is settled by its rules; what they find stands beside the fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kompetenslyft.apps.staff.queries.register import Shown, depths
from kompetenslyft.core.numbers import NumberProblem, parse_exact
from kompetenslyft.core.spending.entries import format_tenths
from kompetenslyft.core.staff import model as core
from kompetenslyft.web.collection.words import day_words, language
from kompetenslyft.web.forms import DayField
from kompetenslyft.web.staff.register_words import FIELDS, choices

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation

_ANSWERS = (
    ("", gettext_lazy("inte ifyllt")),
    ("yes", gettext_lazy("ja")),
    ("no", gettext_lazy("nej")),
)
_MEANT = {"": None, "yes": True, "no": False}
_SAID = {meant: said for said, meant in _MEANT.items()}


class YearField(forms.IntegerField):
    """A year with four digits."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "size": 4})
        super().__init__(widget=widget, required=False, localize=False, **kwargs)


class YesNoField(forms.ChoiceField):
    """Yes, no, or not filled in: three different things."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=_ANSWERS, required=False, **kwargs)

    def clean(self, value: str | None) -> bool | None:
        return _MEANT[super().clean(value)]


class CreditsField(forms.CharField):
    """Higher education credits, kept in tenths."""

    def clean(self, value: str | None) -> int | None:
        exact = parse_exact(super().clean(value))
        if isinstance(exact, NumberProblem):
            raise forms.ValidationError(exact.message.in_language(language()))
        if exact is None:
            return None
        if (exact * 10).denominator != 1:
            raise forms.ValidationError(_("Högskolepoäng anges med högst en decimal, till exempel 7,5."))
        return int(exact * 10)


class FilterForm(forms.Form):
    """What the list of people is narrowed down by."""

    q = forms.CharField(
        label=gettext_lazy("Namn eller nummer"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    enhet = forms.ChoiceField(label=gettext_lazy("Enhet, med allt därunder"), required=False)
    roll = forms.ChoiceField(label=FIELDS["role"], required=False)
    verksamhet = forms.ChoiceField(label=FIELDS["service"], required=False)
    visa = forms.ChoiceField(label=gettext_lazy("Visa"), required=False)
    dag = DayField(label=gettext_lazy("Som registret var den dagen"), required=False)

    def __init__(self, *args: object, units: Sequence[Organisation], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["enhet"].choices = [("", _("Alla enheter")), *unit_choices(units)]
        self.fields["roll"].choices = [("", _("Alla roller")), *choices(core.ROLE_LABELS)]
        self.fields["verksamhet"].choices = [("", _("Alla verksamheter")), *choices(core.SERVICE_LABELS)]
        self.fields["visa"].choices = [
            (Shown.WORKING.value, _("De som är anställda")),
            (Shown.LEFT.value, _("De som har slutat")),
            (Shown.ALL.value, _("Alla i registret")),
        ]


class DayForm(forms.Form):
    """The day that a record is read as of."""

    dag = DayField(label=gettext_lazy("Visa som det var den dagen"), required=False)


class SelfForm(forms.Form):
    """What a record holds once."""

    name = forms.CharField(label=FIELDS["name"], max_length=120)
    email = forms.CharField(
        label=FIELDS["email"],
        required=False,
        help_text=gettext_lazy("Den som loggar in med adressen ser sina egna uppgifter."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    gender = forms.ChoiceField(label=FIELDS["gender"], required=False)
    social_work_since = YearField(
        label=FIELDS["social_work_since"], help_text=gettext_lazy("Hos vilken arbetsgivare som helst.")
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gender"].choices = [("", _("inte ifyllt")), *choices(core.GENDER_LABELS)]

    @staticmethod
    def initial_of(one: core.Person) -> dict[str, Any]:
        """A record as what the form says."""
        return {
            "name": one.name,
            "email": one.email,
            "gender": one.gender or "",
            "social_work_since": one.social_work_since,
        }

    def record(self, one: core.Person) -> core.Person:
        """The record with what the form says."""
        data = self.cleaned_data
        return replace(
            one,
            name=data["name"],
            email=data["email"],
            gender=core.Gender(data["gender"]) if data["gender"] else None,
            social_work_since=data["social_work_since"],
        )


class EmploymentForm(forms.Form):
    """An employment whole. ``units``: those that may be chosen."""

    unit = forms.ChoiceField(label=FIELDS["unit"])
    role = forms.ChoiceField(label=FIELDS["role"])
    service = forms.ChoiceField(label=FIELDS["service"])
    share = forms.IntegerField(
        label=FIELDS["share"],
        help_text=gettext_lazy("I procent av heltid, 1–100."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 3}),
    )
    permanent = forms.ChoiceField(
        label=gettext_lazy("Anställningsform"),
        choices=(("yes", gettext_lazy("Tillsvidare")), ("no", gettext_lazy("Tidsbegränsad"))),
        widget=forms.RadioSelect,
    )
    first_day = DayField(label=FIELDS["first_day"])
    last_day = DayField(
        label=FIELDS["last_day"],
        required=False,
        help_text=gettext_lazy("Lämna tomt om anställningen inte har något slut."),
    )
    leaving_reason = forms.ChoiceField(label=FIELDS["leaving_reason"], required=False)
    role_since = YearField(
        label=FIELDS["role_since"], help_text=gettext_lazy("Här eller hos en annan arbetsgivare.")
    )
    first_management_job = YesNoField(
        label=FIELDS["first_management_job"],
        help_text=gettext_lazy("Fyll bara i för chefer och arbetsledare."),
    )
    needs_supervision_training = YesNoField(
        label=FIELDS["needs_supervision_training"],
        help_text=gettext_lazy("Fyll bara i för chefer och arbetsledare."),
    )

    def __init__(self, *args: object, units: Sequence[Organisation], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", _("Välj enhet")), *unit_choices(units)]
        self.fields["role"].choices = [("", _("Välj roll")), *choices(core.ROLE_LABELS)]
        self.fields["service"].choices = [("", _("Välj verksamhet")), *choices(core.SERVICE_LABELS)]
        self.fields["leaving_reason"].choices = _reasons()

    @staticmethod
    def initial_of(one: core.Employment) -> dict[str, Any]:
        """An employment as what the form says."""
        return {
            "unit": one.unit,
            "role": one.role,
            "service": one.service,
            "share": one.share,
            "permanent": _SAID[one.permanent],
            "first_day": one.first_day,
            "last_day": one.last_day,
            "leaving_reason": one.leaving_reason or "",
            "role_since": one.role_since,
            "first_management_job": _SAID[one.first_management_job],
            "needs_supervision_training": _SAID[one.needs_supervision_training],
        }

    def employment(self) -> core.Employment:
        """What the form says as an employment."""
        data = self.cleaned_data
        return core.Employment(
            unit=data["unit"],
            role=core.StaffRole(data["role"]),
            service=core.Service(data["service"]),
            share=data["share"],
            permanent=data["permanent"] == "yes",
            first_day=data["first_day"],
            last_day=data["last_day"],
            leaving_reason=_reason(data["leaving_reason"]),
            role_since=data["role_since"],
            first_management_job=data["first_management_job"],
            needs_supervision_training=data["needs_supervision_training"],
        )


class NewPersonForm(SelfForm, EmploymentForm):
    """Somebody new: what a record holds once, and the first employment."""

    number = forms.CharField(
        label=gettext_lazy("Anställningsnummer"),
        max_length=40,
        help_text=gettext_lazy("Numret i personalsystemet. Aldrig personnummer."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("number", "name", "email", "gender", "social_work_since")


class EndForm(forms.Form):
    """The end of an employment."""

    last_day = DayField(label=FIELDS["last_day"])
    leaving_reason = forms.ChoiceField(label=FIELDS["leaving_reason"], required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leaving_reason"].choices = _reasons()

    def reason(self) -> core.LeavingReason | None:
        """Why it ends; None where nobody has said."""
        return _reason(self.cleaned_data["leaving_reason"])


class CredentialForm(forms.Form):
    """A degree, a course or a certificate."""

    kind = forms.ChoiceField(label=FIELDS["kind"])
    title = forms.CharField(label=FIELDS["title"], required=False, max_length=200)
    awarded_on = DayField(label=FIELDS["awarded_on"])
    credits = CreditsField(
        label=FIELDS["credits"],
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 6}),
    )
    subjects = forms.MultipleChoiceField(
        label=FIELDS["subjects"],
        required=False,
        help_text=gettext_lazy("Anges för en examen. De prövas när behörigheten för barnärenden räknas ut."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("Välj utbildning")), *choices(core.CREDENTIAL_LABELS)]
        self.fields["subjects"].choices = choices(core.SUBJECT_LABELS)

    @staticmethod
    def initial_of(one: core.Credential) -> dict[str, Any]:
        """A credential as what the form says."""
        return {
            "kind": one.kind,
            "title": one.title,
            "awarded_on": one.awarded_on,
            "credits": "" if one.credits is None else format_tenths(one.credits, language()),
            "subjects": sorted(one.subjects),
        }

    def credential(self) -> core.Credential:
        """What the form says as a credential."""
        data = self.cleaned_data
        return core.Credential(
            core.CredentialKind(data["kind"]),
            data["title"],
            data["awarded_on"],
            data["credits"],
            frozenset(map(core.Subject, data["subjects"])),
        )


class LeaveForm(forms.Form):
    """A full leave of absence."""

    first_day = DayField(label=FIELDS["first_day"])
    last_day = DayField(
        label=FIELDS["last_day"], required=False, help_text=gettext_lazy("Lämna tomt tills den är känd.")
    )

    @staticmethod
    def initial_of(one: core.Leave) -> dict[str, Any]:
        """A leave as what the form says."""
        return {"first_day": one.first_day, "last_day": one.last_day}

    def leave(self) -> core.Leave:
        """What the form says as a leave."""
        return core.Leave(self.cleaned_data["first_day"], self.cleaned_data["last_day"])


def unit_choices(units: Sequence[Organisation]) -> list[tuple[str, str]]:
    """Units as the choices of a form, set in below what they belong to; with their last day where they have one."""
    deep = depths(units)
    return [(one.code, "\u2003" * deep[one.pk] + _named(one.name, one.valid_to)) for one in units]


def _named(name: str, until: date | None) -> str:
    return _("%(name)s (till %(day)s)") % {"name": name, "day": day_words(until)} if until else name


def _reasons() -> list[tuple[str, str]]:
    return [("", _("inte ifyllt")), *choices(core.REASON_LABELS)]


def _reason(chosen: str) -> core.LeavingReason | None:
    return core.LeavingReason(chosen) if chosen else None
