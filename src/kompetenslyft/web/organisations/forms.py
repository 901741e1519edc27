"""Forms of organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from kompetenslyft.apps.organisations import queries
from kompetenslyft.apps.organisations.kinds import Kind

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation


def _day(label: str, help_text: str = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, required=False, widget=widget)


class FilterForm(forms.Form):
    """What the list of organisations is narrowed down by."""

    q = forms.CharField(
        label=_("Namn eller kod"), required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    lan = forms.ChoiceField(label=_("Län"), required=False)
    typ = forms.ChoiceField(label=_("Typ"), required=False)
    utan_ombud = forms.BooleanField(label=_("Bara de som saknar ombud"), required=False)

    def __init__(self, *args: object, officer: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lan"].choices = [
            ("", _("Alla län")),
            *((county.code, county.name) for county in queries.counties()),
        ]
        self.fields["typ"].choices = [("", _("Alla typer")), *Kind.choices]
        if not officer:
            del self.fields["utan_ombud"]


class MembersField(forms.CharField):
    """The municipalities of a joint board, by their codes."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Kommuner"),
            help_text=_(
                "De fyrsiffriga kommunkoderna med mellanslag eller komma emellan, till exempel 2061 2085."
            ),
        )

    def clean(self, value: str | None) -> list[Organisation]:
        codes = super().clean(value).replace(",", " ").split()
        found = queries.by_codes(codes)
        if unknown := [code for code in codes if code not in found]:
            raise forms.ValidationError(
                _("Okända kommunkoder: %(codes)s."), params={"codes": ", ".join(unknown)}
            )
        return list(found.values())


class UnitForm(forms.Form):
    """A new unit."""

    name = forms.CharField(label=_("Namn"), max_length=120)
    valid_from = _day(_("Första dag"), _("Lämna tomt om enheten redan finns."))


class ChangeForm(forms.Form):
    """Name and validity; of a joint board its municipalities too."""

    name = forms.CharField(label=_("Namn"), max_length=120)
    valid_from = _day(_("Första dag"))
    valid_to = _day(_("Sista dag"), _("Lämna tomt så länge organisationen finns kvar."))
    successor = forms.CharField(
        label=_("Efterträdarens kod"),
        required=False,
        help_text=_("Den organisation som tar över, till exempel 0180-jarva."),
    )

    def __init__(self, *args: object, joint_board: bool = False, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if joint_board:
            self.fields["members"] = MembersField()

    def clean_successor(self) -> Organisation | None:
        code = self.cleaned_data["successor"].strip()
        if not code:
            return None
        found = queries.by_codes([code]).get(code)
        if found is None:
            raise forms.ValidationError(
                _("Det finns ingen organisation med koden «%(code)s»."), params={"code": code}
            )
        return found


class JointBoardForm(forms.Form):
    """A new joint board."""

    name = forms.CharField(label=_("Namn"), max_length=120)
    code = forms.SlugField(
        label=_("Kod"),
        max_length=60,
        help_text=_("Bokstäver, siffror och bindestreck. Koden kan inte ändras senare."),
    )
    members = MembersField()
    valid_from = _day(_("Första dag"))
