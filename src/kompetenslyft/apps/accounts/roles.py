"""The roles that a person can hold in an organisation."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """A role. Its value is what is stored, compared and passed between contexts."""

    PROGRAMME_OFFICER = "programme_officer", _("handläggare vid myndigheten")
    DATA_COORDINATOR = "data_coordinator", _("uppgiftssamordnare")
    SIGNATORY = "signatory", _("ombud")
    MANAGER = "manager", _("chef")
    STAFF_ADMINISTRATOR = "staff_administrator", _("personaladministratör")
    EMPLOYEE = "employee", _("medarbetare")
    READER = "reader", _("läsare")
