"""Organisations: the state agency, municipalities and what lies below and beside them, each with its validity."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kompetenslyft.apps.organisations.kinds import REPORTING_KINDS, Kind


class County(models.Model):
    """A county (län) by its official two-digit code."""

    code = models.CharField(primary_key=True, max_length=2)
    name = models.CharField(max_length=60)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def valid_on(self, day: date) -> OrganisationQuerySet:
        """Those that exist on the day."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        )

    def reporting(self) -> OrganisationQuerySet:
        """Those that a round can ask: municipalities, districts and joint boards."""
        return self.filter(kind__in=REPORTING_KINDS)


class Organisation(models.Model):
    """An organisation. ``valid_to`` is its last day; null is open.

    ``code``: a municipality's official four digits as text; a district's and a unit's own, unique within all.
    """

    kind = models.CharField(max_length=20, choices=Kind)
    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    county = models.ForeignKey(
        County, null=True, blank=True, on_delete=models.PROTECT, related_name="organisations"
    )
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    members = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="joint_boards")
    successor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="organisation_valid_to_after_valid_from",
                violation_error_message=_("Sista giltighetsdag kan inte ligga före första."),
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["district", "unit"]) | Q(parent__isnull=False),
                name="organisation_parent_required",
                violation_error_message=_(
                    "En stadsdelsförvaltning eller enhet hör till en annan organisation."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_reporting_unit(self) -> bool:
        return self.kind in REPORTING_KINDS
