"""Who pays: the agency's own account, which belongs to the installation and is not changed in the system."""

from __future__ import annotations

from django.conf import settings

from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.payments import Payer, Scheme, account_number, check_account


def payer() -> Payer:
    """The agency as the bank knows it, from the settings. Raises Refused (G221) where they are not complete."""
    stated = settings.PAYER
    made = Payer(stated["name"], stated["number"], account_number(stated["iban"]), stated["bic"])
    if not all((made.name, made.number, made.bic)) or check_account(Scheme.IBAN, made.iban):
        raise Refused.because(
            "G221",
            "Myndighetens eget konto är inte inställt, så det går inte att göra en fil till banken. Den som driver "
            "systemet anger PAYER_NAME, PAYER_NUMBER, PAYER_IBAN och PAYER_BIC.",
            "The agency's own account is not set, so no file can be made for the bank. Whoever runs the system states "
            "PAYER_NAME, PAYER_NUMBER, PAYER_IBAN and PAYER_BIC.",
        )
    return made
