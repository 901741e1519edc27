"""The kinds of organisations."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What an organisation is. Its value is what is stored, compared and passed between contexts."""

    AGENCY = "agency", _("statlig myndighet")
    MUNICIPALITY = "municipality", _("kommun")
    DISTRICT = "district", _("stadsdelsförvaltning")
    JOINT_BOARD = "joint_board", _("gemensam nämnd")
    UNIT = "unit", _("enhet")


REPORTING_KINDS = (Kind.MUNICIPALITY, Kind.DISTRICT, Kind.JOINT_BOARD)
"""Those that a round can ask."""

EMPLOYING_KINDS = (Kind.MUNICIPALITY, Kind.JOINT_BOARD)
"""Those that employ people; what lies below works for them."""
