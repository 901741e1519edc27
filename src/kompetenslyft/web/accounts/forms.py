"""Forms of accounts. What is allowed is settled by the actions; a refusal is shown beside the form."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.utils.translation import gettext_lazy as _

from kompetenslyft.apps.accounts.roles import Role

_SHARED_ROLES = (
    Role.DATA_COORDINATOR,
    Role.SIGNATORY,
    Role.MANAGER,
    Role.STAFF_ADMINISTRATOR,
    Role.EMPLOYEE,
    Role.READER,
)
_AGENCY_ROLES = (Role.PROGRAMME_OFFICER, Role.READER)
_WHAT_ROLES_DO = {
    Role.PROGRAMME_OFFICER: _("Handläggare vid myndigheten: öppnar insamlingar, granskar och publicerar"),
    Role.DATA_COORDINATOR: _("Uppgiftssamordnare: fyller i och lämnar in"),
    Role.SIGNATORY: _("Ombud: skriver under det som lämnas in och delar ut roller"),
    Role.MANAGER: _(
        "Chef: läser den egna organisationens uppgifter; i en enhet håller hen medarbetarsamtalen"
    ),
    Role.STAFF_ADMINISTRATOR: _("Personaladministratör: sköter personalregistret, ser inga bedömningar"),
    Role.EMPLOYEE: _("Medarbetare: ser sina egna uppgifter, bedömningar och planer"),
    Role.READER: _("Läsare: läser utan att kunna ändra"),
}


class ProfileForm(forms.Form):
    """Name and language."""

    name = forms.CharField(
        label=_("Namn"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    language = forms.ChoiceField(
        label=_("Språk"), choices=[("sv", "Svenska"), ("en", "English")], widget=forms.RadioSelect
    )


class NewAccountForm(forms.Form):
    """What somebody who is invited and has no account fills in."""

    name = forms.CharField(
        label=_("Namn"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("Lösenord"),
        help_text=_("Minst 10 tecken. En mening som du kommer ihåg är bra."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class InviteForm(forms.Form):
    """Whom to invite, and to which role."""

    email = forms.EmailField(
        label=_("E-postadress"),
        help_text=_("Personen får en länk som gäller i 14 dagar. Något konto behöver inte finnas."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Roll"), widget=forms.RadioSelect)

    def __init__(
        self, *args: object, agency: bool = False, given: Callable[[Role], bool], **kwargs: object
    ) -> None:
        """``given`` says of each role of the organisation whether it is the inviter's to give."""
        super().__init__(*args, **kwargs)
        roles = [role for role in (_AGENCY_ROLES if agency else _SHARED_ROLES) if given(role)]
        self.fields["role"].choices = [(role.value, _WHAT_ROLES_DO[role]) for role in roles]


class HandOverForm(forms.Form):
    """Who takes over as signatory."""

    email = forms.EmailField(
        label=_("Efterträdarens e-postadress"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )


class EndForm(forms.Form):
    """The officer's confirmation that an organisation may be left without a signatory."""

    confirmed = forms.BooleanField(
        label=_("Avsluta rollen trots att ingen annan kan skriva under åt organisationen"), required=False
    )


class KeyForm(forms.Form):
    """Which system a key is for."""

    name = forms.CharField(
        label=_("System"),
        max_length=80,
        help_text=_("Skriv vilket system som ska använda nyckeln, till exempel verksamhetssystemets namn."),
    )
