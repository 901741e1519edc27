"""Reporting together, and settling what each municipality received. Amounts are whole kronor."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kompetenslyft.apps.grants.models.years import ProgrammeYear


class JointReport(models.Model):
    """One report for several municipalities: the lead's return answers for those who have agreed to it."""

    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="joint_reports")
    lead = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["year", "lead__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "lead"], condition=Q(ended_at__isnull=True), name="joint_report_one_per_lead"
            )
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.lead}"


class JointReportMember(models.Model):
    """A municipality asked to be reported for by the lead; it is from when its signatory has agreed."""

    report = models.ForeignKey(JointReport, on_delete=models.PROTECT, related_name="members")
    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.CharField(max_length=200, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["report", "unit__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "unit"],
                condition=Q(agreed_at__isnull=False, left_at__isnull=True),
                name="joint_report_member_once_a_year",
            )
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.unit}"


class Settlement(models.Model):
    """What became of the money for one purpose: received = used + unused + not permitted; the two last are repaid.

    A settlement that is made again gets the next ``number``; the one with the highest stands.
    """

    class Basis(models.TextChoices):
        REPORT = "report"
        NO_REPORT = "no_report"

    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="settlements")
    unit = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=60)
    number = models.PositiveSmallIntegerField(default=1)
    basis = models.CharField(max_length=10, choices=Basis)
    received = models.BigIntegerField()
    used = models.BigIntegerField()
    unused = models.BigIntegerField()
    not_permitted = models.BigIntegerField()
    findings = models.JSONField(default=list)
    note = models.TextField(blank=True)
    settled_at = models.DateTimeField()
    settled_by = models.CharField(max_length=200)
    invoice_number = models.CharField(max_length=60, blank=True)
    invoiced_at = models.DateTimeField(null=True, blank=True)
    invoice_due = models.DateField(null=True, blank=True)
    repaid = models.BigIntegerField(default=0)
    repaid_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["year", "unit__code", "purpose", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "unit", "purpose", "number"], name="settlement_number_unique"
            ),
            models.CheckConstraint(
                condition=Q(received=F("used") + F("unused") + F("not_permitted"))
                & Q(used__gte=0)
                & Q(unused__gte=0)
                & Q(not_permitted__gte=0),
                name="settlement_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(repaid__gte=0) & Q(repaid__lte=F("unused") + F("not_permitted")),
                name="settlement_repaid_at_most_what_is_owed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.purpose} #{self.number}"

    @property
    def to_repay(self) -> int:
        return self.unused + self.not_permitted
